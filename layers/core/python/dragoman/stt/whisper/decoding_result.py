"""The result of decoding one clip, and whether to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.stt.repetition import has_loop, is_repeated

NO_SPEECH_THRESHOLD = 0.6
LOG_PROBABILITY_THRESHOLD = -1.0
"""The average per token below which OpenAI's implementation decodes again."""
SHORT_LOG_PROBABILITY_THRESHOLD = -0.7
"""The same for a clip of a word or two, in which a wrong word is more likely than in a sentence."""

RECORDING_LOG_PROBABILITY_THRESHOLD = -0.4
"""The average over a recording below which it is decoded again as a whole (README.md)."""


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


def are_unlikely(results: Sequence[DecodingResult]) -> bool:
    """Whether the average over all tokens of a recording is low. True also if it is not a number."""
    tokens = sum(len(result.tokens) + 1 for result in results)
    total = sum(result.average_log_probability * (len(result.tokens) + 1) for result in results)
    return not total / tokens >= RECORDING_LOG_PROBABILITY_THRESHOLD


def prefer_hotwords(plain: DecodingResult, biased: DecodingResult) -> DecodingResult:
    """Chooses the result decoded with hotwords in the prompt if it has the higher confidence.
    Unspoken hotwords lower it, or the model continues after them as if they had been spoken."""
    better = biased.average_log_probability > plain.average_log_probability
    return biased if better and not (plain.is_silence or biased.needs_fallback) else plain
