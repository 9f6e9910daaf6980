"""The cost model in words and tables: docs/cost.md."""

from __future__ import annotations

from infra.cost.measured import MESSAGE, Utterance, function_of
from infra.cost.model import (
    DEPLOYED,
    MODELS,
    PROVISIONED,
    duration_ms,
    first_sound_ms,
    gb_s,
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
    utterances_per_hour,
    waiting,
)


def page(utterance: Utterance, prices: Prices) -> str:
    parts = (
        _introduction(utterance, prices),
        _of_utterances(utterance, prices),
        _of_time(utterance, prices),
        _of_sizes(utterance),
        _of_waiting(utterance, prices),
        _assumptions(),
        price_list(prices),
    )
    return "\n\n".join(parts) + "\n"


def _introduction(utterance: Utterance, prices: Prices) -> str:
    thousand = 1000 * sum(of_utterance(utterance, DEPLOYED, prices).values())
    hour = sum(of_hour(utterance, DEPLOYED, prices).values())
    idle = sum(of_idle_month(utterance, DEPLOYED, prices).values())
    return f"""# What it costs

Written by `make cost`; do not edit. `python -m infra.cost --stats FILE` prints it with durations of your
own: the output of `dragoman stats --json`.

- **{dollars(thousand)}** for 1,000 utterances of {utterance.speech_s:.1f} s, both voices of each;
- **{dollars(hour)}** for an hour of conversation;
- **{dollars(idle)}** for a month in which nobody speaks, most of it for the dashboard and alarms.

These are sums of three things. *Calls* are counted by the tests, over the functions' own handlers.
*Durations* are those of [the bench](bench/README.md) of {utterance.date} on {utterance.machine}, not of Lambda,
while others kept {utterance.others_busy_cores:.1f} cores busy (`make measure cost` takes them over from a new bench).
*Prices* are AWS's list prices of {prices.region} as they were known on {prices.date}, before
taxes and free tiers; the machine that wrote this cannot reach AWS's pages, so **check them there**.
Nothing here was billed yet."""


def _of_utterances(utterance: Utterance, prices: Prices) -> str:
    parts = sorted(of_utterance(utterance, DEPLOYED, prices).items(), key=lambda p: -p[1])
    total = sum(amount for _, amount in parts)
    lambda_share = dict(parts)["Lambda"] / total
    money = table(
        ("for", "$ for 1,000 utterances", "share"),
        [(name, f"{d * 1000:.4f}", f"{d / total:.0%}") for name, d in parts]
        + [("**together**", f"**{total * 1000:.4f}**", "")],
    )
    kinds = ("dynamodb_writes", "dynamodb_reads", "s3_puts", "s3_gets", "posts", "executions")
    rows = [
        (name, *(f"{utterance.calls[name].get(kind, 0):g}" for kind in kinds)) for name in MESSAGE
    ]
    sums = (sum(utterance.calls[n].get(kind, 0) for n in MESSAGE) for kind in kinds)
    calls = table(
        ("invocation", "write units", "read units", "puts", "gets", "posts", "executions"),
        [*rows, ("**together**", *(f"**{count:g}**" for count in sums))],
    )
    return f"""## An utterance

As deployed: streaming mode, both voices, functions of the usual sizes, arm64 (translate: x86-64).
Computing is {lambda_share:.0%} of it; most of the rest is for requests: every piece of a voice is stored, kept
as an event and posted.

{money}

What each invocation asks, in the units that are billed. A segment is one item that grows with its
events, and DynamoDB bills a write by the size of the whole item: hence the many write units of its
last events.

{calls}"""


def _of_time(utterance: Utterance, prices: Prices) -> str:
    hour = parts_table(of_hour(utterance, DEPLOYED, prices), "$ an hour")
    idle = parts_table(of_idle_month(utterance, DEPLOYED, prices), "$ a month")
    return f"""## An hour of conversation

Two people at one page, one of whom is speaking {SPEAKING:.0%} of the time:
{utterances_per_hour(utterance):.0f} utterances. Metrics are billed by the hour in which they are
reported: {utterance.metrics} of them for one mode and both directions of one pair, however many speak at once.

{hour}

## A month in which nobody speaks

{idle}"""


def _of_sizes(utterance: Utterance) -> str:
    memory = {name: DEPLOYED.memory_of(name) for name in MODELS}
    ran = table(
        ("invocation", "MB", "measured ms", "reckoned ms", "GB-s"),
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

A function gets one vCPU for each 1,769 MB. What it computes scales with that, what it waits for does
not. With more than one vCPU only the part of a model's work gains that gained by a second thread
here ("x": how many times longer than on both cores of the machine that was measured). With one thread
it is processor time, at its best; with two it is what the bench found:

{threads}

As deployed ({", ".join(f"{name} {mb:,}" for name, mb in memory.items())} MB), half of the first
translated sounds are reckoned to be announced within **{first_sound_ms(utterance, DEPLOYED):.0f} ms** of
accepting the utterance (measured with both cores: {utterance.first_sound_ms:.0f} ms):

{ran}"""


def _of_waiting(utterance: Utterance, prices: Prices) -> str:
    held = waiting(PROVISIONED, prices)
    cold = sum(of_utterance(utterance, DEPLOYED, prices).values())
    warm = sum(of_utterance(utterance, PROVISIONED, prices).values())
    rates = (prices.lambda_gb_s, prices.lambda_provisioned_gb_s, prices.lambda_waiting_gb_s)
    usual, running, waits = (rate[ARM64] for rate in rates)
    return f"""## Provisioned or not

One environment of each function with a model that always waits costs **{dollars(held)} a month**, and makes
1,000 utterances {dollars((cold - warm) * 1000)} cheaper: it pays for itself where it is busy more than
{waits / (usual - running):.0%} of the time. What it buys before that is the first message after a pause
without a cold start ([how long one takes](bench/README.md#cold-start)): such an environment loads its models
before it waits, for as many at once as there are of it. `hello` wakes the models too, while a person still
takes breath, and costs nothing when nobody comes."""


def _assumptions() -> str:
    return f"""## What is assumed

- Lambda's vCPUs are as fast as the cores that were measured, on either architecture.
- Every hand-over and every call takes on AWS what it takes on the emulator.
- Environments are warm. A cold start is billed too, and is not in here.
- The listener fetches the translated voice once, in pieces. The events' own bytes, some 20 KB an
  utterance, are left out of the transfer.
- Lambda prints 400 bytes of its own for an invocation; X-Ray records every utterance (it samples when
  there are many a second).
- The page pings every {PING_EVERY_MIN} minutes. Images take {IMAGES_GB:g} GB together: not measured.
- EventBridge's schedule is free, and so is CloudFront's first terabyte (0.085 a GB after it).
- Nothing is said twice, nothing is retried."""
