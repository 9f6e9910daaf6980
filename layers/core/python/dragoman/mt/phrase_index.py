"""The phrases of one direction, and the look-up of a sentence among them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dragoman.mt import spoken_numbers
from dragoman.mt.phrase_key import mark_of, phrase_key, without_accents, without_mark
from dragoman.mt.phrase_slots import NAME_KINDS, SLOT, translate_slot
from dragoman.mt.proper_names import contract

_ASKING: Final = {
    "en": (
        "what", "where", "when", "who", "why", "which", "how", "can", "could", "may", "would",
        "will", "do", "does", "did", "is", "are", "am", "was", "were", "have", "has", "should",
        "shall",
    ),
    "pt": (
        "o que", "que", "onde", "aonde", "quando", "quem", "qual", "quais", "quanto", "quanta",
        "quantos", "quantas", "como", "por que", "cadê", "posso", "poderia", "você poderia",
        "pode me", "você pode me", "será que",
    ),
}  # fmt: skip
"""Beginnings of questions, whatever mark they end with."""
_INVERTING: Final = {"en"}
"""Languages in which questions and statements differ in word order."""
_ANSWERS: Final = {"yes", "no", "sim", "não"}
_COUNTABLE = re.compile(
    r"\d|\b(?:noon|midday|midnight|meio dia|meia noite|meia|half|quarter|a|"
    + "|".join(
        {
            *(spoken_numbers.spell(n, "en").split("-")[0] for n in range(0, 100)),
            *(spoken_numbers.spell(n, "pt").split()[0] for n in range(0, 100)),
            *("uma", "duas", "cem", "cento", "mil", "hundred", "thousand", "dezasseis"),
            *("dezassete", "dezanove", "quatorze", "duzentos", "trezentos", "quinhentos"),
        }
    )
    + r")\b"
)
_CONTRACTIONS: Final = {"de": "(?:de|do|da)", "em": "(?:em|no|na)", "a": "(?:a|ao|à)"}
"""What Portuguese prepositions may become before a name."""


@dataclass(frozen=True)
class Template:
    pattern: re.Pattern[str]
    kinds: tuple[str, ...]
    """The kinds of the slots of the source, in order."""
    translation: str


class PhraseIndex:
    def __init__(self, source: str, target: str) -> None:
        self.source, self.target = source, target
        self.vocatives: set[str] = set()
        self.openers: set[str] = set()
        self._phrases: dict[str, str] = {}
        self._without_commas: dict[str, str] = {}
        self._templates: dict[str, Template] = {}

    def __len__(self) -> int:
        return len(self._phrases) + len(self._templates)

    def add(self, phrase: str, translation: str, role: str = "") -> None:
        """Adds a phrase, or replaces its translation."""
        if "{" in phrase and SLOT.search(phrase):
            self._add_template(phrase, translation)
            return
        key = phrase_key(phrase, self.source)
        self._phrases[key] = translation
        if "," in key:
            self._without_commas[key.replace(",", "")] = translation
        if role:
            (self.vocatives if role == "vocative" else self.openers).add(key)

    def _add_template(self, phrase: str, translation: str) -> None:
        kinds = tuple(SLOT.findall(phrase))
        key = phrase_key(SLOT.sub("slotslot", phrase), self.source)
        pattern = re.escape(key)
        if self.source == "pt" and NAME_KINDS.intersection(kinds):
            for preposition, forms in _CONTRACTIONS.items():
                pattern = pattern.replace(rf"\ {preposition}\ slotslot", rf"\ {forms}\ slotslot")
        pattern = pattern.replace("slotslot", "(.+?)")
        self._templates[key + "".join(kinds)] = Template(re.compile(pattern), kinds, translation)

    def find(self, text: str) -> str | None:
        """The translation of a whole phrase, with the final mark of the memory."""
        key = phrase_key(text, self.source)
        for form in self._forms(key):
            if form in self._phrases:
                return self._phrases[form]
        return self._from_template(key, text) or self._by_unaccented(key)

    def _forms(self, key: str) -> Iterator[str]:
        """The key and equivalent keys, the most likely first."""
        asks = key.endswith("?")
        words = key.rstrip("?")
        for form in (words, *self._without_subject(words, asks)):
            yield f"{form}?" if asks else form
            if asks and self.target not in _INVERTING:
                yield form
            if not asks and form.startswith(_ASKING.get(self.source, ())):
                yield f"{form}?"

    def _without_subject(self, words: str, asks: bool) -> Iterator[str]:
        """Variants without commas and, in Portuguese, with and without the subject."""
        if "," in words and words.partition(",")[0] not in _ANSWERS:
            yield words.replace(",", "")
        if self.source != "pt":
            return
        first, _, rest = words.partition(" ")
        if first == "eu" and rest not in ("não", "sim", "também", "mesmo", ""):
            yield rest
        elif rest:
            yield f"eu {words}"
        for polite in ("o senhor ", "a senhora "):
            if words.startswith(polite):
                yield f"você {words.removeprefix(polite)}"
                yield words.removeprefix(polite)
        if asks and first == "você":
            yield rest
        elif asks and rest:
            yield f"você {words}"

    def _by_unaccented(self, key: str) -> str | None:
        if key in self._without_commas:
            return self._without_commas[key]
        found = self._unaccented.get(without_accents(key), set())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _unaccented(self) -> dict[str, set[str]]:
        bare: dict[str, set[str]] = defaultdict(set)
        for key, translation in self._phrases.items():
            bare[without_accents(key)].add(translation)
        return bare

    def _from_template(self, key: str, text: str) -> str | None:
        countable = _COUNTABLE.search(key) is not None
        for template in self._templates.values():
            if not (countable or NAME_KINDS.issuperset(template.kinds)):
                continue
            match = template.pattern.fullmatch(key)
            filled = match and self._filled(template, match.groups(), text)
            if filled:
                return filled
        return None

    def _filled(self, template: Template, slots: tuple[str, ...], text: str) -> str | None:
        filled = ""
        between = SLOT.split(template.translation)
        for kind, words, before, target_kind in zip(
            template.kinds, slots, between[::2], between[1::2], strict=False
        ):
            value = translate_slot(kind, words, self.source, self.target, target_kind, text)
            if value is None:
                return None
            filled = (
                contract(filled + before, value) if self.target == "pt" else filled + before + value
            )
        filled += between[-1]
        return filled[:1].upper() + filled[1:]


def with_final_mark(translation: str, text: str) -> str:
    """The translation with the final mark of the text; a question remains a question. If the text
    has no mark, the mark of the memory remains."""
    own, wanted = mark_of(translation), mark_of(text)
    if text.rstrip().endswith(","):
        wanted = ","
    mark = own if own == "?" or not wanted else wanted
    body = without_mark(translation)
    return body[:1].upper() + body[1:] + mark
