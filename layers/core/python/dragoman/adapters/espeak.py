"""Voices by espeak-ng (GPL-3.0-or-later): the last resort, in every language it speaks."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.errors import EngineFailed
from dragoman.ports import Sound
from dragoman.writing import sentences

if TYPE_CHECKING:
    from dragoman.ports import Samples

_SYNCHRONOUS = 2
_UTF8 = 1
_RATE, _WORD_GAP = 1, 7
_WORDS_PER_MINUTE = 145
_GAP_10_MS = 3
"""With a little silence between words, and slower than its own 175 a minute, about half as many
words of Portuguese are misheard."""
_PREFERRED = {"en": "en-us", "pt": "pt-br", "es": "es-419", "zh": "cmn"}
"""Where espeak-ng's plain code is another accent than our translations."""

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class _Library:
    """espeak-ng keeps one global state a process: one instance, one speaker at a time."""

    _loaded: _Library | None = None
    _loading = threading.Lock()

    def __init__(self, pack: Path) -> None:
        self._turn = threading.Lock()
        self._heard: list[Samples] = []
        self._callback = _Callback(self._hear)
        try:
            self._c: Any = ctypes.CDLL(str(next(pack.glob("libespeak-ng.*"))))
        except (OSError, StopIteration) as error:
            raise EngineFailed("The espeak-ng library does not load on this machine.") from error
        self.sample_rate_hz = self._c.espeak_Initialize(_SYNCHRONOUS, 0, str(pack).encode(), 0)
        if self.sample_rate_hz <= 0:
            raise EngineFailed("espeak-ng did not start.")
        self._c.espeak_SetSynthCallback(self._callback)

    @classmethod
    def of(cls, pack: Path) -> _Library:
        with cls._loading:
            cls._loaded = cls._loaded or cls(pack)
            return cls._loaded

    def speak(self, text: str, voice: str) -> Samples:
        encoded = text.encode()
        with self._turn:
            self._heard = []
            ok = self._c.espeak_SetVoiceByName(voice.encode()) == 0
            self._c.espeak_SetParameter(_RATE, _WORDS_PER_MINUTE, 0)
            self._c.espeak_SetParameter(_WORD_GAP, _GAP_10_MS, 0)
            ok = (
                ok
                and self._c.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None) == 0
            )
            if not ok or not self._heard:
                raise EngineFailed
            return np.concatenate(self._heard)

    def _hear(self, wave: Any, samples: int, _events: Any) -> int:
        if wave and samples > 0:
            pcm = np.ctypeslib.as_array(wave, shape=(samples,))
            self._heard.append(pcm.astype(np.float32) / np.float32(32_768))
        return 0


class EspeakVoiceEngine:
    """The voice of one language."""

    quality = "basic"

    def __init__(self, pack: Path, language: str) -> None:
        self._language = language
        self._voice = _PREFERRED.get(language, language)
        self._library = _Library.of(pack)

    def speak(self, text: str) -> Iterator[Sound]:
        """Sentence by sentence. Raises EngineFailed."""
        for sentence in sentences(text, self._language):
            samples = self._library.speak(sentence, self._voice)
            yield Sound(samples, self._library.sample_rate_hz)
