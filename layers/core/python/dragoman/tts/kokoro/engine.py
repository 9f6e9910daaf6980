"""A voice of Kokoro's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from dragoman.errors import EngineFailed, PackCorrupt
from dragoman.models.kokoro_voices import KOKORO_VOICES
from dragoman.ports import Sound
from dragoman.text_segmentation import sentences
from dragoman.tts.espeak_library import loaded
from dragoman.tts.kokoro.acoustics import FRAMES_PER_S
from dragoman.tts.kokoro.network import KokoroNetwork, Utterance
from dragoman.tts.kokoro.phonemes import phonemes
from dragoman.tts.kokoro.spectrum import SAMPLE_RATE_HZ
from dragoman.tts.kokoro.utterances import utterances
from dragoman.tts.kokoro.vocabulary import tokens_of
from dragoman.tts.kokoro.voice import read_voice
from dragoman.tts.kokoro.weights import Tensor

_GAIN: Final = 1.5
"""To the loudness of the other engines."""
_WHOLE_FRAMES: Final = round(1.5 * FRAMES_PER_S)
"""Up to so many an utterance is made in one go, and exactly as the network was trained."""
_FIRST_PIECE_FRAMES: Final = round(0.4 * FRAMES_PER_S)
_GROWTH: Final = 2
_LONGEST_PIECE_FRAMES: Final = 4 * FRAMES_PER_S
_SILENCE_BEFORE_FRAMES: Final = round(0.05 * FRAMES_PER_S)
_SILENCE_AFTER_FRAMES: Final = round(0.25 * FRAMES_PER_S)


class KokoroVoiceEngine:
    """One voice of a Kokoro pack, pronounced by an espeak-ng pack. Raises PackCorrupt."""

    def __init__(self, network: KokoroNetwork, pack: Path, name: str, espeak: Path) -> None:
        self._network = network
        self._espeak = espeak
        known = KOKORO_VOICES[name]
        self._language, self._accent = known.language, known.accent
        try:
            self._voice = read_voice(pack / "voices" / f"{name}.npz")
        except (OSError, ValueError, KeyError) as error:
            raise PackCorrupt(f"model pack {pack.name}: {name} is no voice of Kokoro's") from error

    def speak(self, text: str, speed: float) -> Iterator[Sound]:
        """In pieces that grow, utterance by utterance. Raises EngineFailed."""
        spoken = False
        for sentence in sentences(text, self._language):
            symbols = phonemes(sentence, self._accent, self._pronounce)
            for part in utterances(symbols, first=not spoken):
                spoken = True
                yield from self._say(tokens_of(part), speed)
        if not spoken:
            raise EngineFailed("Nothing of this text can be pronounced.")

    def _pronounce(self, words: str, accent: str) -> str:
        with loaded(self._espeak) as espeak:
            return espeak.pronounce(words, accent)

    def _say(self, tokens: list[int], speed: float) -> Iterator[Sound]:
        try:
            utterance = self._network.utterance(tokens, self._voice, speed)
            for samples in self._samples(utterance):
                yield Sound(np.clip(_GAIN * samples, -1.0, 1.0), SAMPLE_RATE_HZ)
        except Exception as error:  # onnxruntime's errors have no public base
            raise EngineFailed from error

    def _samples(self, utterance: Utterance) -> Iterator[Tensor]:
        acoustics = utterance.acoustics
        begin = max(0, acoustics.lead_in - _SILENCE_BEFORE_FRAMES)
        end = acoustics.count - max(0, acoustics.lead_out - _SILENCE_AFTER_FRAMES)
        if acoustics.count <= _WHOLE_FRAMES:
            hop = SAMPLE_RATE_HZ // FRAMES_PER_S
            yield self._network.whole(utterance)[begin * hop : end * hop]
        else:
            for left, right in pieces(begin, end):
                yield self._network.samples(utterance, left, right)


def pieces(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where to cut the frames: short at first, then longer, without a tiny rest."""
    size = _FIRST_PIECE_FRAMES
    while begin < end:
        cut = begin + size if end - begin - size >= _FIRST_PIECE_FRAMES else end
        yield begin, cut
        begin, size = cut, min(size * _GROWTH, _LONGEST_PIECE_FRAMES)
