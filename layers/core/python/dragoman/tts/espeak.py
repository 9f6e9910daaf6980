"""Voices of espeak-ng (GPL-3.0-or-later), the fallback for every language it supports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dragoman.ports import Sound
from dragoman.text_segmentation import sentences
from dragoman.tts.espeak_library import loaded

_WORDS_PER_MINUTE: Final = 130
_GAP_10_MS: Final = 3
"""A short silence between words and fewer than the default 175 words per minute. In trials on some
twenty Portuguese sentences this reduced recognition errors; on others the gain was not
significant."""


class EspeakVoiceEngine:
    """A voice of one language."""

    def __init__(self, pack: Path, language: str, voice: str) -> None:
        self._pack = pack
        self._language = language
        self._voice = voice

    def speak(self, text: str, speed: float) -> Iterator[Sound]:
        """Speaks each sentence by itself. Raises EngineFailed."""
        for sentence in sentences(text, self._language):
            with loaded(self._pack) as espeak:
                sound = espeak.speak(
                    sentence, self._voice, round(_WORDS_PER_MINUTE * speed), _GAP_10_MS
                )
            yield sound
