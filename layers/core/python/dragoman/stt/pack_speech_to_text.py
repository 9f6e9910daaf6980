"""The recognition engine of the installed model packs, loaded on first use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from dragoman.models.choose import recognition_pack
from dragoman.models.store import PackStore
from dragoman.ports import Recognition, Sound, SpeechToText


class PackSpeechToText:
    def __init__(self, store: PackStore, threads: int) -> None:
        self._store = store
        self._threads = threads

    @cached_property
    def _engine(self) -> SpeechToText:
        from dragoman.stt.whisper.recognizer import WhisperSpeechToText

        pack = recognition_pack("en", self._store.installed())
        return WhisperSpeechToText(self._store.where(pack.name), self._threads)

    def recognise(
        self,
        sound: Sound,
        languages: tuple[str, ...],
        hotwords: Sequence[str] = (),
        words: bool = False,
        unexpected_language: str = "",
    ) -> Recognition:
        return self._engine.recognise(sound, languages, hotwords, words, unexpected_language)

    def continue_text(
        self, sound: Sound, languages: tuple[str, ...], prefix: str = ""
    ) -> Recognition:
        return self._engine.continue_text(sound, languages, prefix)

    def warm(self, languages: Sequence[str]) -> None:
        self._engine.warm(languages)
