"""The packs that languages need."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import PackUnknown
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.choose import (
    PIVOT,
    packs_for,
    recognition_pack,
    supported_pairs,
    translation_packs,
    voice_pack,
)
from dragoman.models.names import pack_from_name
from dragoman.models.packs import Engine, Pack
from dragoman.models.ranking import SCORES, rank

codes = st.sampled_from(["de", "en", "es", "fr", "pt"])


def _translation(engine: Engine, source: str, target: str, version: str = "1") -> Pack:
    return Pack(
        name=f"{engine}-{source}-{target}",
        kind="translation",
        engine=engine,
        languages=(source, target),
        version=version,
        licence="MIT",
        source="test:",
    )


def test_english_and_portuguese_need_all_built_in_packs() -> None:
    assert {pack.name for pack in packs_for(["en", "pt"])} == set(BUILT_IN)


def test_one_language_needs_no_translation() -> None:
    names = [pack.name for pack in packs_for(["en"])]
    assert names == ["whisper-base", "piper-en_US-joe-medium", "espeak-ng"]


@pytest.mark.parametrize(
    ("language", "engine"),
    [("en", "piper"), ("pt", "kokoro"), ("es", "kokoro"), ("it", "kokoro"), ("zh", "espeak")],
)
def test_the_quickest_natural_voice_is_preferred_to_a_basic_one(
    language: str, engine: Engine
) -> None:
    assert voice_pack(language).engine == engine


def test_a_voice_needs_the_packs_it_requires() -> None:
    kokoro, espeak = BUILT_IN["kokoro-82m"], BUILT_IN["espeak-ng"]
    assert voice_pack("pt", [kokoro, espeak]) == kokoro
    with pytest.raises(PackUnknown):
        voice_pack("pt", [kokoro])


def test_the_better_engine_is_preferred() -> None:
    among = [_translation("argos", "en", "es"), _translation("bergamot", "en", "es")]
    assert [pack.engine for pack in translation_packs("en", "es", among)] == ["bergamot"]


def test_without_a_direct_pack_english_is_the_pivot() -> None:
    among = [_translation("argos", "pt", "en"), _translation("argos", "en", "es")]
    names = [pack.name for pack in translation_packs("pt", "es", among)]
    assert names == ["argos-pt-en", "argos-en-es"]


@pytest.mark.parametrize("pair", [("en", "tlh"), ("tlh", "en"), ("pt", "es")])
def test_the_error_for_an_impossible_pair_names_it(pair: tuple[str, str]) -> None:
    with pytest.raises(PackUnknown, match="translates"):
        translation_packs(*pair)


def test_the_error_for_an_unknown_language_names_it() -> None:
    with pytest.raises(PackUnknown, match="understands tlh"):
        recognition_pack("tlh")
    with pytest.raises(PackUnknown, match="speaks tlh"):
        voice_pack("tlh")


def _named(*names: str) -> list[Pack]:
    return [pack for name in names if (pack := pack_from_name(name))]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("whisper-turbo", "whisper-small"),
        ("whisper-small", "whisper-base"),
        ("whisper-base", "whisper-tiny"),
        ("bergamot-en-es", "argos-en-es"),
        ("piper-es_ES-ana-high", "piper-es_ES-ana-low"),
        ("piper-es_ES-ana-x_low", "espeak-ng"),
    ],
)
def test_quality_decides_first(better: str, worse: str) -> None:
    [good, bad] = _named(better, worse)
    assert rank(good) > rank(bad)


def test_equal_quality_is_decided_by_speed_then_version() -> None:
    old, new = (_translation("argos", "en", "es", version) for version in ("1.9", "1.10"))
    assert rank(new) > rank(old)
    by_quality: dict[tuple[str, int], list[int]] = {}
    for (engine, _), score in SCORES.items():
        by_quality.setdefault((engine, score.quality), []).append(score.ms)
    assert all(len(speeds) == len(set(speeds)) for speeds in by_quality.values())


def test_an_unknown_grade_counts_as_the_lowest_of_its_engine() -> None:
    [odd] = _named("argos-en-es")
    assert rank(_translation("bergamot", "en", "es")) > rank(odd)


def test_every_nameable_pack_has_a_score() -> None:
    names = ["whisper-tiny", "whisper-turbo", "argos-en-es", "bergamot-en-es", "espeak-ng"]
    names += [f"piper-es_ES-ana-{grade}" for grade in ("x_low", "low", "medium", "high")]
    packs = [*_named(*names), *BUILT_IN.values()]
    assert {(pack.engine, pack.quality) for pack in packs} <= SCORES.keys()


def test_a_supported_pair_has_recognition_translation_and_voices() -> None:
    there = _named("whisper-base", "argos-en-es", "argos-es-en", "espeak-ng")
    assert supported_pairs(["en", "es", "pt"], there) == {("en", "es"): None, ("es", "en"): None}
    for missing in there:
        assert ("en", "es") not in supported_pairs(
            ["en", "es"], [p for p in there if p is not missing]
        ) or (missing.name == "argos-es-en")


def test_a_pair_through_english_has_a_pivot() -> None:
    there = [*BUILT_IN.values(), *_named("argos-en-es")]
    assert supported_pairs(["pt", "es"], there) == {("pt", "es"): PIVOT}


@given(st.lists(codes, unique=True), st.sets(st.tuples(codes, codes)))
def test_supported_pairs_are_those_with_a_route(
    languages: list[str], directions: set[tuple[str, str]]
) -> None:
    there = [_translation("argos", a, b) for a, b in directions] + _named(
        "whisper-base", "espeak-ng"
    )
    for (source, target), via in supported_pairs(languages, there).items():
        assert source != target
        route = [source, via, target] if via else [source, target]
        assert set(pairwise(route)) <= directions
