"""Partial transcripts by local agreement (LocalAgreement-2 of whisper_streaming).

Every revision of a segment is recognised anew, after the words that are stable already. A word becomes
stable when two successive revisions agree on it and on all words before it. The last word of a revision
never does: it may be cut, and Whisper ends what is cut with a full stop.

The previous hypothesis is kept in the memory of the process (docs/adr/0022). A process that has not seen
the segment begins anew, without stable words.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.ports import PartialTranscript, Sound, SpeechToText
from dragoman.protocol import CaptionTask

MAX_SEGMENTS = 200
"""Segments that are remembered; the one that was updated least recently goes first."""

CLAUSE_ENDS = frozenset(",.;:!?…")


@dataclass(frozen=True)
class _Hypothesis:
    revision: int = -1
    stable: tuple[str, ...] = ()
    """Words."""
    rest: tuple[str, ...] = ()
    """The words after the stable ones."""
    language: str = ""


class LocalAgreement:
    def __init__(self, speech: SpeechToText) -> None:
        self._speech = speech
        self._segments: OrderedDict[tuple[str, str, int], _Hypothesis] = OrderedDict()

    def update(self, task: CaptionTask, sound: Sound) -> PartialTranscript | None:
        key = (task.owner, str(task.message_id), task.segment)
        known = self._segments.get(key, _Hypothesis())
        if task.revision <= known.revision:
            return None
        languages = (known.language,) if known.stable else task.languages
        found = self._speech.continue_text(sound, languages, " ".join(known.stable))
        words = tuple(found.text.split())
        agreed = common_prefix(known.rest, words[:-1])
        now = replace(
            known,
            revision=task.revision,
            stable=(*known.stable, *agreed),
            rest=words[len(agreed) :],
            language=found.language if words else known.language or found.language,
        )
        self._segments[key] = now
        self._segments.move_to_end(key)
        if len(self._segments) > MAX_SEGMENTS:
            self._segments.popitem(last=False)
        clauses = _clauses(now.stable)
        return PartialTranscript(
            " ".join(now.stable),
            " ".join(now.rest),
            now.language,
            " ".join(clauses) if len(clauses) > len(_clauses(known.stable)) else "",
        )

    def warm(self, languages: Sequence[str]) -> None:
        self._speech.warm(languages)


def _clauses(words: Sequence[str]) -> tuple[str, ...]:
    """The words up to the last one that ends a clause."""
    ends = [number for number, word in enumerate(words, 1) if word[-1] in CLAUSE_ENDS]
    return tuple(words[: ends[-1]]) if ends else ()


def common_prefix(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return tuple(other[:same])
