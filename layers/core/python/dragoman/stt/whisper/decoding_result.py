"""The result of decoding one clip, and whether to trust it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman.stt.repetition import has_loop, is_repeated

NO_SPEECH_THRESHOLD = 0.6
LOG_PROBABILITY_THRESHOLD = -1.0
"""The average per token below which OpenAI's implementation decodes again."""
SHORT_LOG_PROBABILITY_THRESHOLD = -0.7
"""The same for a clip of a word or two, in which a wrong word is more likely than in a sentence."""

RECORDING_LOG_PROBABILITY_THRESHOLD = -0.4
"""The average over a recording below which it is decoded again as a whole (README.md)."""
CLIPS_LOG_PROBABILITY_THRESHOLD = -0.35
"""The same for a recording of several clips, which gains more."""
_FULL_STOP = re.compile(r"[.…]$")


@dataclass(frozen=True)
class DecodingResult:
    text: str
    tokens: list[int]
    average_log_probability: float
    """Per token, the end token included."""
    no_speech_probability: float
    hit_token_limit: bool
    """Decoding stopped at the token limit and not at the end token."""
    is_short: bool = False
    """The clip has a word or two."""

    @property
    def low_confidence(self) -> bool:
        """True also if the probability is not a number."""
        return not self.average_log_probability >= LOG_PROBABILITY_THRESHOLD

    @property
    def no_speech(self) -> bool:
        """True also if the probability is not a number."""
        return not self.no_speech_probability <= NO_SPEECH_THRESHOLD

    @property
    def needs_fallback(self) -> bool:
        """Whether the clip is decoded again in the full window."""
        unlikely = self.average_log_probability < SHORT_LOG_PROBABILITY_THRESHOLD
        return self.is_unreliable or (self.is_short and unlikely)

    @property
    def is_unreliable(self) -> bool:
        """Whether it is not even shown as a caption, whose words may be doubtful. A single word may be
        written more often than it was said."""
        repeated = self.is_short and is_repeated(self.text)
        return self.low_confidence or has_loop(self.text) or repeated

    @property
    def is_silence(self) -> bool:
        return not self.text or (self.no_speech and self.low_confidence)


def average(results: Sequence[DecodingResult]) -> float:
    """The average log-probability over all tokens of a recording."""
    tokens = sum(len(result.tokens) + 1 for result in results)
    total = sum(result.average_log_probability * (len(result.tokens) + 1) for result in results)
    return total / tokens


def need_context(results: Sequence[DecodingResult]) -> bool:
    """Whether a recording is decoded again as a whole: its average is low or not a number, or a full stop
    comes before a small letter, where a pause cut a sentence or a word."""
    threshold = (
        CLIPS_LOG_PROBABILITY_THRESHOLD if len(results) > 1 else RECORDING_LOG_PROBABILITY_THRESHOLD
    )
    cut = any(
        _FULL_STOP.search(before.text) and after.text[:1].islower()
        for before, after in pairwise(results)
    )
    return cut or not average(results) >= threshold


def is_better(whole: DecodingResult, clips: Sequence[DecodingResult]) -> bool:
    """Whether the result of a recording as a whole is better than those of its clips. The probability of a
    loop means nothing."""
    return any(clip.needs_fallback for clip in clips) or (
        whole.average_log_probability > average(clips)
    )


def prefer_hotwords(plain: DecodingResult, biased: DecodingResult) -> DecodingResult:
    """Chooses the result decoded with hotwords in the prompt if it has the higher confidence.
    Unspoken hotwords lower it, or the model continues after them as if they had been spoken."""
    better = biased.average_log_probability > plain.average_log_probability
    return biased if better and not (plain.is_silence or biased.needs_fallback) else plain
