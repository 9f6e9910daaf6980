"""Speech segmentation from voice-activity probabilities, one for each frame of 32 ms.

The microphone, the command line and the server use the same algorithm with the same options. The web
app has a copy in TypeScript.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.ports import RECOGNITION_RATE_HZ

FRAME_SAMPLES = 512
"""Samples of one frame at 16 kHz: 32 ms."""
FRAME_S = FRAME_SAMPLES / RECOGNITION_RATE_HZ


@dataclass(frozen=True)
class VadOptions:
    """When speech begins and ends, and what is too short or too long."""

    threshold: float = 0.5
    """Speech begins at this probability."""
    neg_threshold: float = 0.35
    """Silence begins below this probability."""
    min_silence_s: float = 0.3
    """Silence of this length ends a speech span."""
    suspected_silence_s: float = 0.1
    """Silence of this length may be the beginning of that."""
    min_speech_s: float = 0.1
    """Shorter speech is dropped: it is a click or a cough."""
    speech_pad_s: float = 0.2
    """Added before and after speech, where soft consonants are missed."""
    max_speech_s: float = 20.0
    """Longer speech is split; a window of Whisper holds 30 s."""
    split_window_s: float = 4.0
    """Speech is split at the least probable frame of this last part of `max_speech_s`."""


@dataclass(frozen=True)
class SpeechSpan:
    """Speech between two pauses with its padding. There is no padding where speech was split."""

    begin_s: float
    end_s: float

    @property
    def bounds(self) -> tuple[int, int]:
        """The index of its first sample in the recording, and the one after its last."""
        return round(self.begin_s * RECOGNITION_RATE_HZ), round(self.end_s * RECOGNITION_RATE_HZ)


class SpeechSegmenter:
    """Finds speech spans in a stream of probabilities."""

    def __init__(self, options: VadOptions | None = None) -> None:
        self._options = options or VadOptions()
        self._frame = 0
        self._first: int | None = None
        """The first frame of the current span."""
        self._pad_s = 0.0
        """The padding before the current span."""
        self._last_speech = 0
        self._minimum = (1.0, 0)
        """The lowest probability in the current split window, and the frame after it."""

    @property
    def speaking(self) -> bool:
        return self._first is not None

    @property
    def begin_s(self) -> float:
        """The beginning of the current span with its padding; 0 without a span."""
        return max(0.0, (self._first or 0) * FRAME_S - self._pad_s)

    def feed(self, probability: float) -> SpeechSpan | None:
        """Takes the probability of the next frame. Returns a span at the frame where it ends."""
        frame, options = self._frame, self._options
        self._frame += 1
        if self._first is None:
            if probability >= options.threshold:
                self._last_speech = frame
                self._begin(frame, options.speech_pad_s)
            return None
        if probability >= options.neg_threshold:
            self._last_speech = frame
        elif (frame - self._last_speech) * FRAME_S >= options.min_silence_s:
            return self.end()
        return self._split(frame + 1 - self._first, probability)

    def suspected_end(self) -> SpeechSpan | None:
        """The current span up to its last speech, once in each pause: at the frame where the silence
        has lasted `suspected_silence_s`."""
        silent_frames = self._frame - 1 - self._last_speech
        if silent_frames != math.ceil(self._options.suspected_silence_s / FRAME_S):
            return None
        return self._current(0.0)

    def end(self) -> SpeechSpan | None:
        """Ends the current span. Returns None if there is none or it is too short."""
        span = self._current(self._options.speech_pad_s)
        self._first = None
        return span

    def _current(self, pad_s: float) -> SpeechSpan | None:
        """The current span up to its last speech."""
        if self._first is None:
            return None
        first, after = self._first, self._last_speech + 1
        if after <= first or (after - first) * FRAME_S < self._options.min_speech_s:
            return None
        return self._span(first, after, pad_s)

    def _split(self, frames: int, probability: float) -> SpeechSpan | None:
        """Splits a span that reaches the maximum length, at its least probable frame."""
        options = self._options
        if (
            frames * FRAME_S > options.max_speech_s - options.split_window_s
            and probability <= self._minimum[0]
        ):
            self._minimum = (probability, self._frame)
        if self._first is None or frames * FRAME_S < options.max_speech_s:
            return None
        split_at = self._minimum[1]
        span = self._span(self._first, split_at, 0.0)
        self._begin(split_at, 0.0)
        return span

    def _begin(self, frame: int, pad_s: float) -> None:
        self._first, self._pad_s, self._minimum = frame, pad_s, (1.0, frame)

    def _span(self, first: int, after: int, pad_s: float) -> SpeechSpan:
        return SpeechSpan(max(0.0, first * FRAME_S - self._pad_s), after * FRAME_S + pad_s)


def speech_spans(
    probabilities: Iterable[float], options: VadOptions | None = None
) -> list[SpeechSpan]:
    """Returns all spans in order. The padding of neighbours may overlap."""
    segmenter = SpeechSegmenter(options)
    ended = [segmenter.feed(probability) for probability in probabilities]
    return [span for span in (*ended, segmenter.end()) if span is not None]
