"""Recordings, sentences and sounds for `make quality`, and functions that run the engines on them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from dragoman.audio.chunking import concatenate
from dragoman.models.choose import recognition_pack, translation_packs
from dragoman.mt.bergamot import BergamotDirection
from dragoman.ports import RECOGNITION_RATE_HZ, Sound
from dragoman.stt.silero import speech_probabilities
from dragoman.stt.voice_activity import speech_spans
from dragoman.wiring import Wiring
from tests.words import word_error, words

LANGUAGES: Final = ("en", "pt")
"""The languages with recordings and translated sentences."""
SPEECH: Final = Path(__file__).parents[1] / "speech"
PAIRS: Final = Path(__file__).with_name("pairs.tsv")
SPOKEN: Final = Path(__file__).with_name("spoken.tsv")
"""Sentences of the other languages with a natural voice."""


@cache
def wiring() -> Wiring:
    return Wiring()


@cache
def _faster_whisper() -> WhisperModel:
    pack = wiring().packs.where(recognition_pack("en").name)
    return WhisperModel(str(pack), device="cpu", compute_type="int8", cpu_threads=2)


def transcribe(sound: Sound, language: str, hotwords: Iterable[str] = ()) -> str:
    return wiring().speech.recognise(sound, (language,), tuple(hotwords)).text


def transcribe_baseline(sound: Sound, language: str) -> str:
    """faster-whisper with its defaults: beam 5, windows of 30 s, no voice activity detection."""
    segments, _ = _faster_whisper().transcribe(sound.samples, language=language)
    return " ".join(segment.text.strip() for segment in segments)


def recordings(language: str) -> Iterator[tuple[str, Sound]]:
    """The transcripts and recordings of native speakers."""
    for path in sorted(SPEECH.glob(f"*-{language}-*.ogg")):
        yield path.with_suffix(".txt").read_text(), wiring().codec.decode(path.read_bytes())


def with_noise(sound: Sound) -> Sound:
    """The recording with white noise, 10 dB below its power."""
    power = float(np.sqrt(np.square(sound.samples).mean()))
    noise = np.random.default_rng(3).normal(0, power / 10**0.5, len(sound.samples))
    return Sound((sound.samples + noise).astype(np.float32), sound.sample_rate_hz)


def faster(sound: Sound) -> Sound:
    """The recording played 15 % faster and higher."""
    at = np.arange(0, len(sound.samples) - 1, 1.15)
    samples = np.interp(at, np.arange(len(sound.samples)), sound.samples)
    return Sound(samples.astype(np.float32), sound.sample_rate_hz)


def recording_starts(language: str, duration_s: float) -> Iterator[Sound]:
    """The first `duration_s` of speech of each recording."""
    for _, sound in recordings(language):
        begin_s = speech_spans(speech_probabilities(sound.samples))[0].begin_s
        cut = slice(*(round(at * RECOGNITION_RATE_HZ) for at in (begin_s, begin_s + duration_s)))
        yield Sound(sound.samples[cut], RECOGNITION_RATE_HZ)


@cache
def sentences(language: str) -> tuple[str, ...]:
    with (PAIRS if language in LANGUAGES else SPOKEN).open(newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(row[language] for row in rows)


def synthesize(text: str, language: str, voice: str = "") -> Sound:
    """Synthesized speech, encoded and decoded as for recognition."""
    codec = wiring().codec
    speech = concatenate(list(wiring().synthesizer.speak(text, language, voice)))
    return codec.decode(codec.encode(speech, "audio/wav"))


@cache
def _engine_alone(source: str, target: str) -> BergamotDirection:
    [pack] = translation_packs(source, target, wiring().packs.installed())
    return BergamotDirection(wiring().packs.where(pack.name), source)


def translate_baseline(text: str, source: str, target: str) -> str:
    """The translation by the engine without placeholders."""
    return _engine_alone(source, target).translate(text)


def word_error_percent(pairs: Iterable[tuple[str, str]]) -> float:
    """The word error rate over pairs of reference and transcript."""
    wrong = count = 0.0
    for reference, text in pairs:
        wrong += word_error(reference, text) * len(words(reference))
        count += len(words(reference))
    return 100 * wrong / count


def nonspeech_sounds() -> Iterator[tuple[str, Sound]]:
    """Sounds without speech: mostly four seconds each; one of seven, in which Whisper finds words."""
    chance = np.random.default_rng(7)
    at = np.arange(4 * RECOGNITION_RATE_HZ) / RECOGNITION_RATE_HZ
    noise = chance.normal(0, 1, len(at))
    longer = np.arange(7 * RECOGNITION_RATE_HZ) / RECOGNITION_RATE_HZ
    beat = np.random.default_rng(1).normal(0, 1, len(longer)) * np.exp(-30 * (longer % 0.5))
    sounds = {
        "silence": 0 * at,
        "faint noise": 0.001 * noise,
        "noise": 0.02 * noise,
        "loud noise": 0.2 * noise,
        "breathing": 0.05 * noise * np.abs(np.sin(np.pi * at)),
        "brown noise": 0.02 * np.cumsum(noise) / 20,
        "hum": 0.2 * np.sin(2 * np.pi * 50 * at) + 0.1 * np.sin(2 * np.pi * 100 * at),
        "whistle": 0.3 * np.sin(2 * np.pi * 1_000 * at),
        "chord": sum(0.15 * np.sin(2 * np.pi * pitch * at) for pitch in (220, 277, 330)),
        "ringing": 0.3 * np.sin(2 * np.pi * 440 * at) * (at % 1 < 0.4),
        "a tune with a beat": _tune(at) + 0.3 * noise * np.exp(-30 * (at % 0.5)),
        "a longer tune with a beat": _tune(longer) + 0.3 * beat,
        "a short beep": 0.3 * np.sin(2 * np.pi * 880 * at[: RECOGNITION_RATE_HZ // 10]),
        "a short noise": 0.3 * noise[: RECOGNITION_RATE_HZ // 20],
        "clicks": 0.8 * (chance.random(len(at)) > 0.999),
        "a bang": 0.9 * noise * np.exp(-8 * at) / 3,
    }
    for name, samples in sounds.items():
        yield name, Sound(np.clip(samples, -1, 1).astype(np.float32), RECOGNITION_RATE_HZ)


def _tune(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Eight plucked notes with an overtone."""
    scale = np.array([262, 294, 330, 349, 392, 349, 330, 294])
    pitch = scale[(at / 0.5).astype(int) % len(scale)]
    plucked = np.exp(-3 * (at % 0.5))
    tune: NDArray[np.float64] = (
        0.3 * plucked * (np.sin(2 * np.pi * pitch * at) + 0.4 * np.sin(4 * np.pi * pitch * at))
    )
    return tune
