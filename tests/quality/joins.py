"""Recordings in which the speaker pauses where no sentence ends: what is heard, beside the same uncut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from dragoman.ports import RECOGNITION_RATE_HZ, Sound
from dragoman.stt.silero import speech_probabilities
from dragoman.stt.voice_activity import FRAME_SAMPLES
from tests.quality import material
from tests.quality.figures import Figure
from tests.quality.material import LANGUAGES

PART: Final = "Pauses within sentences"
PAUSES_S: Final = (0.3, 0.5, 1.0)
EVERY_S: Final = 3.0
"""Speech between two pauses, about."""
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


def joins() -> Iterator[Figure]:
    for language in LANGUAGES:
        said = list(material.recordings(language))
        uncut = [(text, material.transcribe(sound, language)) for text, sound in said]
        for pause_s in PAUSES_S:
            cut = [
                (text, material.transcribe(with_pauses(sound, pause_s), language))
                for text, sound in said
            ]
            what = f"{language}, pauses of {pause_s:g} s"
            yield Figure(
                PART, f"{what}, word error", material.word_error_percent(cut),
                baseline=material.word_error_percent(uncut),
            )  # fmt: skip
            yield Figure(
                PART, f"{what}, sentence ends that were not said", false_ends(cut),
                unit="", baseline=false_ends(uncut),
            )  # fmt: skip


def with_pauses(sound: Sound, pause_s: float) -> Sound:
    """The recording with silence at the least probable frame of speech of every `EVERY_S`."""
    samples = sound.samples
    probabilities = speech_probabilities(samples)
    every = round(EVERY_S * RECOGNITION_RATE_HZ / FRAME_SAMPLES)
    silence = np.zeros(round(pause_s * RECOGNITION_RATE_HZ), np.float32)
    parts, begin = [], 0
    for frame in range(every, len(probabilities) - every // 2, every):
        near = range(frame - every // 4, frame + every // 4)
        quietest = min(near, key=lambda at: probabilities[at])
        parts += [samples[begin : quietest * FRAME_SAMPLES], silence]
        begin = quietest * FRAME_SAMPLES
    return Sound(np.concatenate([*parts, samples[begin:]]), RECOGNITION_RATE_HZ)


def false_ends(pairs: list[tuple[str, str]]) -> int:
    """Sentence ends that were heard beyond those of the text that was said."""
    return sum(
        max(0, len(_SENTENCE_END.findall(heard)) - max(1, len(_SENTENCE_END.findall(said))))
        for said, heard in pairs
    )
