"""The results for people: a page of tables, and a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.targets import targets

COMMAND = "make bench"
WAYS = ("blocking", "streaming", "parallel", "live")

Row = Sequence[object]


def ms(found: dict[str, Any] | None, *percentiles: int) -> str:
    """`312 / 340`: the percentiles, in milliseconds; a dash where nothing was measured."""
    asked = [f"p{p}" for p in percentiles or (50, 95)]
    if not found or not found.get("n"):
        return "–"
    return " / ".join(f"{found[p]:.0f}" for p in asked)


# --- The tables, as rows, for page and screen alike ---------------------------------------------


def first_sounds(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    head = ("clip", "blocking", "compute alone", "streaming", "parallel", "live", "runs", "faster")
    rows: list[Row] = []
    for name, ways in _by_clip(results).items():
        found = {way: ways[way].get("first_sound_ms") for way in ways}
        rows.append(
            (
                name,
                ms(found["blocking"]),
                ms(results["compute"][name]["first_sound_ms"]),
                *(ms(found[way]) for way in WAYS[1:]),
                ", ".join(str((found[way] or {}).get("n", 0)) for way in WAYS),
                f"{found['blocking']['p50'] / found['streaming']['p50']:.1f} x",
            )
        )
    return head, rows


def wholes(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    head = (
        "clip", "ack", "blocking", "compute alone", "streaming", "parallel", "live",
        "words, blocking", "words, ours",
    )  # fmt: skip
    rows: list[Row] = [
        (
            name,
            ms(ways["streaming"]["ack_ms"]),
            ms(ways["blocking"]["complete_ms"]),
            ms(results["compute"][name]["complete_ms"]),
            *(ms(ways[way].get("complete_ms")) for way in WAYS[1:]),
            ms(ways["blocking"]["words"], 50),
            ms(results["compute"][name]["words"], 50),
        )
        for name, ways in _by_clip(results).items()
    ]
    return head, rows


def overhead(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    head = ("clip", *(f"{way}, {what}" for way in WAYS[1:] for what in ("first sound", "complete")))
    rows: list[Row] = []
    for name in _by_clip(results):
        row = [name]
        for way in WAYS[1:]:
            found = results["overhead"][way].get(name, {})
            row += [_over(found.get(which)) for which in ("first_sound", "complete")]
        rows.append(row)
    return head, rows


def legs(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    clips = results["timeline"]
    names = dict.fromkeys(leg["leg"] for clip in clips.values() for leg in clip["legs"])
    found = {clip: {leg["leg"]: leg["ms"] for leg in clips[clip]["legs"]} for clip in clips}
    rows: list[Row] = [(name, *(ms(found[clip].get(name)) for clip in clips)) for name in names]
    return ("until", *clips), rows


def calls(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    rows: list[Row] = [
        (
            stage["stage"],
            row["service"],
            row["call"],
            row["calls"],
            row["critical"],
            ms(row["ms"]),
            row.get("bytes", "–"),
        )
        for stage in results["hops"]["stages"]
        for row in stage["calls"]
    ]
    return ("stage", "service", "call", "made", "waited for", "ms each", "bytes each"), rows


def payloads(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    rows: list[Row] = [
        (stage["stage"], stage["event_bytes"], stage["result_bytes"])
        for stage in results["hops"]["stages"]
        if "event_bytes" in stage
    ]
    return ("stage", "event", "result"), rows


def stages(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    cells = results["ways"]["streaming"]
    names = dict.fromkeys(name for cell in cells.values() for name in cell["stages_ms"])
    rows: list[Row] = [
        (clip, *(ms(cell["stages_ms"].get(name)) for name in names)) for clip, cell in cells.items()
    ]
    return ("clip", *names), rows


FATES = ("done", "busy", "rejected", "undelivered", "lost", "failed", "doubled", "turned_away")


def load(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    head = (
        "at once", "first sound", "complete", "messages/min", "done", "busy", "rejected",
        "undelivered", "lost", "failed", "doubled", "turned away", "workers MB", "emulator MB",
    )  # fmt: skip
    rows: list[Row] = [
        (
            level["conversations"],
            ms(level["first_sound_ms"], 50, 95, 99),
            ms(level["complete_ms"], 50, 95, 99),
            level["messages_per_min"],
            *(level.get(f, 0) for f in FATES),
            level["memory_mb"]["workers"],
            level["memory_mb"]["emulator"],
        )
        for level in results["load"]["levels"]
    ]
    return head, rows


def parallel(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    head = ("clip", "streaming here", "parallel here", "streaming replayed", "own cores replayed")
    rows: list[Row] = []
    for name, found in results["parallel"].items():
        here, replayed = found["here"], found["replayed"]
        rows.append(
            (
                name,
                *(_pair(here[way]) for way in ("streaming", "parallel")),
                *(
                    ms(replayed[key], 50)
                    for key in ("streaming_complete_ms", "parallel_complete_ms")
                ),
            )
        )
    return head, rows


def _by_clip(results: dict[str, Any]) -> dict[str, dict[str, Any]]:
    ways = results["ways"]
    return {name: {way: ways[way].get(name, {}) for way in WAYS} for name in ways["streaming"]}


def _over(found: dict[str, float] | None) -> str:
    return f"{found['ratio']:.2f} x, {found['ms']:+.0f}" if found else "–"


def _pair(found: dict[str, Any]) -> str:
    return f"{ms(found['first_sound_ms'], 50)} → {ms(found['complete_ms'], 50)}"


# --- Screen -------------------------------------------------------------------------------------

TABLES = (
    ("First translated sound, ms after the end of speech (p50 / p95)", first_sounds),
    ("Everything, ms (p50 / p95)", wholes),
    ("Flow over compute (median ratio, ms)", overhead),
    ("Where the time goes up to the first sound, ms", legs),
    ("Load, ms (p50 / p95 / p99)", load),
)


def show(results: dict[str, Any], console: Console) -> None:
    for title, table in TABLES:
        head, rows = table(results)
        shown = Table(title=title, title_justify="left", header_style="bold")
        for number, name in enumerate(head):
            shown.add_column(str(name), justify="right" if number else "left")
        for row in rows:
            shown.add_row(*map(str, row))
        console.print(shown)
    console.print(_summary(results))
    for wrong in results["wrong"]:
        console.print(f"[red]wrong:[/] {wrong}")


def _summary(results: dict[str, Any]) -> str:
    busy = results["busy_cores"]
    return (
        f"Took {results['took_s']} s; others kept {busy['others']} of "
        f"{results['machine']['cores']} cores busy; {len(results['wrong'])} things were wrong."
    )


# --- Page ---------------------------------------------------------------------------------------


def markdown(results: dict[str, Any]) -> str:
    return "\n".join(_page(results)) + "\n"


def _page(results: dict[str, Any]) -> Iterable[str]:
    machine, hops, cold = results["machine"], results["hops"], results["cold"]
    kind = "a quick, rough run" if results["quick"] else "a full run"
    yield from (
        "# Bench",
        "",
        f"Written by `{COMMAND}`; do not edit. This is {kind} of {results['date']} at "
        f"`{results['revision']['commit'][:10]}`{_changed(results)}, on {machine['cores']} cores "
        f"({machine['cpu']}, {machine['memory_gb']} GB, {machine['system']}), "
        f"Python {machine['python']}.",
        f"It took {results['took_s']} s, in which others kept {results['busy_cores']['others']} "
        "cores busy: the nearer to 0, the better the figures. All numbers, with versions, are written to "
        "`.build/bench/results.json`.",
        "",
        "All times are milliseconds, warm, as **p50 / p95**, and count from the end of speech on "
        "the client's clock. For *streaming* and *parallel* speech ends when the recording is "
        "sent; for *live* (played in real time, cut at pauses, each stretch sent while the speaker "
        "goes on) when the voice falls silent. Every way has its turn in each round, so noise hits "
        "all alike.",
        "",
        "## Targets",
        "",
        "Both directions together: the mean of their medians, the worse of their p95.",
        "",
        *_table(("", "wanted", "seen", "met"), targets(results)),
        "",
        "## First sound",
        "",
        "Until the first piece of the translated voice has been fetched. *Blocking* is the way of "
        "the first version: one request, faster-whisper as it comes, the translation, then each "
        "voice whole; it runs without any network, and its first sound is its last. *Compute "
        "alone* is our own path in one process with no cloud around it: the floor. All but *live* "
        "find out the language by themselves. *Runs* are those of blocking, streaming, parallel and "
        "live; *faster* is blocking over streaming.",
        "",
        *_table(*first_sounds(results)),
        "",
        "![First sound by clip length and way](first-sound.svg)",
        "",
        "Clips of one name are several takes, which take turns: "
        + "; ".join(_take(clip) for clip in results["clips"])
        + ". Live speech waits for its last stretch only, however long the rest was.",
        "",
        "## Everything",
        "",
        "Until `translation_complete`, with both voices whole. *Ack* is `processing_started`. "
        "*Words* is how many were heard: whoever hears fewer has less to say.",
        "",
        *_table(*wholes(results)),
        "",
        "What each stage computed, in streaming, by the service's own clock (`total` since the "
        "segment was accepted):",
        "",
        *_table(*stages(results)),
        "",
        "## What the cloud around it costs",
        "",
        "The flow over the compute of its critical path, of the same clip within seconds: the "
        "median ratio, and milliseconds. For *live* the compute is that of the last stretch; its "
        "first sound includes the pause that ends it. In *parallel* it is the longer branch "
        "alone, as if the other had cores of its own.",
        "",
        *_table(*overhead(results)),
        "",
        "Where the time goes between the end of speech and the first sound, in streaming:",
        "",
        *_table(*legs(results)),
        "",
        "![Where the time goes](timeline.svg)",
        "",
        f"Calls up to the first sound: {hops['critical_calls']} are waited for, "
        f"{hops['critical_ms']} ms together (sum of medians). *Made* counts all of the stage, "
        "also those that run beside the compute; *bytes* are those of what a call carries.",
        "",
        *_table(*calls(results)),
        "",
        *_carried(results),
        f"The emulator itself: an execution of nothing {ms(hops['execution_ms'])}, each state "
        f"{hops['state_ms']}, a warm function that does nothing {ms(hops['invocation_ms'])}.",
        "",
        "## The parallel mode",
        "",
        "First sound → complete. *Here* is measured, on the cores of this machine, which both "
        "voices share. *Replayed* lays out the stage durations of the streaming runs, in which "
        "no stage has a rival: one after the other, and as if each branch had cores of its own, as "
        "on AWS. The first sound gains nothing from it: translated speech comes first either way.",
        "",
        *_table(*parallel(results)),
        "",
        "## Load",
        "",
        f"Conversations at once, each saying a {_asked(results)} s utterance again as soon as it "
        "has heard the last one out; p50 / p95 / p99, with the time spent coming back. *Busy*: how "
        "often a segment was told to come back. *Rejected*: told so until it gave up, or never "
        "acknowledged. *Undelivered*: ended and kept, but its connection was gone. *Lost*: accepted and "
        "never ended. *Doubled*: an event that came again with another content. *Turned away*: "
        "connections that were refused and tried again before the clock began. Memory is "
        "resident, shared pages counted for each process.",
        "",
        *_table(*load(results)),
        "",
        "![Load](load.svg)",
        "",
        "## Cold start",
        "",
        f"The first message ({cold['clip']}) to functions that were only just deployed, with every "
        "model still on disk.",
        "",
        *_table(
            ("", "first sound", "complete", "runs"),
            [
                (what, ms(of["first_sound_ms"]), ms(of["complete_ms"]), of["complete_ms"]["n"])
                for what, of in (
                    ("spoken before the hello's warming is done", cold["at_once"]),
                    ("hello, then as long as it takes to say it", cold["after_speaking"]),
                )
            ],
        ),
        "",
        *_wrongs(results),
    )


def _carried(results: dict[str, Any]) -> Iterable[str]:
    head, rows = payloads(results)
    if rows:
        yield "Bytes of JSON that each stage is given and gives back (*accept*: the message with its "
        yield "recording, and what the state machine is started with); all else lies in S3 by its key:"
        yield ""
        yield from _table(head, rows)
        yield ""


def _table(head: Row, rows: Iterable[Row]) -> Iterable[str]:
    yield f"| {' | '.join(map(str, head))} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _take(clip: dict[str, Any]) -> str:
    return f"{clip['name']} {clip['duration_s']} s (last stretch {clip['last_segment_s']} s)"


def _asked(results: dict[str, Any]) -> int:
    usual = results["load"]["clips"]
    return next(int(c["asked_s"]) for c in results["clips"] if c["name"] in usual)


def _changed(results: dict[str, Any]) -> str:
    return " with changes" if results["revision"]["changed"] else ""


def _wrongs(results: dict[str, Any]) -> Iterable[str]:
    if not results["wrong"]:
        yield "Nothing was lost, doubled or in error outside of what the load table says."
        return
    yield "## What went wrong"
    yield ""
    yield from (f"- {wrong}" for wrong in results["wrong"])
