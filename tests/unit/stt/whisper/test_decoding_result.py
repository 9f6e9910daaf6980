"""Whether the result of a clip is trusted."""

import math

import pytest

from dragoman.stt.whisper.decoding_result import DecodingResult, is_better, need_context


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
    assert need_context([result(average=-0.2), result(average=-0.7)])
    assert not need_context([result(average=-0.1), result(average=-0.4)])
    assert need_context([result(average=math.nan)])


def test_longer_texts_weigh_more_in_the_average() -> None:
    long = DecodingResult("Good morning.", [1] * 19, -0.2, 0.1, hit_token_limit=False)
    assert not need_context([long, result(average=-0.8)])


def test_several_clips_are_decoded_again_sooner_than_one() -> None:
    assert need_context([result(average=-0.38)] * 2)
    assert not need_context([result(average=-0.38)])


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        ("Neste trajo.", "o incidente.", True),
        ("Neste trágico", "incidente.", False),
        ("Neste ano.", "O incidente.", False),
        ("Why?", "because.", False),
    ],
)
def test_a_full_stop_before_a_small_letter_is_decoded_again(
    before: str, after: str, cut: bool
) -> None:
    assert need_context([result(text=before), result(text=after)]) == cut


def test_the_likelier_text_of_a_recording_is_used() -> None:
    clips = [result(average=-0.4), result(average=-0.6)]
    assert is_better(result(average=-0.45), clips)
    assert not is_better(result(average=-0.55), clips)


def test_clips_that_need_a_fallback_are_never_better() -> None:
    loop = result(average=-0.05, text="No, no, no, no, no, no.")
    assert loop.needs_fallback
    assert is_better(result(average=-0.5), [loop])
