"""Recordings of kinds that people report trouble with: in how many is the sentence heard?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import BadInput
from dragoman.ports import Sound
from tests.audio_files import KINDS, float_wav, noise, pcm_wav
from tests.quality import material
from tests.quality.figures import Figure
from tests.quality.material import LANGUAGES, wiring
from tests.words import word_error

PART: Final = "Unusual recordings"
MAX_WORD_ERROR: Final = 0.2
"""Beyond that of the plain recording."""
ONE_RECORDING: Final = 3.0
"""A little more than one of the recordings, in percent."""


def odd_recordings() -> Iterator[Figure]:
    for language in LANGUAGES:
        plain, text, sound = min(
            (
                (word_error(said, material.transcribe(sound, language)), said, sound)
                for said, sound in material.recordings(language)
            ),
            key=lambda one: one[0],
        )
        limit = plain + MAX_WORD_ERROR
        files = unusual(sound.samples)
        heard = sum(word_error(text, _heard(file, language)) <= limit for file in files.values())
        yield Figure(
            PART, f"{language}, sentences heard in {len(files)} recordings",
            100 * heard / len(files), lower_is_better=False, margin=ONE_RECORDING,
        )  # fmt: skip


def unusual(samples: NDArray[np.float32]) -> dict[str, bytes]:
    """Files of one sentence, by their kind."""
    peak = float(np.abs(samples).max())
    hiss = noise(len(samples) / 16_000)[: len(samples)]
    files = {name: kind.write(samples) for name, kind in KINDS.items()}
    files |= {
        f"a peak of {level_db} dBFS": _pcm(samples / peak * 10 ** (level_db / 20))
        for level_db in (-62, -50, -36)
    }
    files |= {f"an offset of {offset}": _pcm(samples / peak / 3 + offset) for offset in (-0.4, 0.3)}
    files |= {
        f"a sample that is {bad}": float_wav(_with(samples, bad))
        for bad in (np.nan, np.inf, -np.inf, 1e30)
    }
    mp3 = KINDS["MP3"]
    half = len(samples) // 2
    flac = KINDS["FLAC"].write(samples)
    return files | {
        "floats on the scale of integers": float_wav(samples / peak * 32_768),
        "antiphase": KINDS["FLAC"].write(np.stack([samples, -samples])),
        "speech on the left": KINDS["MP4/AAC"].write(np.stack([samples, 0 * samples])),
        "speech on the right, noise on the left": _pcm(np.stack([hiss, samples], axis=1), 2),
        "two files joined": mp3.write(samples[:half]) + mp3.write(samples[half:]),
        "clipped": _pcm(4 * samples / peak),
        "a damaged packet": flac[: len(flac) // 2] + bytes(200) + flac[len(flac) // 2 + 200 :],
    }


def _pcm(samples: NDArray[Any], channels: int = 1) -> bytes:
    return pcm_wav(np.round(np.clip(samples, -1, 1) * 32_767).astype(np.int16), channels)


def _with(samples: NDArray[np.float32], bad: float) -> NDArray[np.float32]:
    changed = samples.copy()
    changed[len(samples) // 3] = bad
    return changed


def _heard(file: bytes, language: str) -> str:
    """Nothing where the file is refused."""
    try:
        sound: Sound = wiring().codec.decode(file)
    except BadInput:
        return ""
    return material.transcribe(sound, language)
