"""Voices by Piper (GPL-3.0-or-later): only the synthesize function imports this module."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import onnxruntime
from piper import PiperVoice
from piper.config import PiperConfig

from dragoman.errors import EngineFailed
from dragoman.ports import Sound


class PiperVoiceEngine:
    """One voice. Loading it takes about a second."""

    quality = "natural"

    def __init__(self, pack: Path, threads: int) -> None:
        model = next(pack.glob("*.onnx"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._voice = PiperVoice(
            config=PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_text())),
            session=onnxruntime.InferenceSession(
                str(model), sess_options=options, providers=["CPUExecutionProvider"]
            ),
        )

    def speak(self, text: str) -> Iterator[Sound]:
        """Sentence by sentence. Raises EngineFailed."""
        try:
            # Double brackets would be read as phonemes.
            for chunk in self._voice.synthesize(text.replace("[[", " ").replace("]]", " ")):
                yield Sound(chunk.audio_float_array, chunk.sample_rate)
        except Exception as error:  # onnxruntime has no public base of its errors
            raise EngineFailed from error
