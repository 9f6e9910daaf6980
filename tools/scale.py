"""`python -m tools.scale`: writes docs/scale.md, what breaks first at how many conversations.

The demand of a conversation comes from the measured figures of the cost model, the limits from the
quotas of AWS and from our own settings. A simulation shows the waiting that a mean does not.
"""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from infra.cost.measured import MESSAGE, Utterance, function_of
from infra.cost.model import DEPLOYED, duration_ms
from infra.cost.traffic import utterances_per_hour
from infra.options import Options
from infra.target import ROOT

PAGE: Final = ROOT / "docs" / "scale.md"
SIZES: Final = (100, 10_000, 1_000_000)
"""Conversations at once, of two people each."""
MESSAGES_PER_UTTERANCE: Final = 2
"""From the client: the recording, and a question or a ping."""
INDEX_WRITES: Final = 4
"""Write units of the sweeper's index for one segment: it enters, changes and leaves."""
SOCKET_LIFETIME_S: Final = 7200


@dataclass(frozen=True)
class Limit:
    name: str
    per_conversation: float
    """The demand of one conversation, in the unit of the quota."""
    quota: float
    unit: str
    kind: str
    """Whose limit it is: ours, an account's (which AWS raises on request), or fixed."""
    answer: str
    """The change that raises it."""

    @property
    def conversations(self) -> float:
        return self.quota / self.per_conversation


def limits(utterance: Utterance) -> list[Limit]:
    """Every limit that grows with the number of conversations, the lowest first."""
    rate = utterances_per_hour(utterance) / 3600
    calls = {
        kind: sum(utterance.calls[name].get(kind, 0) for name in MESSAGE)
        for kind in ("dynamodb_writes", "posts", "s3_puts")
    }
    busy_s = _busy_s(utterance)
    segment_s = _segment_s(utterance)
    options = Options()
    found = [
        Limit("messages of all clients", rate * MESSAGES_PER_UTTERANCE,
              options.max_messages_per_second, "a second", "ours",
              "`-c max_messages_per_second=N`"),
        Limit("write units of a new on-demand table", rate * calls["dynamodb_writes"], 4_000,
              "a second", "account", "warm throughput before the crowd comes; events as items of their "
              "own, so that a write is billed by the event and not by the whole segment"),
        Limit("segments in progress", rate * segment_s, 300, "at once", "ours",
              "`-c max_concurrent_segments=N`, a third of the account's concurrency"),
        Limit("write units of one partition of the sweeper's index", rate * INDEX_WRITES, 1_000,
              "a second", "fixed", "a shard in the index's key: `live#0` to `live#15`, which the sweeper "
              "and the capacity gate read one by one"),
        Limit("uploads to one prefix of S3", rate * calls["s3_puts"], 3_500, "a second", "fixed",
              "S3 splits prefixes by itself, over minutes; a hash before `messages/` helps it"),
        Limit("write units of a table", rate * calls["dynamodb_writes"], 40_000, "a second",
              "account", "events as items of their own; a quota"),
        Limit("posts to connections", rate * calls["posts"], 10_000, "a second", "account",
              "several events in one message; fewer, longer chunks; a quota"),
        Limit("functions at once", rate * busy_s, 1_000, "at once", "account",
              "a quota of concurrent executions; more memory, which shortens them"),
        Limit("starts of executions", rate, 6_000, "a second", "account", "a quota"),
        Limit("new sockets, in the steady state", 2 / SOCKET_LIFETIME_S, 500, "a second", "account",
              "a quota; several accounts or regions"),
    ]  # fmt: skip
    return sorted(found, key=lambda limit: limit.conversations)


def _busy_s(utterance: Utterance) -> float:
    """Seconds of functions for one utterance."""
    return sum(_duration_s(utterance, name) for name in MESSAGE)


def _segment_s(utterance: Utterance) -> float:
    """Seconds from the acceptance of a segment to its end: its stages follow one another."""
    return sum(_duration_s(utterance, name) for name in MESSAGE[1:])


def _duration_s(utterance: Utterance, name: str) -> float:
    return duration_ms(utterance, name, DEPLOYED.memory_of(function_of(name))) / 1000


# --- Simulation ---------------------------------------------------------------------------------


def waits_s(
    utterance: Utterance, conversations: int, concurrency: int, burst: float, seed: int = 1
) -> list[float]:
    """Seconds that each utterance waits for a function in 60 seconds.

    Utterances arrive at random; a share `burst` of the people speak in the first second, as after a
    question to everybody. Every utterance holds one of the functions for its whole processing, for a
    time that varies by half of its mean.
    """
    choose = random.Random(seed)  # noqa: S311 - no secret
    rate, mean_s = utterances_per_hour(utterance) / 3600, _busy_s(utterance)
    arrivals = [choose.uniform(0, 1) for _ in range(int(conversations * burst))]
    arrivals += [choose.uniform(0, 60) for _ in range(int(conversations * rate * 60))]
    free_at = [0.0] * concurrency
    waits = []
    for arrived_s in sorted(arrivals):
        start_s = max(arrived_s, free_at[0])
        heapq.heapreplace(free_at, start_s + mean_s * choose.uniform(0.5, 1.5))
        waits.append(start_s - arrived_s)
    return sorted(waits)


# --- The page -----------------------------------------------------------------------------------

HEAD: Final = """# Scale

What breaks first, and what answers it. Written by `python -m tools.scale` from the figures of [the cost
model](cost.md): measured durations on a machine of two cores, counted calls, default quotas of us-east-1 as they were
known in November 2026. **Nothing has run on AWS at any of these sizes.** A conversation is two people at one page, one of
whom speaks half of the time. Partial transcripts multiply the messages and the work of `transcribe` while people speak:
count them again before a crowd uses them.
"""
TAIL: Final = """## Beyond one account

- **100 conversations** fit a stack with default quotas, once the account runs 1,000 functions at once. A new account runs
  10: [deploying](deploy.md) says how to limit the segments until AWS has raised it.
- **10,000** need our own throttles raised, quotas for DynamoDB, Lambda and API Gateway, events as items of their own, and a
  sharded index. The table must be warmed before they come: an on-demand table doubles its capacity in half an hour.
- **1,000,000** do not fit an account and region. They need cells: many stacks in many accounts and regions, each with some
  thousand conversations, and a directory that sends a room to its cell by the hash of its code. People of one room are in
  one cell, so nothing crosses cells. A cell that fails takes its share down and no other.

**After an outage** everybody connects again. API Gateway takes 500 new sockets a second: 20,000 people of 10,000
conversations are back after 40 seconds at best, 2,000,000 after 67 minutes in one account. Clients wait at random between
their tries, so that they do not arrive at once, and `max_requests_per_second` must allow as many tickets as sockets.

Sources: API Gateway, Lambda, DynamoDB, S3 and Step Functions quotas pages. That posts to connections count in the 10,000
requests a second of an account is our reading; it was not confirmed.
"""


def page() -> str:
    utterance = Utterance.load()
    return "\n".join(
        [HEAD, *_demand(utterance), *_limits(utterance), *_simulation(utterance), TAIL]
    )


def _demand(utterance: Utterance) -> Iterator[str]:
    rate = utterances_per_hour(utterance) / 3600
    yield "## The demand of one conversation\n"
    yield (
        f"{rate:.3f} utterances a second, each of which keeps functions busy for {_busy_s(utterance):.2f} s and is "
        f"in progress for {_segment_s(utterance):.2f} s.\n"
    )


def _limits(utterance: Utterance) -> Iterator[str]:
    yield "## Limits, the lowest first\n"
    names = [f"{size:,}" for size in SIZES]
    yield f"| limit | quota | reached at | {' | '.join(names)} | answer |"
    yield f"|---|---:|---:|{'---:|' * len(SIZES)}---|"
    for limit in limits(utterance):
        loads = [f"{limit.per_conversation * size / limit.quota:,.2f}" for size in SIZES]
        yield (
            f"| {limit.name} ({limit.kind}) | {limit.quota:,.0f} {limit.unit} | "
            f"{limit.conversations:,.0f} | {' | '.join(loads)} | {limit.answer} |"
        )
    yield "\nThe columns of the sizes say how many times the quota is needed.\n"


def _simulation(utterance: Utterance) -> Iterator[str]:
    yield "## Waiting for a function, simulated\n"
    yield "One minute; a tenth of the people speak in its first second.\n"
    yield "| conversations | functions at once | waits p50 | p99 | longest |\n|---:|---:|---:|---:|---:|"
    for conversations, concurrency in ((100, 10), (100, 100), (10_000, 1_000), (10_000, 3_000)):
        waits = waits_s(utterance, conversations, concurrency, burst=0.1)
        p50, p99 = (waits[int(len(waits) * share)] for share in (0.5, 0.99))
        row = (f"{p50:.2f} s", f"{p99:.2f} s", f"{waits[-1]:.2f} s")
        yield f"| {conversations:,} | {concurrency:,} | {' | '.join(row)} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page())
