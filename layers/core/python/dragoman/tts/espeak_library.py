"""The espeak-ng library (GPL-3.0-or-later), through ctypes."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dragoman.errors import EngineFailed
from dragoman.ports import Sound

if TYPE_CHECKING:
    from dragoman.ports import Samples

_SYNCHRONOUS: Final = 2
_UTF8: Final = 1
_RATE, _WORD_GAP = 1, 7
_IPA: Final = 0x02
_TIED: Final = 0x80
"""The character in bits 8 and above joins the letters of one sound."""
_TIE_SHIFT: Final = 8

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)

_lock = threading.Lock()
"""espeak-ng keeps its state in global variables, so only one thread may use it at a time."""


class EspeakLibrary:
    """A loaded instance of espeak-ng.

    Earlier sentences change how the next one sounds, and no call resets that. Therefore each
    sentence gets a new instance, which takes half a millisecond. Use `loaded`.
    """

    def __init__(self, pack: Path) -> None:
        self._received: list[Samples] = []
        self._callback = _Callback(self._hear)
        try:
            self._c: Any = ctypes.CDLL(str(next(pack.glob("libespeak-ng.*"))))
        except (OSError, StopIteration) as error:
            raise EngineFailed("The espeak-ng library does not load on this machine.") from error
        self._rate_hz = self._c.espeak_Initialize(_SYNCHRONOUS, 0, str(pack).encode(), 0)
        if self._rate_hz <= 0:
            raise EngineFailed("espeak-ng did not start.")
        self._c.espeak_SetSynthCallback(self._callback)
        self._c.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def close(self) -> None:
        self._c.espeak_Terminate()
        ctypes.CDLL(None).dlclose(ctypes.c_void_p(self._c._handle))

    def speak(self, text: str, voice: str, words_per_minute: int, word_gap: int) -> Sound:
        """The samples of a text. `word_gap` is in units of 10 ms. Raises EngineFailed."""
        self._choose(voice)
        encoded = text.encode()
        self._c.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._c.espeak_SetParameter(_WORD_GAP, word_gap, 0)
        failed = self._c.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        if failed or not self._received:
            raise EngineFailed
        return Sound(np.concatenate(self._received), self._rate_hz)

    def pronounce(self, text: str, voice: str, tie: str = "^") -> str:
        """The IPA of a text, with a tie between the letters of one sound. Raises EngineFailed."""
        self._choose(voice)
        encoded = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(encoded))
        mode = _IPA | _TIED | ord(tie) << _TIE_SHIFT
        clauses = []
        while rest.value:
            clauses.append(self._c.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, mode) or b"")
        return " ".join(clause.decode() for clause in clauses if clause)

    def _choose(self, voice: str) -> None:
        if self._c.espeak_SetVoiceByName(voice.encode()) != 0:
            raise EngineFailed(f"espeak-ng has no voice {voice}.")

    def _hear(self, wave: Any, samples: int, _events: Any) -> int:
        if wave and samples > 0:
            pcm = np.ctypeslib.as_array(wave, shape=(samples,))
            self._received.append(pcm.astype(np.float32) / np.float32(32_768))
        return 0


@contextmanager
def loaded(pack: Path) -> Iterator[EspeakLibrary]:
    """A new instance of the library of a pack, locked against other threads. Raises
    EngineFailed."""
    with _lock:
        library = EspeakLibrary(pack)
        try:
            yield library
        finally:
            library.close()
