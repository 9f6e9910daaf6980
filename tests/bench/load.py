"""Many conversations at once: how long they wait, and whether anything gets lost."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from dragoman.client.conversation import Conversation
from dragoman.client.service import Refused, Unreachable
from dragoman.client.session import Message, ReceivedEvent, Session
from dragoman.client.speech_sources import RecordedMessage, SpeechSource
from dragoman.languages import AUTO
from dragoman.protocol import Mode
from infra.local.stack import EmulatedStack
from tests.bench.captioned_message import CaptionedMessage
from tests.bench.clips import CONTENT_TYPE, Clip
from tests.bench.figures import figures
from tests.bench.promises import duplicated, violations_of
from tests.bench.stack import kept_end, memory_mb, session

LOOK_AT_MEMORY_EVERY_S = 0.5
AGAIN_AFTER_S = 0.5


@dataclass
class Level:
    """The results of one number of concurrent conversations."""

    first_sounds_ms: list[float] = field(default_factory=list)
    completes_ms: list[float] = field(default_factory=list)
    acks_ms: list[float] = field(default_factory=list)
    waits_ms: list[float] = field(default_factory=list)
    """The time from acceptance to the end."""
    fates: Counter[str] = field(default_factory=Counter)
    """`done`; `rejected`: given up after repeated `busy`, or never acknowledged; `undelivered`:
    ended and stored, but never received; `lost`: accepted and never ended; `failed`: any other
    error."""
    codes: Counter[str] = field(default_factory=Counter)
    """The error codes of rejected and failed messages."""
    busy: int = 0
    """The number of `busy` responses."""
    told_busy_ms: list[float] = field(default_factory=list)
    """The time until the first `busy` response of a message."""
    captions: int = 0
    """Captions that arrived before their message ended."""
    turned_away: int = 0
    """Connections that were not let in; each tries again."""
    wrong: list[str] = field(default_factory=list)
    accepted: int = 0
    began_s: float = 0.0
    peak_mb: dict[str, float] = field(default_factory=dict)


async def level(
    stack: EmulatedStack,
    clips: list[Clip],
    conversations: int,
    lasting_s: float,
    out: Path,
    *,
    as_people: bool = False,
) -> dict[str, Any]:
    """Runs concurrent conversations. All connect first. Then each repeats its clip after the end of
    the previous message, or, with `as_people`, listens for as long as the clip, and then speaks it in
    real time, with captions. No message starts after `lasting_s`."""
    seen = Level()
    everyone_in = asyncio.Barrier(conversations)
    watching = asyncio.create_task(_watch_memory(stack, seen))
    await asyncio.gather(
        *(
            _talk(stack, clips[number % len(clips)], everyone_in, lasting_s, out, seen, as_people)
            for number in range(conversations)
        )
    )
    watching.cancel()
    took_s = perf_counter() - seen.began_s
    return {
        "conversations": conversations,
        "messages": seen.fates.total(),
        **{fate: seen.fates[fate] for fate in FATES},
        "accepted": seen.accepted,
        "busy": seen.busy,
        "told_busy_ms": figures(seen.told_busy_ms, 99),
        "codes": dict(seen.codes),
        "captions": seen.captions,
        "duplicated": sum("twice" in what for what in seen.wrong),
        "turned_away": seen.turned_away,
        "wrong": seen.wrong,
        "lasted_s": round(took_s, 1),
        "messages_per_min": round(seen.fates["done"] / took_s * 60, 1),
        "ack_ms": figures(seen.acks_ms, 99),
        "first_sound_ms": figures(seen.first_sounds_ms, 99),
        "complete_ms": figures(seen.completes_ms, 99),
        "wait_ms": figures(seen.waits_ms, 99),
        "memory_mb": seen.peak_mb,
    }


FATES = ("done", "rejected", "undelivered", "lost", "failed")


async def _talk(
    stack: EmulatedStack,
    clip: Clip,
    everyone_in: asyncio.Barrier,
    lasting_s: float,
    out: Path,
    seen: Level,
    as_people: bool,
) -> None:
    turn_s = clip.duration_s if as_people else 0.0
    until_s: float | None = None
    while until_s is None or perf_counter() < until_s:
        try:
            async with session(stack) as opened:
                if until_s is None:
                    await everyone_in.wait()
                    seen.began_s = perf_counter()
                    until_s = seen.began_s + lasting_s
                    await asyncio.sleep(random.uniform(0, 2 * turn_s))  # noqa: S311
                say = partial(_say, stack, opened, clip, out, seen, as_people)
                while await say() and perf_counter() < until_s:  # noqa: ASYNC110
                    await asyncio.sleep(turn_s)
        except (Unreachable, Refused):  # the gateway had no function free for it
            seen.turned_away += 1
            await asyncio.sleep(AGAIN_AFTER_S)


async def _say(
    stack: EmulatedStack, opened: Session, clip: Clip, out: Path, seen: Level, as_people: bool
) -> bool:
    """Whether the connection is still usable."""
    message = Message(AUTO, clip.target, Mode.STREAMING)
    events: list[ReceivedEvent] = []
    letter: SpeechSource = RecordedMessage(clip.encoded, CONTENT_TYPE)
    if as_people:
        letter = CaptionedMessage(clip)
    conversation = Conversation(opened, message, letter, out)
    try:
        summary = await conversation.run(lambda event, _: events.append(event))
    except Unreachable:
        fate = await asyncio.to_thread(_fate_of_the_unheard, stack, message.message_id, events)
        seen.fates[fate] += 1
        seen.wrong += duplicated(events)
        return False
    finally:
        seen.accepted += _accepted(events)
        seen.captions += sum(event.type == "partial_result" for event in events)
        _count_refusals(opened, letter.ended_at_s, message.message_id, seen)
    if summary.error:
        fate = "rejected" if summary.error["retryable"] else "failed"
        seen.fates[fate] += 1
        seen.codes[summary.error["code"]] += 1
        seen.wrong += duplicated(events)
        return True
    seen.fates["done"] += 1
    seen.wrong += violations_of(events, segments=1)
    seen.codes.update(f"without a voice: {warning['code']}" for warning in summary.warnings)
    for name, times_ms in (
        ("ack_ms", seen.acks_ms),
        ("first_sound_ms", seen.first_sounds_ms),
        ("complete_ms", seen.completes_ms),
    ):
        if name in summary.timings:  # a voice may be missing
            times_ms.append(summary.timings[name])
    seen.waits_ms.append(summary.timings["complete_ms"] - summary.timings["ack_ms"])
    return True


def _count_refusals(opened: Session, began_s: float, message_id: str, seen: Level) -> None:
    refusals = [one for one in opened.turned_away if one.data["message_id"] == message_id]
    seen.busy += len(refusals)
    seen.told_busy_ms += [(one.at_s - began_s) * 1000 for one in refusals[:1]]


def _accepted(events: list[ReceivedEvent]) -> bool:
    return any(event.type == "processing_started" for event in events)


def _fate_of_the_unheard(stack: EmulatedStack, message_id: str, events: list[ReceivedEvent]) -> str:
    if not _accepted(events):
        return "rejected"
    return "undelivered" if kept_end(stack, message_id) else "lost"


async def _watch_memory(stack: EmulatedStack, seen: Level) -> None:
    with suppress(asyncio.CancelledError):
        while True:
            now = await asyncio.to_thread(memory_mb, stack)
            seen.peak_mb = {key: max(now[key], seen.peak_mb.get(key, 0)) for key in now}
            await asyncio.sleep(LOOK_AT_MEMORY_EVERY_S)
