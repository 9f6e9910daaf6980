"""Where speech is: the one rule for the microphone, the command line and the server."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.voice_activity import FRAME_S, Ear, Rule, Stretch, stretches

probabilities = st.lists(st.floats(0, 1), max_size=400)
rules = st.builds(
    Rule,
    begin=st.just(0.5),
    go_on=st.floats(0.1, 0.5),
    pause_s=st.floats(0.05, 1.0),
    shortest_s=st.floats(0.0, 0.3),
    margin_s=st.floats(0.0, 0.4),
    longest_s=st.floats(1.0, 4.0),
    look_back_s=st.floats(0.1, 0.9),
)


def _frames(*parts: tuple[float, float]) -> list[float]:
    """(seconds, probability) of each part, as frames."""
    return [p for seconds, p in parts for _ in range(round(seconds / FRAME_S))]


@given(probabilities, rules)
def test_following_a_stream_hears_what_looking_back_hears(heard: list[float], rule: Rule) -> None:
    ear = Ear(rule)
    live = [stretch for p in heard if (stretch := ear.hear(p))]
    if last := ear.end():
        live.append(last)
    assert live == stretches(heard, rule)


@given(probabilities, rules)
def test_stretches_are_in_order(heard: list[float], rule: Rule) -> None:
    found = stretches(heard, rule)
    assert all(0 <= s.begin_s < s.end_s for s in found)
    assert all(a.begin_s < b.begin_s and a.end_s < b.end_s for a, b in pairwise(found))


@given(probabilities, rules)
def test_without_their_margins_stretches_lie_a_pause_apart(heard: list[float], rule: Rule) -> None:
    bare = stretches(heard, replace(rule, margin_s=0, longest_s=1e9))
    assert all(b.begin_s - a.end_s > rule.pause_s - 2 * FRAME_S for a, b in pairwise(bare))


@given(probabilities, rules)
def test_every_loud_frame_is_covered(heard: list[float], rule: Rule) -> None:
    found = stretches(heard, replace(rule, shortest_s=0))
    for frame, probability in enumerate(heard):
        if probability >= rule.begin:
            middle_s = (frame + 0.5) * FRAME_S
            assert any(s.begin_s <= middle_s <= s.end_s for s in found)


@given(st.lists(st.floats(0, 0.49), max_size=200))
def test_in_quiet_there_is_no_speech(heard: list[float]) -> None:
    assert stretches(heard) == []


def test_two_words_with_a_breath_between_are_one_stretch() -> None:
    heard = _frames((0.5, 0.0), (0.5, 0.9), (0.2, 0.1), (0.5, 0.9), (1, 0.0))
    assert len(stretches(heard)) == 1


def test_a_pause_parts_two_stretches() -> None:
    heard = _frames((0.5, 0.0), (0.5, 0.9), (0.5, 0.1), (0.5, 0.9), (1, 0.0))
    assert len(stretches(heard)) == 2


def test_a_stretch_ends_where_its_pause_is_long_enough() -> None:
    ear = Ear(Rule(pause_s=0.3))
    for p in _frames((0.64, 0.9)):
        assert ear.hear(p) is None
    waited = 0.0
    while ear.hear(0.0) is None:
        waited += FRAME_S
    assert waited == pytest.approx(0.3, abs=2 * FRAME_S)
    assert not ear.speaking


def test_a_click_is_no_speech() -> None:
    assert stretches(_frames((0.5, 0.0), (0.064, 0.99), (0.5, 0.0))) == []


def test_a_voice_between_the_thresholds_goes_on_but_does_not_begin() -> None:
    murmur = _frames((0.5, 0.4))
    assert stretches(murmur) == []
    [stretch] = stretches(_frames((0.32, 0.9)) + murmur)
    assert stretch.end_s > 0.8


def test_margins_are_kept_on_both_sides_but_not_before_the_recording() -> None:
    [late] = stretches(_frames((1, 0.0), (1, 0.9), (1, 0.0)), Rule(margin_s=0.2))
    [early] = stretches(_frames((1, 0.9), (1, 0.0)), Rule(margin_s=0.2))
    assert late == Stretch(pytest.approx(0.8, abs=0.04), pytest.approx(2.2, abs=0.04))
    assert early.begin_s == 0


@given(probabilities, rules)
def test_no_stretch_is_longer_than_the_longest(heard: list[float], rule: Rule) -> None:
    found = stretches(heard, replace(rule, margin_s=0))
    assert all(s.end_s - s.begin_s < rule.longest_s + FRAME_S for s in found)


@given(probabilities, rules)
def test_a_cut_loses_nothing_and_says_nothing_twice(heard: list[float], rule: Rule) -> None:
    on_and_on = [max(p, 0.5) for p in heard]
    found = stretches(on_and_on, replace(rule, shortest_s=0))
    assert all(a.end_s == pytest.approx(b.begin_s) for a, b in pairwise(found))
    assert len(found) >= len(heard) * FRAME_S // rule.longest_s


def test_speech_without_a_pause_is_cut_where_it_is_quietest_before_the_limit() -> None:
    breathless = _frames((17, 0.9), (0.096, 0.4), (52, 0.9))
    breathless[100] = 0.36
    first, *rest = stretches(breathless)
    assert first.end_s == pytest.approx(17.1, abs=FRAME_S)
    assert rest[-1].end_s == pytest.approx(len(breathless) * FRAME_S + 0.2)
    assert all(16 <= s.end_s - s.begin_s < 20.1 for s in rest[:-1])


def test_a_pause_after_a_cut_ends_the_rest() -> None:
    ear = Ear(Rule(longest_s=2, look_back_s=0.5))
    heard = [ear.hear(p) for p in _frames((2.5, 0.9), (0.5, 0.0))]
    assert [s.end_s for s in heard if s] == pytest.approx([2.0, 2.7], abs=2 * FRAME_S)
    assert not ear.speaking


def test_a_breath_at_the_cut_is_no_stretch_of_its_own() -> None:
    heard = _frames((1.9, 0.9), (1, 0.0))
    assert len(stretches(heard, Rule(longest_s=2, look_back_s=0.5, shortest_s=0))) == 1
