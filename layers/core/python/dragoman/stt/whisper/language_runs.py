"""Divides a recording by the language of its speech spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.stt.voice_activity import SpeechSpan

CERTAIN = 0.75
"""A span with a lower confidence has the language of its neighbours."""
CERTAIN_OF_SHORT = 0.9
"""The same for a span below `SHORT_S`, of which Whisper is often wrong."""
SHORT_S = 2.0


@dataclass(frozen=True)
class SpanLanguage:
    span: SpeechSpan
    language: str
    confidence: float

    @property
    def is_certain(self) -> bool:
        short = self.span.end_s - self.span.begin_s < SHORT_S
        return self.confidence >= (CERTAIN_OF_SHORT if short else CERTAIN)


@dataclass(frozen=True)
class LanguageRun:
    """Neighbouring spans in one language, with the silence around them."""

    language: str
    begin_s: float
    end_s: float


def language_runs(detected: Sequence[SpanLanguage], duration_s: float) -> list[LanguageRun]:
    """Returns the runs in order; the recording is divided in the middle of a pause. Without a certain
    span there are none."""
    certain = [one for one in detected if one.is_certain]
    if not certain:
        return []
    runs: list[LanguageRun] = []
    last = None
    for one, language in zip(detected, _languages(detected, certain[0].language), strict=True):
        if last is None:
            runs.append(LanguageRun(language, 0.0, duration_s))
        elif language != runs[-1].language:
            middle_s = (last.span.end_s + one.span.begin_s) / 2
            runs[-1] = LanguageRun(runs[-1].language, runs[-1].begin_s, middle_s)
            runs.append(LanguageRun(language, middle_s, duration_s))
        last = one
    return runs


def _languages(detected: Sequence[SpanLanguage], current: str) -> Iterator[str]:
    for one in detected:
        if one.is_certain:
            current = one.language
        yield current
