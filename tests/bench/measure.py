"""The whole bench, in order; every way takes its turn in each round, so that noise hits all alike."""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from dragoman.client.session import Session
from infra.local.stack import EmulatedStack
from tests.bench import blocking, compute, machine
from tests.bench.clips import Clip, clips
from tests.bench.cold import cold
from tests.bench.conversations import Incomplete, Spoken, Way, converse
from tests.bench.figures import each, figures
from tests.bench.hops import hops
from tests.bench.lengths import HEADLINE
from tests.bench.load import level
from tests.bench.promises import reordered, violations_of
from tests.bench.stack import session, started_at_s
from tests.bench.talks import RECORDINGS, talks
from tests.bench.timeline import replayed, to_first_sound
from tests.bench.transitions import invocation_ms, transition_ms

SCHEMA = 1
USUAL_S = 4
"""The length of an utterance that hops, load and cold starts are measured with, or the nearest."""

WIDE = 8
"""Conversations that between them wake every process that the emulator may hold."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    lengths_s: tuple[int, ...] = (2, 4, 8, 15)
    live_s: tuple[int, ...] = (4, 15)
    """Lengths that are also spoken live, in every round."""
    live_in_turn_s: tuple[int, ...] = (2, 8)
    """The clips of which each round has only one, because real time is expensive."""
    rounds: int = 10
    live_rounds: int = 10
    again_s: tuple[int, ...] = (4,)
    """Lengths that have a second turn in each round."""
    rounds_last_s: float = 960.0
    """No round but the first begins that would not be over by then, were it as long as the longest:
    a slow machine has fewer rounds, each of them whole."""
    together: tuple[int, ...] = (1, 2, 4, 8, 16, 32)
    level_lasts_s: float = 12.0
    cold_runs: int = 2
    cold_spoken_runs: int = 1
    hop_runs: int = 10
    calls: int = 50
    talks: tuple[tuple[str, int], ...] = tuple(RECORDINGS.items())

    @classmethod
    def quick(cls) -> Plan:
        return cls(
            lengths_s=(4, 8),
            live_s=(4,),
            live_in_turn_s=(),
            rounds=2,
            live_rounds=1,
            again_s=(),
            rounds_last_s=60.0,
            together=(1, 2, 4),
            level_lasts_s=4.0,
            cold_runs=1,
            cold_spoken_runs=0,
            hop_runs=2,
            calls=20,
            talks=(("en", 2),),
        )

    def live(self, number: int) -> set[int]:
        """The lengths that are spoken live in that round, counted from 0."""
        if number >= self.live_rounds:
            return set()
        in_turn = self.live_in_turn_s
        return {*self.live_s, *(in_turn[number % len(in_turn)] for _ in in_turn[:1])}


@dataclass
class Measured:
    """Every run, by way and clip."""

    blocking: dict[str, list[dict[str, float]]] = field(default_factory=lambda: defaultdict(list))
    compute: dict[str, list[dict[str, float]]] = field(default_factory=lambda: defaultdict(list))
    last_segment: dict[str, list[dict[str, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    spoken: dict[Way, dict[str, list[Spoken]]] = field(
        default_factory=lambda: {way: defaultdict(list) for way in Way}
    )
    wrong: list[str] = field(default_factory=list)


async def measure(plan: Plan, say: Say) -> dict[str, Any]:
    """The results as they are written down; see docs/bench."""
    header = {
        "schema": SCHEMA,
        "date": machine.now(),
        "quick": plan == Plan.quick(),
        "revision": machine.revision(),
        "machine": machine.machine(),
        "versions": machine.versions(),
    }
    began, neighbours = perf_counter(), machine.Neighbours()
    spoken_of = clips(plan.lengths_s)
    usual = usual_of(spoken_of)
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as folder:
        out = Path(folder)
        say("Cold starts")
        cold_start = await cold(usual[0], plan.cold_runs, plan.cold_spoken_runs, out)
        with EmulatedStack(report=say) as stack:
            measured = Measured()
            await _rounds(stack, plan, spoken_of, usual, out, measured, say)
            say("Calls on the way")
            calls = await hops(stack, usual[0], plan.hop_runs)
            calls |= transition_ms(stack, plan.calls)
            calls |= {"invocation_ms": invocation_ms(stack, plan.calls)}
            timeline = _timeline(stack, usual, measured)
            say("Talks")
            talking = await _talks(stack, plan, out, measured)
            say("Warming up for many")
            await level(stack, usual, min(WIDE, max(plan.together)), 0.0, out)
            levels = [
                await _level(stack, usual, conversations, plan, out, say)
                for conversations in plan.together
            ]
    wrong = measured.wrong + list(chain.from_iterable(_wrong_under_load(one) for one in levels))
    return header | {
        "took_s": round(perf_counter() - began),
        "busy_cores": neighbours.busy(),
        "clips": [_clip(clip) for clip in spoken_of],
        "ways": _ways(measured),
        "compute": {name: each(runs) for name, runs in measured.compute.items()},
        "compute_last_segment": {name: each(runs) for name, runs in measured.last_segment.items()},
        "overhead": _overhead(measured),
        "timeline": timeline,
        "talks": talking,
        "hops": calls,
        "parallel": _parallel(measured),
        "load": {"clips": [clip.name for clip in usual], "levels": levels},
        "cold": cold_start,
        "wrong": wrong,
    }


async def _talks(stack: EmulatedStack, plan: Plan, out: Path, measured: Measured) -> dict[str, Any]:
    async with session(stack) as opened:
        try:
            found = await talks(opened, dict(plan.talks), out)
        except Incomplete as error:
            measured.wrong.append(str(error))
            return {}
    if changed := found["captions"]["stable_words_changed"]:
        measured.wrong.append(f"{changed} stable words of captions changed")
    return found


def usual_of(spoken_of: Sequence[Clip]) -> list[Clip]:
    """The first take of the usual length in each direction; of the nearest there is."""
    nearest_s = min((clip.asked_s for clip in spoken_of), key=lambda s: abs(s - USUAL_S))
    return [clip for clip in spoken_of if (clip.asked_s, clip.take) == (nearest_s, 0)]


# --- Rounds -------------------------------------------------------------------------------------


async def _rounds(
    stack: EmulatedStack,
    plan: Plan,
    spoken_of: list[Clip],
    usual: list[Clip],
    out: Path,
    measured: Measured,
    say: Say,
) -> None:
    async with session(stack) as opened:
        say("Warming up")
        for clip in usual:
            await _turn(opened, clip, False, out, Measured())
            await _speak(opened, clip, Way.PARALLEL, out, Measured())
        for number in numbered(plan.rounds, plan.rounds_last_s, perf_counter):
            say(f"Round {number + 1} of {plan.rounds}")
            lives = plan.live(number)
            for clip in _this_time(spoken_of, number):
                await _turn(opened, clip, clip.asked_s in lives, out, measured)
            for clip in _this_time(spoken_of, number + 1):
                if clip.asked_s in plan.again_s:
                    await _turn(opened, clip, False, out, measured)


def numbered(rounds: int, last_s: float, clock: Callable[[], float]) -> Iterator[int]:
    """Yields round numbers from 0 while there is time for another round of the average duration."""
    began, longest_s = clock(), 0.0
    for number in range(rounds):
        before = clock()
        if number and before - began + longest_s > last_s:
            return
        yield number
        longest_s = max(longest_s, clock() - before)


async def _turn(opened: Session, clip: Clip, live: bool, out: Path, measured: Measured) -> None:
    """Runs each mode once, starting with another one each time, because the order affects caches.
    What runs in this process runs while the stack is idle."""
    found: dict[str, Spoken | None] = {}

    async def block() -> None:
        measured.blocking[clip.name].append(await asyncio.to_thread(blocking.run, clip))

    async def calculate() -> None:
        measured.compute[clip.name].append(await asyncio.to_thread(compute.run, clip))

    async def stream() -> None:
        found["streaming"] = await _speak(opened, clip, Way.STREAMING, out, measured)

    async def stream_both() -> None:
        found["parallel"] = await _speak(opened, clip, Way.PARALLEL, out, measured)

    ways = [block, stream, calculate, stream_both]
    at = len(measured.blocking[clip.name]) % len(ways)
    for way in ways[at:] + ways[:at]:
        await way()
    for spoken in filter(None, found.values()):
        spoken.floor = measured.compute[clip.name][-1]
    if live and (spoken_live := await _speak(opened, clip, Way.LIVE, out, measured)):
        spoken_live.floor = await asyncio.to_thread(compute.run_last_segment, clip)
        measured.last_segment[clip.name].append(spoken_live.floor)


async def _speak(
    opened: Session, clip: Clip, way: Way, out: Path, measured: Measured
) -> Spoken | None:
    try:
        spoken = await converse(opened, clip, way, out)
    except Incomplete as error:
        measured.wrong.append(str(error))
        return None
    wrong = violations_of([event for _, event in spoken.received], spoken.segments)
    measured.wrong += [f"{clip.name} {way}: {what}" for what in wrong]
    measured.spoken[way][clip.name].append(spoken)
    return spoken


def _this_time(spoken_of: list[Clip], number: int) -> list[Clip]:
    """One take of each clip, beginning with another each time."""
    takes: dict[str, list[Clip]] = defaultdict(list)
    for clip in spoken_of:
        takes[clip.name].append(clip)
    chosen = [of_name[number % len(of_name)] for of_name in takes.values()]
    at = number % len(chosen)
    return chosen[at:] + chosen[:at]


async def _level(
    stack: EmulatedStack, usual: list[Clip], conversations: int, plan: Plan, out: Path, say: Say
) -> dict[str, Any]:
    say(f"{conversations} at once")
    return await level(stack, usual, conversations, plan.level_lasts_s, out)


# --- Figures ------------------------------------------------------------------------------------


def _clip(clip: Clip) -> dict[str, Any]:
    return {
        "name": clip.name,
        "source": clip.source,
        "target": clip.target,
        "asked_s": clip.asked_s,
        "take": clip.take,
        "duration_s": round(clip.duration_s, 2),
        "last_segment_s": round(clip.last_segment_s, 2),
        "bytes": len(clip.encoded),
    }


def _ways(measured: Measured) -> dict[str, Any]:
    blocking_way = {name: each(runs) for name, runs in measured.blocking.items()}
    ours = {
        way.value: {name: _cell(runs) for name, runs in by_clip.items()}
        for way, by_clip in measured.spoken.items()
    }
    return {"blocking": blocking_way} | ours


def _cell(runs: Sequence[Spoken]) -> dict[str, Any]:
    segments = [one.last_segment() for one in runs]
    return {
        **{name: figures(getattr(one, name) for one in runs) for name in HEADLINE},
        "stages_ms": each([one.stages_ms for one in runs]),
        "events": {
            "heard_ms": each([{n: at for n, (at, _) in one.items()} for one in segments]),
            "said_ms": each([{n: ms for n, (_, ms) in one.items()} for one in segments]),
        },
        "segments": max(one.segments for one in runs),
        "reordered": sum(reordered([event for _, event in one.received]) for one in runs),
    }


def _overhead(measured: Measured) -> dict[str, Any]:
    """The ratio of each flow to the compute on its critical path, run by run, both measured within
    seconds. In the parallel mode that path is the longer branch, which may have waited for the
    other on the same cores."""
    return {
        way.value: {name: _over(runs) for name, runs in by_clip.items()}
        for way, by_clip in measured.spoken.items()
    }


def _over(runs: list[Spoken]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for which in ("first_sound", "complete"):
        pairs = [(getattr(one, f"{which}_ms"), _floor(one, which)) for one in runs]
        found[which] = {
            "ratio": round(median(flow / floor for flow, floor in pairs), 2),
            "ms": round(median(flow - floor for flow, floor in pairs), 1),
        }
    return found


def _floor(spoken: Spoken, which: str) -> float:
    run = spoken.floor
    if which == "first_sound" or spoken.way is not Way.PARALLEL:
        return run[f"{which}_ms"]
    recognised_ms = run["decode_ms"] + run["recognise_ms"]
    rest_ms = run["complete_ms"] - recognised_ms - run["original_ms"]
    return recognised_ms + max(rest_ms, run["original_ms"])


def _timeline(stack: EmulatedStack, usual: list[Clip], measured: Measured) -> dict[str, Any]:
    """The timeline over all recordings of the 4 s clip."""
    runs = {clip.name: measured.spoken[Way.STREAMING][clip.name] for clip in usual}
    ids = {one.message_id for one in chain.from_iterable(runs.values())}
    taken_in = started_at_s(stack, ids)
    return {name: to_first_sound(spoken, taken_in) for name, spoken in runs.items()}


def _parallel(measured: Measured) -> dict[str, Any]:
    streaming, parallel = measured.spoken[Way.STREAMING], measured.spoken[Way.PARALLEL]
    return {
        name: {
            "here": {
                way: {
                    "first_sound_ms": figures(one.first_sound_ms for one in runs),
                    "complete_ms": figures(one.complete_ms for one in runs),
                }
                for way, runs in (("streaming", streaming[name]), ("parallel", parallel[name]))
            },
            "replayed": replayed(streaming[name]),
        }
        for name in streaming
    }


def _wrong_under_load(level: dict[str, Any]) -> list[str]:
    at_once = f"{level['conversations']} at once"
    counted = [f"{at_once}: {level[fate]} {fate}" for fate in ("lost", "failed") if level[fate]]
    return counted + [f"{at_once}: {what}" for what in level["wrong"]]
