"""The translation engines of the installed packs, each direction loaded on first use."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import permutations

from dragoman.errors import UnsupportedLanguage
from dragoman.models.choose import translation_packs
from dragoman.models.loaded_engines import LoadedEngines
from dragoman.models.packs import Pack
from dragoman.models.store import PackStore
from dragoman.mt.literal_preserving_translator import Direction, LiteralPreservingTranslator
from dragoman.mt.quality_check import best_translation
from dragoman.ports import CheckedTranslation
from dragoman.protocol import Term


class PackTranslator:
    def __init__(self, store: PackStore, threads: int) -> None:
        self._store = store
        self._threads = threads
        self._routes: LoadedEngines[tuple[Pack, ...]] = LoadedEngines(self._route)
        self._directions: dict[str, LiteralPreservingTranslator] = {}

    def translate(self, text: str, source: str, target: str, terms: Sequence[Term] = ()) -> str:
        for pack in self._routes.get(source, target):
            text = self._direction(pack).translate(text, terms)
            # The pivot text has the terms in their final form.
            terms = [
                Term(source=term.target, target=term.target, case_sensitive=True) for term in terms
            ]
        return text

    def translate_checked(
        self, text: str, source: str, target: str, terms: Sequence[Term] = ()
    ) -> CheckedTranslation:
        return best_translation(
            text,
            lambda written: self.translate(written, source, target, terms),
            lambda translation: self.translate(translation, target, source),
        )

    def via(self, source: str, target: str) -> str | None:
        first, *rest = self._routes.get(source, target)
        return first.languages[1] if rest else None

    def warm(self, languages: Sequence[str]) -> None:
        for source, target in permutations(languages, 2):
            with suppress(UnsupportedLanguage):  # the pair is not offered
                self.translate("ok", source, target)  # numbers alone would not load the engine

    def _route(self, source: str, target: str) -> tuple[Pack, ...]:
        return translation_packs(source, target, self._store.installed())

    def _direction(self, pack: Pack) -> LiteralPreservingTranslator:
        if pack.name not in self._directions:
            engine = self._load(pack)
            self._directions[pack.name] = LiteralPreservingTranslator(engine, *pack.languages[:2])
        return self._directions[pack.name]

    def _load(self, pack: Pack) -> Direction:
        folder, source = self._store.where(pack.name), pack.languages[0]
        if pack.engine == "argos":
            from dragoman.mt.argos import ArgosDirection

            return ArgosDirection(folder, source, self._threads)
        from dragoman.mt.bergamot import BergamotDirection

        return BergamotDirection(folder, source)
