"""SpeechToText over Whisper: faster-whisper's features and tokenizer, CTranslate2's model.

Whisper was trained on windows of 30 s and pays for all of it however short the clip. The encoder
takes any length, so ours is only as long as needed: see `window_frames`. When a short window makes
the decoder loop or doubt, the full window is asked for a second opinion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2
import numpy as np
import tokenizers
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer

from dragoman.adapters.processor import use_wide_vectors
from dragoman.adapters.silero import speech_probabilities
from dragoman.adapters.whisper_words import likely_words
from dragoman.errors import EngineFailed
from dragoman.ports import RECOGNITION_RATE_HZ, Recognition, Sound
from dragoman.voice_activity import Stretch, stretches

if TYPE_CHECKING:
    from dragoman.messages import Word
    from dragoman.ports import Samples

FRAMES_PER_S = 100
FULL_WINDOW_FRAMES = 3_000
SHORTEST_WINDOW_FRAMES = 1_000
"""Below 10 s the decoder begins to loop on clips it hears well."""
LONGEST_CLIP_S = 28.0
JOINED_S = 8.0
"""Stretches of speech are heard together up to this length. In longer clips with pauses the decoder
takes a pause for the end, or leaves out the first sentence, and is sure of it."""

BEAM = 2
"""Ways of going on that the decoder keeps open. The second adds a twentieth to its time, since
reading its weights is what takes it, and saves a tenth of the Portuguese words lost."""
BEAM_IN_DOUBT = 5
"""faster-whisper's own."""

HOTWORD_TOKENS = 100
"""Of the 223 that the decoder can look back on."""

UNLIKELY = 0.1
"""How much sound in a language counts that is not expected: enough where a sentence was said, too
little where a word was, which Whisper takes for English rather."""

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
    tokens: list[int]
    average_log_probability: float
    no_speech_probability: float

    @property
    def unsure(self) -> bool:
        """Of its words."""
        return self.average_log_probability < DOUBTFUL

    @property
    def of_nobody(self) -> bool:
        return self.no_speech_probability > NO_SPEECH_PROBABILITY

    @property
    def doubtful(self) -> bool:
        return self.unsure or loops(self.text)

    @property
    def silent(self) -> bool:
        return not self.text or (self.of_nobody and self.unsure)


class WhisperSpeechToText:
    def __init__(self, pack: Path, threads: int) -> None:
        use_wide_vectors()
        # The encoder is faster on every thread it gets; the decoder, which reads all its weights
        # for each token, loses a fifth of its time to a second one. So each has its own copy.
        self._encoder = _model(pack, threads)
        self._decoder = _model(pack, 1)
        self._vocabulary = tokenizers.Tokenizer.from_file(str(pack / "tokenizer.json"))
        self._features = FeatureExtractor(feature_size=self._encoder.n_mels)

    def recognise(
        self,
        sound: Sound,
        languages: tuple[str, ...],
        hotwords: Sequence[str] = (),
        words: bool = False,
        unlikely: str = "",
    ) -> Recognition:
        language, sure = (languages[0] if len(languages) == 1 else ""), 1.0
        clips = [self._features(clip) for clip in _clips(sound.samples)]
        if not clips:
            return Recognition(text="", language=language, confidence=0.0)
        encoded = self._encode(clips, window_frames(max(clip.shape[1] for clip in clips)))
        if not language:
            language, sure = self._language(encoded, languages, unlikely)
        first = self._listen(encoded, language, clips)
        if hotwords:
            primed = self._listen(encoded, language, clips, hotwords=hotwords)
            first = [_surer(*both) for both in zip(first, primed, strict=True)]
        heard = [
            self._second_opinion(clip, language, hearing) if hearing.doubtful else hearing
            for clip, hearing in zip(clips, first, strict=True)
        ]
        again = sum(hearing.doubtful for hearing in first)
        spoken = [hearing for hearing in heard if not hearing.silent]
        if not spoken:
            return Recognition("", language, 0.0, second_opinions=again)
        average = sum(h.average_log_probability for h in spoken) / len(spoken)
        return Recognition(
            text=" ".join(h.text for h in spoken),
            language=language,
            confidence=round(math.exp(min(0.0, average)), 3),
            second_opinions=again,
            language_confidence=round(sure, 3),
            words=tuple(self._words(encoded, language, clips, heard)) if words else (),
        )

    def warm(self, languages: Sequence[str]) -> None:
        silence = self._features(np.zeros(RECOGNITION_RATE_HZ, np.float32))
        encoded = self._encode([silence], SHORTEST_WINDOW_FRAMES)
        self._listen(encoded, languages[0] if languages else "en", [silence])

    def _words(
        self, encoded: Any, language: str, clips: list[Any], heard: list[_Hearing]
    ) -> Iterator[Word]:
        """How likely each word was, given those before it: the decoder reads the text once more."""
        tokenizer = Tokenizer(self._vocabulary, True, task="transcribe", language=language)
        try:
            results = self._decoder.align(
                encoded,
                tokenizer.sot_sequence,
                [hearing.tokens for hearing in heard],
                [clip.shape[1] for clip in clips],
            )
        except (RuntimeError, ValueError) as error:
            raise EngineFailed from error
        for hearing, result in zip(heard, results, strict=True):
            if not hearing.silent:
                yield from likely_words(tokenizer, hearing.tokens, result.text_token_probs)

    def _second_opinion(self, clip: Any, language: str, first: _Hearing) -> _Hearing:
        """In the whole window. Over music it finds words that it is rather sure of, though it doubts
        that anyone speaks: who doubted before is not to be persuaded."""
        encoded = self._encode([clip], FULL_WINDOW_FRAMES)
        second = self._listen(encoded, language, [clip], beam=BEAM_IN_DOUBT)[0]
        return replace(second, text="") if first.unsure and second.of_nobody else second

    def _encode(self, clips: list[Any], frames: int) -> Any:
        """The encoder's view of each clip, all padded to so many frames with silence, which is the
        quietest value there is and not zero."""
        windows = [
            np.pad(clip, ((0, 0), (0, frames - clip.shape[1])), constant_values=clip.min())
            for clip in clips
        ]
        try:
            return self._encoder.encode(ctranslate2.StorageView.from_array(np.stack(windows)))
        except (RuntimeError, ValueError) as error:
            raise EngineFailed from error

    def _language(
        self, encoded: Any, candidates: tuple[str, ...], unlikely: str
    ) -> tuple[str, float]:
        """The likeliest of the candidates, or of all languages when there are none, over all that
        was said; and its share of what speaks for any of them."""
        likely: dict[str, float] = {}
        for ranked in self._decoder.detect_language(encoded):
            for token, probability in ranked:
                language = str(token)[2:-2]
                if not candidates or language in candidates:
                    weight = UNLIKELY if language == unlikely else 1.0
                    likely[language] = likely.get(language, 0.0) + weight * probability
        best = max(likely, key=lambda language: likely[language])
        return best, likely[best] / sum(likely.values())

    def _listen(
        self,
        encoded: Any,
        language: str,
        clips: list[Any],
        beam: int = BEAM,
        hotwords: Sequence[str] = (),
    ) -> list[_Hearing]:
        """All clips side by side: reading the decoder's weights is what takes the time."""
        tokenizer = Tokenizer(self._vocabulary, True, task="transcribe", language=language)
        before = _before(tokenizer, hotwords)
        prompt = [*before, *tokenizer.sot_sequence, tokenizer.no_timestamps]
        longest_s = max(clip.shape[1] for clip in clips) / FRAMES_PER_S
        try:
            results = self._decoder.generate(
                encoded,
                [prompt] * len(clips),
                beam_size=beam,
                # CTranslate2 gives half of it to the output.
                max_length=min(448, len(before) + 2 * token_cap(longest_s)),
                return_scores=True,
                return_no_speech_prob=True,
            )
        except (RuntimeError, ValueError) as error:
            raise EngineFailed from error
        return [_hearing(tokenizer, result) for result in results]


def _model(pack: Path, threads: int) -> Any:
    return ctranslate2.models.Whisper(
        str(pack), device="cpu", compute_type="int8", intra_threads=threads, inter_threads=1
    )


def _surer(plain: _Hearing, primed: _Hearing) -> _Hearing:
    """What was heard with hotwords in mind, where that made the decoder surer of it. Words that
    nobody said make it less sure; or they let it begin behind them, as if they had been said."""
    surer = primed.average_log_probability > plain.average_log_probability
    return primed if surer and not (plain.silent or primed.doubtful) else plain


def _before(tokenizer: Tokenizer, hotwords: Sequence[str]) -> list[int]:
    """The hotwords, as if they had just been said."""
    if not hotwords:
        return []
    return [tokenizer.sot_prev, *tokenizer.encode(" " + ", ".join(hotwords))[:HOTWORD_TOKENS]]


def _hearing(tokenizer: Tokenizer, result: Any) -> _Hearing:
    tokens = result.sequences_ids[0]
    return _Hearing(
        text=tokenizer.decode(tokens).strip(),
        tokens=[token for token in tokens if token < tokenizer.eot],
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
    """Neighbouring stretches together as long as they are short."""
    while parts:
        first, *rest = parts
        fitting = [p for p in rest if p.end_s - first.begin_s <= JOINED_S]
        last = fitting[-1] if fitting else first
        yield Stretch(first.begin_s, last.end_s)
        parts = rest[len(fitting) :]
