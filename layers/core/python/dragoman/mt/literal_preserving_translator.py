"""A translator that preserves literals: numbers, money, times, dates, addresses, codes and terms.

Each sentence is translated with placeholders for its literals. If the engine loses a placeholder,
other forms are tried; if it loses a number that had no placeholder, the number gets one; finally
the text between the literals is translated separately.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, Protocol

from dragoman.errors import EngineFailed
from dragoman.mt.literal_detection import ANY_FIGURES, split_literals
from dragoman.mt.literals import Kind, Literal, Part
from dragoman.mt.localization import with_hour_articles, with_ordinal_marks
from dragoman.mt.placeholders import FORMS, fill, placeholders, restore, without_placeholders
from dragoman.mt.post_editing import post_edit
from dragoman.mt.source_rewriting import rewrite
from dragoman.protocol import Term
from dragoman.text_segmentation import sentences

_MARK: Final = "\ue000"
"""A private-use character that replaces a literal while the text is split into sentences."""
_TOKEN: Final = re.compile(r"\w*\d\w*")


class Direction(Protocol):
    """An engine that translates in one direction."""

    def translate(self, text: str) -> str: ...


class LiteralPreservingTranslator:
    """Adds the preservation of literals to the engine of one direction."""

    def __init__(self, engine: Direction, source: str, target: str) -> None:
        self._engine = engine
        self._source = source
        self._target = target

    def translate(self, text: str, terms: Sequence[Term] = ()) -> str:
        """Translates each sentence by itself. Raises EngineFailed."""
        translations = [
            _capitalized(self._sentence(one), one) for one in self._sentences(text, terms)
        ]
        translated = with_ordinal_marks(" ".join(filter(None, translations)), self._target)
        if not translated:
            raise EngineFailed
        return translated

    def _sentences(self, text: str, terms: Sequence[Term]) -> list[list[Part]]:
        """The parts of each sentence. A literal is never split."""
        text = text.replace(_MARK, "")
        parts = split_literals(text, self._source, self._target, terms)
        literals = iter([part for part in parts if isinstance(part, Literal)])
        marked = fill(parts, [_MARK] * len(parts))
        return [
            [
                next(literals) if piece == _MARK else piece
                for piece in re.split(f"({_MARK})", one)
                if piece
            ]
            for one in sentences(marked, self._source)
        ]

    def _sentence(self, parts: list[Part]) -> str:
        """The translation of a sentence, empty if the engine returns nothing. Raises
        EngineFailed."""
        parts = rewrite(parts, self._source)
        if not _has_words(parts):
            return _localized(parts)
        translated, lost = self._try_forms(parts)
        if translated is None and lost:
            parts = [piece for part in parts for piece in self._protecting(lost, part)]
            translated, lost = self._try_forms(parts)
        if translated is None:
            parts = [piece for part in parts for piece in self._protecting(None, part)]
            translated = (
                "".join(map(self._translate_part, parts)).strip() if _has_literals(parts) else ""
            )
        return with_hour_articles(translated, _times(parts)) if self._target == "pt" else translated

    def _protecting(self, lost: frozenset[str] | None, part: Part) -> list[Part]:
        """Splits a part into text and literals for the lost numbers; None means all numbers."""
        if isinstance(part, Literal):
            return [part]
        return split_literals(part, self._source, self._target, figures=lost or ANY_FIGURES)

    def _try_forms(self, parts: list[Part]) -> tuple[str | None, frozenset[str]]:
        """The translation with the first form whose placeholders are all preserved, else None; and
        the lost numbers that had no placeholder."""
        lost: frozenset[str] = frozenset()
        for form in range(FORMS if _has_literals(parts) else 1):
            used = placeholders(parts, self._source, form)
            try:
                translated = self._edited(fill(parts, [made.text for made in used]))
            except EngineFailed:
                continue
            lost = _lost(fill(parts, [" "] * len(used)), without_placeholders(translated, used))
            if lost:
                break  # these need placeholders, too, in every form
            restored = restore(translated, used)
            if restored is not None:
                return restored, lost
        return None, lost

    def _translate_part(self, part: Part) -> str:
        """A literal, or the separate translation of the text between literals. Raises
        EngineFailed."""
        if isinstance(part, Literal):
            return part.translation
        if not _has_words([part]):
            return part
        return _fit_part(self._edited(part.strip()), part)

    def _edited(self, text: str) -> str:
        """The post-edited translation. Raises EngineFailed."""
        return post_edit(self._engine.translate(text), text, self._source, self._target)


def _has_words(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, str) and re.search(r"[^\W\d_]", part) for part in parts)


def _has_literals(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, Literal) for part in parts)


def _times(parts: Sequence[Part]) -> list[str]:
    return [
        part.translation for part in parts if isinstance(part, Literal) and part.kind is Kind.TIME
    ]


def _localized(parts: Sequence[Part]) -> str:
    return fill(parts, [part.translation for part in parts if isinstance(part, Literal)]).strip()


def _capitalized(translated: str, parts: Sequence[Part]) -> str:
    """The sentence with a capital if it begins with a term."""
    terms = [part for part in parts if isinstance(part, Literal) and part.kind is Kind.TERM]
    begins = len(parts) > 1 and any(translated.startswith(term.translation) for term in terms)
    return translated[:1].upper() + translated[1:] if begins else translated


def _lost(text: str, translated: str) -> frozenset[str]:
    """Numbers and codes without placeholder that the translation lost, changed or repeated."""
    before, after = (Counter(re.findall(r"[0-9]+", side)) for side in (text, translated))
    figures = {figure for figure, count in before.items() if after[figure] != count}
    codes = {token for token in _TOKEN.findall(text) if re.search(r"[A-Z]", token)}
    return frozenset(figures | {code for code in codes if code not in translated})


def _fit_part(translated: str, piece: str) -> str:
    """The translation of a part of a sentence, without the full stop and capital that the engine
    added, and with the surrounding spaces."""
    words = piece.strip()
    if words[-1].isalnum():
        translated = translated.rstrip(".!?")
    if words[0].islower():
        translated = translated[:1].lower() + translated[1:]
    before = piece[: len(piece) - len(piece.lstrip())]
    return f"{before}{translated}{piece[len(piece.rstrip()) :]}"
