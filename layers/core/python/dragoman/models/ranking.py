"""The order of packs for the same purpose: by quality, then speed, then version.

Quality and speed are comparable only within one kind of pack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dragoman.models.packs import Engine, Pack


@dataclass(frozen=True)
class Score:
    quality: int
    """A grade from 1 to 9, by the size of Whisper models, the engine of translations and the grades of
    Piper. It is an estimate until `make quality` measures the pack."""
    ms: int
    """Compute time on two cores: recognition of four seconds of speech, translation of ten words, or
    synthesis of the first half second. Measured for the built-in packs and Argos, else estimated by
    model size."""


SCORES: Final[Mapping[tuple[Engine, str], Score]] = {
    ("whisper", "turbo"): Score(9, 4000),
    ("whisper", "medium"): Score(8, 3500),
    ("whisper", "small"): Score(7, 900),
    ("whisper", "base"): Score(5, 250),
    ("whisper", "tiny"): Score(3, 130),
    ("bergamot", "base"): Score(8, 60),
    ("bergamot", "base-memory"): Score(7, 40),
    ("bergamot", "tiny"): Score(6, 18),
    ("argos", ""): Score(5, 105),
    ("piper", "high"): Score(9, 200),
    ("piper", "medium"): Score(8, 60),
    ("piper", "low"): Score(6, 40),
    ("piper", "x_low"): Score(5, 25),
    ("kokoro", "82m"): Score(8, 350),
    ("espeak", "basic"): Score(1, 3),
}
"""By engine and `Pack.quality`."""


def rank(pack: Pack) -> tuple[int, int, list[int], str]:
    """The sort key of a pack; the better pack has the larger key, and keys are never equal. An unknown
    grade counts as the lowest of its engine."""
    version = [int(number) for number in re.findall(r"\d+", pack.version)]
    known = score(pack)
    return known.quality, -known.ms, version, pack.name


def score(pack: Pack) -> Score:
    """The score of the pack's engine and grade, or the lowest of its engine."""
    return SCORES.get((pack.engine, pack.quality)) or min(
        (score for (engine, _), score in SCORES.items() if engine == pack.engine),
        key=lambda score: score.quality,
    )
