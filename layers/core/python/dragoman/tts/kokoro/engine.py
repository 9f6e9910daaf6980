"""The engine of a Kokoro voice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from dragoman.errors import EngineFailed, PackCorrupt
from dragoman.models.kokoro_voices import KOKORO_VOICES
from dragoman.ports import Sound
from dragoman.text_segmentation import sentences
from dragoman.tts.espeak_library import loaded
from dragoman.tts.kokoro.acoustics import FRAMES_PER_S
from dragoman.tts.kokoro.carrier import CARRIERS, cut_out
from dragoman.tts.kokoro.network import KokoroNetwork
from dragoman.tts.kokoro.phonemes import phonemes
from dragoman.tts.kokoro.spectrum import SAMPLE_RATE_HZ
from dragoman.tts.kokoro.utterances import SHORTEST, ended, utterances
from dragoman.tts.kokoro.vocabulary import tokens_of
from dragoman.tts.kokoro.voice import read_voice
from dragoman.tts.kokoro.weights import Tensor

_FIRST_CHUNK_FRAMES: Final = round(0.4 * FRAMES_PER_S)
_GROWTH: Final = 2
_LONGEST_PIECE_FRAMES: Final = 4 * FRAMES_PER_S
_SILENCE_BEFORE_FRAMES: Final = round(0.1 * FRAMES_PER_S)
_SILENCE_AFTER_FRAMES: Final = round(0.25 * FRAMES_PER_S)


class KokoroVoiceEngine:
    """A voice of a Kokoro pack, with the phonemes of an espeak-ng pack. Raises PackCorrupt."""

    def __init__(self, network: KokoroNetwork, pack: Path, name: str, espeak: Path) -> None:
        self._network = network
        self._espeak = espeak
        known = KOKORO_VOICES[name]
        self._language, self._accent = known.language, known.accent
        try:
            self._voice = read_voice(pack / "voices" / f"{name}.npz")
        except (OSError, ValueError, KeyError) as error:
            raise PackCorrupt(f"model pack {pack.name}: {name} is no voice of Kokoro's") from error

    @cached_property
    def _carrier(self) -> tuple[str, str]:
        """The symbols before and after a short utterance."""
        before, after = (
            phonemes(text, self._accent, self._pronounce) for text in CARRIERS[self._language]
        )
        return f"{before} ", f" {after}"

    def speak(self, text: str, speed: float) -> Iterator[Sound]:
        """Speaks each utterance in chunks of growing length. Raises EngineFailed."""
        symbols = [
            phonemes(sentence, self._accent, self._pronounce)
            for sentence in sentences(text, self._language)
        ]
        spoken = utterances(symbols)
        if not spoken:
            raise EngineFailed("Nothing of this text can be pronounced.")
        for utterance in spoken:
            try:
                for samples in self._say(utterance, speed):
                    yield Sound(np.clip(self._voice.gain * samples, -1.0, 1.0), SAMPLE_RATE_HZ)
            except Exception as error:  # onnxruntime's errors have no public base class
                raise EngineFailed from error

    def _say(self, symbols: str, speed: float) -> Iterator[Tensor]:
        if len(symbols) < SHORTEST:
            yield self._say_in_carrier(ended(symbols), speed)
            return
        utterance = self._network.utterance(tokens_of(symbols), self._voice, speed)
        ends = utterance.acoustics.ends
        begin = max(0, int(ends[0]) - _SILENCE_BEFORE_FRAMES)
        end = min(int(ends[-2]) + _SILENCE_AFTER_FRAMES, utterance.acoustics.count)
        for bounds in chunk_bounds(begin, end):
            yield self._network.samples(utterance, *bounds)

    def _say_in_carrier(self, symbols: str, speed: float) -> Tensor:
        before, after = self._carrier
        first, last = (len(tokens_of(part)) for part in (before, before + symbols))
        tokens = tokens_of(before + symbols + after)
        utterance = self._network.utterance(tokens, self._voice, speed)
        ends = [int(end) for end in utterance.acoustics.ends]
        sound = self._network.samples(utterance, ends[first - 2], ends[last + 1])
        # Each margin is a full stop and the following space.
        lead, trail = ends[first] - ends[first - 2], ends[last + 1] - ends[last - 1]
        return cut_out(sound, lead, trail)

    def _pronounce(self, words: str, accent: str) -> str:
        with loaded(self._espeak) as espeak:
            return espeak.pronounce(words, accent)


def chunk_bounds(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The bounds of the chunks: short at first, then longer, without a very short last one."""
    size = _FIRST_CHUNK_FRAMES
    while begin < end:
        cut = begin + size if end - begin - size >= _FIRST_CHUNK_FRAMES else end
        yield begin, cut
        begin, size = cut, min(size * _GROWTH, _LONGEST_PIECE_FRAMES)
