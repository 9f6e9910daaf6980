"""Which memory sizes keep the goal, and which of them cost least."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from dragoman.client.cost.measured import Utterance
from dragoman.client.cost.model import MODELS, Setting, computing, first_sound_ms
from dragoman.client.cost.prices import ARM64, X86_64, Prices

GOAL_MS: Final = 500.0
"""Until the first translated sound is announced, half of the time."""
SIZES_MB: Final = (512, 1024, 1769, 2048, 3008, 3538, 5307, 7076, 8845, 10_240)
HEADROOM: Final = 1.2
"""Memory over the most that was seen in use."""


@dataclass(frozen=True)
class Choice:
    setting: Setting
    first_sound_ms: float
    computing: float
    """Dollars an utterance."""


def judged(utterance: Utterance, setting: Setting, prices: Prices) -> Choice:
    return Choice(
        setting, first_sound_ms(utterance, setting), computing(utterance, setting, prices)
    )


def fits(utterance: Utterance, function: str, memory_mb: int) -> bool:
    return memory_mb >= HEADROOM * utterance.peak_mb[function]


def uniform(utterance: Utterance, prices: Prices) -> Iterator[Choice]:
    """All functions with models of one size, on either architecture."""
    for memory_mb in SIZES_MB:
        if all(fits(utterance, name, memory_mb) for name in MODELS):
            for architecture in (ARM64, X86_64):
                setting = Setting(dict.fromkeys(MODELS, memory_mb), architecture)
                yield judged(utterance, setting, prices)


def cheapest(utterance: Utterance, prices: Prices, goal_ms: float = GOAL_MS) -> Choice | None:
    """Of all mixtures of sizes that keep the goal; None where none does."""
    sizes = [[mb for mb in SIZES_MB if fits(utterance, name, mb)] for name in MODELS]
    choices = (
        judged(utterance, Setting(dict(zip(MODELS, mixture, strict=True)), architecture), prices)
        for mixture in product(*sizes)
        for architecture in (ARM64, X86_64)
    )
    kept = [choice for choice in choices if choice.first_sound_ms < goal_ms]
    return min(kept, key=lambda choice: choice.computing, default=None)
