"""Partial transcripts by local agreement (LocalAgreement-2 of whisper_streaming).

Every revision of a segment is recognised anew, after the words that are stable already. A word becomes
stable when two successive revisions agree on it and on all words before it. The last word of a revision
never does: it may be cut, and Whisper ends what is cut with a full stop.

A long segment is recognised in parts. When the recording of a task begins later than the one before, or
nothing new was found in a long recording, the last part is recognised without the stable words. Its words
are aligned with them, and continue after the last stable one.

The previous hypothesis is kept in the memory of the process (docs/adr/0022). A process that has not seen
the segment begins anew, without stable words.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.ports import PartialTranscript, Recognition, Sound, SpeechToText
from dragoman.protocol import CaptionTask
from dragoman.stt.text_overlap import find_overlap

MAX_SEGMENTS = 200
"""Segments that are remembered; the one that was updated least recently goes first."""

MAX_TEXT_LENGTH = 7_000
"""Characters of stable text, above which a segment has no more captions."""
STOPPED_MS = 1_500
"""Without a new word for so long, the decoder may have stopped at a pause."""
OVERLAP_MS = 3_000
"""Recognition then begins anew so long before the end of the recording with the last new word,"""
LAST_MS = 5_000
"""and from then on with the last part of each recording."""
MIN_NEW_WORDS = 4
"""The words that a later part must have before it counts as one without any stable word."""
ELLIPSIS = "…"
"""It stands for speech between two parts that was not recognised."""
CLAUSE_ENDS = frozenset(",.;:!?…")


@dataclass(frozen=True)
class _Hypothesis:
    revision: int = -1
    stable: tuple[str, ...] = ()
    """Words."""
    rest: tuple[str, ...] = ()
    """The words after the stable ones."""
    language: str = ""
    begin_ms: int = 0
    """Where in the segment its recognition begins."""
    end_ms: int = 0
    first: int = 0
    """The index of the first stable word that is spoken in the recording."""
    words: int = 0
    """The greatest number of words so far."""
    grown_ms: int = 0
    """The end of the first recording with so many."""


class LocalAgreement:
    def __init__(self, speech: SpeechToText) -> None:
        self._speech = speech
        self._segments: OrderedDict[tuple[str, str, int], _Hypothesis] = OrderedDict()

    def update(self, task: CaptionTask, sound: Sound) -> PartialTranscript | None:
        key = (task.owner, str(task.message_id), task.segment)
        known = self._segments.get(key, _Hypothesis())
        if task.revision <= known.revision:
            return None
        end_ms = task.begin_ms + round(sound.duration_s * 1000)
        begin_ms = max(task.begin_ms, known.begin_ms)
        if known.stable and end_ms - known.grown_ms > STOPPED_MS:
            begin_ms = max(begin_ms, known.grown_ms - OVERLAP_MS, end_ms - LAST_MS)
        if begin_ms >= end_ms:
            return None
        sound = _from(sound, begin_ms - task.begin_ms)
        languages = (known.language,) if known.stable else task.languages
        if known.stable and begin_ms > known.begin_ms:
            now = self._realigned(known, begin_ms, sound, languages)
        else:
            prefix = " ".join(known.stable[known.first :])
            found = self._speech.continue_text(sound, languages, prefix)
            now = _agreed(replace(known, begin_ms=begin_ms), found)
        now = replace(now, revision=task.revision, end_ms=end_ms)
        if (words := len(now.stable) + len(now.rest)) > known.words:
            now = replace(now, words=words, grown_ms=end_ms)
        text = " ".join(now.stable)
        if len(text) > MAX_TEXT_LENGTH:
            return None
        self._segments[key] = now
        self._segments.move_to_end(key)
        if len(self._segments) > MAX_SEGMENTS:
            self._segments.popitem(last=False)
        clauses = _clauses(now.stable)
        return PartialTranscript(
            text,
            " ".join(now.rest),
            now.language,
            " ".join(clauses) if len(clauses) > len(_clauses(known.stable)) else "",
        )

    def _realigned(
        self, known: _Hypothesis, begin_ms: int, sound: Sound, languages: tuple[str, ...]
    ) -> _Hypothesis:
        """Continues the stable words with a recording that begins elsewhere in the segment. It is tried
        again with the next revision if there are too few words to tell where it continues."""
        found = self._speech.continue_text(sound, languages)
        words = found.text.split()
        shown = (*known.stable, *known.rest)
        moved = replace(known, begin_ms=begin_ms)
        if overlap := find_overlap(known.stable, words):
            moved = replace(moved, first=overlap.begin)
        elif overlap := find_overlap(shown, words):
            moved = replace(moved, stable=shown, rest=(), first=overlap.begin)
        elif len(words) < MIN_NEW_WORDS:
            return known
        else:
            stable = (*shown, ELLIPSIS) if begin_ms > known.end_ms else shown
            moved = replace(moved, stable=stable, rest=(), first=len(stable))
        text = " ".join(words[overlap.length :] if overlap else words)
        return _agreed(moved, replace(found, text=text))

    def warm(self, languages: Sequence[str]) -> None:
        self._speech.warm(languages)


def _from(sound: Sound, begin_ms: int) -> Sound:
    return replace(sound, samples=sound.samples[round(begin_ms / 1000 * sound.sample_rate_hz) :])


def _agreed(known: _Hypothesis, found: Recognition) -> _Hypothesis:
    """Adds to the stable words those that both hypotheses have next, except the last one."""
    words = tuple(found.text.split())
    agreed = common_prefix(known.rest, words[:-1])
    return replace(
        known,
        stable=(*known.stable, *agreed),
        rest=words[len(agreed) :],
        language=found.language if words else known.language or found.language,
    )


def _clauses(words: Sequence[str]) -> tuple[str, ...]:
    """The words up to the last one that ends a clause."""
    ends = [number for number, word in enumerate(words, 1) if word[-1] in CLAUSE_ENDS]
    return tuple(words[: ends[-1]]) if ends else ()


def common_prefix(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return tuple(other[:same])
