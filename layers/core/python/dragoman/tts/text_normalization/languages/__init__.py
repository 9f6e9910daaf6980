"""The languages with a spoken form, by code."""

from typing import Final

from dragoman.tts.text_normalization.languages.en import ENGLISH
from dragoman.tts.text_normalization.languages.es import SPANISH
from dragoman.tts.text_normalization.languages.fr import FRENCH
from dragoman.tts.text_normalization.languages.it import ITALIAN
from dragoman.tts.text_normalization.languages.pt import PORTUGUESE

LANGUAGES: Final = {
    "en": ENGLISH,
    "pt": PORTUGUESE,
    "es": SPANISH,
    "fr": FRENCH,
    "it": ITALIAN,
}
