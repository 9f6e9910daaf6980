"""A translator that keeps every literal: numbers, money, times, dates, addresses, codes and terms.

Each sentence is translated with placeholders for its literals. Where the engine loses one, other
placeholders are tried; where it loses a figure that was left to it, that one is protected too; and at
last the pieces between the literals are translated on their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, Protocol

from dragoman.errors import EngineFailed
from dragoman.mt.literal_detection import ANY_FIGURES, split_literals
from dragoman.mt.literals import Kind, Literal, Part, Term
from dragoman.mt.localization import with_ordinal_marks
from dragoman.mt.placeholders import FORMS, fill, placeholders, restore, without
from dragoman.text_segmentation import sentences

_MARK: Final = "\ue000"
"""A character of no text, which stands for a literal while the text is cut into sentences."""
_TOKEN: Final = re.compile(r"\w*\d\w*")


class Direction(Protocol):
    """An engine that translates from one language to one other."""

    def translate(self, text: str) -> str: ...


class LiteralPreservingTranslator:
    """One direction of an engine."""

    def __init__(self, engine: Direction, source: str, target: str) -> None:
        self._engine = engine
        self._source = source
        self._target = target

    def translate(self, text: str, terms: Sequence[Term] = ()) -> str:
        """Sentence by sentence. Raises EngineFailed."""
        said = [_raised(self._sentence(one), one) for one in self._sentences(text, terms)]
        translated = with_ordinal_marks(" ".join(filter(None, said)), self._target)
        if not translated:
            raise EngineFailed
        return translated

    def _sentences(self, text: str, terms: Sequence[Term]) -> list[list[Part]]:
        """The parts of each sentence. A literal is never cut."""
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
        """Empty where the engine has nothing to say. Raises EngineFailed."""
        if not _has_words(parts):
            return _localized(parts)
        translated, lost = self._try_forms(parts)
        if translated is None and lost:
            parts = [piece for part in parts for piece in self._protecting(lost, part)]
            translated, lost = self._try_forms(parts)
        if translated is None:
            parts = [piece for part in parts for piece in self._protecting(None, part)]
            translated = "".join(map(self._alone, parts)).strip() if _has_literals(parts) else ""
        return translated

    def _protecting(self, lost: frozenset[str] | None, part: Part) -> list[Part]:
        """The part with literals for the figures that were lost; None is for all."""
        if isinstance(part, Literal):
            return [part]
        return split_literals(part, self._source, self._target, figures=lost or ANY_FIGURES)

    def _try_forms(self, parts: list[Part]) -> tuple[str | None, frozenset[str]]:
        """The translation with the first placeholders that come through. None, with the figures
        that were in no placeholder and were lost, where there is no such."""
        lost: frozenset[str] = frozenset()
        for form in range(FORMS if _has_literals(parts) else 1):
            used = placeholders(parts, self._source, form)
            try:
                translated = self._engine.translate(fill(parts, [made.text for made in used]))
            except EngineFailed:
                continue
            lost = _lost(fill(parts, [" "] * len(used)), without(translated, used))
            if lost:
                break  # whatever stands for the literals, these need protection too
            restored = restore(translated, used)
            if restored is not None:
                return restored, lost
        return None, lost

    def _alone(self, part: Part) -> str:
        """A literal, or the text beside one translated without it. Raises EngineFailed."""
        if isinstance(part, Literal):
            return part.translation
        if not _has_words([part]):
            return part
        return _fitted(self._engine.translate(part.strip()), part)


def _has_words(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, str) and re.search(r"[^\W\d_]", part) for part in parts)


def _has_literals(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, Literal) for part in parts)


def _localized(parts: Sequence[Part]) -> str:
    return fill(parts, [part.translation for part in parts if isinstance(part, Literal)]).strip()


def _raised(translated: str, parts: Sequence[Part]) -> str:
    """The sentence with a capital where it begins with a term."""
    terms = [part for part in parts if isinstance(part, Literal) and part.kind is Kind.TERM]
    begins = len(parts) > 1 and any(translated.startswith(term.translation) for term in terms)
    return translated[:1].upper() + translated[1:] if begins else translated


def _lost(text: str, translated: str) -> frozenset[str]:
    """The figures and codes that were left to the engine and are gone, changed or doubled."""
    before, after = (Counter(re.findall(r"[0-9]+", side)) for side in (text, translated))
    figures = {figure for figure, count in before.items() if after[figure] != count}
    codes = {token for token in _TOKEN.findall(text) if re.search(r"[A-Z]", token)}
    return frozenset(figures | {code for code in codes if code not in translated})


def _fitted(translated: str, piece: str) -> str:
    """A piece of a sentence is not a sentence: without the full stop and the capital that the
    engine gave it, and with the spaces around it."""
    words = piece.strip()
    if words[-1].isalnum():
        translated = translated.rstrip(".!?")
    if words[0].islower():
        translated = translated[:1].lower() + translated[1:]
    before = piece[: len(piece) - len(piece.lstrip())]
    return f"{before}{translated}{piece[len(piece.rstrip()) :]}"
