"""Cuts a recording into clips: neighbouring speech spans that are decoded together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.ports import RECOGNITION_RATE_HZ

if TYPE_CHECKING:
    from dragoman.ports import Samples
    from dragoman.stt.voice_activity import SpeechSpan

MAX_JOINED_S = 8.0
"""Neighbouring speech spans are decoded as one clip up to this length. In longer clips with pauses the
decoder may stop at a pause or skip the first sentence, with high confidence."""


@dataclass(frozen=True)
class Clip:
    samples: Samples
    begin_s: float
    """In the recording."""
    spans: tuple[SpeechSpan, ...]
    """The speech in it, in times of the recording."""


def clips_of(samples: Samples, spans: Sequence[SpeechSpan]) -> Iterator[Clip]:
    """Yields the parts of the recording that contain speech, each short enough for one window."""
    end_of_last = 0
    for joined in _joined(spans):
        begin = max(end_of_last, joined[0].bounds[0])
        end_of_last = joined[-1].bounds[1]
        yield Clip(samples[begin:end_of_last], begin / RECOGNITION_RATE_HZ, tuple(joined))


def _joined(spans: Sequence[SpeechSpan]) -> Iterator[list[SpeechSpan]]:
    """Groups neighbouring spans up to `MAX_JOINED_S`."""
    group: list[SpeechSpan] = []
    for span in spans:
        if group and span.end_s - group[0].begin_s > MAX_JOINED_S:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def without_pauses(samples: Samples, spans: Sequence[SpeechSpan]) -> Samples:
    """The samples of the spans, each sample once."""
    parts = []
    end_of_last = 0
    for span in spans:
        begin, end = span.bounds
        parts.append(samples[max(begin, end_of_last) : end])
        end_of_last = end
    return np.concatenate(parts)
