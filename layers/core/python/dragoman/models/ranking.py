"""Which of two packs for the same purpose is the better one. Data; the rule is one line below it.

Quality counts first, then speed, then the newer version. Both columns compare within one kind alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dragoman.models.packs import Engine, Pack


@dataclass(frozen=True)
class Merit:
    quality: int
    """A grade, 1 to 9: the larger Whisper, Firefox's models before Argos's, Piper's own four grades.
    An opinion of ours until a pack is measured here."""
    ms: int
    """Of computing on two cores: four seconds of speech understood, ten words translated, the first
    half second of a voice made. Of the built-in packs and of Argos measured, else guessed from those
    by the size of the model."""


MERITS: Final[Mapping[tuple[Engine, str], Merit]] = {
    ("whisper", "turbo"): Merit(9, 4000),
    ("whisper", "medium"): Merit(8, 3500),
    ("whisper", "small"): Merit(7, 900),
    ("whisper", "base"): Merit(5, 250),
    ("whisper", "tiny"): Merit(3, 130),
    ("bergamot", "base"): Merit(8, 60),
    ("bergamot", "base-memory"): Merit(7, 40),
    ("bergamot", "tiny"): Merit(6, 18),
    ("argos", ""): Merit(5, 105),
    ("piper", "high"): Merit(9, 200),
    ("piper", "medium"): Merit(8, 60),
    ("piper", "low"): Merit(6, 40),
    ("piper", "x_low"): Merit(5, 25),
    ("kokoro", "82m"): Merit(8, 350),
    ("espeak", "basic"): Merit(1, 3),
}
"""By engine, and by the grade that the pack's maker gives it (`Pack.quality`)."""


def rank(pack: Pack) -> tuple[int, int, list[int], str]:
    """The better pack's is the larger; two packs of different names are never equal. A grade that
    nobody has compared yet counts as the least of its engine."""
    version = [int(number) for number in re.findall(r"\d+", pack.version)]
    known = merit(pack)
    return known.quality, -known.ms, version, pack.name


def merit(pack: Pack) -> Merit:
    """That of its engine and grade, or the least of its engine."""
    return MERITS.get((pack.engine, pack.quality)) or min(
        (merit for (engine, _), merit in MERITS.items() if engine == pack.engine),
        key=lambda merit: merit.quality,
    )
