"""Chooses the packs of a language or a language pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations

from dragoman.errors import PackUnknown
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.packs import Pack, repair_command
from dragoman.models.ranking import rank

BASIC = "basic"
"""The quality of voices that take some effort to understand."""
PIVOT = "en"
"""The pivot language for pairs without a direct pack."""


def recognition_pack(language: str, among: Iterable[Pack] = BUILT_IN.values()) -> Pack:
    """Raises PackUnknown."""
    fit = [p for p in among if p.kind == "recognition" and language in p.languages]
    return _best(fit, f"understands {language}", language)


def translation_pack(source: str, target: str, among: Iterable[Pack] = BUILT_IN.values()) -> Pack:
    """The pack of this direction. Raises PackUnknown."""
    fit = [p for p in among if p.kind == "translation" and p.languages == (source, target)]
    return _best(fit, f"translates {source} to {target}", f"{source}-{target}")


def translation_packs(
    source: str, target: str, among: Iterable[Pack] = BUILT_IN.values()
) -> tuple[Pack, ...]:
    """The pack of this direction or, if there is none, the two packs with the pivot language.
    Raises PackUnknown."""
    packs = tuple(among)
    try:
        return (translation_pack(source, target, packs),)
    except PackUnknown:
        if PIVOT in (source, target):
            raise
    return (translation_pack(source, PIVOT, packs), translation_pack(PIVOT, target, packs))


def voice_pack(language: str, among: Iterable[Pack] = BUILT_IN.values()) -> Pack:
    """The best natural voice, or espeak-ng if there is none. Raises PackUnknown."""
    packs = tuple(among)
    fit = [p for p in usable(packs) if p.kind == "voice" and language in p.languages]
    return _best(fit, f"speaks {language}", language)


def usable(among: Iterable[Pack]) -> list[Pack]:
    """The packs whose required packs are present."""
    packs = tuple(among)
    names = {pack.name for pack in packs}
    return [pack for pack in packs if names.issuperset(pack.requires)]


def with_required(needed: Iterable[Pack], among: Iterable[Pack]) -> list[Pack]:
    """The packs and those they require, each once."""
    known = {pack.name: pack for pack in among}
    found: dict[str, Pack] = {}
    for pack in needed:
        found[pack.name] = pack
        found |= {name: known[name] for name in pack.requires if name in known}
    return list(found.values())


def packs_for(languages: Sequence[str], among: Iterable[Pack] = BUILT_IN.values()) -> list[Pack]:
    """Every pack that these languages need, each once, including the basic voice that replaces a
    failing natural one. Raises PackUnknown."""
    packs = tuple(among)
    needed = [recognition_pack(language, packs) for language in languages]
    for source, target in permutations(languages, 2):
        needed += translation_packs(source, target, packs)
    basic = [pack for pack in packs if pack.quality == BASIC]
    for language in languages:
        needed.append(voice_pack(language, packs))
        needed += [pack for pack in basic if language in pack.languages]
    return with_required(needed, packs)


def supported_pairs(
    languages: Sequence[str], among: Iterable[Pack]
) -> dict[tuple[str, str], str | None]:
    """The pairs of these languages with recognition, translation and both voices. The value is the
    pivot language, or None for a direct pack."""
    packs = tuple(among)
    pairs = {}
    for source, target in permutations(languages, 2):
        try:
            recognition_pack(source, packs)
            steps = translation_packs(source, target, packs)
            for language in (source, target):
                voice_pack(language, packs)
        except PackUnknown:
            continue
        pairs[source, target] = PIVOT if len(steps) > 1 else None
    return pairs


def _best(fit: list[Pack], need: str, word: str) -> Pack:
    if not fit:
        raise PackUnknown(f"no installed model pack {need}; {repair_command(word)} installs one")
    return max(fit, key=rank)
