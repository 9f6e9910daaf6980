"""Checks that hold on any machine: every event arrives, once or with the same content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from dragoman.client.session import ReceivedEvent
from dragoman.protocol import (
    SEGMENT_END_SEQ,
    Stage,
    Track,
    chunk_seq,
    ready_seq,
    stage_seq,
)

EXPECTED = {
    1: "processing_started",
    stage_seq(Stage.TRANSCRIBING): "transcribing",
    3: "stt_result",
    stage_seq(Stage.TRANSLATING): "translating",
    5: "translation_result",
    **{stage_seq(Stage.SYNTHESIZING, track): f"synthesizing {track}" for track in Track},
    **{chunk_seq(track, 0): f"first piece of {track}" for track in Track},
    **{ready_seq(track): f"whole of {track}" for track in Track},
    SEGMENT_END_SEQ: "end",
}


def violations_of(events: Sequence[ReceivedEvent], segments: int) -> list[str]:
    """The violations of a complete message; empty if there are none."""
    by_position: dict[tuple[int, int], list[ReceivedEvent]] = defaultdict(list)
    for event in _stored(events):
        if event.data.get("segment") is not None:
            by_position[event.data["segment"], event.data["seq"]].append(event)
    violations = [f"a warning: {w['code']}" for h in events for w in h.data.get("warnings", [])]
    for segment in range(segments):
        seqs = {seq for number, seq in by_position if number == segment}
        violations += [f"{what} is missing" for seq, what in EXPECTED.items() if seq not in seqs]
        violations += [f"a piece of {track} is missing" for track in Track if _gap(seqs, track)]
    return violations + duplicated(events)


def duplicated(events: Sequence[ReceivedEvent]) -> list[str]:
    """Events that were repeated with another content."""
    contents: dict[tuple[Any, Any], Any] = {}
    violations = []
    for event in _stored(events):
        position, content = (event.data.get("segment"), event.data.get("seq")), _content(event)
        if contents.setdefault(position, content) != content:
            violations.append(f"{event.type} {position} came twice, with two contents")
    return violations


def reordered(events: Sequence[ReceivedEvent]) -> int:
    """The number of events that arrived after a later one of their segment; the two voices are
    independent."""
    highest: dict[Any, int] = {}
    late = 0
    for event in _stored(events):
        flow = (event.data.get("segment"), event.data.get("track"))
        seq = event.data["seq"]
        late += seq < highest.get(flow, 0)
        highest[flow] = max(seq, highest.get(flow, 0))
    return late


def _stored(events: Sequence[ReceivedEvent]) -> list[ReceivedEvent]:
    """The events with a `seq`; captions have none."""
    return [event for event in events if "seq" in event.data]


def _gap(seqs: set[int], track: Track) -> bool:
    begin, end = chunk_seq(track, 0), ready_seq(track)
    chunks = sorted(seq for seq in seqs if begin <= seq < end)
    return chunks != list(range(begin, begin + len(chunks)))


def _content(event: ReceivedEvent) -> Any:
    """The content of an event without the signatures of its links."""
    links = {key: str(value).split("?")[0] for key, value in event.data.items() if "url" in key}
    return event.type, {**event.data, **links}
