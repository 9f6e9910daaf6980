"""The blocking baseline, which works as the first version did: one request, and one result at the
end.

faster-whisper with its defaults, then the translation, then both voices as whole files. It has no
network, queue or storage between its stages, so it measures compute alone.
"""

from __future__ import annotations

import io
from functools import cache
from time import perf_counter

import numpy as np
from faster_whisper import WhisperModel
from piper import PiperVoice

from dragoman.audio.chunking import concatenate
from dragoman.models.choose import recognition_pack, voice_pack
from dragoman.ports import Sound
from tests.bench.clips import CONTENT_TYPE, Clip
from tests.bench.engines import engines


@cache
def _whisper() -> WhisperModel:
    pack = engines().packs.where(recognition_pack("en").name)
    threads = engines().settings.threads
    return WhisperModel(str(pack), device="cpu", compute_type="int8", cpu_threads=threads)


@cache
def _piper(language: str) -> PiperVoice:
    pack = engines().packs.where(voice_pack(language).name)
    return PiperVoice.load(next(pack.glob("*.onnx")))


def run(clip: Clip) -> dict[str, float]:
    """The milliseconds of each stage and in total, which is also the time to the first sound; and
    the number of recognised words."""
    began = perf_counter()
    segments, _ = _whisper().transcribe(io.BytesIO(clip.encoded))
    text = " ".join(segment.text.strip() for segment in segments)
    recognised = perf_counter()
    translation = engines().translator.translate(text, clip.source, clip.target)
    translated = perf_counter()
    _voice(translation, clip.target)
    spoken = perf_counter()
    _voice(text, clip.source)
    done = perf_counter()
    return {
        "transcribe_ms": (recognised - began) * 1000,
        "translate_ms": (translated - recognised) * 1000,
        "synthesize_translated_ms": (spoken - translated) * 1000,
        "synthesize_original_ms": (done - spoken) * 1000,
        "first_sound_ms": (done - began) * 1000,
        "complete_ms": (done - began) * 1000,
        "words": len(text.split()),
    }


def _voice(text: str, language: str) -> bytes:
    return engines().codec.encode(_whole(text, language), CONTENT_TYPE)


def _whole(text: str, language: str) -> Sound:
    if voice_pack(language).engine != "piper":
        return concatenate(list(engines().synthesizer.speak(text, language)))
    chunks = list(_piper(language).synthesize(text))
    samples = np.concatenate([chunk.audio_float_array for chunk in chunks])
    return Sound(samples, chunks[0].sample_rate)
