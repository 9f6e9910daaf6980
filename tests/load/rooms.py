"""Rooms of several people at once: whether every listener gets every event of every turn, once and in
order."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from time import perf_counter
from typing import Any, Final

from rich.table import Table

from dragoman.client import Dragoman, Message, Refused, Room, Service, Unreachable
from dragoman.client.session import ReceivedEvent
from dragoman.protocol import (
    RECORDING_SEQ,
    SEGMENT_END_SEQ,
    SEGMENT_START_SEQ,
    Stage,
    Track,
    chunk_seq,
    ready_seq,
    stage_seq,
)
from infra.local.stack import EmulatedStack
from tests.bench.clips import CONTENT_TYPE, Clip
from tests.bench.figures import figures
from tests.bench.promises import duplicated, reordered

LANGUAGES: Final = ("en", "pt", "en", "pt", "en")
"""The language of each person of a room."""
PATIENCE_S: Final = 90.0
"""The maximum wait for the last turns after nobody speaks any more."""
COUNTS = ("turns", "ended", "rejected", "failed", "warnings", "lost", "duplicated", "out of order")


@dataclass
class Turn:
    message_id: str
    speaker: Listener
    clip: Clip
    ended: bool = False


@dataclass(eq=False)
class Listener:
    language: str
    room: Room
    heard: list[ReceivedEvent] = field(default_factory=list)

    async def listen(self) -> None:
        with suppress(Refused, Unreachable):
            async for received in self.room.received():
                self.heard.append(received)

    def of(self, turn: Turn) -> list[ReceivedEvent]:
        return [one for one in self.heard if one.data.get("message_id") == turn.message_id]

    def has_end(self, turn: Turn) -> bool:
        return any(one.data["seq"] == SEGMENT_END_SEQ for one in self.of(turn))


@dataclass
class RoomLoad:
    """The results of all rooms."""

    counts: Counter[str] = field(default_factory=Counter)
    first_sounds_ms: list[float] = field(default_factory=list)
    """From the acceptance of a turn until a listener had the first chunk of the translated voice."""
    ends_ms: list[float] = field(default_factory=list)
    """Likewise until the end of the turn."""

    @property
    def good(self) -> bool:
        return not any(
            self.counts[name] for name in ("failed", "lost", "duplicated", "out of order")
        )

    def table(self, rooms: int) -> Table:
        table = Table("rooms", "people", *COUNTS, "first sound, p50 / p95", "end, p50 / p95")
        table.add_row(
            str(rooms),
            str(rooms * len(LANGUAGES)),
            *(str(self.counts[name]) for name in COUNTS),
            *(_range(times) for times in (self.first_sounds_ms, self.ends_ms)),
        )
        return table


async def run_rooms(
    stack: EmulatedStack, clips: Sequence[Clip], rooms: int, lasting_s: float
) -> RoomLoad:
    """Runs rooms of five people of two languages at once. In each, one of them speaks an utterance, all
    listen, and another one speaks. No turn starts after `lasting_s`."""
    seen = RoomLoad()
    everyone_in = asyncio.Barrier(rooms)
    await asyncio.gather(*(_room(stack, clips, everyone_in, lasting_s, seen) for _ in range(rooms)))
    return seen


async def _room(
    stack: EmulatedStack,
    clips: Sequence[Clip],
    everyone_in: asyncio.Barrier,
    lasting_s: float,
    seen: RoomLoad,
) -> None:
    async with AsyncExitStack() as opened:
        people = await _people(stack, opened)
        listening = [asyncio.create_task(one.listen()) for one in people]
        await everyone_in.wait()
        until_s = perf_counter() + lasting_s
        turns: list[Turn] = []
        takes = {
            language: cycle([c for c in clips if c.source == language]) for language in LANGUAGES
        }
        while perf_counter() < until_s:
            speaker = random.choice(people)  # noqa: S311
            turns.append(Turn("", speaker, next(takes[speaker.language])))
            await asyncio.sleep(turns[-1].clip.duration_s)  # while they speak
            await _speak(turns[-1], seen)
        await _everyone_has(people, [turn for turn in turns if turn.ended])
        for task in listening:
            task.cancel()
        for listener in people:
            _check(listener, turns, seen)
        with suppress(Unreachable):
            await people[0].room.request("close_room")


async def _people(stack: EmulatedStack, opened: AsyncExitStack) -> list[Listener]:
    people: list[Listener] = []
    for number, language in enumerate(LANGUAGES):
        dragoman = await _connected(stack, opened)
        name = f"Person {number}"
        if people:
            room = await dragoman.join_room(people[0].room.room_id, name, language)
        else:
            room = await dragoman.open_room(name, language)
        people.append(Listener(language, room))
    return people


async def _connected(stack: EmulatedStack, opened: AsyncExitStack) -> Dragoman:
    """A connection, which a service without free capacity may not open at once."""
    service = Service(stack.websocket_url, stack.tickets_url)
    until_s = perf_counter() + PATIENCE_S
    while True:
        try:
            return await opened.enter_async_context(
                Dragoman(service, target_lang=None, idle_timeout_s=PATIENCE_S)
            )
        except (Refused, Unreachable):
            if perf_counter() > until_s:
                raise
            await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311


async def _speak(turn: Turn, seen: RoomLoad) -> None:
    stream = turn.speaker.room.translate(
        turn.clip.encoded, Message(turn.clip.source), content_type=CONTENT_TYPE
    )
    turn.message_id = stream.message_id
    seen.counts["turns"] += 1
    try:
        end = await stream.result()
    except Refused as refusal:
        seen.counts["rejected" if refusal.event["retryable"] else "failed"] += 1
        return
    seen.counts["warnings"] += len(end.warnings)
    seen.counts["ended"] += 1
    turn.ended = True


async def _everyone_has(people: Sequence[Listener], turns: Sequence[Turn]) -> None:
    until_s = perf_counter() + PATIENCE_S
    while perf_counter() < until_s:
        if all(listener.has_end(turn) for listener in people for turn in turns):
            return
        await asyncio.sleep(0.2)


def _check(listener: Listener, turns: Sequence[Turn], seen: RoomLoad) -> None:
    for turn in turns:
        heard = listener.of(turn)
        positions = [event.data["seq"] for event in heard if event.data["segment"] is not None]
        if turn.ended:
            seen.counts["lost"] += len(_expected(listener, turn, heard) - set(positions))
            _time(heard, seen)
        seen.counts["duplicated"] += len(positions) - len(set(positions)) + len(duplicated(heard))
        seen.counts["out of order"] += reordered(heard)
    begun = [
        event.data["room"]["turn"] for event in listener.heard if event.type == "processing_started"
    ]
    seen.counts["out of order"] += sum(later <= earlier for earlier, later in pairwise(begun))


def _expected(listener: Listener, turn: Turn, heard: Sequence[ReceivedEvent]) -> set[int]:
    """The `seq` of the events of a turn that the listener gets, without those of voices that the end
    reports as missing."""
    expected = {SEGMENT_START_SEQ, stage_seq(Stage.TRANSCRIBING), 3, SEGMENT_END_SEQ}
    missing = {warning["track"] for one in heard for warning in one.data.get("warnings", [])}
    tracks = [Track.ORIGINAL]
    if listener.language != turn.clip.source:
        expected |= {stage_seq(Stage.TRANSLATING), 5}
        tracks.append(Track.TRANSLATED)
    elif listener is not turn.speaker:
        expected.add(RECORDING_SEQ)
    for track in tracks:
        if track not in missing:
            expected |= {
                stage_seq(Stage.SYNTHESIZING, track),
                chunk_seq(track, 0),
                ready_seq(track),
            }
    return expected


def _time(heard: Sequence[ReceivedEvent], seen: RoomLoad) -> None:
    at_ms = {event.data["seq"]: event.at_s * 1000 for event in heard}
    if (start := at_ms.get(SEGMENT_START_SEQ)) is None:
        return
    for seq, times in (
        (chunk_seq(Track.TRANSLATED, 0), seen.first_sounds_ms),
        (SEGMENT_END_SEQ, seen.ends_ms),
    ):
        if seq in at_ms:
            times.append(at_ms[seq] - start)


def _range(times_ms: list[float]) -> str:
    found: dict[str, Any] = figures(times_ms)
    return " / ".join(f"{found[name] / 1000:.1f} s" for name in ("p50", "p95") if name in found)
