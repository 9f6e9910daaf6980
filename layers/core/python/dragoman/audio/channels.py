"""Selects the channel and the track with speech."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dragoman.audio.levels import conditioned
from dragoman.ports import RECOGNITION_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.audio.decoding import Channels
    from dragoman.ports import Samples

SpeechDetector = Callable[["Samples"], float]
"""Returns the seconds of speech in mono audio at 16 kHz."""
_ALIKE = 0.8
"""The correlation above which channels have the same content; mixing them reduces their noise."""
_TOGETHER = 1.1
"""The factor by which a mix must have more speech than its best channel, as with one person per
channel."""
_ENOUGH_S = 1.0
"""The seconds of speech in a track after which no other track is examined."""
_FRAME = RECOGNITION_RATE_HZ // 50
_STANDS_OUT = 10 ** (15 / 20)
"""The factor by which speech is louder than the noise between words."""


def loud_s(samples: Samples) -> float:
    """The seconds of speech by level: frames that stand out from the noise floor."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = np.sqrt(np.mean(frames**2, axis=1)) if len(frames) else np.zeros(1)
    floor = max(float(np.quantile(levels, 0.1)), 1e-6)
    return float(np.count_nonzero(levels > _STANDS_OUT * floor)) * _FRAME / RECOGNITION_RATE_HZ


def mono(runs: Sequence[Channels], speech_s: SpeechDetector) -> Samples:
    """One channel from runs of samples that may differ in their number of channels."""
    weights = {
        count: _weights(np.concatenate([r for r in runs if len(r) == count], axis=1), speech_s)
        for count in {len(run) for run in runs}
    }
    mixed = [weights[len(run)] @ run for run in runs]
    return np.concatenate(mixed) if mixed else np.zeros(0, np.float32)


def best_track(tracks: Sequence[Samples], speech_s: SpeechDetector) -> Samples:
    """The first track with enough speech, or the one with the most."""
    best, most_s = tracks[0], -1.0
    for track in tracks if len(tracks) > 1 else ():
        said_s = speech_s(conditioned(track))
        if said_s > most_s:
            best, most_s = track, said_s
        if said_s >= _ENOUGH_S:
            break
    return best


def _weights(channels: Channels, speech_s: SpeechDetector) -> NDArray[np.float32]:
    """The weight of each channel in the mix."""
    count = len(channels)
    equal = np.full(count, 1 / count, np.float32)
    if count == 1 or _alike(channels):
        return equal
    said_s = [speech_s(conditioned(channel)) for channel in channels]
    best = max(range(count), key=lambda n: (said_s[n], float(np.abs(channels[n]).max())))
    if speech_s(conditioned(equal @ channels)) > _TOGETHER * said_s[best]:
        return equal
    alone = np.zeros(count, np.float32)
    alone[best] = 1
    return alone


def _alike(channels: Channels) -> bool:
    norms = np.linalg.norm(channels, axis=1)
    if not norms.any():
        return True
    products = channels @ channels.T
    return bool((products >= _ALIKE * np.outer(norms, norms)).all() and norms.all())
