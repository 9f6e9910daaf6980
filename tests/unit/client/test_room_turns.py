"""The turns of a room: each event once, the end last, whatever was lost or repeated on the way."""

from __future__ import annotations

import random
from typing import Any

import pytest
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
    place = {"room_id": room_id, "turn": turn, "participant_id": "ann", "languages": ["pt", "en"]}
    return event(turn, 1, "processing_started", room=place)


def flow(turn: int) -> list[ReceivedEvent]:
    """The events of a translated turn, in order."""
    languages = {"source_lang": "en", "target_lang": "pt"}
    audio = {"audio_url_original": "https://o", "audio_url_translated": "https://t"}
    return [
        started(turn),
        event(turn, 2, "processing_update"),
        event(turn, 3, "stt_result"),
        event(turn, 4, "processing_update"),
        event(turn, 5, "translation_result"),
        event(turn, 100, "processing_update"),
        event(turn, 101, "audio_chunk", track="translated", duration_s=1.2),
        event(turn, 102, "audio_chunk", track="translated", duration_s=0.8),
        event(turn, 199, "audio_ready", track="translated", duration_s=2.0),
        event(turn, 200, "processing_update"),
        event(turn, 201, "audio_chunk", track="original", duration_s=2.5),
        event(turn, 299, "audio_ready", track="original", duration_s=2.5),
        event(turn, 300, "translation_complete", **languages, **audio, warnings=[]),
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
    turns = RoomTurns(ROOM, "bob", after=0)
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


@pytest.mark.parametrize("lost", [2, 3, 4, 5, 100, 101, 102, 199, 200, 201, 299])
def test_an_end_waits_for_what_is_missing_before_it(lost: int) -> None:
    turns = RoomTurns(ROOM, "bob", after=0)
    receive(turns, [one for one in flow(1) if one.data["seq"] != lost])
    assert turns.incomplete
    turns.request()
    assert not turns.incomplete  # it was requested once
    assert receive(turns, flow(1)) == [("m1", lost), ("m1", 300)]


def test_what_the_service_does_not_have_is_not_awaited() -> None:
    """A voice that no one has stored, and a turn whose speaker died."""
    turns = RoomTurns(ROOM, "bob", after=0)
    receive(turns, [one for one in flow(2) if one.data["seq"] != 199])
    turns.request()
    assert [one.type for one in turns.resumed(2)] == ["translation_complete"]
    assert turns.after == 2
    assert not turns.incomplete


def test_an_earlier_turn_that_is_not_known_is_requested_once() -> None:
    turns = RoomTurns(ROOM, "bob", after=4)
    receive(turns, flow(6))
    assert turns.incomplete
    assert turns.after == 4
    turns.request()
    assert not turns.incomplete
    receive(turns, flow(5))
    assert turns.after == 6


def test_silence_ends_a_turn_at_once() -> None:
    turns = RoomTurns(ROOM, "bob", after=0)
    silence = [
        started(1),
        event(1, 2, "processing_update"),
        event(1, 300, "error", code="no_speech"),
    ]
    assert receive(turns, silence) == [("m1", 1), ("m1", 2), ("m1", 300)]


def test_what_came_before_any_other_error_is_requested_again() -> None:
    turns = RoomTurns(ROOM, "bob", after=0)
    receive(turns, [started(1), event(1, 300, "error", code="timed_out")])
    assert turns.incomplete
    turns.request()
    assert receive(turns, flow(1)[1:3]) == [("m1", 2), ("m1", 3)]
    assert [one.type for one in turns.resumed(1)] == ["error"]


def test_who_shares_the_language_of_the_speaker_waits_for_the_recording() -> None:
    turns = RoomTurns(ROOM, "carl", after=0)
    start, *_ = events = flow(1)
    own = [one for one in events if not 4 <= one.data["seq"] < 200]
    own[-1].data.update(target_lang="en", audio_url_translated=None)
    receive(turns, own)
    assert start.data["room"]["participant_id"] != "carl"
    assert turns.incomplete
    recording = event(1, 6, "recording_ready")
    assert receive(turns, [recording]) == [("m1", 6), ("m1", 300)]


def test_events_of_another_room_are_left_out() -> None:
    turns = RoomTurns(ROOM, "bob", after=0)
    assert receive(turns, [started(1, room_id="another"), *flow(1)[1:]]) == []
    assert not turns.under_way
