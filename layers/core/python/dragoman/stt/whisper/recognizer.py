"""Speech to text with Whisper: faster-whisper's features and tokenizer, CTranslate2's encoder, and a
decoder over onnxruntime (README.md).

Clips are decoded in a short window first (windows.py). A result with a loop or with low confidence is
decoded again in the full window: the fallback pass. If the results are doubtful, a fallback pass decodes
all clips together without the pauses between them, and the likelier text is used.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2
import numpy as np
import tokenizers
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer

from dragoman.errors import EngineFailed
from dragoman.models.freed_memory import return_freed_memory
from dragoman.ports import RECOGNITION_RATE_HZ, Recognition, Sound
from dragoman.protocol import LanguageSpan
from dragoman.stt.repetition import has_loop, remove_loops
from dragoman.stt.silero import speech_probabilities
from dragoman.stt.voice_activity import speech_spans
from dragoman.stt.whisper.clips import Clip, clips_of, without_pauses
from dragoman.stt.whisper.cpu_features import enable_avx512
from dragoman.stt.whisper.decoder import WhisperDecoder
from dragoman.stt.whisper.decoding_result import (
    DecodingResult,
    is_better,
    need_context,
    prefer_hotwords,
)
from dragoman.stt.whisper.language_runs import (
    LanguageRun,
    SpanLanguage,
    language_runs,
)
from dragoman.stt.whisper.windows import (
    FRAMES_PER_S,
    FULL_WINDOW_FRAMES,
    MIN_CAPTION_WINDOW_FRAMES,
    MIN_WHOLE_FRAMES,
    MIN_WINDOW_FRAMES,
    SHORT_CLIP_FRAMES,
    decoder_frames,
    max_tokens,
    window_frames,
)
from dragoman.stt.whisper.word_confidence import word_confidences
from dragoman.text_joining import join

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.protocol import Word
    from dragoman.stt.whisper.decoder import DecoderState

BEAM = 2
"""Hypotheses of the first pass. The second one adds a twentieth to the time, because a step is bound by
reading its weights, and saves a tenth of the word errors in Portuguese."""
FALLBACK_BEAM = 5
"""faster-whisper's default."""

MAX_HOTWORD_TOKENS = 100
"""The tokens of the prompt that hotwords may use, of 223."""

UNEXPECTED_WEIGHT = 0.1
"""The weight of a language that is not expected. A sentence overcomes it; a single word, which Whisper
tends to take for English, does not."""
LANGUAGE_EVIDENCE_S = 2.0
"""The evidence for a language counts in proportion to the duration of the speech, up to this. Whisper takes
"Desculpe." for English with a probability of 0.999; whole sentences it does not mistake."""


class WhisperSpeechToText:
    def __init__(self, pack: Path, threads: int) -> None:
        enable_avx512()
        with ThreadPoolExecutor() as executor:
            decoder = executor.submit(WhisperDecoder, pack, threads)
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
        return_freed_memory()

    def recognise(
        self,
        sound: Sound,
        languages: tuple[str, ...],
        hotwords: Sequence[str] = (),
        words: bool = False,
        unexpected_language: str = "",
    ) -> Recognition:
        given = languages[0] if len(languages) == 1 else ""
        speech = list(clips_of(sound.samples, speech_spans(speech_probabilities(sound.samples))))
        features = [self._features(clip.samples) for clip in speech]
        if not features:
            return Recognition(text="", language=given, confidence=0.0)
        begin_s, end_s = (
            round(at_s, 3) for at_s in (speech[0].spans[0].begin_s, speech[-1].spans[-1].end_s)
        )
        longest = max(clip.shape[1] for clip in features)
        encoded = self._encode(features, window_frames(longest))
        state = self._start(encoded, decoder_frames(longest))
        detected, detected_confidence = self._detect_language(
            state,
            sum(clip.shape[1] for clip in features) / FRAMES_PER_S,
            (given, unexpected_language) if given else languages,
            unexpected_language,
        )
        language = given or detected
        if not given and sum(len(clip.spans) for clip in speech) > 1:
            spans = self._span_languages(state, speech, languages)
            runs = language_runs(spans, sound.duration_s)
            if len(runs) == 1 and runs[0].language != language:
                language = detected = runs[0].language
                detected_confidence = min(span.confidence for span in spans if span.is_certain)
            if len(runs) > 1:
                joined = _joined(
                    [
                        self.recognise(_part(sound, run), (run.language,), hotwords, words)
                        for run in runs
                    ],
                    min(span.confidence for span in spans if span.is_certain),
                )
                return replace(joined, begin_s=begin_s, end_s=end_s)
        results = self._decode_biased(state, language, features, hotwords)
        fallbacks = sum(result.needs_fallback for result in results)
        if need_context(results) and (whole := self._whole(sound, speech)) is not None:
            fallbacks = 1
            second, result = self._fallback_pass(whole, language, results, hotwords)
            if is_better(result, results):
                encoded, features, results = second, [whole], [result]
        else:
            results = [
                self._fallback_pass(clip, language, [result], hotwords)[1]
                if result.needs_fallback
                else result
                for clip, result in zip(features, results, strict=True)
            ]
        spoken = [result for result in results if not result.is_silence]
        if not spoken:
            return Recognition("", language, 0.0, fallback_passes=fallbacks)
        average = sum(result.average_log_probability for result in spoken) / len(spoken)
        return Recognition(
            text=join([result.text for result in spoken], language),
            language=language,
            confidence=round(math.exp(min(0.0, average)), 3),
            fallback_passes=fallbacks,
            language_confidence=1.0 if given else round(detected_confidence, 3),
            detected_language=detected,
            detected_language_confidence=round(detected_confidence, 3),
            words=tuple(self._words(encoded, language, features, results)) if words else (),
            begin_s=begin_s,
            end_s=end_s,
        )

    def continue_text(
        self, sound: Sound, languages: tuple[str, ...], prefix: str = ""
    ) -> Recognition:
        """One pass over all of the speech, which fits into a window. Pauses are left out, because the
        model may end its text at one."""
        nothing = Recognition("", languages[0] if languages else "", 0.0)
        spans = speech_spans(speech_probabilities(sound.samples))
        if not spans:
            return nothing
        speech = without_pauses(sound.samples, spans)
        clip = self._features(speech)[:, :FULL_WINDOW_FRAMES]
        frames = clip.shape[1]
        shortest = MIN_CAPTION_WINDOW_FRAMES
        state = self._start(
            self._encode([clip], window_frames(frames, shortest)), decoder_frames(frames, shortest)
        )
        language = languages[0] if len(languages) == 1 else ""
        if not language:
            language, _ = self._detect_language(state, frames / FRAMES_PER_S, languages, "")
        prefix_tokens = self._plain.encode(f" {prefix}") if prefix else []
        [result] = self._decode(state, language, [clip], prefix=prefix_tokens)
        if result.is_silence or result.is_unreliable or result.hit_token_limit:
            return nothing
        return Recognition(
            result.text, language, math.exp(min(0.0, result.average_log_probability))
        )

    def warm(self, languages: Sequence[str]) -> None:
        silence = self._features(np.zeros(RECOGNITION_RATE_HZ, np.float32))
        encoded = self._encode([silence], MIN_WINDOW_FRAMES)
        state = self._start(encoded, MIN_WINDOW_FRAMES)
        self._decode(state, languages[0] if languages else "en", [silence])

    def _words(
        self, encoded: Any, language: str, clips: list[Any], results: list[DecodingResult]
    ) -> Iterator[Word]:
        """Yields the confidence of each word given the words before it."""
        tokenizer = Tokenizer(self._vocabulary, True, task="transcribe", language=language)
        try:
            alignments = self._model.align(
                encoded,
                tokenizer.sot_sequence,
                [result.tokens for result in results],
                [clip.shape[1] for clip in clips],
            )
        except (RuntimeError, ValueError) as error:
            raise EngineFailed from error
        for result, alignment in zip(results, alignments, strict=True):
            if not result.is_silence:
                yield from word_confidences(tokenizer, result.tokens, alignment.text_token_probs)

    def _whole(self, sound: Sound, speech: Sequence[Clip]) -> Any | None:
        """The features of all clips without the pauses between them; None if they exceed the window or are
        too short."""
        spans = [span for clip in speech for span in clip.spans]
        features = self._features(without_pauses(sound.samples, spans))
        fits = MIN_WHOLE_FRAMES <= features.shape[1] <= FULL_WINDOW_FRAMES
        return features if fits else None

    def _fallback_pass(
        self, clip: Any, language: str, first: Sequence[DecodingResult], hotwords: Sequence[str]
    ) -> tuple[Any, DecodingResult]:
        """Decodes a clip again in the full window, given its results in the short one. Returns the
        encoder output, too. For music the model then returns words with high confidence although it
        detects no speech, so a first pass of low confidence remains rejected. A loop that is new here
        or hits the token limit is reduced to its first occurrence; any other repetition was spoken."""
        encoded = self._encode([clip], FULL_WINDOW_FRAMES)
        state = self._start(encoded, FULL_WINDOW_FRAMES)
        [second] = self._decode_biased(state, language, [clip], hotwords, FALLBACK_BEAM)
        if all(result.low_confidence for result in first) and second.no_speech:
            second = replace(second, text="")
        elif has_loop(second.text) and (
            second.hit_token_limit or not any(has_loop(result.text) for result in first)
        ):
            text = remove_loops(second.text)
            second = replace(second, text=text, tokens=self._plain.encode(f" {text}"))
        return encoded, second

    def _decode_biased(
        self,
        state: DecoderState,
        language: str,
        clips: list[Any],
        hotwords: Sequence[str],
        beam: int = BEAM,
    ) -> list[DecodingResult]:
        """Decodes all clips; with hotwords, once with and once without them."""
        results = self._decode(state, language, clips, beam)
        if not hotwords:
            return results
        biased = self._decode(self._with_hotwords(state, hotwords), language, clips, beam)
        return [prefer_hotwords(*both) for both in zip(results, biased, strict=True)]

    def _encode(self, clips: list[Any], frames: int) -> Any:
        """Encodes clips, each padded to `frames` with silence: the lowest value of its features."""
        windows = [
            np.pad(clip, ((0, 0), (0, frames - clip.shape[1])), constant_values=clip.min())
            for clip in clips
        ]
        try:
            return self._model.encode(ctranslate2.StorageView.from_array(np.stack(windows)))
        except (RuntimeError, ValueError) as error:
            raise EngineFailed from error

    def _start(self, encoded: Any, frames: int) -> DecoderState:
        # The encoder halves the number of frames.
        return self._decoder.start(np.array(encoded)[:, : frames // 2], [self._plain.sot])

    def _with_hotwords(self, state: DecoderState, hotwords: Sequence[str]) -> DecoderState:
        """Starts again with the hotwords as the previous text."""
        tokens = self._plain.encode(" " + ", ".join(hotwords))[:MAX_HOTWORD_TOKENS]
        return self._decoder.restart(state, [self._plain.sot_prev, *tokens, self._plain.sot])

    def _span_languages(
        self, state: DecoderState, speech: list[Clip], candidates: tuple[str, ...]
    ) -> list[SpanLanguage]:
        """The language of each speech span, by the section of the encoder output that belongs to it."""
        detected = []
        for number, clip in enumerate(speech):
            for span in clip.spans:
                begin, end = (
                    max(0, round((at_s - clip.begin_s) * FRAMES_PER_S / 2))
                    for at_s in (span.begin_s, span.end_s)
                )
                section = self._decoder.restart_in_section(
                    state, number, slice(begin, end), [self._plain.sot]
                )
                duration_s = span.end_s - span.begin_s
                language, confidence = self._detect_language(section, duration_s, candidates, "")
                detected.append(SpanLanguage(span, language, confidence))
        return detected

    def _detect_language(
        self, state: DecoderState, speech_s: float, candidates: tuple[str, ...], unexpected: str
    ) -> tuple[str, float]:
        """Returns the most likely of the candidates (all languages if there are none) over all clips,
        and its share of the candidates' probability."""
        probabilities = _softmax(state.logits[:, list(self._languages)]).mean(axis=0)
        probabilities **= min(1.0, speech_s / LANGUAGE_EVIDENCE_S)
        weighted = {
            language: float(probability) * (UNEXPECTED_WEIGHT if language == unexpected else 1.0)
            for language, probability in zip(self._languages.values(), probabilities, strict=True)
            if language in candidates or not candidates
        }
        best = max(weighted, key=lambda language: weighted[language])
        return best, weighted[best] / sum(weighted.values())

    def _decode(
        self,
        state: DecoderState,
        language: str,
        clips: list[Any],
        beam: int = BEAM,
        prefix: Sequence[int] = (),
    ) -> list[DecodingResult]:
        """Decodes all clips as one batch: a step costs the same for several clips. The result is
        what follows the tokens of `prefix`."""
        tokenizer = Tokenizer(self._vocabulary, True, task="transcribe", language=language)
        limit = max_tokens(max(clip.shape[1] for clip in clips) / FRAMES_PER_S)
        hypotheses = self._decoder.decode(
            state,
            [*tokenizer.sot_sequence[1:], tokenizer.no_timestamps],
            prefix=prefix,
            beam=beam,
            end=tokenizer.eot,
            max_tokens=limit,
        )
        no_speech = _softmax(state.logits)[:, tokenizer.no_speech]
        return [
            DecodingResult(
                text=tokenizer.decode(list(hypothesis.tokens)).strip(),
                tokens=list(hypothesis.tokens),
                average_log_probability=hypothesis.log_probability / (len(hypothesis.tokens) + 1),
                no_speech_probability=float(probability),
                hit_token_limit=len(hypothesis.tokens) >= limit,
                is_short=clip.shape[1] <= SHORT_CLIP_FRAMES,
            )
            for clip, hypothesis, probability in zip(clips, hypotheses, no_speech, strict=True)
        ]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


def _part(sound: Sound, run: LanguageRun) -> Sound:
    begin, end = (round(at_s * sound.sample_rate_hz) for at_s in (run.begin_s, run.end_s))
    return Sound(sound.samples[begin:end], sound.sample_rate_hz)


def _joined(parts: Sequence[Recognition], language_confidence: float) -> Recognition:
    """The recognition of a recording in several languages; its language is that of the longest text."""
    spoken = [part for part in parts if part.text]
    main = max(parts, key=lambda part: len(part.text))
    several = len({part.language for part in spoken}) > 1
    return replace(
        main,
        text=" ".join(part.text for part in spoken),
        confidence=min((part.confidence for part in spoken), default=0.0),
        fallback_passes=sum(part.fallback_passes for part in parts),
        language_confidence=round(language_confidence, 3),
        detected_language=main.language if spoken else None,
        detected_language_confidence=round(language_confidence, 3) if spoken else None,
        words=tuple(word for part in spoken for word in part.words),
        spans=tuple(LanguageSpan(text=part.text, language=part.language) for part in spoken)
        if several
        else (),
    )
