"""Speech spans from voice-activity probabilities."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.voice_activity import (
    FRAME_S,
    SpeechSegmenter,
    VadOptions,
    speech_spans,
)

probabilities = st.lists(st.floats(0, 1), max_size=400)
options = st.builds(
    VadOptions,
    threshold=st.just(0.5),
    neg_threshold=st.floats(0.1, 0.5),
    min_silence_s=st.floats(0.05, 1.0),
    min_speech_s=st.floats(0.0, 0.3),
    speech_pad_s=st.floats(0.0, 0.4),
    max_speech_s=st.floats(1.0, 4.0),
    split_window_s=st.floats(0.1, 0.9),
)


def _frames(*parts: tuple[float, float]) -> list[float]:
    """(seconds, probability) of each part, as frames."""
    return [p for seconds, p in parts for _ in range(round(seconds / FRAME_S))]


@given(probabilities, options)
def test_streaming_gives_the_same_spans(stream: list[float], vad: VadOptions) -> None:
    segmenter = SpeechSegmenter(vad)
    live = [span for p in stream if (span := segmenter.feed(p))]
    if last := segmenter.end():
        live.append(last)
    assert live == speech_spans(stream, vad)


@given(probabilities, options)
def test_spans_are_in_order(stream: list[float], vad: VadOptions) -> None:
    """Padding is cut at 0, where two spans may begin."""
    found = speech_spans(stream, vad)
    assert all(0 <= s.begin_s < s.end_s for s in found)
    assert all(a.begin_s <= b.begin_s and a.end_s < b.end_s for a, b in pairwise(found))


@given(probabilities, options)
def test_unpadded_spans_are_separated_by_the_minimum_silence(
    stream: list[float], vad: VadOptions
) -> None:
    bare = speech_spans(stream, replace(vad, speech_pad_s=0, max_speech_s=1e9))
    assert all(b.begin_s - a.end_s > vad.min_silence_s - 2 * FRAME_S for a, b in pairwise(bare))


@given(probabilities, options)
def test_every_speech_frame_is_in_a_span(stream: list[float], vad: VadOptions) -> None:
    found = speech_spans(stream, replace(vad, min_speech_s=0))
    for frame, probability in enumerate(stream):
        if probability >= vad.threshold:
            middle_s = (frame + 0.5) * FRAME_S
            assert any(s.begin_s <= middle_s <= s.end_s for s in found)


@given(st.lists(st.floats(0, 0.49), max_size=200))
def test_low_probabilities_give_no_span(stream: list[float]) -> None:
    assert speech_spans(stream) == []


def test_a_short_silence_does_not_end_a_span() -> None:
    stream = _frames((0.5, 0.0), (0.5, 0.9), (0.2, 0.1), (0.5, 0.9), (1, 0.0))
    assert len(speech_spans(stream)) == 1


def test_a_pause_separates_two_spans() -> None:
    stream = _frames((0.5, 0.0), (0.5, 0.9), (0.5, 0.1), (0.5, 0.9), (1, 0.0))
    assert len(speech_spans(stream)) == 2


def test_a_span_ends_when_its_pause_is_long_enough() -> None:
    segmenter = SpeechSegmenter(VadOptions(min_silence_s=0.3))
    for p in _frames((0.64, 0.9)):
        assert segmenter.feed(p) is None
    waited = 0.0
    while segmenter.feed(0.0) is None:
        waited += FRAME_S
    assert waited == pytest.approx(0.3, abs=2 * FRAME_S)
    assert not segmenter.speaking


def test_a_click_is_not_speech() -> None:
    assert speech_spans(_frames((0.5, 0.0), (0.064, 0.99), (0.5, 0.0))) == []


def test_probabilities_between_the_thresholds_continue_speech_but_do_not_start_it() -> None:
    murmur = _frames((0.5, 0.4))
    assert speech_spans(murmur) == []
    [span] = speech_spans(_frames((0.32, 0.9)) + murmur)
    assert span.end_s > 0.8


def test_spans_are_padded_on_both_sides_within_the_recording() -> None:
    [late] = speech_spans(_frames((1, 0.0), (1, 0.9), (1, 0.0)), VadOptions(speech_pad_s=0.2))
    [early] = speech_spans(_frames((1, 0.9), (1, 0.0)), VadOptions(speech_pad_s=0.2))
    assert late.begin_s == pytest.approx(0.8, abs=0.04)
    assert late.end_s == pytest.approx(2.2, abs=0.04)
    assert early.begin_s == 0


@given(probabilities, options)
def test_no_span_exceeds_the_maximum_length(stream: list[float], vad: VadOptions) -> None:
    found = speech_spans(stream, replace(vad, speech_pad_s=0))
    assert all(s.end_s - s.begin_s < vad.max_speech_s + FRAME_S for s in found)


@given(probabilities, options)
def test_splitting_neither_loses_nor_repeats_audio(stream: list[float], vad: VadOptions) -> None:
    on_and_on = [max(p, 0.5) for p in stream]
    found = speech_spans(on_and_on, replace(vad, min_speech_s=0))
    assert all(a.end_s == pytest.approx(b.begin_s) for a, b in pairwise(found))
    assert len(found) >= len(stream) * FRAME_S // vad.max_speech_s


def test_long_speech_is_split_at_its_least_probable_frame() -> None:
    breathless = _frames((17, 0.9), (0.096, 0.4), (52, 0.9))
    breathless[100] = 0.36
    first, *rest = speech_spans(breathless)
    assert first.end_s == pytest.approx(17.1, abs=FRAME_S)
    assert rest[-1].end_s == pytest.approx(len(breathless) * FRAME_S + 0.2)
    assert all(16 <= s.end_s - s.begin_s < 20.1 for s in rest[:-1])


def test_a_pause_after_a_split_ends_the_rest() -> None:
    segmenter = SpeechSegmenter(VadOptions(max_speech_s=2, split_window_s=0.5))
    stream = [segmenter.feed(p) for p in _frames((2.5, 0.9), (0.5, 0.0))]
    assert [s.end_s for s in stream if s] == pytest.approx([2.0, 2.7], abs=2 * FRAME_S)
    assert not segmenter.speaking


def test_a_split_at_a_pause_leaves_no_empty_span() -> None:
    stream = _frames((1.9, 0.9), (1, 0.0))
    assert (
        len(speech_spans(stream, VadOptions(max_speech_s=2, split_window_s=0.5, min_speech_s=0)))
        == 1
    )


def test_an_end_is_suspected_once_in_each_pause() -> None:
    options = VadOptions()
    pause = math.ceil(options.suspected_silence_s / FRAME_S)
    segmenter, suspected = SpeechSegmenter(options), []
    for frame, probability in enumerate([0.9] * 20 + [0.0] * (pause + 2) + [0.9] * 5 + [0.0] * 20):
        segmenter.feed(probability)
        if span := segmenter.suspected_end():
            suspected.append((frame, round(span.end_s / FRAME_S)))
    resumed = 20 + pause + 2
    assert suspected == [(20 + pause - 1, 20), (resumed + 5 + pause - 1, resumed + 5)]


def test_the_suspected_end_is_that_of_the_span_without_padding() -> None:
    options = VadOptions()
    segmenter, spans, suspected = SpeechSegmenter(options), [], []
    for probability in [0.0] * 10 + [0.9] * 20 + [0.0] * 20:
        spans.append(segmenter.feed(probability))
        suspected.append(segmenter.suspected_end())
    [span], [early] = filter(None, spans), filter(None, suspected)
    assert early.begin_s == span.begin_s
    assert early.end_s == pytest.approx(span.end_s - options.speech_pad_s)
    assert suspected.index(early) < spans.index(span)


def test_no_end_is_suspected_of_a_click() -> None:
    segmenter = SpeechSegmenter()
    for probability in [0.9] * 2 + [0.0] * 20:
        segmenter.feed(probability)
        assert segmenter.suspected_end() is None
