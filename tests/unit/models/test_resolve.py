"""The arguments of `dragoman models add`."""

from __future__ import annotations

import pytest

from dragoman.errors import PackUnknown
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.resolve import packs_of

WORDS = {
    "whisper-base": ["whisper-base"],
    "whisper-small": ["whisper-small"],
    "voice:pt_BR-faber-medium": ["piper-pt_BR-faber-medium"],
    "piper-pt_BR-faber-medium": ["piper-pt_BR-faber-medium"],
    "voice:en_US-joe-medium": ["piper-en_US-joe-medium"],
    "en-pt": ["bergamot-en-pt"],
    "en-es": ["argos-en-es"],
    "argos-en-pt": ["argos-en-pt"],
    "espeak-ng espeak-ng": ["espeak-ng"],
    "en,pt": list(BUILT_IN),
    "en pt": list(BUILT_IN),
    "pt-BR,en_US": list(BUILT_IN),
    "pt": list(BUILT_IN),
    "es": [
        "whisper-base",
        "argos-en-es",
        "argos-es-en",
        "kokoro-82m",
        "espeak-ng",
        "piper-en_US-joe-medium",
    ],
    "kokoro-82m": ["kokoro-82m", "espeak-ng"],
}


@pytest.mark.parametrize("words", WORDS)
def test_words_name_packs(words: str) -> None:
    assert sorted(pack.name for pack in packs_of(words.split())) == sorted(WORDS[words])


def test_three_languages_go_through_english_where_no_pack_is_direct() -> None:
    names = {pack.name for pack in packs_of(["en,pt,es"]) if pack.kind == "translation"}
    assert names == {"bergamot-en-pt", "bergamot-pt-en", "argos-en-es", "argos-es-en"}


@pytest.mark.parametrize("word", ["whisper-huge", "tlh", "en,nothing", "../etc", "voice:x", "?"])
def test_the_error_for_an_unknown_word_names_it(word: str) -> None:
    with pytest.raises(PackUnknown):
        packs_of([word])
