"""Voices by Piper (GPL-3.0-or-later): only the synthesize function imports this module."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from piper import PiperVoice
from piper.config import PiperConfig

from dragoman.errors import EngineFailed
from dragoman.ports import Sound
from dragoman.tts.vits import SplitVits

_PAUSE_S = 0.2
"""Between sentences."""
_GAIN = 1.3
"""Piper's own loudness, which scales a sentence by its loudest sample, is known only at its end."""


class PiperVoiceEngine:
    """One voice. Loading it takes a second or two. Raises EngineFailed."""

    def __init__(self, pack: Path, threads: int) -> None:
        model = next(pack.glob("*.onnx"))
        config = PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_text()))
        self._config = config
        try:
            self._network = SplitVits(model, threads)
        except ValueError as error:
            raise EngineFailed("This voice is not of the kind that Piper publishes.") from error
        # Piper turns text into phonemes; its own session is never run.
        self._reader = PiperVoice(session=None, config=config)

    def speak(self, text: str, speed: float) -> Iterator[Sound]:
        """In pieces that grow, sentence by sentence. Raises EngineFailed."""
        rate = self._config.sample_rate
        try:
            # Double brackets would be read as phonemes.
            sentences = self._reader.phonemize(text.replace("[[", " ").replace("]]", " "))
            pause = np.zeros(0, np.float32)
            for phonemes in filter(None, sentences):
                for samples in self._network.speak(self._inputs(phonemes, speed)):
                    # A pause has no piece of its own: it would be one more to store and to fetch.
                    spoken = np.clip(_GAIN * samples, -1.0, 1.0)
                    yield Sound(np.concatenate([pause, spoken]), rate)
                    pause = np.zeros(0, np.float32)
                pause = np.zeros(round(_PAUSE_S * rate), np.float32)
        except Exception as error:  # onnxruntime's errors have no public base
            raise EngineFailed from error

    def _inputs(self, phonemes: list[str], speed: float) -> dict[str, Any]:
        ids = np.array([self._reader.phonemes_to_ids(phonemes)], np.int64)
        config = self._config
        scales = [config.noise_scale, config.length_scale / speed, config.noise_w_scale]
        inputs = {
            "input": ids,
            "input_lengths": np.array([ids.shape[1]], np.int64),
            "scales": np.array(scales, np.float32),
        }
        if config.num_speakers > 1:
            inputs["sid"] = np.array([config.default_speaker_id], np.int64)
        return inputs
