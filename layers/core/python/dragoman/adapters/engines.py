"""The engine of a language or a pair, from installed packs: each checked and loaded on first use,
then kept for the life of the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import permutations
from typing import Generic, Protocol, TypeVar

from dragoman.errors import PackUnknown, UnspeakableText, UnsupportedLanguage
from dragoman.messages import VoiceOffer
from dragoman.models.choose import recognition_pack, translation_packs
from dragoman.models.packs import Pack
from dragoman.models.store import PackStore
from dragoman.models.voices import chosen_voice
from dragoman.ports import Recognition, Sound, SpeechToText
from dragoman.reading import aloud
from dragoman.writing import readable

E = TypeVar("E")


class Direction(Protocol):
    """Translates from one language to one other."""

    def translate(self, text: str) -> str: ...


class VoiceEngine(Protocol):
    """Speaks one language in one voice."""

    def speak(self, text: str, speed: float) -> Iterator[Sound]: ...


class Loaded(Generic[E]):
    """Engines by what they are for, loaded once."""

    def __init__(self, load: Callable[..., E]) -> None:
        self._load = load
        self._kept: dict[tuple[str, ...], E] = {}

    def get(self, *purpose: str) -> E:
        if purpose not in self._kept:
            try:
                self._kept[purpose] = self._load(*purpose)
            except PackUnknown as error:
                raise UnsupportedLanguage(str(error)) from error
        return self._kept[purpose]


class PackSpeechToText:
    def __init__(self, store: PackStore, threads: int) -> None:
        self._store = store
        self._threads = threads

    @cached_property
    def _engine(self) -> SpeechToText:
        from dragoman.adapters.whisper import WhisperSpeechToText

        pack = recognition_pack("en", self._store.installed())
        return WhisperSpeechToText(self._store.where(pack.name), self._threads)

    def recognise(
        self,
        sound: Sound,
        languages: tuple[str, ...],
        hotwords: Sequence[str] = (),
        words: bool = False,
        unlikely: str = "",
    ) -> Recognition:
        return self._engine.recognise(sound, languages, hotwords, words, unlikely)

    def warm(self, languages: Sequence[str]) -> None:
        self._engine.warm(languages)


class PackTranslator:
    def __init__(self, store: PackStore, threads: int) -> None:
        self._store = store
        self._threads = threads
        self._routes: Loaded[tuple[Pack, ...]] = Loaded(self._route)
        self._directions: dict[str, Direction] = {}

    def translate(self, text: str, source: str, target: str) -> str:
        for pack in self._routes.get(source, target):
            text = self._direction(pack).translate(text)
        return text

    def via(self, source: str, target: str) -> str | None:
        first, *rest = self._routes.get(source, target)
        return first.languages[1] if rest else None

    def warm(self, languages: Sequence[str]) -> None:
        for source, target in permutations(languages, 2):
            with suppress(UnsupportedLanguage):  # not offered then
                self.translate("1", source, target)

    def _route(self, source: str, target: str) -> tuple[Pack, ...]:
        return translation_packs(source, target, self._store.installed())

    def _direction(self, pack: Pack) -> Direction:
        if pack.name not in self._directions:
            self._directions[pack.name] = self._load(pack)
        return self._directions[pack.name]

    def _load(self, pack: Pack) -> Direction:
        folder, source = self._store.where(pack.name), pack.languages[0]
        if pack.engine == "argos":
            from dragoman.adapters.argos import ArgosDirection

            return ArgosDirection(folder, source, self._threads)
        from dragoman.adapters.bergamot import BergamotDirection

        return BergamotDirection(folder, source)


class PackSynthesizer:
    def __init__(self, store: PackStore, threads: int) -> None:
        self._store = store
        self._threads = threads
        self._voices: Loaded[VoiceEngine] = Loaded(self._load)

    @cached_property
    def _packs(self) -> list[Pack]:
        return self._store.installed()

    def voice(self, language: str, wanted: str = "") -> VoiceOffer:
        voice = chosen_voice(language, wanted, self._packs)
        return VoiceOffer(voice=voice.name, language=language, quality=voice.quality)

    def speak(
        self, text: str, language: str, wanted: str = "", speed: float = 1.0
    ) -> Iterator[Sound]:
        engine = self._voices.get(language, self.voice(language, wanted).voice)
        if not readable(text, language):
            raise UnspeakableText
        return engine.speak(aloud(text, language), speed)

    def warm(self, languages: Sequence[str]) -> None:
        for language in languages:
            for _ in self.speak("1", language):
                pass

    def _load(self, language: str, wanted: str) -> VoiceEngine:
        voice = chosen_voice(language, wanted, self._packs)
        folder = self._store.where(voice.pack)
        if voice.engine == "piper":
            from dragoman.adapters.piper import PiperVoiceEngine

            return PiperVoiceEngine(folder, self._threads)
        from dragoman.adapters.espeak import EspeakVoiceEngine

        return EspeakVoiceEngine(folder, language, voice.engine_name)
