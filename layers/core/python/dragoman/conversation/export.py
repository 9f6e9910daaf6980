"""A conversation as a text, as subtitles or as data."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Final, TypeVar
from uuid import UUID

import pysubs2
from pydantic import BaseModel, Field

from dragoman.conversation.report import ordered_events
from dragoman.errors import ExportTooLarge, NothingToExport
from dragoman.ports import Messages
from dragoman.protocol import (
    MAX_SEGMENTS,
    ExportFormat,
    MessageEvent,
    MessageId,
    ProcessingStarted,
    SttResult,
    TranslationResult,
)

Kind = TypeVar("Kind", bound=MessageEvent)
CHARACTERS_PER_S: Final = 15
"""The speed of reading for which subtitles are made: how long a typed text is shown."""
MIN_S: Final = 1.0
"""The shortest time for which a text is shown."""


MEDIA_TYPES: Final = {
    ExportFormat.TXT: "text/plain; charset=utf-8",
    ExportFormat.SRT: "application/x-subrip; charset=utf-8",
    ExportFormat.VTT: "text/vtt; charset=utf-8",
    ExportFormat.JSON: "application/json",
}


class ExportedSegment(BaseModel):
    message_id: MessageId
    segment: int
    begin_s: float
    """The start of speech, in seconds since the start of the export."""
    end_s: float
    source_lang: str
    target_lang: str | None
    """Null where there is no translation."""
    original_text: str = Field(repr=False)
    translated_text: str | None = Field(repr=False)

    def texts(self, language: str | None) -> list[str]:
        """Both texts, or the one in a language."""
        both = {self.source_lang: self.original_text}
        if self.target_lang and self.translated_text:
            both[self.target_lang] = self.translated_text
        chosen = both.values() if language is None else [both.get(language, "")]
        return [" ".join(text.split()) for text in chosen if text]


def exported_segments(
    message_ids: Sequence[UUID], owner: str, messages: Messages, from_segment: int = 0
) -> list[ExportedSegment]:
    """The segments with a transcript, in order. Segments of a message begin where the previous one ends,
    or later, by the time at which each was sent. Raises MessageUnknown, NothingToExport,
    ExportTooLarge, StorageUnavailable."""
    timeline = _Timeline()
    found: list[ExportedSegment] = []
    for message_id in dict.fromkeys(message_ids):
        segments = messages.read(str(message_id), owner)
        for number in sorted(segments):
            segment = timeline.segment(ordered_events({number: segments[number]}))
            if segment is not None and segment.segment >= from_segment:
                found.append(segment)
        if len(found) > MAX_SEGMENTS:
            raise ExportTooLarge(f"An export has {MAX_SEGMENTS} segments at most.")
    if not found:
        raise NothingToExport
    return found


class _Timeline:
    """Places segments one after the other."""

    def __init__(self) -> None:
        self._end_s = 0.0
        self._offset_s: float | None = None
        """The Unix time at which the first segment began."""

    def segment(self, events: list[MessageEvent]) -> ExportedSegment | None:
        """The next segment; None without a transcript."""
        heard = _last(events, SttResult)
        if heard is None or heard.segment is None:
            return None
        translated, started = _last(events, TranslationResult), _last(events, ProcessingStarted)
        begin_s, end_s = self._place(heard, started)
        return ExportedSegment(
            message_id=heard.message_id,
            segment=heard.segment,
            begin_s=begin_s,
            end_s=end_s,
            source_lang=heard.language,
            target_lang=translated.target_lang if translated else None,
            original_text=heard.original_text,
            translated_text=translated.translated_text if translated else None,
        )

    def _place(self, heard: SttResult, started: ProcessingStarted | None) -> tuple[float, float]:
        if heard.begin_s is None or heard.end_s is None:
            spoken_s, begin_s = len(heard.original_text) / CHARACTERS_PER_S, 0.0
        else:
            spoken_s, begin_s = heard.end_s - heard.begin_s, heard.begin_s
        spoken_s = max(MIN_S, spoken_s)
        if started and started.received_at_ms:
            ended_s = started.received_at_ms / 1000
            if self._offset_s is None:
                self._offset_s = ended_s - spoken_s - begin_s
            begin_s = ended_s - spoken_s - self._offset_s
        begin_s = max(begin_s, self._end_s)
        self._end_s = begin_s + spoken_s
        return round(begin_s, 3), round(self._end_s, 3)


def _last(events: list[MessageEvent], kind: type[Kind]) -> Kind | None:
    return next((event for event in reversed(events) if isinstance(event, kind)), None)


def export(
    segments: list[ExportedSegment], format: ExportFormat, language: str | None = None
) -> str:
    """The segments in both languages or in one. Raises NothingToExport where none has a text in the
    language."""
    shown = [segment for segment in segments if segment.texts(language)]
    if not shown:
        raise NothingToExport
    match format:
        case ExportFormat.TXT:
            return "\n\n".join("\n".join(segment.texts(language)) for segment in shown) + "\n"
        case ExportFormat.JSON:
            dumped = [segment.model_dump(mode="json") for segment in shown]
            return json.dumps({"segments": dumped}, ensure_ascii=False)
    return _subtitles(shown, format, language)


def _subtitles(segments: list[ExportedSegment], format: ExportFormat, language: str | None) -> str:
    file = pysubs2.SSAFile()
    for segment in segments:
        lines = segment.texts(language)
        if format is ExportFormat.VTT:
            lines = [html.escape(line, quote=False) for line in lines]
        # pysubs2 reads `\n` as a line break: a word joiner, which is not seen, keeps the two apart.
        text = "\n".join(lines).replace("\\", "\\\u2060")
        begin_ms, end_ms = round(segment.begin_s * 1000), round(segment.end_s * 1000)
        file.append(pysubs2.SSAEvent(start=begin_ms, end=end_ms, text=text))
    return file.to_string(format.value, keep_ssa_tags=True)
