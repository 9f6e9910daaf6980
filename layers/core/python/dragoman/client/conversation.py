"""One message from a recording to files: what was heard, when, and where both voices lie."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from dragoman.client.service import Service
from dragoman.client.session import Message, ReceivedEvent, Recording, Refused, Session
from dragoman.errors import NoSpeech
from dragoman.protocol import RequestError
from dragoman.protocol.audio_formats import EXTENSIONS


@dataclass
class Summary:
    message_id: str
    mode: str
    original_text: str | None = None
    translated_text: str | None = None
    tracks: dict[str, Any] = field(default_factory=lambda: {"original": None, "translated": None})
    """Where each voice was saved; a list where a message has several segments."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """`type`, `segment`, `seq` and `at_ms` of each, in the order they came."""
    timings: dict[str, Any] = field(default_factory=dict)
    """Milliseconds on the client's clock since the end of speech; `stages` on the service's."""
    warnings: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "error" or value}


class SpeechSource(Protocol):
    """Whoever says the message."""

    ended_at_s: float
    """When speech ended, on the clock of `perf_counter`; meaningful once `recordings` is done."""
    segments: int
    """How many segments were said so far."""

    def recordings(self) -> AsyncGenerator[Recording]:
        """The segments, each as soon as it is said."""


class RecordedMessage:
    """A speaker whose recording is complete: speech ends when it begins to leave."""

    def __init__(self, audio: bytes, content_type: str) -> None:
        self._recording = Recording(audio, content_type)
        self.ended_at_s = perf_counter()
        self.segments = 0

    async def recordings(self) -> AsyncGenerator[Recording]:
        self.ended_at_s = perf_counter()
        self.segments = 1
        yield self._recording


Listener = Callable[[ReceivedEvent, float], None]
"""Called with each event and the milliseconds since the end of speech."""


class Conversation:
    """One message, spoken and heard at the same time."""

    def __init__(
        self, session: Session, message: Message, speaker: SpeechSource, out: Path
    ) -> None:
        self._session = session
        self._message = message
        self._speaker = speaker
        self._out = out
        self._first_sounds: dict[int, float] = {}
        self._received: list[ReceivedEvent] = []
        self._tracks: dict[tuple[str, int], Path] = {}
        self._fetching: list[asyncio.Task[None]] = []

    async def run(self, listener: Listener) -> Summary:
        """Until the message has ended and both voices are saved. Raises Unreachable."""
        both = [asyncio.create_task(self._speak()), asyncio.create_task(self._receive(listener))]
        try:
            await asyncio.gather(*both)
        finally:
            for task in both:
                task.cancel()
        await asyncio.gather(*self._fetching)
        return self._summary()

    async def _receive(self, listener: Listener) -> None:
        async with aclosing(self._session.events(self._message)) as events:
            async for received in events:
                self._received.append(received)
                listener(received, self._at_ms(received.at_s))
                if received.type in {"audio_chunk", "audio_ready"}:
                    self._fetching.append(asyncio.create_task(self._fetch(received)))
                if received.ends_message():
                    break

    async def _speak(self) -> None:
        async with aclosing(self._speaker.recordings()) as recordings:
            last = False
            async for recording in recordings:
                try:
                    await self._session.speak(self._message, recording)
                except Refused as refusal:
                    self._session.add("error", refusal.event)
                    return
                last = recording.last
        if last:
            return
        if self._speaker.segments:
            await self._session.finish(self._message, self._speaker.segments)
        else:
            self._session.add("error", _nothing_said(self._message))

    async def _fetch(self, received: ReceivedEvent) -> None:
        """Saves a whole voice; a piece is fetched to know when it could first be heard."""
        track, segment = received.data["track"], received.data["segment"]
        if received.type == "audio_chunk" and (track, received.data["index"]) != ("translated", 0):
            return
        audio = await self._session.fetch(received.data["url"])
        if track == "translated":
            self._first_sounds.setdefault(segment, perf_counter())
        if received.type == "audio_ready":
            extension = EXTENSIONS[received.data["content_type"]]
            path = self._out / f"{self._message.message_id}-{segment}-{track}.{extension}"
            path.write_bytes(audio)
            self._tracks[track, segment] = path

    def _at_ms(self, at_s: float) -> float:
        return round((at_s - self._speaker.ended_at_s) * 1000, 1)

    def _summary(self) -> Summary:
        end = self._received[-1]
        first_sound = self._first_sounds.get(self._speaker.segments - 1)
        acknowledged = [h.at_s for h in self._received if h.type == "processing_started"]
        timings: dict[str, Any] = {"complete_ms": self._at_ms(end.at_s)}
        if acknowledged:
            timings["ack_ms"] = self._at_ms(acknowledged[-1])
        if first_sound is not None:
            timings["first_sound_ms"] = self._at_ms(first_sound)
        stages = [h.data["timings"] for h in self._received if h.data.get("timings")]
        timings["stages"] = stages[-1] if stages else {}
        failed = end.type == "error"
        return Summary(
            message_id=self._message.message_id,
            mode=self._message.mode.value,
            original_text=None if failed else end.data["original_text"],
            translated_text=None if failed else end.data["translated_text"],
            tracks={track: self._saved(track) for track in ("original", "translated")},
            events=[
                {
                    "type": h.type,
                    "segment": h.data.get("segment"),
                    "seq": h.data.get("seq"),
                    "at_ms": self._at_ms(h.at_s),
                }
                for h in self._received
            ],
            timings=timings,
            warnings=end.data.get("warnings", []),
            error=end.data if failed else None,
        )

    def _saved(self, track: str) -> str | list[str] | None:
        paths = [str(self._tracks[key]) for key in sorted(self._tracks) if key[0] == track]
        return paths if len(paths) > 1 else next(iter(paths), None)


async def interpret(
    service: Service,
    message: Message,
    speaker: SpeechSource,
    *,
    accepts: str,
    out: Path,
    listener: Listener,
) -> Summary:
    """Plays the whole exchange and saves both voices as they come. Raises Unreachable, Refused."""
    async with Session.open(service) as session:
        await session.hello(message.source_lang, message.target_lang, [accepts])
        return await Conversation(session, message, speaker, out).run(listener)


def _nothing_said(message: Message) -> dict[str, Any]:
    """What the service would answer, of a message of which nothing was sent."""
    why = NoSpeech()
    error = RequestError(
        message_id=message.message_id, code=why.code, message=str(why), retryable=why.retryable
    )
    data: dict[str, Any] = error.wire()["data"]
    return data
