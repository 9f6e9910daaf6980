"""Recordings for a fake microphone."""

import base64
import io
import wave
from pathlib import Path
from typing import Final

import av
import numpy as np

SPEECH: Final = Path(__file__).parents[1] / "speech"
RATE_HZ: Final = 48_000


def write_wav(folder: Path, *parts: str | float) -> Path:
    """Writes a WAV file of recordings (`en-003`) and silences (seconds)."""
    path = folder / ("_".join(str(part) for part in parts) + ".wav")
    path.write_bytes(wav(*parts))
    return path


def wav_base64(*parts: str | float) -> str:
    return base64.b64encode(wav(*parts)).decode()


def wav(*parts: str | float) -> bytes:
    """Recordings (`en-003`) and silences (seconds) as one WAV file."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.concatenate([_samples(part) for part in parts]).tobytes())
    return target.getvalue()


def _samples(part: str | float) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    if not isinstance(part, str):
        return np.zeros(round(part * RATE_HZ), np.int16)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    with av.open(str(SPEECH / f"fleurs-{part}.ogg")) as file:
        frames = [r for frame in file.decode(audio=0) for r in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])
