"""One message, from a recording to the files of both voices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from dragoman.client.dragoman import Dragoman
from dragoman.client.message_stream import MessageStream
from dragoman.client.service import Service
from dragoman.client.session import Message, ReceivedEvent, Session
from dragoman.client.speech_sources import SpeechSource
from dragoman.protocol import ExportFormat
from dragoman.protocol.audio_formats import EXTENSIONS


@dataclass
class Summary:
    message_id: str
    mode: str
    original_text: str | None = None
    translated_text: str | None = None
    tracks: dict[str, Any] = field(default_factory=lambda: {"original": None, "translated": None})
    """The file of each voice; a list for a message of several segments."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """`type`, `segment`, `seq` and `at_ms` of each event, in the order of arrival."""
    timings: dict[str, Any] = field(default_factory=dict)
    """Milliseconds since the end of speech on the client's clock; `stages` on the service's."""
    warnings: list[dict[str, Any]] = field(default_factory=list)
    export: str | None = None
    """The file with the texts and their times, if one was requested."""
    error: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        optional = {"error", "export"}
        return {
            name: value for name, value in asdict(self).items() if name not in optional or value
        }


Listener = Callable[[ReceivedEvent, float], None]
"""Called with each event and the milliseconds since the end of speech."""


class Conversation:
    """Sends one message and receives its events at the same time."""

    def __init__(self, session: Session, message: Message, source: SpeechSource, out: Path) -> None:
        self._session = session
        self._message = message
        self._source = source
        self._stream = MessageStream(session, message, source)
        self._out = out
        self._first_sounds: dict[int, float] = {}
        self._received: list[ReceivedEvent] = []
        self._tracks: dict[tuple[str, int], Path] = {}
        self._downloads: list[asyncio.Task[None]] = []

    async def run(self, listener: Listener) -> Summary:
        """Runs until the message has ended and both voices are saved. Raises Unreachable."""
        async with aclosing(self._stream.received()) as events:
            async for received in events:
                self._received.append(received)
                listener(received, self._at_ms(received.at_s))
                if received.type in {"audio_chunk", "audio_ready"}:
                    self._downloads.append(asyncio.create_task(self._download(received)))
        await asyncio.gather(*self._downloads)
        return self._summary()

    async def _download(self, received: ReceivedEvent) -> None:
        """Saves a whole voice; the first chunk is downloaded to measure when it can be played."""
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
        return round((at_s - self._source.ended_at_s) * 1000, 1)

    def _summary(self) -> Summary:
        end = self._received[-1]
        first_sound = self._first_sounds.get(self._source.segments - 1)
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
    service: Service | str | None,
    message: Message,
    source: SpeechSource,
    *,
    accepts: str,
    out: Path,
    listener: Listener,
    export: ExportFormat | None = None,
) -> Summary:
    """Sends a message and saves both voices as they arrive, and its texts in the format of `export`. Raises
    Unreachable, Refused."""
    async with Dragoman(
        service,
        source_lang=message.source_lang,
        target_lang=message.target_lang,
        accepts=[accepts],
    ) as dragoman:
        summary = await Conversation(dragoman.session, message, source, out).run(listener)
        if export and not summary.error:
            texts = await dragoman.export(message.message_id, format=export)
            path = out / f"{message.message_id}.{export}"
            path.write_text(texts, encoding="utf-8")
            summary.export = str(path)
        return summary
