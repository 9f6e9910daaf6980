"""The turns of a room: each event once, the end last, whatever was lost or repeated on the way."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dragoman.client.room_turns import RoomTurns
from dragoman.client.session import ReceivedEvent

ROOM = "room"
Place = tuple[str, int]
"""Message and `seq`."""


def event(turn: int, seq: int, kind: str, **data: Any) -> ReceivedEvent:
    place = {"message_id": f"m{turn}", "segment": 0, "seq": seq}
    return ReceivedEvent(0.0, kind, place | data)


def started(turn: int, room_id: str = ROOM) -> ReceivedEvent:
    return event(turn, 1, "processing_started", room={"room_id": room_id, "turn": turn})


def flow(turn: int) -> list[ReceivedEvent]:
    """The events of a translated turn, in order."""
    languages = {"source_lang": "en", "target_lang": "pt"}
    audio = {"audio_url_original": "https://o", "audio_url_translated": "https://t"}
    return [
        started(turn),
        event(turn, 3, "stt_result"),
        event(turn, 5, "translation_result"),
        event(turn, 199, "audio_ready"),
        event(turn, 299, "audio_ready"),
        event(turn, 300, "translation_complete", **languages, **audio),
    ]


def receive(turns: RoomTurns, events: list[ReceivedEvent]) -> list[Place]:
    return [
        (ready.data["message_id"], ready.data["seq"])
        for received in events
        for ready in turns.receive(received)
    ]


@given(st.integers(0, 10**6))
def test_what_was_lost_arrives_after_the_next_resumption(seed: int) -> None:
    """Each event is lost, repeated or overtaken by others; then the service repeats all turns after
    `after`."""
    chance = random.Random(seed)  # noqa: S311
    turns = RoomTurns(ROOM, after=0)
    sent = [one for turn in (1, 2, 3) for one in flow(turn)]
    arriving = [one for one in sent for _ in range(chance.choice((0, 1, 1, 2)))]
    chance.shuffle(arriving)
    got = receive(turns, arriving)
    after = turns.after
    turns.request()
    got += receive(turns, [one for turn in range(after + 1, 4) for one in flow(turn)])
    got += [(one.data["message_id"], one.data["seq"]) for one in turns.resumed(3)]
    assert sorted(got) == sorted((one.data["message_id"], one.data["seq"]) for one in sent)
    for turn in ("m1", "m2", "m3"):
        seqs = [seq for message_id, seq in got if message_id == turn]
        assert (seqs[0], seqs[-1]) == (1, 300)
    assert turns.after == 3
    assert not turns.under_way
    assert not turns.incomplete


def test_an_end_waits_for_what_is_missing_before_it() -> None:
    turns = RoomTurns(ROOM, after=0)
    start, transcript, translation, *voices, end = flow(1)
    receive(turns, [start, transcript, *voices, end])
    assert turns.incomplete
    turns.request()
    assert not turns.incomplete  # it was requested once
    assert receive(turns, [translation]) == [("m1", 5), ("m1", 300)]


def test_what_the_service_does_not_have_is_not_awaited() -> None:
    """A voice that no one has stored, and a turn whose speaker died."""
    turns = RoomTurns(ROOM, after=0)
    receive(turns, [one for one in flow(2) if one.data["seq"] != 199])
    turns.request()
    assert [one.type for one in turns.resumed(2)] == ["translation_complete"]
    assert turns.after == 2
    assert not turns.incomplete


def test_an_earlier_turn_that_is_not_known_is_requested_once() -> None:
    turns = RoomTurns(ROOM, after=4)
    receive(turns, flow(6))
    assert turns.incomplete
    assert turns.after == 4
    turns.request()
    assert not turns.incomplete
    receive(turns, flow(5))
    assert turns.after == 6


def test_an_error_ends_a_turn_without_more_events() -> None:
    turns = RoomTurns(ROOM, after=0)
    assert receive(turns, [started(1), event(1, 300, "error")]) == [("m1", 1), ("m1", 300)]


def test_events_of_another_room_are_left_out() -> None:
    turns = RoomTurns(ROOM, after=0)
    assert receive(turns, [started(1, room_id="another"), *flow(1)[1:]]) == []
    assert not turns.under_way
