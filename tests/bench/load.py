"""Many conversations at once: how long they wait, and whether anything gets lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from dragoman.client.conversation import Conversation, Letter
from dragoman.client.service import Unreachable
from dragoman.client.session import Heard, Message, Refused, Session
from dragoman.languages import AUTO
from dragoman.messages import Mode
from infra.local.stack import LocalStack
from tests.bench.clips import CONTENT_TYPE, Clip
from tests.bench.figures import figures
from tests.bench.promises import broken, doubled
from tests.bench.stack import kept_end, memory_mb, session

LOOK_AT_MEMORY_EVERY_S = 0.5
AGAIN_AFTER_S = 0.5


@dataclass
class Level:
    """What so many conversations at once saw."""

    first_sounds_ms: list[float] = field(default_factory=list)
    completes_ms: list[float] = field(default_factory=list)
    acks_ms: list[float] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    """`done`; `rejected`: told to try again, or never acknowledged; `undelivered`: it ended and is kept, but nobody was
    told; `lost`: accepted and never ended; `failed`: any other error."""
    codes: Counter[str] = field(default_factory=Counter)
    """What the service said of those it rejected or failed."""
    turned_away: int = 0
    """Connections that were not let in; each tries again."""
    wrong: list[str] = field(default_factory=list)
    began_s: float = 0.0
    peak_mb: dict[str, float] = field(default_factory=dict)


async def level(
    stack: LocalStack, clips: list[Clip], conversations: int, lasting_s: float, out: Path
) -> dict[str, Any]:
    """All connect first. Then each says its clip again and again, as soon as it has heard it out;
    nobody begins a message after `lasting_s`."""
    seen = Level()
    everyone_in = asyncio.Barrier(conversations)
    watching = asyncio.create_task(_watch_memory(stack, seen))
    await asyncio.gather(
        *(
            _talk(stack, clips[number % len(clips)], everyone_in, lasting_s, out, seen)
            for number in range(conversations)
        )
    )
    watching.cancel()
    took_s = perf_counter() - seen.began_s
    return {
        "conversations": conversations,
        "messages": seen.fates.total(),
        **{fate: seen.fates[fate] for fate in FATES},
        "codes": dict(seen.codes),
        "doubled": sum("twice" in what for what in seen.wrong),
        "turned_away": seen.turned_away,
        "wrong": seen.wrong,
        "lasted_s": round(took_s, 1),
        "messages_per_min": round(seen.fates["done"] / took_s * 60, 1),
        "ack_ms": figures(seen.acks_ms, 99),
        "first_sound_ms": figures(seen.first_sounds_ms, 99),
        "complete_ms": figures(seen.completes_ms, 99),
        "memory_mb": seen.peak_mb,
    }


FATES = ("done", "rejected", "undelivered", "lost", "failed")


async def _talk(
    stack: LocalStack,
    clip: Clip,
    everyone_in: asyncio.Barrier,
    lasting_s: float,
    out: Path,
    seen: Level,
) -> None:
    until_s: float | None = None
    while until_s is None or perf_counter() < until_s:
        try:
            async with session(stack) as opened:
                if until_s is None:
                    await everyone_in.wait()
                    seen.began_s = perf_counter()
                    until_s = seen.began_s + lasting_s
                while await _say(stack, opened, clip, out, seen) and perf_counter() < until_s:
                    pass
        except (Unreachable, Refused):  # the gateway had no function free for it
            seen.turned_away += 1
            await asyncio.sleep(AGAIN_AFTER_S)


async def _say(stack: LocalStack, opened: Session, clip: Clip, out: Path, seen: Level) -> bool:
    """Whether the connection is still good."""
    message = Message(AUTO, clip.target, Mode.STREAMING)
    events: list[Heard] = []
    conversation = Conversation(opened, message, Letter(clip.encoded, CONTENT_TYPE), out)
    try:
        summary = await conversation.run(lambda heard, _: events.append(heard))
    except Unreachable:
        fate = await asyncio.to_thread(_fate_of_the_unheard, stack, message.message_id, events)
        seen.fates[fate] += 1
        seen.wrong += doubled(events)
        return False
    if summary.error:
        fate = "rejected" if summary.error["retryable"] else "failed"
        seen.fates[fate] += 1
        seen.codes[summary.error["code"]] += 1
        seen.wrong += doubled(events)
        return True
    seen.fates["done"] += 1
    seen.wrong += broken(events, segments=1)
    seen.codes.update(f"without a voice: {warning['code']}" for warning in summary.warnings)
    for name, times_ms in (
        ("ack_ms", seen.acks_ms),
        ("first_sound_ms", seen.first_sounds_ms),
        ("complete_ms", seen.completes_ms),
    ):
        if name in summary.timings:  # a voice may be missing
            times_ms.append(summary.timings[name])
    return True


def _fate_of_the_unheard(stack: LocalStack, message_id: str, events: list[Heard]) -> str:
    if not any(heard.type == "processing_started" for heard in events):
        return "rejected"
    return "undelivered" if kept_end(stack, message_id) else "lost"


async def _watch_memory(stack: LocalStack, seen: Level) -> None:
    with suppress(asyncio.CancelledError):
        while True:
            now = await asyncio.to_thread(memory_mb, stack)
            seen.peak_mb = {key: max(now[key], seen.peak_mb.get(key, 0)) for key in now}
            await asyncio.sleep(LOOK_AT_MEMORY_EVERY_S)
