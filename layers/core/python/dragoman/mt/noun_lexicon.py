"""Everyday nouns of English and Portuguese, with gender and plural.

Each row of the table has a class of nouns, the English and the Portuguese synonyms (the first is the
translation), the Portuguese gender, and the number: empty for a countable noun, `uncountable`,
`plural`, or `plural:` with the only language in which the noun has no singular. An irregular plural
follows its singular after a slash; `-` stands for none.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from dragoman.mt.phrase_key import phrase_key

FOLDER: Final = Path(__file__).with_name("lexicon")
_NONE: Final = "-"


@dataclass(frozen=True)
class Noun:
    kind: str
    """The class of nouns."""
    feminine: bool
    """The Portuguese gender."""
    uncountable: bool
    plural_only: frozenset[str]
    """The languages in which it has no singular."""
    singular: dict[str, str]
    """The translation into each language."""
    plural: dict[str, str]


@dataclass(frozen=True)
class Form:
    """A form of a noun in one language."""

    noun: Noun
    plural: bool


@cache
def forms(language: str, classes: frozenset[str]) -> dict[str, Form]:
    """The nouns of these classes by their forms, as phrase keys."""
    found: dict[str, Form] = {}
    for noun, synonyms in _nouns():
        if noun.kind not in classes:
            continue
        for singular, plural in synonyms[language]:
            always = language in noun.plural_only
            found.setdefault(phrase_key(singular, language), Form(noun, always))
            if plural != _NONE and not always:
                found.setdefault(phrase_key(plural, language), Form(noun, plural=True))
    return found


@cache
def _nouns() -> list[tuple[Noun, dict[str, list[tuple[str, str]]]]]:
    """The nouns with the singular and plural of all synonyms."""
    with (FOLDER / "en-pt.tsv").open(newline="", encoding="utf-8") as table:
        return [_noun(row) for row in csv.DictReader(table, delimiter="\t")]


def _noun(row: dict[str, str]) -> tuple[Noun, dict[str, list[tuple[str, str]]]]:
    kind, _, only = row["number"].partition(":")
    plural_only = frozenset((only or "en pt").split()) if kind == "plural" else frozenset()
    synonyms = {
        language: [_with_plural(word, language) for word in row[column].split("|")]
        for language, column in (("en", "english"), ("pt", "portuguese"))
    }
    firsts = {
        language: (singular, singular if language in plural_only else plural)
        for language, ((singular, plural), *_) in synonyms.items()
    }
    noun = Noun(
        kind=row["class"],
        feminine=row["gender"] == "f",
        uncountable=kind == "uncountable",
        plural_only=plural_only,
        singular={language: singular for language, (singular, _) in firsts.items()},
        plural={
            language: singular if plural == _NONE else plural
            for language, (singular, plural) in firsts.items()
        },
    )
    return noun, synonyms


def _with_plural(word: str, language: str) -> tuple[str, str]:
    singular, _, irregular = word.partition("/")
    regular = _english_plural if language == "en" else _portuguese_plural
    return singular, irregular or regular(singular)


def _english_plural(noun: str) -> str:
    if re.search(r"(?:s|x|ch|sh)$", noun):
        return f"{noun}es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", noun) + "s"


def _portuguese_plural(noun: str) -> str:
    """The plural of the first word and, without a preposition, of the adjective that follows."""
    first, *rest = noun.split(" ")
    if rest and rest[0] not in ("de", "do", "da", "para", "em", "no", "na", "com", "ao"):
        rest[0] = _plural_of_word(rest[0])
    return " ".join([_plural_of_word(first), *rest])


def _plural_of_word(word: str) -> str:
    for ending, plural in (
        ("ão", "ões"), ("al", "ais"), ("el", "éis"), ("ol", "óis"), ("il", "is"), ("m", "ns"), ("r", "res"),
        ("z", "zes"), ("x", "x"), ("ês", "eses"), ("s", "s"),
    ):  # fmt: skip
        if word.endswith(ending):
            return word.removesuffix(ending) + plural
    return f"{word}s"
