"""One message through the whole stack, as a client lives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from time import perf_counter, time
from typing import Any

from dragoman.client.conversation import Conversation
from dragoman.client.session import Message, ReceivedEvent, Session
from dragoman.client.speech_sources import RecordedMessage, SpeechSource
from dragoman.languages import AUTO
from dragoman.protocol import Mode
from tests.bench.clips import CONTENT_TYPE, Clip


class Way(StrEnum):
    STREAMING = "streaming"
    PARALLEL = "parallel"
    LIVE = "live"
    """Spoken in real time and cut at pauses; the stages as in streaming."""


@dataclass
class Spoken:
    """The outcome of a message; milliseconds by the client's clock since the end of speech."""

    clip: Clip
    way: Way
    message_id: str
    sent_at_s: float
    """Unix time of the end of speech."""
    segments: int
    ack_ms: float = 0.0
    first_sound_ms: float = 0.0
    complete_ms: float = 0.0
    stages_ms: dict[str, float] = field(default_factory=dict)
    """The durations that the service reports, and its `total`."""
    received: list[tuple[float, ReceivedEvent]] = field(default_factory=list)
    floor: dict[str, float] = field(default_factory=dict)
    """The compute time of the same clip without AWS services, measured right after."""

    def last_segment(self) -> dict[str, tuple[float, float]]:
        """Its events by name: when each was received, and when the service emitted it after
        acceptance."""
        return {
            name_of(received): (at_ms, received.data["elapsed_ms"])
            for at_ms, received in self.received
            if received.data.get("segment") == self.segments - 1 and "elapsed_ms" in received.data
        }


def name_of(received: ReceivedEvent) -> str:
    """`processing_update translating`, `audio_chunk translated 0`, ..."""
    parts = [received.type]
    if received.type == "processing_update":
        parts.append(received.data["stage"])
    parts += [
        str(received.data[key]) for key in ("track", "index") if received.data.get(key) is not None
    ]
    return " ".join(parts)


class Incomplete(Exception):
    """The service answered with an error, or without a voice."""


async def converse(session: Session, clip: Clip, way: Way, out: Path) -> Spoken:
    """Sends the clip and waits for its end. Raises Incomplete, Unreachable."""
    live = way is Way.LIVE
    mode = Mode.PARALLEL if way is Way.PARALLEL else Mode.STREAMING
    message = Message(clip.source if live else AUTO, clip.target, mode)
    speaker: SpeechSource = (
        clip.microphone() if live else RecordedMessage(clip.encoded, CONTENT_TYPE)
    )
    events: list[ReceivedEvent] = []
    summary = await Conversation(session, message, speaker, out).run(_remember(events))
    if summary.error or summary.warnings:
        codes = [what["code"] for what in (summary.error, *summary.warnings) if what]
        raise Incomplete(f"{clip.name} {way}: {', '.join(codes)}")
    ended_at_s = speaker.ended_at_s
    stages: dict[str, Any] = summary.timings["stages"]
    return Spoken(
        clip,
        way,
        message.message_id,
        sent_at_s=time() - (perf_counter() - ended_at_s),
        segments=speaker.segments,
        ack_ms=summary.timings["ack_ms"],
        first_sound_ms=summary.timings["first_sound_ms"],
        complete_ms=summary.timings["complete_ms"],
        stages_ms={name: float(ms) for name, ms in stages.items()},
        received=[((received.at_s - ended_at_s) * 1000, received) for received in events],
    )


def _remember(events: list[ReceivedEvent]) -> Callable[[ReceivedEvent, float], None]:
    return lambda received, _: events.append(received)
