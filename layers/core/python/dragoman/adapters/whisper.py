"""SpeechToText over Whisper: faster-whisper's features and tokenizer, CTranslate2's model.

Whisper was trained on windows of 30 s and pays for all of it however short the clip. The encoder
takes any length, so ours is only as long as needed: see `window_frames`. When a short window makes
the decoder loop or doubt, the full window is asked for a second opinion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2
import numpy as np
import tokenizers
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer

from dragoman.adapters.silero import speech_probabilities
from dragoman.errors import EngineFailed
from dragoman.ports import RECOGNITION_RATE_HZ, Recognition, Sound
from dragoman.voice_activity import Stretch, stretches

if TYPE_CHECKING:
    from dragoman.ports import Samples

FRAMES_PER_S = 100
FULL_WINDOW_FRAMES = 3_000
SHORTEST_WINDOW_FRAMES = 1_000
"""Below 10 s the decoder begins to loop on clips it hears well."""
LONGEST_CLIP_S = 28.0

NO_SPEECH_PROBABILITY = 0.6
DOUBTFUL = -1.0
"""Average log-probability of a token: OpenAI's own threshold for trying again."""


def window_frames(clip_frames: int) -> int:
    """How much the encoder is given: the clip and a second of silence, and not too little."""
    return min(FULL_WINDOW_FRAMES, max(clip_frames + FRAMES_PER_S, SHORTEST_WINDOW_FRAMES))


def token_cap(clip_s: float) -> int:
    """More tokens than anyone says in that time."""
    return math.ceil(10 + 6 * clip_s)


def loops(text: str) -> bool:
    """Whether the text runs in a circle: a phrase of four words or more twice in a row, or any
    phrase four times."""
    words = text.lower().split()
    for size in range(1, len(words) // 2 + 1):
        run = 0
        for here in range(size, len(words)):
            run = run + 1 if words[here] == words[here - size] else 0
            if run >= size * (1 if size >= 4 else 3):
                return True
    return False


@dataclass(frozen=True)
class _Hearing:
    text: str
    average_log_probability: float
    no_speech_probability: float

    @property
    def doubtful(self) -> bool:
        return self.average_log_probability < DOUBTFUL or loops(self.text)

    @property
    def silent(self) -> bool:
        return not self.text or (
            self.no_speech_probability > NO_SPEECH_PROBABILITY
            and self.average_log_probability < DOUBTFUL
        )


class WhisperSpeechToText:
    def __init__(self, pack: Path, threads: int) -> None:
        self._model = ctranslate2.models.Whisper(
            str(pack), device="cpu", compute_type="int8", intra_threads=threads, inter_threads=1
        )
        self._vocabulary = tokenizers.Tokenizer.from_file(str(pack / "tokenizer.json"))
        self._features = FeatureExtractor()

    def recognise(self, sound: Sound, languages: tuple[str, ...]) -> Recognition:
        heard: list[_Hearing] = []
        language = languages[0] if len(languages) == 1 else ""
        for clip in _clips(sound.samples):
            features = self._features(clip)
            encoded = self._encode(features, window_frames(features.shape[1]))
            language = language or self._language(encoded, languages)
            hearing = self._listen(encoded, language, len(clip) / RECOGNITION_RATE_HZ)
            if hearing.doubtful:
                encoded = self._encode(features, FULL_WINDOW_FRAMES)
                hearing = self._listen(encoded, language, len(clip) / RECOGNITION_RATE_HZ, beam=5)
            if not hearing.silent:
                heard.append(hearing)
        if not heard:
            return Recognition(text="", language=language, confidence=0.0)
        average = sum(h.average_log_probability for h in heard) / len(heard)
        return Recognition(
            text=" ".join(h.text for h in heard),
            language=language,
            confidence=round(math.exp(min(0.0, average)), 3),
        )

    def warm(self, languages: Sequence[str]) -> None:
        noise = np.zeros(RECOGNITION_RATE_HZ, np.float32)
        encoded = self._encode(self._features(noise), SHORTEST_WINDOW_FRAMES)
        self._listen(encoded, languages[0] if languages else "en", 1.0)

    def _encode(self, features: Any, frames: int) -> Any:
        """The encoder's view of the clip, cut to a number of frames or padded with silence, which
        is the quietest value there is and not zero."""
        clip = features[:, :frames]
        padding = ((0, 0), (0, frames - clip.shape[1]))
        window = np.pad(clip, padding, constant_values=features.min())
        try:
            return self._model.encode(
                ctranslate2.StorageView.from_array(np.ascontiguousarray(window[np.newaxis]))
            )
        except RuntimeError as error:
            raise EngineFailed from error

    def _language(self, encoded: Any, candidates: tuple[str, ...]) -> str:
        """The likeliest of the candidates, or of all languages when there are none."""
        ranked = (str(token)[2:-2] for token, _ in self._model.detect_language(encoded)[0])
        return next(language for language in ranked if not candidates or language in candidates)

    def _listen(self, encoded: Any, language: str, clip_s: float, beam: int = 1) -> _Hearing:
        tokenizer = Tokenizer(self._vocabulary, True, task="transcribe", language=language)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        try:
            result = self._model.generate(
                encoded,
                [prompt],
                beam_size=beam,
                # CTranslate2 gives half of it to the output.
                max_length=min(448, 2 * token_cap(clip_s)),
                return_scores=True,
                return_no_speech_prob=True,
            )[0]
        except RuntimeError as error:
            raise EngineFailed from error
        tokens = result.sequences_ids[0]
        return _Hearing(
            text=tokenizer.decode(tokens).strip(),
            average_log_probability=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech_probability=result.no_speech_prob,
        )


def _clips(samples: Samples) -> Iterator[Samples]:
    """The parts with speech in them, each short enough for one window."""
    end_of_last = 0
    for part in _joined(stretches(speech_probabilities(samples))):
        begin = max(end_of_last, round(part.begin_s * RECOGNITION_RATE_HZ))
        end_of_last = round(part.end_s * RECOGNITION_RATE_HZ)
        for start in range(begin, end_of_last, round(LONGEST_CLIP_S * RECOGNITION_RATE_HZ)):
            stop = min(end_of_last, start + round(LONGEST_CLIP_S * RECOGNITION_RATE_HZ))
            yield samples[start:stop]


def _joined(parts: list[Stretch]) -> Iterator[Stretch]:
    """Neighbouring stretches together as long as they fit one window."""
    while parts:
        first, *rest = parts
        fitting = [p for p in rest if p.end_s - first.begin_s <= LONGEST_CLIP_S]
        last = fitting[-1] if fitting else first
        yield Stretch(first.begin_s, last.end_s)
        parts = rest[len(fitting) :]
