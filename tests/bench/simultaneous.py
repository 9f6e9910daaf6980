"""How far captions, translations and voices lag behind someone who speaks.

**StreamLAAL** is the average lagging of IWSLT's simultaneous track for continuous speech (Papi et al.
2024, "StreamAtt"; LAAL: Papi et al. 2022). The talk is divided into the sentences of its reference. For a
sentence that lasts T seconds, whose translation has N words, and whose reference has R words, word i
(from 1) should appear at (i - 1) * T / max(N, R) after the sentence begins; it appears at d_i:

    LAAL = 1/t * sum over i = 1..t of (d_i - (i - 1) * T / max(N, R))

t is the first word that appears after the sentence has ended, or N if none does. StreamLAAL is the mean
over all sentences with a translation. As in the computation-aware variant, d_i is the time on the
listener's clock: it includes recognition, translation and the network.

- *Text*: d_i is when the first i words of the translation were shown that are the first i words of the
  final one, and did not change any more.
- *Speech*: d_i is when the voice has said word i. Voices are played one after the other, each as soon as
  its first chunk has arrived; within a voice, time is divided by the letters of the words.

Unlike IWSLT, sentences are not assigned by minimum edit distance (mWERSegmenter): a segment belongs to
the sentence in which its middle was spoken. R is the length of the engine's own translation of the
sentence's transcript, because the recordings have no translations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from statistics import mean
from typing import Any

from dragoman.client.session import ReceivedEvent
from dragoman.protocol import Track
from dragoman.stt.partial_transcripts import common_prefix
from dragoman.stt.voice_activity import SpeechSpan
from tests.bench.figures import figures
from tests.words import words


@dataclass(frozen=True)
class Sentence:
    begin_s: float
    """In the talk."""
    end_s: float
    reference_words: int

    @property
    def duration_s(self) -> float:
        return self.end_s - self.begin_s


@dataclass(frozen=True)
class Talk:
    """A talk and what was received of it."""

    sentences: Sequence[Sentence]
    segments: Sequence[SpeechSpan]
    """The speech of each segment, without padding."""
    events: Sequence[ReceivedEvent]
    began_s: float
    """When the talk began, on the clock of the events."""

    def of_segment(self, segment: int, *types: str) -> list[ReceivedEvent]:
        return [
            event
            for event in self.events
            if event.type in types and event.data.get("segment") == segment
        ]

    def at_s(self, event: ReceivedEvent) -> float:
        """When it was received, in seconds of the talk."""
        return event.at_s - self.began_s


def caption_figures(talks: Iterable[Talk]) -> dict[str, Any]:
    """`first_words_ms` from the start of speech to the first words on screen; `interval_ms` between
    captions of a segment; `stable_words_changed`; and of the words that were stable at the end of a
    segment, the share that the final transcript has otherwise."""
    first_words, intervals, changed, stable_words, replaced = [], list[float](), 0, 0, 0
    for talk in talks:
        for number, span in enumerate(talk.segments):
            captions = talk.of_segment(number, "partial_result")
            at_s = [talk.at_s(caption) for caption in captions]
            spoken = (at for at, caption in zip(at_s, captions, strict=True) if _has_words(caption))
            if (first := next(spoken, None)) is not None:
                first_words.append((first - span.begin_s) * 1000)
            intervals += [(after - before) * 1000 for before, after in pairwise(at_s)]
            shown = [caption.data["stable_text"].split() for caption in captions]
            changed += sum(
                len(before) - len(common_prefix(before, after)) for before, after in pairwise(shown)
            )
            for final in talk.of_segment(number, "stt_result"):
                stable = words(" ".join(shown[-1])) if shown else []
                stable_words += len(stable)
                replaced += len(stable) - _in_order(stable, words(final.data["original_text"]))
    return {
        "first_words_ms": figures(first_words),
        "interval_ms": figures(intervals),
        "stable_words_changed": changed,
        "stable_words": stable_words,
        "stable_words_replaced": replaced,
    }


def stream_laal_ms(talks: Iterable[Talk]) -> dict[str, float | None]:
    """StreamLAAL of the `text` and of the `speech`; None without any translation."""
    text, speech = list[float](), list[float]()
    for talk in talks:
        shown, said = text_delays_s(talk), speech_delays_s(talk)
        for sentence in talk.sentences:
            numbers = [
                number
                for number, span in enumerate(talk.segments)
                if sentence.begin_s <= (span.begin_s + span.end_s) / 2 <= sentence.end_s
            ]
            for delays, lags in ((shown, text), (said, speech)):
                if at_s := [at for number in numbers for at in delays[number]]:
                    lags.append(laal_s([at - sentence.begin_s for at in at_s], sentence))
    return {
        "text": round(mean(text) * 1000, 1) if text else None,
        "speech": round(mean(speech) * 1000, 1) if speech else None,
    }


def laal_s(delays_s: Sequence[float], sentence: Sentence) -> float:
    """The length-adaptive average lagging of the words of a sentence, whose delays count from its
    beginning."""
    pace_s = sentence.duration_s / max(len(delays_s), sentence.reference_words)
    lags: list[float] = []
    for index, delay_s in enumerate(delays_s):
        lags.append(delay_s - index * pace_s)
        if delay_s >= sentence.duration_s:
            break
    return mean(lags)


def text_delays_s(talk: Talk) -> dict[int, list[float]]:
    """By segment, the time of the talk at which each word of its translation was shown for good."""
    delays: dict[int, list[float]] = {}
    for number in range(len(talk.segments)):
        updates = talk.of_segment(number, "partial_translation", "translation_result")
        finals = [event for event in updates if event.type == "translation_result"]
        shown = [event for event in updates if event not in finals] + finals[:1]
        final = finals[0].data["translated_text"].split() if finals else []
        settled: list[float] = []
        for event in shown:
            right = len(common_prefix(event.data["translated_text"].split(), final))
            settled = settled[:right]
            settled += [talk.at_s(event)] * (right - len(settled))
        delays[number] = settled
    return delays


def speech_delays_s(talk: Talk) -> dict[int, list[float]]:
    """By segment, the time of the talk at which the translated voice has said each word."""
    delays: dict[int, list[float]] = defaultdict(list)
    free_s = 0.0
    for number in range(len(talk.segments)):
        voice = talk.of_segment(number, "audio_chunk", "audio_ready")
        chunks = [event for event in voice if event.data["track"] == Track.TRANSLATED]
        whole = next((event for event in chunks if event.type == "audio_ready"), None)
        texts = talk.of_segment(number, "translation_result")
        if whole is None or not texts:
            continue
        begin_s = max(free_s, min(map(talk.at_s, chunks)))
        duration_s = float(whole.data["duration_s"])
        lengths = [len(word) for word in texts[0].data["translated_text"].split()]
        ends = list(accumulate(lengths))
        delays[number] = [begin_s + duration_s * end / ends[-1] for end in ends]
        free_s = begin_s + duration_s
    return delays


def _has_words(caption: ReceivedEvent) -> bool:
    return bool(caption.data["stable_text"] or caption.data["unstable_text"])


def _in_order(some: Sequence[str], others: Sequence[str]) -> int:
    """The number of words that both have in the same order."""
    matcher = SequenceMatcher(None, some, others, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())
