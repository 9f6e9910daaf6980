"""espeak-ng is the fallback, so every voice must make sound; and Piper uses its phonemes."""

from difflib import SequenceMatcher

import numpy as np
import pytest
from piper import PiperVoice
from piper.config import PhonemeType, PiperConfig

from dragoman.audio.chunking import concatenate
from dragoman.models.catalogue import ESPEAK_LANGUAGES
from dragoman.models.voices import voices
from dragoman.tts.text_normalization import to_spoken_form
from dragoman.wiring import Wiring


@pytest.fixture(scope="module")
def wiring() -> Wiring:
    return Wiring()


@pytest.mark.models
@pytest.mark.parametrize("language", ESPEAK_LANGUAGES)
def test_every_voice_of_every_language_makes_sound(wiring: Wiring, language: str) -> None:
    for voice in voices(language):
        if voice.engine == "espeak":
            sound = concatenate(list(wiring.synthesizer.speak("1 2 3 4 5", language, voice.name)))
            assert sound.duration_s > 0.7, voice.name
            assert np.abs(sound.samples).max() > 0.1, voice.name


@pytest.mark.models
def test_synthesis_does_not_depend_on_earlier_sentences(wiring: Wiring) -> None:
    def say(text: str) -> object:
        return concatenate(list(wiring.synthesizer.speak(text, "pt", "espeak-pt-br"))).samples

    first = say("Tenho três cães.")
    say("Outra coisa.")
    np.testing.assert_array_equal(say("Tenho três cães."), first)


@pytest.mark.parametrize(
    ("accent", "language", "written", "read"),
    [
        ("en-us", "en", "I have 3 dogs and 1,000 cats.", "I have three dogs and one thousand cats."),
        ("en-us", "en", "It costs $25.50.", "It costs twenty-five dollars and fifty cents."),
        ("en-us", "en", "On May 3rd, Dr. Smith came.", "On May third, Doctor Smith came."),
        ("en-us", "en", "50% at 10:30", "fifty percent at ten thirty"),
        ("en-us", "en", "5 km", "five kilometers"),
        ("pt-br", "pt", "Tenho 3 cães e 1.000 gatos.", "Tenho três cães e mil gatos."),
        ("pt-br", "pt", "Em 3/5/2000.", "Em três de maio de dois mil."),
        ("pt-br", "pt", "A Sra. Ana, 1º andar", "A senhora Ana, primeiro andar"),
        ("pt-br", "pt", "Custa R$ 1.000,00.", "Custa mil reais."),
        ("pt-br", "pt", "50% às 10h30", "cinquenta por cento às dez horas e trinta"),
        ("es", "es", "Tengo 3 perros.", "Tengo tres perros."),
        ("fr", "fr", "J'ai 3 chiens.", "J'ai trois chiens."),
        ("de", "de", "Ich habe 3 Hunde.", "Ich habe drei Hunde."),
    ],
)  # fmt: skip
def test_numbers_dates_and_abbreviations_are_read_as_words(
    accent: str, language: str, written: str, read: str
) -> None:
    heard, wanted = _phonemes(to_spoken_form(written, language), accent), _phonemes(read, accent)
    assert len(heard) == len(wanted)
    # A sound at the end of a word depends on the next, and not quite the same before a figure.
    alike = SequenceMatcher(None, "".join(wanted), "".join(heard), autojunk=False)
    assert alike.ratio() > 0.9


def _phonemes(text: str, accent: str) -> list[str]:
    """The phonemes of each sentence without stress and word boundaries, which vary between words
    that are run together."""
    config = PiperConfig(0, 1, 22_050, accent, {}, PhonemeType.ESPEAK)
    said = PiperVoice(session=None, config=config).phonemize(text)
    return ["".join(p for p in sentence if p not in "ˈˌ ") for sentence in said]
