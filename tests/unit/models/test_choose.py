"""Which packs languages need."""

from __future__ import annotations

import pytest

from dragoman.errors import PackUnknown
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.choose import packs_for, recognition_pack, translation_packs, voice_pack
from dragoman.models.packs import Engine, Pack


def _translation(engine: Engine, source: str, target: str) -> Pack:
    return Pack(
        name=f"{engine}-{source}-{target}",
        kind="translation",
        engine=engine,
        languages=(source, target),
        version="1",
        licence="MIT",
        source="test:",
    )


def test_english_and_portuguese_need_the_five_built_in_packs() -> None:
    assert {pack.name for pack in packs_for(["en", "pt"])} == set(BUILT_IN)


def test_one_language_needs_no_translation() -> None:
    names = [pack.name for pack in packs_for(["en"])]
    assert names == ["whisper-base", "piper-en_US-joe-medium"]


def test_a_piper_voice_is_preferred_and_espeak_is_the_last_resort() -> None:
    assert voice_pack("en").engine == "piper"
    assert {voice_pack(language).engine for language in ("pt", "es", "zh")} == {"espeak"}


def test_the_better_engine_is_preferred() -> None:
    among = [_translation("argos", "en", "es"), _translation("bergamot", "en", "es")]
    assert [pack.engine for pack in translation_packs("en", "es", among)] == ["bergamot"]


def test_without_a_direct_pack_translation_goes_through_english() -> None:
    among = [_translation("argos", "pt", "en"), _translation("argos", "en", "es")]
    names = [pack.name for pack in translation_packs("pt", "es", among)]
    assert names == ["argos-pt-en", "argos-en-es"]


@pytest.mark.parametrize("pair", [("en", "tlh"), ("tlh", "en"), ("pt", "es")])
def test_an_impossible_pair_says_so(pair: tuple[str, str]) -> None:
    with pytest.raises(PackUnknown, match="translates"):
        translation_packs(*pair)


def test_an_unheard_of_language_says_so() -> None:
    with pytest.raises(PackUnknown, match="understands tlh"):
        recognition_pack("tlh")
    with pytest.raises(PackUnknown, match="speaks tlh"):
        voice_pack("tlh")
