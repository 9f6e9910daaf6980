"""The guarantees about a message, and their violations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from dragoman.protocol import MESSAGE_END_SEQ, SEGMENT_END_SEQ, SEGMENT_START_SEQ
from tests.chaos.scenario import Outcome
from tests.infra.states import Json

GUARANTEES = ("lost", "duplicated", "out of order", "unfinished", "wrong captions")
Place = tuple[int | None, int]
"""Segment (None: the whole message) and `seq`."""


def violations(outcome: Outcome) -> Counter[str]:
    """The number of violations of each guarantee."""
    return Counter(
        {
            "lost": len(set(_lost(outcome))),
            "duplicated": len(set(_duplicated(outcome.received + outcome.stored))),
            "out of order": len(list(_out_of_order(outcome))),
            "unfinished": len(list(_unfinished(outcome))),
            "wrong captions": len(list(_wrong_captions(outcome))),
        }
    )


def _lost(outcome: Outcome) -> set[Place]:
    """Events that are stored and never reached the client, or the other way round."""
    return {place(event) for event in outcome.received} ^ {place(event) for event in outcome.stored}


def _duplicated(events: Iterable[Json]) -> Iterator[Place]:
    """Positions with two different events."""
    said: dict[Place, Any] = {}
    for event in events:
        if said.setdefault(place(event), _without_links(event)) != _without_links(event):
            yield place(event)


def _out_of_order(outcome: Outcome) -> Iterator[Any]:
    for segment, order in outcome.orders.items():
        sequence = [seq for seq in order if seq != MESSAGE_END_SEQ]
        if sequence[0] != SEGMENT_START_SEQ or SEGMENT_END_SEQ in sequence[:-1]:
            yield segment, sequence
        yield from (pair for branch in branches(sequence) for pair in _falls(branch))
    first_received = list(dict.fromkeys(place(event) for event in outcome.received))
    for segment in outcome.orders:
        received = [seq for of, seq in first_received if of == segment]
        for branch in branches(received):
            # A failed delivery may arrive later: `seq` gives its place.
            yield from (
                (earlier, later)
                for n, later in enumerate(branch)
                for earlier in branch[:n]
                if earlier > later and (segment, later) not in outcome.undelivered
            )


def _unfinished(outcome: Outcome) -> Iterator[Place]:
    places = {place(event) for event in outcome.stored}
    for segment in outcome.accepted:
        if (segment, SEGMENT_END_SEQ) not in places:
            yield segment, SEGMENT_END_SEQ
    ends = [event["data"] for event in outcome.stored if place(event) == (0, SEGMENT_END_SEQ)]
    alone = outcome.segments == 1 and any(end["last"] for end in ends)
    if outcome.accepted and not alone and (None, MESSAGE_END_SEQ) not in places:
        yield None, MESSAGE_END_SEQ


def _wrong_captions(outcome: Outcome) -> Iterator[Json]:
    """Captions of words that were not spoken, or with other stable words than an earlier revision; and
    events of segments that were spoken and never sent."""
    stable: dict[int, list[str]] = {}
    for data in sorted(outcome.captions, key=lambda data: int(data["revision"])):
        segment, words = data["segment"], data["stable_text"].split()
        known = stable.setdefault(segment, [])
        text = [*words, *data["unstable_text"].split()]
        spoken = outcome.spoken.get(segment, "").split()
        if known != words[: len(known)] or text != spoken[: len(text)]:
            yield data
        stable[segment] = words
    for event in outcome.stored:
        if event["data"]["segment"] not in {None, *range(outcome.segments)}:
            yield event["data"]


def place(event: Json) -> Place:
    return event["data"]["segment"], event["data"]["seq"]


def branches(seqs: list[int]) -> tuple[list[int], list[int]]:
    """The numbers along the translated voice, and along the original one."""
    translated = [seq for seq in seqs if not 200 <= seq < 300]
    original = [seq for seq in seqs if not 100 <= seq < 200 and seq not in (4, 5)]
    return translated, original


def _falls(seqs: list[int]) -> Iterator[tuple[int, int]]:
    return (pair for pair in pairwise(seqs) if pair[0] >= pair[1])


def _without_links(event: Json) -> Json:
    return {name: value for name, value in event["data"].items() if "url" not in name}
