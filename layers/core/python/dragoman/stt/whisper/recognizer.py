"""SpeechToText over Whisper: faster-whisper's features and tokenizer, CTranslate2's encoder, and a
decoder over onnxruntime (see `whisper_network`).

Whisper was trained on windows of 30 s and pays for all of it however short the clip. The encoder
takes any length, so ours is only as long as needed: see `window_frames`. When a short window makes
the decoder loop or doubt, the full window is asked for a second opinion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2
import numpy as np
import tokenizers
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer

from dragoman.errors import EngineFailed
from dragoman.ports import RECOGNITION_RATE_HZ, Recognition, Sound
from dragoman.stt.repetition import loops, once
from dragoman.stt.silero import speech_probabilities
from dragoman.stt.voice_activity import Stretch, stretches
from dragoman.stt.whisper.cpu_features import use_wide_vectors
from dragoman.stt.whisper.decoder import WhisperDecoder
from dragoman.stt.whisper.word_confidence import likely_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.ports import Samples
    from dragoman.protocol import Word
    from dragoman.stt.whisper.decoder import Opening

FRAMES_PER_S = 100
FULL_WINDOW_FRAMES = 3_000
SHORTEST_WINDOW_FRAMES = 1_000
"""Below 10 s the decoder begins to loop on clips it hears well."""
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


def heard_frames(clip_frames: int) -> int:
    """How much of the window the decoder looks at: with two seconds of silence behind the clip it
    loses words, with more than three it only takes longer."""
    return min(window_frames(clip_frames), clip_frames + 3 * FRAMES_PER_S)


def token_cap(clip_s: float) -> int:
    """More tokens than anyone says in that time."""
    return math.ceil(10 + 6 * clip_s)


@dataclass(frozen=True)
class _Hearing:
    text: str
    tokens: list[int]
    average_log_probability: float
    no_speech_probability: float
    endless: bool
    """It was stopped."""

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
        with ThreadPoolExecutor() as beside:
            decoder = beside.submit(WhisperDecoder, pack, threads)
            self._model = ctranslate2.models.Whisper(
                str(pack), device="cpu", compute_type="int8", intra_threads=threads, inter_threads=1
            )
            self._decoder = decoder.result()
        self._vocabulary = tokenizers.Tokenizer.from_file(str(pack / "tokenizer.json"))
        self._languages = {
            token: str(self._vocabulary.id_to_token(token)).strip("<|>")
            for token in self._decoder.languages
        }
        self._plain = Tokenizer(self._vocabulary, multilingual=False)
        self._features = FeatureExtractor(feature_size=self._model.n_mels)

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
        longest = max(clip.shape[1] for clip in clips)
        encoded = self._encode(clips, window_frames(longest))
        opening = self._open(encoded, heard_frames(longest))
        if not language:
            language, sure = self._language(opening, languages, unlikely)
        first = self._listen(opening, language, clips)
        if hotwords:
            primed = self._listen(self._primed(opening, hotwords), language, clips)
            first = [_surer(*both) for both in zip(first, primed, strict=True)]
        heard = [
            self._second_opinion(clip, language, hearing) if hearing.doubtful else hearing
            for clip, hearing in zip(clips, first, strict=True)
        ]
        again = sum(hearing.doubtful for hearing in first)
        spoken = [hearing for hearing in heard if not hearing.silent]
        if not spoken:
            return Recognition("", language, 0.0, fallback_passes=again)
        average = sum(h.average_log_probability for h in spoken) / len(spoken)
        return Recognition(
            text=" ".join(h.text for h in spoken),
            language=language,
            confidence=round(math.exp(min(0.0, average)), 3),
            fallback_passes=again,
            language_confidence=round(sure, 3),
            words=tuple(self._words(encoded, language, clips, heard)) if words else (),
        )

    def warm(self, languages: Sequence[str]) -> None:
        silence = self._features(np.zeros(RECOGNITION_RATE_HZ, np.float32))
        encoded = self._encode([silence], SHORTEST_WINDOW_FRAMES)
        opening = self._open(encoded, SHORTEST_WINDOW_FRAMES)
        self._listen(opening, languages[0] if languages else "en", [silence])

    def _words(
        self, encoded: Any, language: str, clips: list[Any], heard: list[_Hearing]
    ) -> Iterator[Word]:
        """How likely each word was, given those before it: the decoder reads the text once more."""
        tokenizer = Tokenizer(self._vocabulary, True, task="transcribe", language=language)
        try:
            results = self._model.align(
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
        that anyone speaks: who doubted before is not to be persuaded. What goes round even here and
        comes to no end is taken once; a repetition that ends was said."""
        encoded = self._encode([clip], FULL_WINDOW_FRAMES)
        opening = self._open(encoded, FULL_WINDOW_FRAMES)
        second = self._listen(opening, language, [clip], beam=BEAM_IN_DOUBT)[0]
        if first.unsure and second.of_nobody:
            return replace(second, text="")
        if second.endless and loops(second.text):
            text = once(second.text)
            return replace(second, text=text, tokens=self._plain.encode(f" {text}"))
        return second

    def _encode(self, clips: list[Any], frames: int) -> Any:
        """The encoder's view of each clip, all padded to so many frames with silence, which is the
        quietest value there is and not zero."""
        windows = [
            np.pad(clip, ((0, 0), (0, frames - clip.shape[1])), constant_values=clip.min())
            for clip in clips
        ]
        try:
            return self._model.encode(ctranslate2.StorageView.from_array(np.stack(windows)))
        except (RuntimeError, ValueError) as error:
            raise EngineFailed from error

    def _open(self, encoded: Any, frames: int) -> Opening:
        # The encoder makes one of two frames.
        return self._decoder.open(np.array(encoded)[:, : frames // 2], [self._plain.sot])

    def _primed(self, opening: Opening, hotwords: Sequence[str]) -> Opening:
        """As if the hotwords had just been said."""
        tokens = self._plain.encode(" " + ", ".join(hotwords))[:HOTWORD_TOKENS]
        return self._decoder.reopen(opening, [self._plain.sot_prev, *tokens, self._plain.sot])

    def _language(
        self, opening: Opening, candidates: tuple[str, ...], unlikely: str
    ) -> tuple[str, float]:
        """The likeliest of the candidates, or of all languages when there are none, over all that
        was said; and its share of what speaks for any of them."""
        shares = _probabilities(opening.logits[:, list(self._languages)]).sum(axis=0)
        likely = {
            language: float(share) * (UNLIKELY if language == unlikely else 1.0)
            for language, share in zip(self._languages.values(), shares, strict=True)
            if language in candidates or not candidates
        }
        best = max(likely, key=lambda language: likely[language])
        return best, likely[best] / sum(likely.values())

    def _listen(
        self, opening: Opening, language: str, clips: list[Any], beam: int = BEAM
    ) -> list[_Hearing]:
        """All clips side by side: reading the decoder's weights is what takes the time."""
        tokenizer = Tokenizer(self._vocabulary, True, task="transcribe", language=language)
        longest = token_cap(max(clip.shape[1] for clip in clips) / FRAMES_PER_S)
        ways = self._decoder.say(
            opening,
            [*tokenizer.sot_sequence[1:], tokenizer.no_timestamps],
            beam=beam,
            end=tokenizer.eot,
            longest=longest,
        )
        nobody = _probabilities(opening.logits)[:, tokenizer.no_speech]
        return [
            _Hearing(
                text=tokenizer.decode(list(way.tokens)).strip(),
                tokens=list(way.tokens),
                average_log_probability=way.log_probability / (len(way.tokens) + 1),
                no_speech_probability=float(probability),
                endless=len(way.tokens) >= longest,
            )
            for way, probability in zip(ways, nobody, strict=True)
        ]


def _probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _surer(plain: _Hearing, primed: _Hearing) -> _Hearing:
    """What was heard with hotwords in mind, where that made the decoder surer of it. Words that
    nobody said make it less sure; or they let it begin behind them, as if they had been said."""
    surer = primed.average_log_probability > plain.average_log_probability
    return primed if surer and not (plain.silent or primed.doubtful) else plain


def _clips(samples: Samples) -> Iterator[Samples]:
    """The parts with speech in them: the rule cuts them short enough for one window."""
    end_of_last = 0
    for part in _joined(stretches(speech_probabilities(samples))):
        begin = max(end_of_last, round(part.begin_s * RECOGNITION_RATE_HZ))
        end_of_last = round(part.end_s * RECOGNITION_RATE_HZ)
        yield samples[begin:end_of_last]


def _joined(parts: list[Stretch]) -> Iterator[Stretch]:
    """Neighbouring stretches together as long as they are short."""
    while parts:
        first, *rest = parts
        fitting = [p for p in rest if p.end_s - first.begin_s <= JOINED_S]
        last = fitting[-1] if fitting else first
        yield Stretch(first.begin_s, last.end_s)
        parts = rest[len(fitting) :]
