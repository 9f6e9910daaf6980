"""One utterance from file to files: what was heard, when, and where both voices lie."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dragoman.client.service import Service
from dragoman.client.session import Heard, Session, Utterance

EXTENSIONS = {"audio/ogg": "ogg", "audio/wav": "wav", "audio/mpeg": "mp3"}

Listener = Callable[[Heard], None]


@dataclass
class Summary:
    message_id: str
    mode: str
    original_text: str | None = None
    translated_text: str | None = None
    tracks: dict[str, str | None] = field(
        default_factory=lambda: {"original": None, "translated": None}
    )
    """Where each voice was saved."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """`type`, `seq` and `at_ms` of each, in the order they came."""
    timings: dict[str, Any] = field(default_factory=dict)
    """Milliseconds on the client's clock since the end of speech; `stages` on the service's."""
    warnings: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "error" or value}


async def interpret(
    service: Service, utterance: Utterance, *, accepts: str, out: Path, listener: Listener
) -> Summary:
    """Plays the whole exchange and saves both voices as they come. Raises Unreachable, Refused."""
    summary = Summary(utterance.message_id, utterance.mode.value)
    async with Session.open(service) as session:
        await session.hello(utterance.source_lang, utterance.target_lang, [accepts])
        saving = []
        async for heard in session.translate(utterance):
            listener(heard)
            _note(summary, heard)
            if heard.type == "audio_ready":
                saving.append(asyncio.create_task(_save(session, heard, summary, out)))
        await asyncio.gather(*saving)
    return summary


def _note(summary: Summary, heard: Heard) -> None:
    at_ms = round(heard.at_ms, 1)
    summary.events.append({"type": heard.type, "seq": heard.data.get("seq"), "at_ms": at_ms})
    match heard.type:
        case "processing_started":
            summary.timings["ack_ms"] = at_ms
        case "stt_result":
            summary.original_text = heard.data["original_text"]
        case "translation_result":
            summary.translated_text = heard.data["translated_text"]
        case "translation_complete":
            summary.timings |= {"complete_ms": at_ms, "stages": heard.data["timings"]}
            summary.warnings = heard.data["warnings"]
        case "error":
            summary.timings["complete_ms"] = at_ms
            summary.error = heard.data


async def _save(session: Session, heard: Heard, summary: Summary, out: Path) -> None:
    began = asyncio.get_running_loop().time()
    track = heard.data["track"]
    audio = await session.fetch(heard.data["url"])
    if track == "translated":
        fetching_ms = (asyncio.get_running_loop().time() - began) * 1000
        summary.timings.setdefault("first_sound_ms", round(heard.at_ms + fetching_ms, 1))
    path = out / f"{summary.message_id}-{track}.{EXTENSIONS[heard.data['content_type']]}"
    path.write_bytes(audio)
    summary.tracks[track] = str(path)
