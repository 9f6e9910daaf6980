"""The voices of the installed packs, each loaded on first use."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dragoman.errors import EngineFailed, ModelError, PackCorrupt, UnspeakableText
from dragoman.models.freed_memory import return_freed_memory
from dragoman.models.loaded_engines import LoadedEngines
from dragoman.models.packs import Pack
from dragoman.models.store import PackStore
from dragoman.models.voices import InstalledVoice, chosen_voice, fallback_voice
from dragoman.ports import Sound, SpokenText
from dragoman.protocol import VoiceInfo
from dragoman.text_segmentation import readable
from dragoman.tts.text_normalization import to_spoken_form

if TYPE_CHECKING:
    from dragoman.tts.kokoro.network import KokoroNetwork

_logger = logging.getLogger(__name__)


class VoiceEngine(Protocol):
    """The engine of one voice."""

    def speak(self, text: str, speed: float) -> Iterator[Sound]: ...


class PackSynthesizer:
    """A basic voice replaces a natural voice that has not started after `latest_start_s`, because
    the machine is busy. 0 waits without limit. Loading a voice does not count."""

    def __init__(self, store: PackStore, threads: int, latest_start_s: float = 0.0) -> None:
        self._store = store
        self._threads = threads
        self._latest_start_s = latest_start_s
        self._late = ThreadPoolExecutor(max_workers=2, thread_name_prefix="voice")
        self._voices: LoadedEngines[VoiceEngine] = LoadedEngines(self._load)

    @cached_property
    def _packs(self) -> list[Pack]:
        return self._store.installed()

    def voice(self, language: str, wanted: str = "") -> VoiceInfo:
        return chosen_voice(language, wanted, self._packs).info

    def speak(self, text: str, language: str, wanted: str = "", speed: float = 1.0) -> SpokenText:
        chosen = chosen_voice(language, wanted, self._packs)
        if not readable(text, language):
            raise UnspeakableText
        spoken_form = to_spoken_form(text, language)
        other = fallback_voice(chosen, self._packs)
        try:
            begin = self._begin_in_time if other and self._latest_start_s else self._begin
            return SpokenText(chosen.info, begin(chosen, spoken_form, speed))
        except (ModelError, TimeoutError) as error:
            if other is None:
                raise
            why = error.code if isinstance(error, ModelError) else "late"
            _logger.warning("voice fallback", extra={"voice": chosen.name, "code": why})
            chunks = self._begin(other, spoken_form, speed)
            return SpokenText(other.info, chunks, instead_of=chosen.name)

    def warm(self, languages: Sequence[str]) -> None:
        for language in languages:
            for _ in self.speak("1", language):
                pass

    def _begin_in_time(self, voice: InstalledVoice, text: str, speed: float) -> Iterator[Sound]:
        """As `_begin`, with a time limit. Raises TimeoutError; the started synthesis then ends in
        the background."""
        self._voices.get(voice.language, voice.name)
        return self._late.submit(self._begin, voice, text, speed).result(self._latest_start_s)

    def _begin(self, voice: InstalledVoice, text: str, speed: float) -> Iterator[Sound]:
        """The chunks, of which the first is computed here, so that a failing voice raises at
        once."""
        chunks = self._voices.get(voice.language, voice.name).speak(text, speed)
        first = next(chunks, None)
        if first is None:
            raise EngineFailed("The voice returned no audio.")
        return chain([first], chunks)

    def _load(self, language: str, name: str) -> VoiceEngine:
        voice = chosen_voice(language, name, self._packs)
        folder = self._store.where(voice.pack)
        if voice.engine == "piper":
            from dragoman.tts.piper import PiperVoiceEngine

            piper = PiperVoiceEngine(folder, self._threads)
            return_freed_memory()
            return piper
        if voice.engine == "kokoro":
            return self._kokoro(folder, voice)
        from dragoman.tts.espeak import EspeakVoiceEngine

        return EspeakVoiceEngine(folder, language, voice.engine_name)

    def _kokoro(self, folder: Path, voice: InstalledVoice) -> VoiceEngine:
        from dragoman.tts.kokoro.engine import KokoroVoiceEngine

        espeak = self._store.where("espeak-ng")
        return KokoroVoiceEngine(self._kokoro_network, folder, voice.engine_name, espeak)

    @cached_property
    def _kokoro_network(self) -> KokoroNetwork:
        """The network, shared by all voices."""
        from dragoman.tts.kokoro.network import KokoroNetwork

        try:
            network = KokoroNetwork(self._store.where("kokoro-82m") / "kokoro.onnx", self._threads)
        except ValueError as error:
            raise PackCorrupt("the network of kokoro-82m is not Kokoro's") from error
        return_freed_memory()
        return network
