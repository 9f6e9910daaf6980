"""`python -m tests.load [--soak MINUTES] [--no-ramp] [--at-once 10,20,...]` or `--rooms NUMBER`

Simulates people who speak an utterance with captions, wait for its end, and listen for as long: first an
increasing number, then a constant number for a longer time. With `--rooms`, instead, rooms of five people,
of whom one speaks at a time. The exit code is 1 if a message was lost, duplicated or failed, or if a
function's memory grows; in rooms, if that happened to a single event of one listener.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.local.stack import EmulatedStack
from tests.bench.clips import Clip, clips
from tests.bench.load import level
from tests.bench.machine import Neighbours
from tests.load.kept import kept
from tests.load.memory import EMULATOR, Growth, Memory
from tests.load.rooms import run_rooms

AT_ONCE = (10, 20, 30, 40, 50)
LEVEL_LASTS_S = 30.0
ROOMS_LAST_S = 60.0
STEADY = 8
"""Conversations that the smallest machine carries."""
UTTERANCE_S = 4
COUNTS = (
    "messages", "captions", "accepted", "done", "busy", "rejected", "undelivered", "lost", "duplicated", "failed",
    "turned_away", "messages_per_min",
)  # fmt: skip
TIMES = {
    "ack_ms": "accepted after",
    "wait_ms": "ended after that",
    "first_sound_ms": "first sound",
    "told_busy_ms": "told busy after",
}
WIDTH = 140


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--soak", type=float, default=2.0, help="minutes; 0 for none")
    parser.add_argument("--no-ramp", action="store_true")
    parser.add_argument("--at-once", default=",".join(map(str, AT_ONCE)))
    parser.add_argument(
        "--rooms", type=int, default=0, help="rooms of five people, and nothing else"
    )
    arguments = parser.parse_args()
    levels = [] if arguments.no_ramp else [int(number) for number in arguments.at_once.split(",")]
    neighbours = Neighbours()
    console = Console(width=WIDTH)
    if arguments.rooms:
        code = asyncio.run(_rooms(arguments.rooms, console))
    else:
        code = asyncio.run(_load(levels, arguments.soak, console))
    console.print(f"Others kept {neighbours.busy()['others']} cores busy meanwhile.")
    return code


async def _load(levels: Sequence[int], soak_min: float, console: Console) -> int:
    utterances = [clip for clip in clips([UTTERANCE_S]) if clip.take == 0]
    with tempfile.TemporaryDirectory(prefix="dragoman-load-") as out, EmulatedStack() as stack:
        await level(stack, utterances, STEADY, 0.0, Path(out))  # wakes every process
        seen = [await _ramp(stack, utterances, number, Path(out), console) for number in levels]
        if seen:
            console.print(_counts(seen), _times(seen))
        good = not any(_wrong(one) for one in seen)
        if soak_min:
            good &= await _soak(stack, utterances, soak_min, Path(out), console)
    return 0 if good else 1


async def _rooms(rooms: int, console: Console) -> int:
    with EmulatedStack() as stack:
        utterances = clips([UTTERANCE_S])
        await run_rooms(stack, utterances, 1, 1.0)  # wakes every process
        seen = await run_rooms(stack, utterances, rooms, ROOMS_LAST_S)
        console.print(seen.table(rooms))
    return 0 if seen.good else 1


async def _ramp(
    stack: EmulatedStack, utterances: list[Clip], number: int, out: Path, console: Console
) -> dict[str, Any]:
    console.print(f"{number} conversations", style="dim")
    return await level(stack, utterances, number, LEVEL_LASTS_S, out, as_people=True)


async def _soak(
    stack: EmulatedStack, utterances: list[Clip], minutes: float, out: Path, console: Console
) -> bool:
    """Whether no message was lost, duplicated or failed, and no function's memory grew."""
    console.print(f"{STEADY} conversations for {minutes:g} min", style="dim")
    memory, before = Memory(stack), kept(stack)
    watching = asyncio.create_task(memory.watch())
    seen = await level(stack, utterances, STEADY, 60 * minutes, out, as_people=True)
    watching.cancel()
    await watching
    growths, more_mb = memory.growths(), kept(stack).mb - before.mb
    console.print(_counts([seen]), _times([seen]), _memory_table(growths))
    emulator = next(one for one in growths if one.name == EMULATOR)
    console.print(
        f"The emulator grew by {emulator.last_mb - emulator.first_mb:.0f} MB over {seen['done']} messages, "
        f"of which {more_mb:.0f} MB are recordings, voices and events, kept for a day."
    )
    grown = [one.name for one in growths if one.name != EMULATOR and one.verdict == "grows"]
    console.print(f"Functions that grow: {', '.join(grown) or 'none seen'}.")
    return not grown and not _wrong(seen)


def _wrong(seen: dict[str, Any]) -> bool:
    return bool(seen["lost"] or seen["failed"] or seen["wrong"])


def _counts(levels: Sequence[dict[str, Any]]) -> Table:
    table = Table("at once", *(name.replace("_", " ") for name in COUNTS), "codes")
    for one in levels:
        codes = ", ".join(f"{code} {times}" for code, times in one["codes"].items())
        table.add_row(str(one["conversations"]), *(str(one[name]) for name in COUNTS), codes)
    return table


def _times(levels: Sequence[dict[str, Any]]) -> Table:
    table = Table("at once", *TIMES.values(), title="ms: p50 / p95 / p99")
    for one in levels:
        times = (" / ".join(_ms(one[name], p) for p in ("p50", "p95", "p99")) for name in TIMES)
        table.add_row(str(one["conversations"]), *times)
    return table


def _ms(figures: dict[str, float], name: str) -> str:
    return f"{figures[name]:.0f}" if name in figures else "–"


def _memory_table(growths: Sequence[Growth]) -> Table:
    table = Table("process", "MB at first", "MB at last", "MB a minute, settled", "verdict")
    for one in growths:
        sizes = (f"{one.first_mb:.0f}", f"{one.last_mb:.0f}", f"{one.slope_mb_per_min:+.2f}")
        table.add_row(one.name, *sizes, one.verdict)
    return table


if __name__ == "__main__":
    sys.exit(main())
