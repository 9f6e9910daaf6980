"""Which packs a language or a pair is served by, out of those there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations

from dragoman.errors import PackUnknown
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.packs import Pack, mend
from dragoman.models.ranking import rank

PIVOT = "en"
"""Between two languages without a pack of their own, translation goes through this one."""


def recognition_pack(language: str, among: Iterable[Pack] = BUILT_IN.values()) -> Pack:
    """Raises PackUnknown."""
    fit = [p for p in among if p.kind == "recognition" and language in p.languages]
    return _best(fit, f"understands {language}", language)


def translation_pack(source: str, target: str, among: Iterable[Pack] = BUILT_IN.values()) -> Pack:
    """The pack of this one direction. Raises PackUnknown."""
    fit = [p for p in among if p.kind == "translation" and p.languages == (source, target)]
    return _best(fit, f"translates {source} to {target}", f"{source}-{target}")


def translation_packs(
    source: str, target: str, among: Iterable[Pack] = BUILT_IN.values()
) -> tuple[Pack, ...]:
    """The pack of this direction or, where there is none, the two through English.
    Raises PackUnknown."""
    packs = tuple(among)
    try:
        return (translation_pack(source, target, packs),)
    except PackUnknown:
        if PIVOT in (source, target):
            raise
    return (translation_pack(source, PIVOT, packs), translation_pack(PIVOT, target, packs))


def voice_pack(language: str, among: Iterable[Pack] = BUILT_IN.values()) -> Pack:
    """A Piper voice where there is one, else espeak-ng. Raises PackUnknown."""
    fit = [p for p in among if p.kind == "voice" and language in p.languages]
    return _best(fit, f"speaks {language}", language)


def packs_for(languages: Sequence[str], among: Iterable[Pack] = BUILT_IN.values()) -> list[Pack]:
    """Every pack these languages need, each once. Raises PackUnknown naming what nothing serves."""
    packs = tuple(among)
    needed = [recognition_pack(language, packs) for language in languages]
    for source, target in permutations(languages, 2):
        needed += translation_packs(source, target, packs)
    needed += [voice_pack(language, packs) for language in languages]
    return list({pack.name: pack for pack in needed}.values())


def served(languages: Sequence[str], among: Iterable[Pack]) -> dict[tuple[str, str], str | None]:
    """The pairs of these languages that work from end to end (heard, translated, spoken on both
    sides), each with the language between where no pack is direct."""
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
        raise PackUnknown(f"no model pack here {need}; {mend(word)} brings one")
    return max(fit, key=rank)
