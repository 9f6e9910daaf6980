"""The phrases of one direction, and the look-up of a sentence among them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product
from typing import Final, TypeAlias

from dragoman.mt import spoken_numbers
from dragoman.mt.noun_phrases import (
    PREPOSITIONS,
    is_noun_kind,
    translate_noun_phrase,
    with_plural_verb,
    without_preposition,
)
from dragoman.mt.phrase_key import mark_of, phrase_key, without_accents, without_mark
from dragoman.mt.phrase_slots import AGREEING, NAME_KINDS, SLOT, translate_slot
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


ADVERBIAL: Final = "adverbial"
"""The role of a phrase that may end a sentence: "today", "at the airport"."""
_SLOT_KEY: Final = "slotslot"
_AGREEING_KEY: Final = "agreeing"
_PREPOSITION: Final = re.compile(rf"(?:^|(?<= ))({'|'.join(_CONTRACTIONS)}) $")


_Ends: TypeAlias = tuple[str, str]


@dataclass
class Template:
    key: str
    """The phrase key, with a word for each slot."""
    kinds: tuple[str, ...]
    """The kinds of the slots of the source, in order."""
    translation: str
    source: str

    @property
    def ends(self) -> _Ends:
        """The first and the last word; empty where a slot is, or a preposition that may contract."""
        words = self.key.split(" ")
        open_start = any(_SLOT_KEY in word for word in words[:2])
        open_end = any(slot in words[-1] for slot in (_SLOT_KEY, _AGREEING_KEY))
        return "" if open_start else words[0], "" if open_end else words[-1]

    @cached_property
    def countable(self) -> bool:
        """Whether a slot takes a number."""
        return not all(kind in NAME_KINDS or is_noun_kind(kind) for kind in self.kinds)

    @cached_property
    def after_prepositions(self) -> tuple[bool, ...]:
        """Whether the words of each slot begin with a Portuguese preposition."""
        return tuple(
            self.source == "pt" and is_noun_kind(kind) and bool(_PREPOSITION.search(before))
            for kind, before in zip(self.kinds, self.key.split(_SLOT_KEY), strict=False)
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        before, *rest = self.key.split(_SLOT_KEY)
        pattern = ""
        for kind, noun, after in zip(self.kinds, self.after_prepositions, rest, strict=True):
            found = _PREPOSITION.search(before) if self.source == "pt" else None
            slot = "(.+?)"
            if found and noun:
                slot = rf"((?:{'|'.join([found[1], *PREPOSITIONS[found[1]]])})\ .+?)"
            elif found and kind in NAME_KINDS:
                slot = rf"{_CONTRACTIONS[found[1]]}\ (.+?)"
            if slot != "(.+?)" and found:
                before = before[: found.start()]
            pattern += re.escape(before) + slot
            before = after
        pattern += re.escape(before)
        for kind, forms in AGREEING.items():
            pattern = pattern.replace(f"{_AGREEING_KEY}{kind}", forms)
        return re.compile(pattern)


_Templates: TypeAlias = dict[_Ends, dict[str, Template]]


def _key_of_slot(slot: re.Match[str]) -> str:
    return f"{_AGREEING_KEY}{slot[1]}" if slot[1] in AGREEING else _SLOT_KEY


class PhraseIndex:
    def __init__(self, source: str, target: str) -> None:
        self.source, self.target = source, target
        self._roles: dict[str, set[str]] = defaultdict(set)
        """The keys of the phrases of each role."""
        self._phrases: dict[str, str] = {}
        self._without_commas: dict[str, str] = {}
        self._templates: _Templates = defaultdict(dict)
        """The templates by their ends and by their keys and kinds of slots."""
        self._adverbial_phrases: dict[str, str] = {}
        self._adverbial_templates: _Templates = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._phrases) + sum(map(len, self._templates.values()))

    def add(self, phrase: str, translation: str, role: str = "") -> None:
        """Adds a phrase, or replaces its translation."""
        if "{" in phrase and SLOT.search(phrase):
            self._add_template(phrase, translation, role)
            return
        key = phrase_key(phrase, self.source)
        if role == ADVERBIAL:
            self._adverbial_phrases[key] = translation
            return
        self._phrases[key] = translation
        if "," in key:
            self._without_commas[key.replace(",", "")] = translation
        self._roles[role].add(key)

    def _add_template(self, phrase: str, translation: str, role: str) -> None:
        kinds = tuple(kind for kind in SLOT.findall(phrase) if kind not in AGREEING)
        key = phrase_key(SLOT.sub(_key_of_slot, phrase), self.source)
        template = Template(key, kinds, translation, self.source)
        templates = self._templates if role != ADVERBIAL else self._adverbial_templates
        templates[template.ends][key + "".join(kinds)] = template

    def find(self, text: str) -> str | None:
        """The translation of a whole phrase, with the final mark of the memory."""
        key = phrase_key(text, self.source)
        for form in self._forms(key):
            if form in self._phrases:
                return self._phrases[form]
        filled = (self._from_template(form, text, self._templates) for form in self._forms(key))
        return next(filter(None, filled), None) or self._by_unaccented(key)

    def has_role(self, text: str, role: str) -> bool:
        return phrase_key(text, self.source) in self._roles[role]

    def find_adverbial(self, text: str) -> str | None:
        """The translation of an adverbial, without a capital and a mark."""
        key = phrase_key(text, self.source)
        found = self._adverbial_phrases.get(key) or self._from_template(
            key, text, self._adverbial_templates
        )
        return found and found[:1].lower() + without_mark(found)[1:]

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

    def _from_template(self, key: str, text: str, templates: _Templates) -> str | None:
        countable = _COUNTABLE.search(key) is not None
        words = key.split(" ")
        ends = product((words[0], ""), (words[-1], ""))
        for template in chain.from_iterable(templates.get(one, {}).values() for one in ends):
            if template.countable and not countable:
                continue
            match = template.pattern.fullmatch(key)
            filled = match and self._filled(template, match.groups(), text)
            if filled:
                return filled
        return None

    def _filled(self, template: Template, slots: tuple[str, ...], text: str) -> str | None:
        filled, *between = SLOT.split(template.translation)
        sources = zip(template.kinds, slots, template.after_prepositions, strict=True)
        agreeing = dict.fromkeys(AGREEING, "")
        for target_kind, following in zip(between[::2], between[1::2], strict=True):
            after = following
            if target_kind in AGREEING:
                filled += agreeing[target_kind] + after
                continue
            kind, words, after_preposition = next(sources, ("", "", False))
            if is_noun_kind(kind):
                words = without_preposition(words) if after_preposition else words
                noun = translate_noun_phrase(kind, words, self.source, self.target, target_kind)
                value = noun.text if noun else None
                agreeing = noun.agreeing if noun and not any(agreeing.values()) else agreeing
                if noun and noun.plural and self.target == "en":
                    filled = with_plural_verb(filled)
                    after = after if filled else with_plural_verb(after)
            else:
                value = translate_slot(kind, words, self.source, self.target, target_kind, text)
            if value is None:
                return None
            filled = (contract(filled, value) if self.target == "pt" else filled + value) + after
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
