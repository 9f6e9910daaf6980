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


def broken(events: Sequence[ReceivedEvent], segments: int) -> list[str]:
    """The violations of a complete message; empty if there are none."""
    by_place: dict[tuple[int, int], list[ReceivedEvent]] = defaultdict(list)
    for heard in events:
        if heard.data.get("segment") is not None:
            by_place[heard.data["segment"], heard.data["seq"]].append(heard)
    wrong = [f"a warning: {w['code']}" for h in events for w in h.data.get("warnings", [])]
    for segment in range(segments):
        seqs = {seq for number, seq in by_place if number == segment}
        wrong += [f"{what} is missing" for seq, what in EXPECTED.items() if seq not in seqs]
        wrong += [f"a piece of {track} is missing" for track in Track if _gap(seqs, track)]
    return wrong + doubled(events)


def doubled(events: Sequence[ReceivedEvent]) -> list[str]:
    """Events that were repeated with another content."""
    said: dict[tuple[Any, Any], Any] = {}
    wrong = []
    for heard in events:
        place, content = (heard.data.get("segment"), heard.data.get("seq")), _content(heard)
        if said.setdefault(place, content) != content:
            wrong.append(f"{heard.type} {place} came twice, with two contents")
    return wrong


def reordered(events: Sequence[ReceivedEvent]) -> int:
    """The number of events that arrived after a later one of their segment; the two voices are
    independent."""
    highest: dict[Any, int] = {}
    late = 0
    for heard in events:
        flow = (heard.data.get("segment"), heard.data.get("track"))
        seq = heard.data.get("seq", 0)
        late += seq < highest.get(flow, 0)
        highest[flow] = max(seq, highest.get(flow, 0))
    return late


def _gap(seqs: set[int], track: Track) -> bool:
    begin, end = chunk_seq(track, 0), ready_seq(track)
    pieces = sorted(seq for seq in seqs if begin <= seq < end)
    return pieces != list(range(begin, begin + len(pieces)))


def _content(heard: ReceivedEvent) -> Any:
    """The content of an event without the signatures of its links."""
    links = {key: str(value).split("?")[0] for key, value in heard.data.items() if "url" in key}
    return heard.type, {**heard.data, **links}
