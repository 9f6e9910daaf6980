"""Growing processes are distinguished from others."""

from __future__ import annotations

import random

import pytest

from tests.load.memory import growth

Samples = list[tuple[float, float]]


def samples(mb_per_min: float, minutes: float = 10.0, wobble_mb: float = 2.0) -> Samples:
    """Every five seconds, of a process that first fills its caches."""
    chance = random.Random(2)  # noqa: S311
    times = [5.0 * n for n in range(int(minutes * 12) + 1)]
    return [
        (at_s, 300 + min(at_s, 120) / 4 + mb_per_min * at_s / 60 + chance.uniform(0, wobble_mb))
        for at_s in times
    ]


@pytest.mark.parametrize(
    ("mb_per_min", "verdict"),
    [(0.0, "does not grow"), (0.1, "does not grow"), (1.0, "grows"), (20.0, "grows")],
)
def test_the_verdict_follows_the_slope(mb_per_min: float, verdict: str) -> None:
    seen = growth("transcribe 1", samples(mb_per_min))
    assert seen.slope_mb_per_min == pytest.approx(mb_per_min, abs=0.2)
    assert seen.verdict == verdict


def test_filling_caches_does_not_count_as_growth() -> None:
    seen = growth("transcribe 1", samples(0.0))
    assert seen.last_mb - seen.first_mb > 25
    assert seen.verdict == "does not grow"


def test_a_short_run_has_no_verdict() -> None:
    assert growth("transcribe 1", samples(20.0, minutes=2)).verdict == "too short to tell"
