"""Whether the promises about a message were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from dragoman.protocol import MESSAGE_END_SEQ, SEGMENT_END_SEQ, SEGMENT_START_SEQ
from tests.chaos.story import Told
from tests.infra.states import Json

PROMISES = ("lost", "doubled", "out of order", "unended")
Place = tuple[int | None, int]
"""Segment (None: the whole message) and `seq`."""


def broken(told: Told) -> Counter[str]:
    """How often each promise was broken."""
    return Counter(
        {
            "lost": len(set(_lost(told))),
            "doubled": len(set(_doubled(told.received + told.kept))),
            "out of order": len(list(_out_of_order(told))),
            "unended": len(list(_unended(told))),
        }
    )


def _lost(told: Told) -> set[Place]:
    """Kept and never received by a client that came back, or received and not kept."""
    return {place(event) for event in told.received} ^ {place(event) for event in told.kept}


def _doubled(events: Iterable[Json]) -> Iterator[Place]:
    """Two different things said under one `seq`."""
    said: dict[Place, Any] = {}
    for event in events:
        if said.setdefault(place(event), _without_links(event)) != _without_links(event):
            yield place(event)


def _out_of_order(told: Told) -> Iterator[Any]:
    for segment, order in told.orders.items():
        story = [seq for seq in order if seq != MESSAGE_END_SEQ]
        if story[0] != SEGMENT_START_SEQ or SEGMENT_END_SEQ in story[:-1]:
            yield segment, story
        yield from (pair for branch in branches(story) for pair in _falls(branch))
    first_received = list(dict.fromkeys(place(event) for event in told.received))
    for segment in told.orders:
        received = [seq for of, seq in first_received if of == segment]
        for branch in branches(received):
            # What did not get through the first time may come later: `seq` says where it belongs.
            yield from (
                (earlier, later)
                for n, later in enumerate(branch)
                for earlier in branch[:n]
                if earlier > later and (segment, later) not in told.undelivered
            )


def _unended(told: Told) -> Iterator[Place]:
    places = {place(event) for event in told.kept}
    for segment in told.accepted:
        if (segment, SEGMENT_END_SEQ) not in places:
            yield segment, SEGMENT_END_SEQ
    ends = [event["data"] for event in told.kept if place(event) == (0, SEGMENT_END_SEQ)]
    alone = told.segments == 1 and any(end["last"] for end in ends)
    if told.accepted and not alone and (None, MESSAGE_END_SEQ) not in places:
        yield None, MESSAGE_END_SEQ


def place(event: Json) -> Place:
    return event["data"]["segment"], event["data"]["seq"]


def branches(seqs: list[int]) -> tuple[list[int], list[int]]:
    """What was said along the translated voice, and along the original one."""
    translated = [seq for seq in seqs if not 200 <= seq < 300]
    original = [seq for seq in seqs if not 100 <= seq < 200 and seq not in (4, 5)]
    return translated, original


def _falls(seqs: list[int]) -> Iterator[tuple[int, int]]:
    return (pair for pair in pairwise(seqs) if pair[0] >= pair[1])


def _without_links(event: Json) -> Json:
    return {name: value for name, value in event["data"].items() if "url" not in name}
