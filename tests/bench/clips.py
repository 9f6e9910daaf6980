"""The clips of the benchmark: parts of the recordings in tests/speech, cut at pauses.

All recordings of a language are concatenated without the surrounding silence. A clip is the part
between two pauses whose length is close to the requested one. It is searched first between the
pauses of one recording, then between its short pauses, and finally across recordings. Each length
has several recordings, used in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dragoman.audio.codec import PyAVCodec
from dragoman.client.live import CAPTION_BIT_RATE, Microphone
from dragoman.ports import RECOGNITION_RATE_HZ, Sound
from dragoman.stt.silero import speech_probabilities
from dragoman.stt.voice_activity import SpeechSpan, VadOptions, speech_spans

if TYPE_CHECKING:
    from dragoman.ports import Samples

SPEECH = Path(__file__).parents[1] / "speech"
CONTENT_TYPE = "audio/ogg"
PAUSES = VadOptions()
BREATHS = VadOptions(min_silence_s=0.2)
TAKES = 3
FITS = 0.08
"""The maximum relative deviation from the requested length."""


@dataclass(frozen=True)
class Clip:
    source: str
    target: str
    asked_s: int
    take: int
    samples: Samples = field(repr=False)

    @property
    def name(self) -> str:
        """The duration of all recordings of the clip together."""
        return f"{self.source}-{self.asked_s}s"

    @property
    def duration_s(self) -> float:
        return len(self.samples) / RECOGNITION_RATE_HZ

    @cached_property
    def encoded(self) -> bytes:
        """Ogg/Opus, as a browser would send it."""
        return encoded(self.samples)

    def partial_recording(self, until_s: float) -> bytes:
        """What a client sends for captions while the clip is spoken."""
        return encoded(self.samples[: _place(until_s)], CAPTION_BIT_RATE)

    @cached_property
    def last_segment(self) -> bytes:
        """The duration of the last segment of the clip in live mode."""
        return encoded(self.samples[_place(self._last.begin_s) : _place(self._last.end_s)])

    @property
    def last_segment_s(self) -> float:
        return min(self._last.end_s, self.duration_s) - self._last.begin_s

    @cached_property
    def _last(self) -> SpeechSpan:
        return speech_spans(speech_probabilities(self.samples), PAUSES)[-1]

    def microphone(self) -> Microphone:
        """A microphone that delivers the clip in real time."""
        return Microphone(self.encoded)


def clips(lengths_s: Sequence[int]) -> list[Clip]:
    """`TAKES` of each length in each language, or fewer where the recordings give no more; the same
    ones every time."""
    directions = {"en": "pt", "pt": "en"}
    spoken = {language: recordings(language) for language in directions}
    return [
        Clip(source, target, length_s, take, samples)
        for length_s in lengths_s
        for source, target in directions.items()
        for take, samples in enumerate(_cut(spoken[source], length_s))
    ]


def recordings(language: str) -> list[Samples]:
    """The recordings of a language without the surrounding silence."""
    codec = PyAVCodec(max_audio_s=60)
    files = sorted(SPEECH.glob(f"fleurs-{language}-*.ogg"))
    whole = [codec.decode(file.read_bytes()).samples for file in files]
    return [samples[slice(*_ends(samples))] for samples in whole]


def _ends(samples: Samples) -> tuple[int, int]:
    speech = speech_spans(speech_probabilities(samples), PAUSES)
    return _place(speech[0].begin_s), _place(speech[-1].end_s)


def _cut(recordings: list[Samples], length_s: float) -> list[Samples]:
    wanted = length_s * RECOGNITION_RATE_HZ

    def off(part: Part) -> float:
        return abs(part[1] - part[0] - wanted) / wanted

    taken: list[Part] = []
    for parts in (_within(recordings, PAUSES), _within(recordings, BREATHS), _across(recordings)):
        for part in sorted(parts, key=off):
            if off(part) <= FITS and not any(_same(part, other) for other in taken):
                taken.append(part)
    taken = taken or [min(_within(recordings, BREATHS), key=off)]
    whole = np.concatenate(recordings)
    return [whole[begin:end] for begin, end in taken[:TAKES]]


def _same(one: Part, other: Part) -> bool:
    """Whether two clips share more than half of their audio."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > (one[1] - one[0]) / 2


Part = tuple[int, int]
"""The begin and end of the clip, in samples of all concatenated recordings."""


def _within(recordings: list[Samples], options: VadOptions) -> list[Part]:
    return [part for places in _places(recordings, options) for part in combinations(places, 2)]


def _across(recordings: list[Samples]) -> list[Part]:
    places = chain.from_iterable(_places(recordings, PAUSES))
    return list(combinations(sorted(set(places)), 2))


def _places(recordings: list[Samples], options: VadOptions) -> Iterator[list[int]]:
    """Where each recording can be split: at its ends, and in the middle of every pause."""
    start = 0
    for samples in recordings:
        speech = speech_spans(speech_probabilities(samples), options)
        middles = [(before.end_s + after.begin_s) / 2 for before, after in pairwise(speech)]
        end = start + len(samples)
        yield [start, *(start + _place(middle) for middle in middles), end]
        start = end


def _place(at_s: float) -> int:
    return round(at_s * RECOGNITION_RATE_HZ)


def encoded(samples: Samples, bit_rate: int | None = None) -> bytes:
    sound = Sound(samples, RECOGNITION_RATE_HZ)
    return PyAVCodec(max_audio_s=60).encode(sound, CONTENT_TYPE, bit_rate)
