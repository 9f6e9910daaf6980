"""The voices of the installed packs, each loaded on first use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

from dragoman.errors import UnspeakableText
from dragoman.models.loaded_engines import LoadedEngines
from dragoman.models.packs import Pack
from dragoman.models.store import PackStore
from dragoman.models.voices import chosen_voice
from dragoman.ports import Sound
from dragoman.protocol import VoiceInfo
from dragoman.text_segmentation import readable
from dragoman.tts.text_normalization import to_spoken_form


class VoiceEngine(Protocol):
    """An engine that speaks one language in one voice."""

    def speak(self, text: str, speed: float) -> Iterator[Sound]: ...


class PackSynthesizer:
    def __init__(self, store: PackStore, threads: int) -> None:
        self._store = store
        self._threads = threads
        self._voices: LoadedEngines[VoiceEngine] = LoadedEngines(self._load)

    @cached_property
    def _packs(self) -> list[Pack]:
        return self._store.installed()

    def voice(self, language: str, wanted: str = "") -> VoiceInfo:
        voice = chosen_voice(language, wanted, self._packs)
        return VoiceInfo(voice=voice.name, language=language, quality=voice.quality)

    def speak(
        self, text: str, language: str, wanted: str = "", speed: float = 1.0
    ) -> Iterator[Sound]:
        engine = self._voices.get(language, self.voice(language, wanted).voice)
        if not readable(text, language):
            raise UnspeakableText
        return engine.speak(to_spoken_form(text, language), speed)

    def warm(self, languages: Sequence[str]) -> None:
        for language in languages:
            for _ in self.speak("1", language):
                pass

    def _load(self, language: str, wanted: str) -> VoiceEngine:
        voice = chosen_voice(language, wanted, self._packs)
        folder = self._store.where(voice.pack)
        if voice.engine == "piper":
            from dragoman.tts.piper import PiperVoiceEngine

            return PiperVoiceEngine(folder, self._threads)
        from dragoman.tts.espeak import EspeakVoiceEngine

        return EspeakVoiceEngine(folder, language, voice.engine_name)
