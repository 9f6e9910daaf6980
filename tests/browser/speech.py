"""Speech for a fake microphone."""

import wave
from pathlib import Path
from typing import Final

import av
import numpy as np

SPEECH: Final = Path(__file__).parents[1] / "speech"
RATE_HZ: Final = 48_000


def microphone(folder: Path, *parts: str | float) -> tuple[Path, float]:
    """A WAV file of recordings (`en-003`) and silences (seconds), and how long it lasts."""
    path = folder / ("_".join(str(part) for part in parts) + ".wav")
    samples = np.concatenate([_samples(part) for part in parts])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return path, len(samples) / RATE_HZ


def _samples(part: str | float) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    if not isinstance(part, str):
        return np.zeros(round(part * RATE_HZ), np.int16)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    with av.open(str(SPEECH / f"fleurs-{part}.ogg")) as file:
        frames = [r for frame in file.decode(audio=0) for r in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])
