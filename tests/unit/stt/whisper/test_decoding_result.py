"""Whether the result of a clip is trusted."""

import math

import pytest

from dragoman.stt.whisper.decoding_result import DecodingResult, are_unlikely


def short(average: float, text: str) -> DecodingResult:
    return DecodingResult(text, [1], average, 0.1, hit_token_limit=False, is_short=True)


def result(
    average: float = -0.2, no_speech: float = 0.1, text: str = "Good morning."
) -> DecodingResult:
    return DecodingResult(text, [1, 2], average, no_speech, hit_token_limit=False)


def test_a_likely_text_is_trusted() -> None:
    assert not result().needs_fallback
    assert not result().is_silence


def test_an_unlikely_text_is_decoded_again() -> None:
    assert result(average=-1.5).needs_fallback
    assert not result(average=-1.5).is_silence


def test_an_unlikely_text_without_speech_is_silence() -> None:
    assert result(average=-1.5, no_speech=0.9).is_silence
    assert not result(no_speech=0.9).is_silence


def test_no_text_is_silence() -> None:
    assert result(text="").is_silence


@pytest.mark.parametrize("no_speech", [math.nan, 0.9])
def test_a_probability_that_is_not_a_number_is_never_trusted(no_speech: float) -> None:
    broken = result(average=math.nan, no_speech=no_speech)
    assert broken.needs_fallback
    assert broken.is_silence


def test_an_unlikely_word_is_decoded_again() -> None:
    assert short(average=-0.8, text="Socohul").needs_fallback
    assert not short(average=-0.6, text="Socorro!").needs_fallback
    assert not result(average=-0.8).needs_fallback


def test_a_word_that_was_written_twice_is_decoded_again() -> None:
    assert short(average=-0.2, text="Entendi. Entendi.").needs_fallback
    assert not result(text="Entendi. Entendi.").needs_fallback


def test_a_recording_is_decoded_again_if_it_is_unlikely_on_average() -> None:
    assert are_unlikely([result(average=-0.2), result(average=-0.7)])
    assert not are_unlikely([result(average=-0.1), result(average=-0.4)])
    assert are_unlikely([result(average=math.nan)])


def test_longer_texts_weigh_more_in_the_average() -> None:
    long = DecodingResult("Good morning.", [1] * 19, -0.2, 0.1, hit_token_limit=False)
    assert not are_unlikely([long, result(average=-0.8)])
