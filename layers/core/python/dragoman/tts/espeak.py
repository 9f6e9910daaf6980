"""Voices by espeak-ng (GPL-3.0-or-later): the last resort, in every language it speaks."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.errors import EngineFailed
from dragoman.ports import Sound
from dragoman.text_segmentation import sentences

if TYPE_CHECKING:
    from dragoman.ports import Samples

_SYNCHRONOUS = 2
_UTF8 = 1
_RATE, _WORD_GAP = 1, 7
_WORDS_PER_MINUTE = 130
_GAP_10_MS = 3
"""A little silence between words, and slower than its own 175 a minute. In trials on some twenty
Portuguese sentences fewer words were misheard so; on others the gain was within chance."""

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


_turn = threading.Lock()
"""espeak-ng keeps its state in global variables: one speaker at a time in a process."""


class _Library:
    """One loading of espeak-ng. What it said before changes how the next sentence sounds, and no
    call of its own makes it forget; so each sentence gets a new one, which takes half a
    millisecond."""

    def __init__(self, pack: Path) -> None:
        self._heard: list[Samples] = []
        self._callback = _Callback(self._hear)
        try:
            self._c: Any = ctypes.CDLL(str(next(pack.glob("libespeak-ng.*"))))
        except (OSError, StopIteration) as error:
            raise EngineFailed("The espeak-ng library does not load on this machine.") from error
        self._rate_hz = self._c.espeak_Initialize(_SYNCHRONOUS, 0, str(pack).encode(), 0)
        if self._rate_hz <= 0:
            raise EngineFailed("espeak-ng did not start.")
        self._c.espeak_SetSynthCallback(self._callback)

    def close(self) -> None:
        self._c.espeak_Terminate()
        ctypes.CDLL(None).dlclose(ctypes.c_void_p(self._c._handle))

    def speak(self, text: str, voice: str, speed: float) -> Sound:
        encoded = text.encode()
        ok = self._c.espeak_SetVoiceByName(voice.encode()) == 0
        self._c.espeak_SetParameter(_RATE, round(_WORDS_PER_MINUTE * speed), 0)
        self._c.espeak_SetParameter(_WORD_GAP, _GAP_10_MS, 0)
        ok = ok and not self._c.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        if not ok or not self._heard:
            raise EngineFailed
        return Sound(np.concatenate(self._heard), self._rate_hz)

    def _hear(self, wave: Any, samples: int, _events: Any) -> int:
        if wave and samples > 0:
            pcm = np.ctypeslib.as_array(wave, shape=(samples,))
            self._heard.append(pcm.astype(np.float32) / np.float32(32_768))
        return 0


class EspeakVoiceEngine:
    """One voice of one language."""

    def __init__(self, pack: Path, language: str, voice: str) -> None:
        self._pack = pack
        self._language = language
        self._voice = voice

    def speak(self, text: str, speed: float) -> Iterator[Sound]:
        """Sentence by sentence. Raises EngineFailed."""
        for sentence in sentences(text, self._language):
            with _turn, closing(_Library(self._pack)) as espeak:
                sound = espeak.speak(sentence, self._voice, speed)
            yield sound
