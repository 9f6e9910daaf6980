"""Shows the results as a Markdown page and on the terminal."""

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
    """`312 / 340`: the percentiles in milliseconds; a dash if nothing was measured."""
    wanted = [f"p{p}" for p in percentiles or (50, 95)]
    if not found or not found.get("n"):
        return "–"
    return " / ".join(f"{found[p]:.0f}" for p in wanted)


# --- Rows of the tables, for page and terminal ---------------------------------------------


def first_sounds(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    head = ("clip", "blocking", "compute alone", "streaming", "parallel", "live", "runs", "speedup")
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
    return ("step", *clips), rows


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
    return ("stage", "service", "call", "calls", "critical", "ms each", "bytes each"), rows


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


FATES = ("done", "busy", "rejected", "undelivered", "lost", "failed", "duplicated", "turned_away")


def load(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    head = (
        "conversations", "first sound", "complete", "messages/min", "done", "busy", "rejected",
        "undelivered", "lost", "failed", "duplicated", "refused", "workers MB", "emulator MB",
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
    head = (
        "clip", "streaming, measured", "parallel, measured", "streaming, simulated", "separate cores, simulated",
    )  # fmt: skip
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


def talks(results: dict[str, Any]) -> tuple[Row, list[Row]]:
    head = ("figure", "p50 / p95", "number")
    if not (found := results.get("talks")):
        return head, []
    captions, lag = found["captions"], found["stream_laal_ms"]
    rows: list[Row] = [
        (what, ms(of), of["n"])
        for what, of in (
            ("speech begins → first words on screen", captions["first_words_ms"]),
            ("between two captions of a segment", captions["interval_ms"]),
            ("pause is proven → first translated sound", found["beyond_pause_ms"]),
        )
    ]
    rows += [
        (f"StreamLAAL, {kind}", "–" if lag[kind] is None else f"{lag[kind]:.0f}", "")
        for kind in ("text", "speech")
    ]
    of = captions["stable_words"]
    rows += [
        ("stable words that changed later", captions["stable_words_changed"], of),
        ("stable words that the final text has otherwise", captions["stable_words_replaced"], of),
    ]
    return head, rows


def _by_clip(results: dict[str, Any]) -> dict[str, dict[str, Any]]:
    ways = results["ways"]
    return {name: {way: ways[way].get(name, {}) for way in WAYS} for name in ways["streaming"]}


def _over(found: dict[str, float] | None) -> str:
    return f"{found['ratio']:.2f} x, {found['ms']:+.0f}" if found else "–"


def _pair(found: dict[str, Any]) -> str:
    return f"{ms(found['first_sound_ms'], 50)} → {ms(found['complete_ms'], 50)}"


# --- Terminal -------------------------------------------------------------------------------------

TABLES = (
    ("First translated sound, ms after the end of speech (p50 / p95)", first_sounds),
    ("Complete, ms (p50 / p95)", wholes),
    ("Flow over compute (median ratio, ms)", overhead),
    ("Steps up to the first sound, ms", legs),
    ("Captions and lag of live talks, ms", talks),
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
        console.print(f"[red]error:[/] {wrong}")


def _summary(results: dict[str, Any]) -> str:
    busy = results["busy_cores"]
    return (
        f"Took {results['took_s']} s; {busy['others']} of {results['machine']['cores']} cores were busy with "
        f"other load; {len(results['wrong'])} errors."
    )


# --- Page ---------------------------------------------------------------------------------------


def markdown(results: dict[str, Any]) -> str:
    return "\n".join(_page(results)) + "\n"


def _page(results: dict[str, Any]) -> Iterable[str]:
    machine, hops, cold = results["machine"], results["hops"], results["cold"]
    kind = "A short, rough run" if results["quick"] else "Full run"
    yield from (
        "# Benchmark",
        "",
        f"Written by `{COMMAND}`; do not edit. {kind} of {results['date']} at "
        f"`{results['revision']['commit'][:10]}`{_changed(results)}, on {machine['cores']} cores "
        f"({machine['cpu']}, {machine['memory_gb']} GB, {machine['system']}), "
        f"Python {machine['python']}.",
        f"It took {results['took_s']} s, with {results['busy_cores']['others']} cores busy with other "
        "load; figures are most reliable near 0. The raw figures and the versions of all packages are "
        "written to `.build/bench/results.json`.",
        "",
        "All times are in milliseconds, warm, as **p50 / p95**, from the end of speech by the client's "
        "clock. In the modes *streaming* and *parallel*, speech ends when the recording is sent. In "
        "*live* (played in real time, split at pauses, each segment sent while the speaker continues), "
        "it ends when the speaker falls silent. Every mode runs once in each round, so noise affects "
        "all alike.",
        "",
        "## Targets",
        "",
        "Both directions together: the mean of their medians, the higher of their p95.",
        "",
        *_table(("target", "wanted", "measured", "met"), targets(results)),
        "",
        "## First sound",
        "",
        "Time until the first chunk of the translated voice is downloaded. *Blocking* works as the "
        "first version did: one request, faster-whisper with its defaults, the translation, then both "
        "voices as whole files, without any network; it has one result, at the end. *Compute "
        "alone* runs our engines in one process without AWS services: the lower bound. All modes "
        "except *live* detect the language. *Runs* counts blocking, streaming, parallel and live; "
        "*speedup* is blocking divided by streaming.",
        "",
        *_table(*first_sounds(results)),
        "",
        "![First sound by clip length and mode](first-sound.svg)",
        "",
        "Each clip stands for several recordings, used in turn: "
        + "; ".join(_take(clip) for clip in results["clips"])
        + ". In live mode only the last segment counts, regardless of the length before it.",
        "",
        "## Complete",
        "",
        "Time until `translation_complete`, with both voices as whole files. *Ack* is "
        "`processing_started`. *Words* is the number of recognised words; a shorter transcript means "
        "less to synthesize.",
        "",
        *_table(*wholes(results)),
        "",
        "Duration of each stage in streaming mode, by the service's clock (`total` from acceptance of "
        "the segment):",
        "",
        *_table(*stages(results)),
        "",
        "## Overhead of the serverless flow",
        "",
        "The flow compared with the compute on its critical path, for the same clip within seconds: the "
        "median ratio, and the difference in milliseconds. For *live* the compute is that of the last "
        "segment, and first sound includes the pause that ends it. For *parallel* it is the longer "
        "branch alone, as if each branch had its own cores.",
        "",
        *_table(*overhead(results)),
        "",
        "Steps between the end of speech and the first sound, in streaming mode:",
        "",
        *_table(*legs(results)),
        "",
        "![Steps up to the first sound](timeline.svg)",
        "",
        f"AWS calls up to the first sound: {hops['critical_calls']} are on the critical path, "
        f"{hops['critical_ms']} ms together (sum of medians). *Calls* counts all calls of the stage, "
        "including those that overlap with compute; *bytes* is the payload of one call.",
        "",
        *_table(*calls(results)),
        "",
        *_carried(results),
        f"The emulator's own overhead: an empty execution {ms(hops['execution_ms'])}, each state "
        f"{hops['state_ms']}, a warm function that does nothing {ms(hops['invocation_ms'])}.",
        "",
        "## Parallel mode",
        "",
        "First sound → complete. *Measured*: both voices share the cores of this machine. *Simulated*: "
        "computed from the stage durations of the streaming runs, in sequence and with separate cores "
        "for each branch, as on AWS. The first sound does not become faster: the translated voice "
        "comes first in both modes.",
        "",
        *_table(*parallel(results)),
        "",
        *_talks(results),
        "## Load",
        "",
        f"Concurrent conversations, each of which repeats a {_asked(results)} s utterance after the end "
        "of the previous one; p50 / p95 / p99, including retries. *Busy*: number of `busy` responses. "
        "*Rejected*: segments given up after repeated `busy`, or never acknowledged. *Undelivered*: "
        "ended and stored, but the connection was gone. *Lost*: accepted and never ended. "
        "*Duplicated*: an event repeated with other content. *Refused*: connections that were refused "
        "and retried before the measurement. Memory is resident, with shared pages counted in each "
        "process.",
        "",
        *_table(*load(results)),
        "",
        "![Load](load.svg)",
        "",
        "## Cold start",
        "",
        f"The first message ({cold['clip']}) after a deployment, with every model on disk.",
        "",
        *_table(
            ("start", "first sound", "complete", "runs"),
            [
                (what, ms(of["first_sound_ms"]), ms(of["complete_ms"]), of["complete_ms"]["n"])
                for what, of in (
                    ("message sent before the warm-up by hello has finished", cold["at_once"]),
                    ("hello, then the time to speak the message", cold["after_speaking"]),
                )
            ],
        ),
        "",
        *_wrongs(results),
    )


def _talks(results: dict[str, Any]) -> Iterable[str]:
    head, rows = talks(results)
    if not rows:
        return
    spoken = ", ".join(
        f"{talk['language']} {talk['duration_s']} s" for talk in results["talks"]["talks"]
    )
    yield from (
        "## Captions and simultaneous translation",
        "",
        f"Talks spoken live ({spoken}), {results['talks']['segments']} segments. *StreamLAAL* is the "
        "average lagging of a word behind the speaker, by the listener's clock and so with all "
        "computation: of a translated word until it is shown for good, and until the voice has said it. "
        "The definition is in [simultaneous.py](../../tests/bench/simultaneous.py). The pause that ends a "
        "segment takes 300 ms.",
        "",
        *_table(head, rows),
        "",
    )


def _carried(results: dict[str, Any]) -> Iterable[str]:
    head, rows = payloads(results)
    if rows:
        yield "Bytes of JSON of each stage's event and result (*accept*: the message with its recording, and"
        yield "the input of the state machine). Everything else is in S3, referenced by key:"
        yield ""
        yield from _table(head, rows)
        yield ""


def _table(head: Row, rows: Iterable[Row]) -> Iterable[str]:
    yield f"| {' | '.join(map(str, head))} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _take(clip: dict[str, Any]) -> str:
    return f"{clip['name']} {clip['duration_s']} s (last segment {clip['last_segment_s']} s)"


def _asked(results: dict[str, Any]) -> int:
    usual = results["load"]["clips"]
    return next(int(c["asked_s"]) for c in results["clips"] if c["name"] in usual)


def _changed(results: dict[str, Any]) -> str:
    return " with changes" if results["revision"]["changed"] else ""


def _wrongs(results: dict[str, Any]) -> Iterable[str]:
    if not results["wrong"]:
        yield "Nothing was lost, duplicated or failed, except as listed in the load table."
        return
    yield "## Errors"
    yield ""
    yield from (f"- {wrong}" for wrong in results["wrong"])
