"""Writes docs/cost.md from the cost model."""

from __future__ import annotations

from infra.cost.measured import MESSAGE, ROOM_LANGUAGES, Utterance, function_of
from infra.cost.model import (
    CAPTION_EVERY_S,
    DEPLOYED,
    MODELS,
    PROVISIONED,
    duration_ms,
    first_sound_ms,
    gb_s,
    of_captions,
    of_early_starts,
    of_utterance,
    slowdown,
)
from infra.cost.price_list import price_list
from infra.cost.prices import ARM64, Prices
from infra.cost.tables import dollars, parts_table, table
from infra.cost.traffic import (
    IMAGES_GB,
    PING_EVERY_MIN,
    SPEAKING,
    of_hour,
    of_idle_month,
    of_room_hour,
    of_room_turn,
    provisioned_month,
    utterances_per_hour,
)


def page(utterance: Utterance, prices: Prices) -> str:
    parts = (
        _introduction(utterance, prices),
        _of_utterances(utterance, prices),
        _of_conversation(utterance, prices),
        _of_room(utterance, prices),
        _of_memory(utterance),
        _of_provisioned(utterance, prices),
        _assumptions(),
        price_list(prices),
    )
    return "\n\n".join(parts) + "\n"


def _introduction(utterance: Utterance, prices: Prices) -> str:
    thousand = 1000 * sum(of_utterance(utterance, DEPLOYED, prices).values())
    hour = sum(of_hour(utterance, DEPLOYED, prices).values())
    room = sum(of_room_hour(utterance, DEPLOYED, prices).values())
    idle = sum(of_idle_month(utterance, DEPLOYED, prices).values())
    return f"""# Cost

Written by `make cost`; do not edit. `python -m infra.cost --stats FILE` prints this page with your own durations: FILE is
the output of `dragoman stats --json`.

- **{dollars(thousand)}** for 1,000 utterances of {utterance.speech_s:.1f} s, with both voices each;
- **{dollars(hour)}** for an hour of conversation;
- **{dollars(room)}** for an hour of a room of {len(ROOM_LANGUAGES)} people in {len(set(ROOM_LANGUAGES))} languages;
- **{dollars(idle)}** for a month without use, most of it for the dashboard and alarms.

The model combines three inputs. *Calls* are counted by tests that run the functions' handlers. *Durations* come from
[the benchmark](bench/README.md) of {utterance.date} on {utterance.machine}, not from Lambda, with {utterance.others_busy_cores:.1f} cores
busy with other load (`make measure cost` uses those of a new benchmark). *Prices* are AWS's list prices in {prices.region} as known
on {prices.date}, before taxes and free tiers; **check the current ones on AWS's pages**. The
estimates have not been compared with a bill."""


def _of_utterances(utterance: Utterance, prices: Prices) -> str:
    parts = sorted(of_utterance(utterance, DEPLOYED, prices).items(), key=lambda p: -p[1])
    total = sum(amount for _, amount in parts)
    lambda_share = dict(parts)["Lambda"] / total
    money = table(
        ("item", "$ for 1,000 utterances", "share"),
        [(name, f"{d * 1000:.4f}", f"{d / total:.0%}") for name, d in parts]
        + [("**total**", f"**{total * 1000:.4f}**", "")],
    )
    kinds = ("dynamodb_writes", "dynamodb_reads", "s3_puts", "s3_gets", "posts", "executions")
    rows = [
        (name, *(f"{utterance.calls[name].get(kind, 0):g}" for kind in kinds)) for name in MESSAGE
    ]
    sums = (sum(utterance.calls[n].get(kind, 0) for n in MESSAGE) for kind in kinds)
    calls = table(
        ("invocation", "write units", "read units", "puts", "gets", "posts", "executions"),
        [*rows, ("**total**", *(f"**{count:g}**" for count in sums))],
    )
    captions = of_captions(utterance, DEPLOYED, prices)
    starts = of_early_starts(utterance, DEPLOYED, prices)
    return f"""## Cost of an utterance

Default deployment: streaming mode, both voices, default memory sizes, arm64. Compute is
{lambda_share:.0%} of the cost. Most of the rest is for requests: every audio chunk is uploaded, stored as an event and sent.

{money}

Billed units of each invocation. A segment is one DynamoDB item that grows with its events, and a write is billed by the
size of the whole item. The last events therefore need many write units.

{calls}

Captions while someone speaks cost **{dollars(1000 * captions)}** for 1,000 utterances on top, {captions / total:.0%} of the above: a partial
recording every {CAPTION_EVERY_S} s and one more at the beginning, each recognised and not stored. Without push-to-talk, segments are also recognised at a suspected pause, before it is
certain that they ended: **{dollars(1000 * starts)}** for 1,000 utterances, {starts / total:.0%}. `captions=false` turns both off."""


def _of_conversation(utterance: Utterance, prices: Prices) -> str:
    hour = parts_table(of_hour(utterance, DEPLOYED, prices), "$ an hour")
    idle = parts_table(of_idle_month(utterance, DEPLOYED, prices), "$ a month")
    return f"""## An hour of conversation

Two people share one page, and one of them speaks {SPEAKING:.0%} of the time: {utterances_per_hour(utterance):.0f} utterances. A metric
is billed for each hour in which it is reported: {utterance.metrics} metrics, regardless of the
number of conversations, modes and languages.

{hour}

## A month without use

{idle}"""


def _of_room(utterance: Utterance, prices: Prices) -> str:
    turn = of_room_turn(utterance, DEPLOYED, prices)
    whole = sum(turn.values())
    alone = sum(of_utterance(utterance, DEPLOYED, prices).values())
    money = table(
        ("item", "$ for 1,000 turns", "share"),
        [
            (n, f"{d * 1000:.4f}", f"{d / whole:.0%}")
            for n, d in sorted(turn.items(), key=lambda p: -p[1])
        ]
        + [("**total**", f"**{whole * 1000:.4f}**", "")],
    )
    hour = parts_table(of_room_hour(utterance, DEPLOYED, prices), "$ an hour")
    calls = utterance.calls["room"]
    return f"""## An hour of a room

{len(ROOM_LANGUAGES)} people in {len(set(ROOM_LANGUAGES))} languages ({", ".join(ROOM_LANGUAGES)}), each on a device of their own, and one of them
speaks {SPEAKING:.0%} of the time: {utterances_per_hour(utterance):.0f} turns. A turn costs {whole / alone:.1f} times an utterance between two: it is
translated and spoken once for each of the other languages, every event is sent to everyone it concerns
({calls["posts"]:g} messages), and each listener downloads a voice or the recording. Its item needs
{calls["dynamodb_writes"]:g} write units, because it holds the events of all languages.

{money}

{hour}"""


def _of_memory(utterance: Utterance) -> str:
    memory = {name: DEPLOYED.memory_of(name) for name in MODELS}
    durations = table(
        ("invocation", "MB", "measured ms", "estimated ms", "GB-s"),
        [
            (
                name,
                str(mb := DEPLOYED.memory_of(function_of(name))),
                f"{utterance.ran[name].duration_ms:.0f}",
                f"{duration_ms(utterance, name, mb):.0f}",
                f"{gb_s(utterance, DEPLOYED, name):.3f}",
            )
            for name in MESSAGE
        ],
    )
    threads = table(
        (
            "model",
            "1 thread, ms",
            "2 threads, ms",
            *(f"x at {mb:,} MB" for mb in (1769, 3008, 7076)),
        ),
        [
            (
                name,
                *(f"{ms:.0f}" for ms in utterance.by_threads_ms[name]),
                *(f"{slowdown(utterance, name, mb):.2f}" for mb in (1769, 3008, 7076)),
            )
            for name in MODELS
        ],
    )
    return f"""## Memory and durations

A function has one vCPU per 1,769 MB. Its compute time scales with the vCPUs, its waiting time does not. With more than
one vCPU, only the part of a model's work that a second thread shortened in the measurement becomes faster. *x* is the
duration relative to both cores of the measured machine. *1 thread* is the lowest processor time, *2 threads* the duration
in the benchmark:

{threads}

In the default deployment ({", ".join(f"{name} {mb:,}" for name, mb in memory.items())} MB), the estimated median time from
acceptance of an utterance to its first translated audio chunk is **{first_sound_ms(utterance, DEPLOYED):.0f} ms** (measured with both
cores: {utterance.first_sound_ms:.0f} ms):

{durations}"""


def _of_provisioned(utterance: Utterance, prices: Prices) -> str:
    held = provisioned_month(PROVISIONED, prices)
    cold = sum(of_utterance(utterance, DEPLOYED, prices).values())
    warm = sum(of_utterance(utterance, PROVISIONED, prices).values())
    rates = (
        prices.lambda_gb_s,
        prices.lambda_provisioned_gb_s,
        prices.lambda_provisioned_idle_gb_s,
    )
    usual, running, idle = (rate[ARM64] for rate in rates)
    return f"""## Provisioned concurrency

One provisioned environment of each function with a model costs **{dollars(held)} a month** and makes 1,000 utterances
{dollars((cold - warm) * 1000)} cheaper. It pays for itself if it is busy more than {idle / (usual - running):.0%} of the time. Below that, its benefit is
that the first message after a pause has no [cold start](bench/README.md#cold-start), for as many concurrent messages as
there are environments. `hello` also loads the models, while the user starts to speak, and costs nothing without users."""


def _assumptions() -> str:
    return f"""## Assumptions

- Lambda's vCPUs are as fast as the measured cores, on both architectures.
- Transitions between stages and AWS calls take as long as on the emulator.
- Environments are warm. Cold starts are billed too and are not included.
- The client downloads the translated voice once, in chunks. The events themselves, some 20 KB per utterance, are not
  included in the transfer.
- Lambda logs 400 bytes per invocation. X-Ray records every utterance (at high rates it samples).
- The page pings every {PING_EVERY_MIN} minutes. The images take {IMAGES_GB:g} GB together (not measured).
- EventBridge's schedule is free, and so is CloudFront's first terabyte (then 0.085 per GB).
- No request is repeated and no stage is retried."""
