"""A memory of human translations, which is searched before an engine translates.

A sentence is found if the memory has it, ignoring case, punctuation, contractions, "please" and the
like; or if it is composed of phrases in the memory: "Good morning, doctor."
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, permutations
from pathlib import Path
from typing import Final

from dragoman.mt.durations import add_time_since
from dragoman.mt.phrase_index import PhraseIndex, with_final_mark
from dragoman.mt.phrase_key import mark_of, phrase_key, without_mark
from dragoman.mt.proper_names import translate_address
from dragoman.mt.tmx import ANY_LANGUAGE, TranslationUnit, read
from dragoman.ports import MemoryTranslation
from dragoman.text_segmentation import sentences

MAX_CHARACTERS: Final = 200
"""The longest sentence that is looked up; the memory has short ones."""
MAX_PARTS: Final = 5
MAX_ADVERBIAL_WORDS: Final = 6
MIN_CLAUSE_WORDS: Final = 2
"""A single word before an adverbial may have another meaning ("Not today.")."""

_COMMA = re.compile(r",\s+")
_PLEASE: Final = {
    "en": re.compile(r",?\s*\bplease\b,?", re.IGNORECASE),
    "pt": re.compile(
        r",?\s*\b(?:por favor|por gentileza|(?:se )?faz favor|se fizer favor)\b,?", re.IGNORECASE
    ),
}
_PLEASE_WORD: Final = {"en": "please", "pt": "por favor"}
_CAPITALISED: Final = {
    "en": re.compile(
        r"(?:I\b|God|Mr|Mrs|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April"
        r"|June|July|August|September|October|November|December|English|Portuguese|Brazil)"
    ),
    "pt": re.compile(r"(?:Deus|Brasil|Nossa Senhora)"),
}
"""Words with a capital inside a sentence."""
_NAME = re.compile(r"[^\W\d_][\w'-]+(?: [^\W\d_][\w'-]+)?")


class TranslationMemory:
    def __init__(self, units: Iterable[TranslationUnit] = ()) -> None:
        """Later units override earlier ones for the same phrase."""
        self._units = list(units)

    def warm(self, languages: Sequence[str]) -> None:
        """Builds the indexes between these languages."""
        for source, target in permutations(languages, 2):
            self._index(source, target)

    def translate_sentence(self, text: str, source: str, target: str) -> str | None:
        """The translation of one sentence, with a capital letter and the sentence's final mark;
        None if the memory does not have it."""
        index = self._index(source, target)
        if index is None or len(text) > MAX_CHARACTERS:
            return None
        found = _Lookup(index).find(text)
        return found and with_final_mark(found, text)

    def translate(
        self, text: str, source: str, target: str, engine: Callable[[str], str]
    ) -> MemoryTranslation:
        """Translates a text with the memory where possible. Consecutive sentences that are not in
        the memory go to the engine together."""
        whole = self.translate_sentence(text, source, target)
        if whole is not None:
            return MemoryTranslation(whole, from_memory=True)
        found = [
            (self.translate_sentence(sentence, source, target), sentence)
            for sentence in (sentences(text, source) if self._index(source, target) else ())
        ]
        if not any(translation for translation, _ in found):
            return MemoryTranslation(engine(text), from_memory=False)
        parts: list[str] = []
        for known, group in groupby(found, key=lambda pair: pair[0] is not None):
            pairs = list(group)
            if known:
                parts.extend(translation or "" for translation, _ in pairs)
            else:
                parts.append(engine(" ".join(sentence for _, sentence in pairs)))
        complete = all(translation is not None for translation, _ in found)
        return MemoryTranslation(" ".join(parts), from_memory=complete)

    def size(self, source: str, target: str) -> int:
        """The number of phrases of a direction."""
        index = self._index(source, target)
        return 0 if index is None else len(index)

    def _index(self, source: str, target: str) -> PhraseIndex | None:
        if (source, target) not in self._indexes:
            self._indexes[source, target] = self._built(source, target)
        return self._indexes[source, target]

    @cached_property
    def _indexes(self) -> dict[tuple[str, str], PhraseIndex | None]:
        return {}

    def _built(self, source: str, target: str) -> PhraseIndex | None:
        index = PhraseIndex(source, target)
        for unit in self._units:
            if unit.source not in (ANY_LANGUAGE, source):
                continue
            translation = next((v.text for v in unit.variants if v.language == target), None)
            if translation is not None:
                for variant in unit.variants:
                    if variant.language == source:
                        index.add(variant.text, translation, unit.role)
        return index if len(index) else None


def load_memories(paths: Iterable[Path]) -> TranslationMemory:
    """The memory of several files; later files override earlier ones. Raises
    InvalidTranslationMemory, OSError."""
    return TranslationMemory(unit for path in paths for unit in read(path))


class _Lookup:
    """The search of a sentence in an index."""

    def __init__(self, index: PhraseIndex) -> None:
        self._index = index

    def find(self, text: str) -> str | None:
        return (
            self._index.find(text)
            or self._with_please(text)
            or self._with_adverbial(text)
            or self._compose(text)
        )

    def _with_please(self, text: str) -> str | None:
        """Finds a sentence without its "please", which is then added at the end."""
        please = _PLEASE.get(self._index.source)
        please_word = _PLEASE_WORD.get(self._index.target)
        if please is None or please_word is None or not please.search(text):
            return None
        rest = " ".join(please.sub(" ", text, count=1).split())
        found = phrase_key(rest, self._index.source) and self.find(rest)
        if not found or please_word in found:
            return found or None
        return f"{without_mark(found)}, {please_word}{mark_of(found)}"

    def _with_adverbial(self, text: str) -> str | None:
        """Finds a sentence without the adverbial at its end or beginning, which is then added at the end."""
        words = without_mark(text).split()
        for length in range(min(MAX_ADVERBIAL_WORDS, len(words) - MIN_CLAUSE_WORDS), 0, -1):
            for adverbial, clause in (
                (words[-length:], words[:-length]),
                (words[:length], words[length:]),
            ):
                end = self._index.find_adverbial(" ".join(adverbial).rstrip(","))
                if end is None:
                    continue
                rest = " ".join(clause).rstrip(",") + mark_of(text)
                found = self._index.find(rest) or self._with_adverbial(rest)
                if found and _PLEASE_WORD.get(self._index.target, "") not in found:
                    whole = add_time_since(without_mark(found), end)
                    return whole and whole + mark_of(found)
        return None

    def _compose(self, text: str) -> str | None:
        parts = _COMMA.split(text)
        if 2 <= len(parts) <= MAX_PARTS and all(parts):
            return self._joined(parts, mark_of(text))
        return self._find_halves(text)

    def _find_halves(self, text: str) -> str | None:
        joined = (self._joined(halves, mark_of(text)) for halves in self._halves(text))
        return next(filter(None, joined), None)

    def _halves(self, text: str) -> Iterator[list[str]]:
        """Splits the sentence after an opener, and before a vocative."""
        words = text.split()
        for length in range(min(3, len(words) - 2), 0, -1):
            if self._index.has_role(" ".join(words[:length]), "opener"):
                yield [" ".join(words[:length]), " ".join(words[length:])]
        for length in range(min(3, len(words) - 1), 0, -1):
            if self._is_address(without_mark(" ".join(words[-length:]))):
                yield [" ".join(words[:-length]), " ".join(words[-length:])]

    def _joined(self, parts: list[str], mark: str) -> str | None:
        """Joins the translations of all parts; None if one is not in the memory."""
        *first, last = (without_mark(part) for part in parts)
        addressed = self._is_address(last)
        translations: list[str] = []
        for n, part in enumerate([*first, last]):
            asks = mark == "?" and n == len(first) - addressed
            found = self._part(f"{part}?" if asks else part)
            if found is not None:
                translations.append(self._continued(found) if n else found)
            elif n == len(first) and (address := self._address(part)) is not None:
                translations.append(address)
            elif n == len(first) and part[:1].isupper() and _NAME.fullmatch(part):
                translations.append(part)
            else:
                return None
        ending = "?" if mark == "?" else mark_of(translations[-1])
        return ", ".join(map(without_mark, translations)) + ending

    def _is_address(self, text: str) -> bool:
        """Whether someone is addressed with the text."""
        return self._index.has_role(text, "vocative") or self._address(text) is not None

    def _address(self, text: str) -> str | None:
        return translate_address(text, self._index.source, self._index.target)

    def _part(self, text: str) -> str | None:
        return self._index.find(text) or self._find_halves(text)

    def _continued(self, translation: str) -> str:
        """The translation in the form it has inside a sentence."""
        capital = _CAPITALISED.get(self._index.target)
        if capital is not None and capital.match(translation):
            return translation
        return translation[:1].lower() + translation[1:]
