"""`python -m tools.scale`: writes docs/scale.md, the number of conversations at which each limit is reached.

The load of a conversation comes from the measured figures of the cost model, the limits from the
quotas of AWS and our own settings. A simulation shows the waiting times of load peaks.
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
"""Concurrent conversations of two people each."""
MESSAGES_PER_UTTERANCE: Final = 2
"""Client messages: the recording, and one other message such as a ping."""
INDEX_WRITES: Final = 4
"""Write units of the sweeper's index for one segment: insert, update and delete."""
SOCKET_LIFETIME_S: Final = 7200


@dataclass(frozen=True)
class Limit:
    name: str
    per_conversation: float
    """The load of one conversation, in the unit of the quota."""
    quota: float
    unit: str
    kind: str
    """Whose limit it is: ours, an account's (which AWS raises on request), or fixed."""
    remedy: str
    """The change that raises the limit."""

    @property
    def conversations(self) -> float:
        return self.quota / self.per_conversation


def limits(utterance: Utterance) -> list[Limit]:
    """Every limit that depends on the number of conversations, the lowest first."""
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
              "a second", "account", "pre-warmed throughput before the load comes; one item per event, "
              "so that a write is billed by the event and not by the whole segment"),
        Limit("segments in progress", rate * segment_s, 300, "concurrent", "ours",
              "`-c max_concurrent_segments=N`, a third of the account's concurrency"),
        Limit("write units of one partition of the sweeper's index", rate * INDEX_WRITES, 1_000,
              "a second", "fixed", "a sharded index key, `live#0` to `live#15`; the sweeper and the "
              "capacity gate then query each shard"),
        Limit("uploads to one prefix of S3", rate * calls["s3_puts"], 3_500, "a second", "fixed",
              "S3 splits prefixes automatically within minutes; a hash before `messages/` helps"),
        Limit("write units of a table", rate * calls["dynamodb_writes"], 40_000, "a second",
              "account", "one item per event; a higher quota"),
        Limit("posts to connections", rate * calls["posts"], 10_000, "a second", "account",
              "several events per message; fewer, longer chunks; a higher quota"),
        Limit("concurrent functions", rate * busy_s, 1_000, "concurrent", "account",
              "a higher quota of concurrent executions; more memory, which shortens them"),
        Limit("starts of executions", rate, 6_000, "a second", "account", "a higher quota"),
        Limit("new sockets, in a steady state", 2 / SOCKET_LIFETIME_S, 500, "a second", "account",
              "a higher quota; several accounts or regions"),
    ]  # fmt: skip
    return sorted(found, key=lambda limit: limit.conversations)


def _busy_s(utterance: Utterance) -> float:
    """Seconds of function time for one utterance."""
    return sum(_duration_s(utterance, name) for name in MESSAGE)


def _segment_s(utterance: Utterance) -> float:
    """Seconds from the acceptance of a segment to its end: its stages run in sequence."""
    return sum(_duration_s(utterance, name) for name in MESSAGE[1:])


def _duration_s(utterance: Utterance, name: str) -> float:
    return duration_ms(utterance, name, DEPLOYED.memory_of(function_of(name))) / 1000


# --- Simulation ---------------------------------------------------------------------------------


def waits_s(
    utterance: Utterance, conversations: int, concurrency: int, burst: float, seed: int = 1
) -> list[float]:
    """Seconds that each utterance waits for a function in 60 seconds.

    Utterances arrive at random; a share `burst` of the people speak in the first second. Each
    utterance occupies one function for its whole processing time, which varies by half of its mean.
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

The limits that a growing deployment reaches, and their remedies. Written by `python -m tools.scale` from [the cost
model](cost.md): measured durations on a machine with two cores, counted calls, and default quotas of us-east-1 as known in
November 2026. **Nothing has run on AWS at any of these sizes.** A conversation is two people at one page, one of whom speaks
half of the time. Partial transcripts add messages and work for `transcribe` and are not included: measure them before a
large deployment uses them.
"""
TAIL: Final = """## Beyond one account

- **100 conversations** fit a stack with default quotas, if the account has 1,000 concurrent executions. A new account has
  10: see [deploying](deploy.md#quotas-of-a-new-account) for a limit until AWS has raised the quota.
- **10,000** need higher limits of our own, higher quotas for DynamoDB, Lambda and API Gateway, one item per event, and a
  sharded index. The table must be pre-warmed: an on-demand table doubles its capacity in half an hour.
- **1,000,000** do not fit one account and region. They need cells: many stacks in many accounts and regions, each with
  some thousand conversations, and a directory that maps a room to its cell by the hash of its code. All people of a room
  are in one cell, so cells do not communicate. The failure of a cell affects no other cell.

**After an outage** all clients reconnect. API Gateway accepts 500 new sockets a second: 20,000 people of 10,000
conversations are connected again after 40 seconds at best, 2,000,000 in one account after 67 minutes. Clients retry with
random delays, so that they do not all arrive at the same time. `max_requests_per_second` must allow as many tickets as
sockets.

Sources: the quota pages of API Gateway, Lambda, DynamoDB, S3 and Step Functions. We assume that messages sent to
connections count towards the 10,000 requests a second of an account; this is not confirmed.
"""


def page() -> str:
    utterance = Utterance.load()
    return "\n".join(
        [HEAD, *_demand(utterance), *_limits(utterance), *_simulation(utterance), TAIL]
    )


def _demand(utterance: Utterance) -> Iterator[str]:
    rate = utterances_per_hour(utterance) / 3600
    yield "## Load of one conversation\n"
    yield (
        f"{rate:.3f} utterances a second. Each uses {_busy_s(utterance):.2f} s of function time and "
        f"is in progress for {_segment_s(utterance):.2f} s.\n"
    )


def _limits(utterance: Utterance) -> Iterator[str]:
    yield "## Limits, lowest first\n"
    names = [f"{size:,}" for size in SIZES]
    yield f"| limit | quota | conversations | {' | '.join(names)} | remedy |"
    yield f"|---|---:|---:|{'---:|' * len(SIZES)}---|"
    for limit in limits(utterance):
        loads = [f"{limit.per_conversation * size / limit.quota:,.2f}" for size in SIZES]
        yield (
            f"| {limit.name} ({limit.kind}) | {limit.quota:,.0f} {limit.unit} | "
            f"{limit.conversations:,.0f} | {' | '.join(loads)} | {limit.remedy} |"
        )
    yield "\nThe columns of the sizes show the load as a multiple of the quota.\n"


def _simulation(utterance: Utterance) -> Iterator[str]:
    yield "## Simulated waiting times\n"
    yield "Time until a function is free, over one minute; a tenth of the people speak in its first second.\n"
    yield "| conversations | concurrent functions | p50 | p99 | maximum |\n|---:|---:|---:|---:|---:|"
    for conversations, concurrency in ((100, 10), (100, 100), (10_000, 1_000), (10_000, 3_000)):
        waits = waits_s(utterance, conversations, concurrency, burst=0.1)
        p50, p99 = (waits[int(len(waits) * share)] for share in (0.5, 0.99))
        row = (f"{p50:.2f} s", f"{p99:.2f} s", f"{waits[-1]:.2f} s")
        yield f"| {conversations:,} | {concurrency:,} | {' | '.join(row)} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page())
