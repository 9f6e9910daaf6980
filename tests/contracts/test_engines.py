"""The contract of every engine of recognition, translation and synthesis."""

from __future__ import annotations

from itertools import permutations
from statistics import mean

import numpy as np
import pytest

from dragoman.audio.chunking import concatenate
from dragoman.audio.codec import PyAVCodec
from dragoman.errors import EngineFailed, UnspeakableText, UnsupportedLanguage, UnsupportedVoice
from dragoman.ports import RECOGNITION_RATE_HZ, Sound, SpeechToText, Synthesizer, Translator
from dragoman.stt.silero import speech_probabilities
from dragoman.stt.voice_activity import speech_spans
from tests.contracts.native_speakers import (
    OFFERED,
    RECORDINGS,
    language,
    recognised,
    recording,
    said,
    wiring,
)
from tests.fakes import FakeSpeechToText, FakeSynthesizer, FakeTranslator, silence, spelled
from tests.words import likeness, words

real = pytest.param("real", marks=pytest.mark.models)


# --- Speech to text -----------------------------------------------------------------------------


@pytest.fixture(params=["fake", real])
def speech(request: pytest.FixtureRequest) -> SpeechToText:
    return FakeSpeechToText() if request.param == "fake" else wiring().speech


@pytest.fixture
def spoken(request: pytest.FixtureRequest) -> tuple[Sound, str]:
    """English speech that this recogniser understands, and its words."""
    if "fake" in request.node.name:
        return spelled("However due to the weather", "en"), "however due to the weather"
    return recording("fleurs-en-000"), said("fleurs-en-000")


def test_speech_is_recognised(speech: SpeechToText, spoken: tuple[Sound, str]) -> None:
    sound, words = spoken
    recognition = speech.recognise(sound, ("en",))
    assert likeness(words, recognition.text) > 0.8
    assert recognition.language == "en"
    assert 0 < recognition.confidence <= 1


def test_the_language_is_detected(speech: SpeechToText, spoken: tuple[Sound, str]) -> None:
    sound, _ = spoken
    assert speech.recognise(sound, OFFERED).language == "en"
    assert speech.recognise(sound, ()).language == "en"


def test_only_given_languages_are_recognised(
    speech: SpeechToText, spoken: tuple[Sound, str]
) -> None:
    sound, _ = spoken
    assert speech.recognise(sound, ("pt",)).language == "pt"


@pytest.mark.parametrize("loudness", [0.0, 0.001, 0.1])
@pytest.mark.parametrize("duration_s", [0.02, 1.0, 4.0])
def test_silence_and_noise_give_no_text(
    speech: SpeechToText, loudness: float, duration_s: float
) -> None:
    noise = np.random.default_rng(7).normal(0, 1, round(duration_s * RECOGNITION_RATE_HZ))
    recognition = speech.recognise(
        Sound((loudness * noise).astype(np.float32), RECOGNITION_RATE_HZ), OFFERED
    )
    assert recognition.text == ""


def test_a_recogniser_can_be_warmed(speech: SpeechToText) -> None:
    speech.warm(["en", "pt"])
    assert speech.recognise(silence(0.5), OFFERED).text == ""


@pytest.mark.models
@pytest.mark.parametrize("name", RECORDINGS)
def test_native_speakers_are_recognised(name: str) -> None:
    recognition = recognised(name)
    assert recognition.language == language(name)
    assert recognition.spans == ()  # in one language
    # An unusual name may be lost; an unrelated text scores 0.3.
    assert likeness(said(name), recognition.text) > 0.75


@pytest.mark.models
@pytest.mark.parametrize("name", ["fleurs-en-004", "fleurs-pt-002"])
def test_the_language_of_native_speakers_is_detected_if_the_other_was_given(name: str) -> None:
    spoken = language(name)
    [other] = set(OFFERED) - {spoken}
    detected = wiring().speech.recognise(recording(name), (other,), unexpected_language=spoken)
    assert detected.detected_language == spoken


@pytest.mark.parametrize("hotwords", [(), ("Reykjavik", "Guinevere Fitzgerald")])
def test_unspoken_hotwords_do_not_appear(
    speech: SpeechToText, spoken: tuple[Sound, str], hotwords: tuple[str, ...]
) -> None:
    for recognition in (
        speech.recognise(spoken[0], ("en",), hotwords),
        speech.recognise(silence(2.0), ("en",), hotwords),
    ):
        assert not any(word in recognition.text for word in hotwords)


def test_word_confidences_are_returned_on_request(
    speech: SpeechToText, spoken: tuple[Sound, str]
) -> None:
    sound, _ = spoken
    recognition = speech.recognise(sound, ("en",), words=True)
    assert " ".join(word.text for word in recognition.words) == recognition.text
    assert all(0 <= word.confidence <= 1 for word in recognition.words)
    assert speech.recognise(sound, ("en",)).words == ()
    assert speech.recognise(silence(1.0), ("en",), words=True).words == ()


@pytest.mark.models
def test_misheard_words_are_less_certain_than_others() -> None:
    """Over all recordings: which words are misheard depends on the processor's kernels."""
    right: list[float] = []
    wrong: list[float] = []
    for name in RECORDINGS:
        spoken = set(words(said(name)))
        for word in recognised(name).words:
            (right if spoken >= set(words(word.text)) else wrong).append(word.confidence)
    assert wrong
    assert mean(wrong) < mean(right) - 0.15


def test_a_sentence_in_the_unexpected_language_is_detected(
    speech: SpeechToText, spoken: tuple[Sound, str]
) -> None:
    assert speech.recognise(spoken[0], OFFERED, unexpected_language="en").language == "en"


@pytest.mark.models
def test_an_ambiguous_word_is_in_the_expected_language() -> None:
    """A second of Portuguese that begins with an English word."""
    samples = recording("fleurs-pt-004").samples
    begin = round(speech_spans(speech_probabilities(samples))[0].begin_s * RECOGNITION_RATE_HZ)
    word = Sound(samples[begin : begin + RECOGNITION_RATE_HZ], RECOGNITION_RATE_HZ)
    assert wiring().speech.recognise(word, OFFERED).language == "en"
    assert wiring().speech.recognise(word, OFFERED, unexpected_language="en").language == "pt"


@pytest.mark.parametrize(("languages", "sure"), [(("en",), 1.0), (OFFERED, 0.5)])
def test_a_recogniser_reports_the_language_confidence(
    speech: SpeechToText, spoken: tuple[Sound, str], languages: tuple[str, ...], sure: float
) -> None:
    recognition = speech.recognise(spoken[0], languages)
    assert sure <= recognition.language_confidence <= 1


@pytest.mark.parametrize("given", OFFERED)
def test_the_spoken_language_of_the_pair_is_detected_whichever_was_given(
    speech: SpeechToText, spoken: tuple[Sound, str], given: str
) -> None:
    [other] = set(OFFERED) - {given}
    recognition = speech.recognise(spoken[0], (given,), unexpected_language=other)
    assert recognition.language == given
    assert recognition.detected_language == "en"
    assert 0.8 <= (recognition.detected_language_confidence or 0) <= 1


def test_silence_has_no_detected_language(speech: SpeechToText) -> None:
    assert speech.recognise(silence(1.0), ("en",)).detected_language is None


@pytest.mark.models
@pytest.mark.parametrize("names", permutations(("fleurs-en-004", "fleurs-pt-002")))
def test_each_language_of_a_recording_is_recognised_in_itself(names: tuple[str, ...]) -> None:
    pause = silence(0.5)
    both = concatenate([recording(names[0]), pause, recording(names[1])])
    recognition = wiring().speech.recognise(both, OFFERED, unexpected_language="en")
    assert [span.language for span in recognition.spans] == [language(name) for name in names]
    for name, span in zip(names, recognition.spans, strict=True):
        assert likeness(said(name), span.text) > 0.7
    assert recognition.text == " ".join(span.text for span in recognition.spans)


# --- Translation --------------------------------------------------------------------------------


@pytest.fixture(params=["fake", real])
def translator(request: pytest.FixtureRequest) -> Translator:
    return FakeTranslator() if request.param == "fake" else wiring().translator


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("Good morning.", "en", "pt", "bom dia"),
        ("Thank you.", "en", "pt", "obrigad"),
        ("Bom dia.", "pt", "en", "good morning"),
        ("Obrigado.", "pt", "en", "thank"),
    ],
)
def test_text_is_translated(
    translator: Translator, text: str, source: str, target: str, expected: str
) -> None:
    assert expected in translator.translate(text, source, target).lower()


@pytest.mark.parametrize(("source", "target"), [("en", "fr"), ("fr", "en"), ("xx", "yy")])
def test_a_pair_without_a_model_is_unsupported(
    translator: Translator, source: str, target: str
) -> None:
    with pytest.raises(UnsupportedLanguage):
        translator.translate("Good morning.", source, target)
    with pytest.raises(UnsupportedLanguage):
        translator.via(source, target)


def test_a_pair_with_a_direct_model_has_no_pivot(
    translator: Translator,
) -> None:
    assert translator.via("en", "pt") is None


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_cannot_be_translated(translator: Translator, text: str) -> None:
    with pytest.raises(EngineFailed):
        translator.translate(text, "en", "pt")


@pytest.mark.parametrize("text", ["42", "👋", "你好", "a" * 500, "wait... what?! - no"])
def test_odd_text_is_translated_to_something(translator: Translator, text: str) -> None:
    assert translator.translate(text, "en", "pt")


def test_a_translator_can_be_made_ready(translator: Translator) -> None:
    translator.warm(["en", "pt"])
    assert translator.translate("Good morning.", "en", "pt")


@pytest.mark.models
def test_every_sentence_is_translated() -> None:
    said = wiring().translator.translate("I have a dog. She has a cat.", "en", "pt").lower()
    assert "cão" in said or "cachorro" in said
    assert "gato" in said


# --- Voices -------------------------------------------------------------------------------------


@pytest.fixture(params=["fake", real])
def synthesizer(request: pytest.FixtureRequest) -> Synthesizer:
    return FakeSynthesizer() if request.param == "fake" else wiring().synthesizer


@pytest.mark.parametrize(
    ("text", "language"), [("Good morning. Thank you.", "en"), ("Bom dia. Obrigado.", "pt")]
)
def test_text_becomes_sound(synthesizer: Synthesizer, text: str, language: str) -> None:
    voice = concatenate(list(synthesizer.speak(text, language)))
    assert voice.samples.dtype == np.float32
    assert voice.samples.ndim == 1
    assert 0.1 < np.abs(voice.samples).max() <= 1.0
    assert 0.1 < voice.duration_s < 10


def test_the_first_sentence_is_there_before_the_last(synthesizer: Synthesizer) -> None:
    pieces = list(synthesizer.speak("Good morning. Thank you. Good morning.", "en"))
    assert len(pieces) >= 3


@pytest.mark.parametrize("language", OFFERED)
def test_the_quality_of_a_voice_is_reported(synthesizer: Synthesizer, language: str) -> None:
    voice = synthesizer.voice(language)
    assert voice.language == language
    assert voice.quality in {"natural", "basic"}


@pytest.mark.parametrize("language", OFFERED)
def test_a_voice_can_be_chosen_by_name(synthesizer: Synthesizer, language: str) -> None:
    own = synthesizer.voice(language)
    assert synthesizer.voice(language, own.voice) == own


@pytest.mark.parametrize("wanted", ["nobody", "../en", "EN"])
def test_an_unknown_voice_is_refused_and_never_silent(
    synthesizer: Synthesizer, wanted: str
) -> None:
    with pytest.raises(UnsupportedVoice):
        synthesizer.voice("en", wanted)
    with pytest.raises(UnsupportedVoice):
        list(synthesizer.speak("Good morning.", "en", wanted))


def test_a_voice_of_another_language_is_refused(synthesizer: Synthesizer) -> None:
    with pytest.raises(UnsupportedVoice):
        list(synthesizer.speak("Bom dia.", "pt", synthesizer.voice("en").voice))


@pytest.mark.parametrize("language", OFFERED)
def test_a_voice_has_the_requested_speed(synthesizer: Synthesizer, language: str) -> None:
    slow, own, fast = (
        concatenate(list(synthesizer.speak("Obama. Obama.", language, speed=speed))).duration_s
        for speed in (0.6, 1.0, 2.0)
    )
    assert fast < own < slow


@pytest.mark.parametrize("language", OFFERED)
def test_synthesis_is_deterministic(synthesizer: Synthesizer, language: str) -> None:
    once, again = (
        concatenate(list(synthesizer.speak("Obama. Obama.", language))).samples for _ in range(2)
    )
    np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("text", ["你好", "?!", "", "👋"])
def test_text_without_words_is_unspeakable(synthesizer: Synthesizer, text: str) -> None:
    with pytest.raises(UnspeakableText):
        list(synthesizer.speak(text, "en"))


def test_a_language_without_a_voice_is_unsupported(synthesizer: Synthesizer) -> None:
    with pytest.raises(UnsupportedLanguage):
        list(synthesizer.speak("hello", "xx"))
    with pytest.raises(UnsupportedLanguage):
        synthesizer.voice("xx")


def test_a_voice_can_be_made_ready(synthesizer: Synthesizer) -> None:
    synthesizer.warm(["en", "pt"])
    assert list(synthesizer.speak("1", "pt"))


@pytest.mark.models
@pytest.mark.parametrize("text", ["[[h@l'oU]]", "<speak>hi</speak>", "1/2 & 3 % é"])
def test_marks_in_the_text_are_not_orders_to_the_voice(text: str) -> None:
    assert concatenate(list(wiring().synthesizer.speak(text, "en"))).duration_s > 0


# --- Together -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["fake", real])
@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("My brother works in a hospital and he is very happy there.", "en", "pt"),
        ("O tempo está bonito hoje e nós vamos para a praia.", "pt", "en"),
    ],
)
def test_the_translated_voice_is_recognised_as_the_translation(
    kind: str, text: str, source: str, target: str
) -> None:
    fakes = (FakeTranslator(), FakeSynthesizer(), FakeSpeechToText())
    translator, synthesizer, speech = (
        fakes if kind == "fake" else (wiring().translator, wiring().synthesizer, wiring().speech)
    )
    translation = translator.translate(text, source, target)
    voice = concatenate(list(synthesizer.speak(translation, target)))
    if voice.sample_rate_hz != RECOGNITION_RATE_HZ:
        voice = PyAVCodec(60.0).decode(PyAVCodec(60.0).encode(voice, "audio/wav"))
    recognition = speech.recognise(voice, (target,))
    assert likeness(translation, recognition.text) > 0.8
