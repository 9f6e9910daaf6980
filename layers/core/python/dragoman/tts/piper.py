"""Voices of Piper (GPL-3.0-or-later). Only the synthesize function imports this module."""

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
"""The pause between sentences."""
_GAIN = 1.3
"""A fixed gain. Piper scales a sentence by its loudest sample, which is known only at its end."""


class PiperVoiceEngine:
    """A Piper voice. Loading it takes one or two seconds. Raises EngineFailed."""

    def __init__(self, pack: Path, threads: int) -> None:
        model = next(pack.glob("*.onnx"))
        config = PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_text()))
        self._config = config
        try:
            self._network = SplitVits(model, threads)
        except ValueError as error:
            raise EngineFailed("This voice is not of the kind that Piper publishes.") from error
        # Piper converts text to phonemes; its own session never runs.
        self._reader = PiperVoice(session=None, config=config)

    def speak(self, text: str, speed: float) -> Iterator[Sound]:
        """Speaks each sentence in chunks of growing length. Raises EngineFailed."""
        rate = self._config.sample_rate
        try:
            # Double brackets would be read as phonemes.
            sentences = self._reader.phonemize(text.replace("[[", " ").replace("]]", " "))
            pause = np.zeros(0, np.float32)
            for phonemes in filter(None, sentences):
                for samples in self._network.speak(self._inputs(phonemes, speed)):
                    # A pause is part of a chunk, because a further chunk would have to be stored and fetched.
                    spoken = np.clip(_GAIN * samples, -1.0, 1.0)
                    yield Sound(np.concatenate([pause, spoken]), rate)
                    pause = np.zeros(0, np.float32)
                pause = np.zeros(round(_PAUSE_S * rate), np.float32)
        except Exception as error:  # onnxruntime's errors have no public base class
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
