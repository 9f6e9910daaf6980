"""The clips of the benchmark, and its duration."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.clips import Clip
from tests.bench.measure import Plan, numbered, usual_of


def _clips(*lengths_s: int) -> list[Clip]:
    return [
        Clip(source, target, length_s, take, np.zeros(1, np.float32))
        for length_s in lengths_s
        for source, target in (("en", "pt"), ("pt", "en"))
        for take in range(2)
    ]


class Clock:
    """A clock that advances only when told to."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_every_length_is_spoken_live_in_its_turn() -> None:
    plan = Plan()
    spoken = Counter(length for number in range(plan.rounds) for length in plan.live(number))
    assert set(spoken) == set(plan.lengths_s)
    assert {spoken[length] for length in plan.live_s} == {plan.rounds}
    assert {spoken[length] for length in plan.live_in_turn_s} == {plan.rounds // 2}


def test_a_quick_run_has_one_live_run() -> None:
    plan = Plan.quick()
    assert [plan.live(number) for number in range(plan.rounds)] == [{4}, set()]


@given(st.lists(st.floats(0.1, 400), min_size=10, max_size=10), st.floats(10, 1000))
def test_rounds_end_in_time_or_after_the_first(lasting_s: list[float], last_s: float) -> None:
    """Durations that never exceed the longest before them, as on a uniformly slow machine."""
    lasting_s = sorted(lasting_s, reverse=True)
    clock = Clock()
    for number in numbered(len(lasting_s), last_s, clock):
        clock.now_s += lasting_s[number]
    assert clock.now_s <= max(last_s, lasting_s[0])


@pytest.mark.parametrize(("round_s", "rounds"), [(1, 10), (100, 9), (450, 2), (2_000, 1)])
def test_a_slow_machine_has_fewer_rounds(round_s: float, rounds: int) -> None:
    clock, begun = Clock(), 0
    for _ in numbered(10, 960, clock):
        clock.now_s += round_s
        begun += 1
    assert begun == rounds


@pytest.mark.parametrize(
    ("lengths_s", "usual_s"), [((2, 4, 8, 15), 4), ((8,), 8), ((2, 15), 2), ((8, 15), 8)]
)
def test_the_usual_utterance_is_the_nearest_there_is(
    lengths_s: tuple[int, ...], usual_s: int
) -> None:
    assert [(clip.name, clip.take) for clip in usual_of(_clips(*lengths_s))] == [
        (f"en-{usual_s}s", 0),
        (f"pt-{usual_s}s", 0),
    ]
