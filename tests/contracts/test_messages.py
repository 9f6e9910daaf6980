"""What every keeper of messages does."""

from __future__ import annotations

import time
import uuid
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.aws.dynamodb import DynamoDBMessages
from dragoman.errors import MessageNotYours, MessageUnknown, SegmentEnded
from dragoman.ports import (
    NO_CONNECTION,
    AppendResult,
    Connection,
    Messages,
    MessageState,
    OpenSegment,
)
from dragoman.protocol import MESSAGE_END_SEQ, SEGMENT_END_SEQ, SEGMENT_START_SEQ
from tests import conftest
from tests.fakes import FakeMessages

ANN = Connection("laptop", owner="ann")
ANNS_PHONE = Connection("phone", owner="ann")
BOB = Connection("bobs", owner="bob")
LATER_S = 10**11


@pytest.fixture(params=["fake", "moto", pytest.param("emulated", marks=pytest.mark.emulator)])
def messages(request: pytest.FixtureRequest) -> Messages:
    if request.param == "fake":
        return FakeMessages()
    request.getfixturevalue(request.param)
    return DynamoDBMessages(conftest.MESSAGES, retention_s=60, clock=time.time, timeout_s=5)


@pytest.fixture
def mine(messages: Messages) -> str:
    """A message whose first segment Ann has claimed."""
    message_id = str(uuid.uuid4())
    messages.claim(message_id, 0, ANN)
    return message_id


def _event(seq: int, **data: Any) -> dict[str, Any]:
    return {"type": "event", "data": {"seq": seq, **data}}


# --- Claiming -----------------------------------------------------------------------------------


def test_a_new_segment_has_to_be_started(messages: Messages) -> None:
    assert messages.claim(str(uuid.uuid4()), 0, ANN)


def test_until_it_was_started(messages: Messages, mine: str) -> None:
    assert messages.claim(mine, 0, ANN)
    messages.started(mine, 0)
    assert not messages.claim(mine, 0, ANN)


def test_the_segment_of_another_is_not_claimed(messages: Messages, mine: str) -> None:
    with pytest.raises(MessageNotYours):
        messages.claim(mine, 0, BOB)


def test_nor_heard_by_who_tried(messages: Messages, mine: str) -> None:
    with pytest.raises(MessageNotYours):
        messages.claim(mine, 0, BOB)
    assert messages.append(mine, 0, 1, _event(1)).listener == "laptop"


def test_segments_are_started_each_for_itself(messages: Messages, mine: str) -> None:
    messages.started(mine, 0)
    assert messages.claim(mine, 1, ANN)


def test_claiming_again_keeps_what_was_said(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, 1, _event(1))
    messages.claim(mine, 0, ANN)
    assert messages.listen(mine, ANN) == [_event(1)]


def test_who_claims_again_hears_from_then_on(messages: Messages, mine: str) -> None:
    messages.claim(mine, 0, ANNS_PHONE)
    assert messages.append(mine, 0, 1, _event(1)).listener == "phone"


# --- Keeping ------------------------------------------------------------------------------------


def test_an_event_is_kept_and_its_listener_known(messages: Messages, mine: str) -> None:
    event = _event(2, text='olá, você\n"aí" 👋', number=1.5, nothing=None)
    assert messages.append(mine, 0, 2, event) == AppendResult(event, "laptop")
    assert messages.listen(mine, ANN) == [event]


def test_the_event_that_stands_under_a_seq_stays(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, 2, _event(2, said="first"))
    kept = messages.append(mine, 0, 2, _event(2, said="second"))
    assert kept.event == _event(2, said="first")
    assert messages.listen(mine, ANN) == [_event(2, said="first")]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seqs=st.lists(st.integers(1, 299), max_size=8))
def test_events_are_given_back_by_seq_each_once(messages: Messages, seqs: list[int]) -> None:
    message_id = str(uuid.uuid4())
    messages.claim(message_id, 0, ANN)
    for seq in seqs:
        messages.append(message_id, 0, seq, _event(seq))
    kept = [event["data"]["seq"] for event in messages.listen(message_id, ANN)]
    assert kept == sorted(set(seqs))


def test_segments_are_given_back_in_order(messages: Messages, mine: str) -> None:
    for segment in (11, 2, 1):
        messages.claim(mine, segment, ANN)
    for segment in (2, 0, 11, 1):
        messages.append(mine, segment, 1, _event(1, segment=segment))
    said = [event["data"]["segment"] for event in messages.listen(mine, ANN)]
    assert said == [0, 1, 2, 11]


# --- Listening ----------------------------------------------------------------------------------


def test_who_listens_hears_all_that_comes_later(messages: Messages, mine: str) -> None:
    messages.claim(mine, 1, ANN)
    messages.listen(mine, ANNS_PHONE)
    assert messages.append(mine, 0, 1, _event(1)).listener == "phone"
    assert messages.append(mine, 1, 1, _event(1)).listener == "phone"


def test_the_last_to_listen_hears(messages: Messages, mine: str) -> None:
    messages.listen(mine, ANNS_PHONE)
    messages.listen(mine, ANN)
    assert messages.append(mine, 0, 1, _event(1)).listener == "laptop"


def test_nobody_listens_to_a_message_that_never_was(messages: Messages) -> None:
    with pytest.raises(MessageUnknown):
        messages.listen(str(uuid.uuid4()), ANN)


def test_nobody_listens_to_the_message_of_another(messages: Messages, mine: str) -> None:
    with pytest.raises(MessageUnknown):
        messages.listen(mine, BOB)
    assert messages.append(mine, 0, 1, _event(1)).listener == "laptop"


def test_asking_for_an_unknown_message_does_not_make_it(messages: Messages) -> None:
    message_id = str(uuid.uuid4())
    with pytest.raises(MessageUnknown):
        messages.listen(message_id, BOB)
    assert messages.claim(message_id, 0, ANN)


# --- Reading ------------------------------------------------------------------------------------

CALLER = Connection(NO_CONNECTION, owner="ann")
"""Ann, over HTTP."""


def test_what_was_said_can_be_read_by_segment(messages: Messages, mine: str) -> None:
    for segment in (10, 2):
        messages.claim(mine, segment, ANN)
    for segment, seq in ((2, 3), (0, 101), (0, 5)):
        messages.append(mine, segment, seq, _event(seq))
    read = messages.read(mine, "ann")
    assert list(read.items()) == [(0, [_event(5), _event(101)]), (2, [_event(3)]), (10, [])]


def test_who_reads_does_not_listen(messages: Messages, mine: str) -> None:
    messages.read(mine, "ann")
    assert messages.append(mine, 0, 1, _event(1)).listener == "laptop"


def test_what_never_was_or_is_anothers_cannot_be_read(messages: Messages, mine: str) -> None:
    for message_id, owner in ((str(uuid.uuid4()), "ann"), (mine, "bob")):
        with pytest.raises(MessageUnknown):
            messages.read(message_id, owner)


def test_nobody_hears_what_nobody_listened_to(messages: Messages) -> None:
    message_id = str(uuid.uuid4())
    assert messages.claim(message_id, 0, CALLER)
    assert messages.append(message_id, 0, 1, _event(1)).listener == NO_CONNECTION
    messages.listen(message_id, ANNS_PHONE)
    assert messages.append(message_id, 0, 2, _event(2)).listener == "phone"


def test_nobody_takes_a_message_from_who_listens(messages: Messages, mine: str) -> None:
    messages.claim(mine, 0, CALLER)
    assert messages.listen(mine, CALLER) == []
    assert messages.append(mine, 0, 1, _event(1)).listener == "laptop"


# --- Ending -------------------------------------------------------------------------------------


def _end(messages: Messages, message_id: str, segment: int) -> dict[str, Any]:
    end = _event(SEGMENT_END_SEQ, segment=segment)
    messages.append(message_id, segment, SEGMENT_END_SEQ, end)
    return end


def test_a_message_whose_last_segment_is_to_come_has_not_ended(
    messages: Messages, mine: str
) -> None:
    _end(messages, mine, 0)
    assert messages.state(mine, ANN.owner).all_ends is None


def test_a_message_has_ended_when_every_segment_has(messages: Messages, mine: str) -> None:
    messages.claim(mine, 1, ANN, True)
    second = _end(messages, mine, 1)
    assert messages.state(mine, ANN.owner).all_ends is None
    first = _end(messages, mine, 0)
    assert messages.state(mine, ANN.owner).all_ends == [first, second]


def test_a_segment_that_is_missing_in_between_is_waited_for(messages: Messages, mine: str) -> None:
    messages.claim(mine, 2, ANN, True)
    _end(messages, mine, 0)
    _end(messages, mine, 2)
    assert messages.state(mine, ANN.owner).all_ends is None


def test_other_events_are_no_end(messages: Messages, mine: str) -> None:
    messages.claim(mine, 0, ANN, True)
    messages.append(mine, 0, 5, _event(5))
    assert messages.state(mine, ANN.owner).all_ends is None


def test_claiming_again_does_not_take_back_the_last(messages: Messages, mine: str) -> None:
    messages.claim(mine, 0, ANN, True)
    messages.claim(mine, 0, ANN)
    end = _end(messages, mine, 0)
    assert messages.state(mine, ANN.owner).all_ends == [end]


def test_a_message_can_be_finished_later(messages: Messages, mine: str) -> None:
    end = _end(messages, mine, 0)
    messages.finish(mine, 1, ANN)
    assert messages.state(mine, ANN.owner).all_ends == [end]


@pytest.mark.parametrize(("segments", "speaker"), [(2, ANN), (1, BOB)])
def test_what_is_not_there_or_anothers_is_not_finished(
    messages: Messages, mine: str, segments: int, speaker: Connection
) -> None:
    with pytest.raises(MessageUnknown):
        messages.finish(mine, segments, speaker)


def test_what_another_claimed_under_the_same_id_is_no_part_of_it(
    messages: Messages, mine: str
) -> None:
    messages.claim(mine, 1, BOB, True)
    first, theirs = _end(messages, mine, 0), _end(messages, mine, 1)
    assert messages.state(mine, ANN.owner).all_ends is None
    assert messages.state(mine, BOB.owner).all_ends is None
    messages.finish(mine, 1, ANN)
    assert messages.state(mine, ANN.owner).all_ends == [first]
    assert theirs not in (messages.state(mine, ANN.owner).all_ends or [])


def test_a_message_that_never_was_has_no_ends(messages: Messages) -> None:
    state = messages.state(str(uuid.uuid4()), ANN.owner)
    assert (state.all_ends, state.ends, state.opened_at_s) == (None, {}, 0)


# --- Standing for a message ---------------------------------------------------------------------


def _opened(messages: Messages, message_id: str, segment: int, owner: Connection = ANN) -> None:
    messages.claim(message_id, segment, owner)
    messages.append(message_id, segment, SEGMENT_START_SEQ, _event(1))


def _standing(messages: Messages, message_id: str, segment: int) -> dict[str, Any]:
    """That segment, opened and ended, stands for its message; its end."""
    _opened(messages, message_id, segment)
    end = _end(messages, message_id, segment)
    messages.stand(message_id, segment)
    return end


def _unfinished(
    messages: Messages, message_id: str, before_s: float = LATER_S
) -> list[MessageState]:
    return [found for found in messages.unfinished(before_s) if found.message_id == message_id]


def test_a_message_is_unfinished_while_a_segment_stands_for_it(
    messages: Messages, mine: str
) -> None:
    assert _unfinished(messages, mine) == []
    end = _standing(messages, mine, 0)
    [found] = _unfinished(messages, mine)
    assert found == messages.state(mine, ANN.owner)
    assert (found.owner, found.ends, found.standing) == (ANN.owner, {0: end}, (0,))
    messages.close(mine, 0)
    assert _unfinished(messages, mine) == []


def test_it_is_said_what_goes_on_in_it(messages: Messages, mine: str) -> None:
    _standing(messages, mine, 0)
    _opened(messages, mine, 2)
    messages.claim(mine, 3, ANN, True)
    [found] = _unfinished(messages, mine)
    assert (found.under_way, found.last, found.ended) == ((2,), 3, False)
    messages.append(mine, 0, MESSAGE_END_SEQ, _event(MESSAGE_END_SEQ))
    assert messages.state(mine, ANN.owner).ended


def test_what_another_claimed_does_not_go_on_in_it(messages: Messages, mine: str) -> None:
    _standing(messages, mine, 0)
    _opened(messages, mine, 1, BOB)
    assert [found.under_way for found in _unfinished(messages, mine)] == [()]


def test_several_that_stand_are_one_message(messages: Messages, mine: str) -> None:
    for segment in (0, 1):
        _standing(messages, mine, segment)
    assert [found.standing for found in _unfinished(messages, mine)] == [(0, 1)]


def test_it_is_unfinished_since_the_segment_was_opened_or_as_said(
    messages: Messages, mine: str
) -> None:
    _standing(messages, mine, 0)
    opened_at_s = messages.state(mine, ANN.owner).opened_at_s
    assert opened_at_s > 1_600_000_000
    assert _unfinished(messages, mine, opened_at_s) == []
    messages.stand(mine, 0, 1_000)
    assert _unfinished(messages, mine, 1_000) == []
    assert len(_unfinished(messages, mine, 1_001)) == 1


def test_what_stands_is_neither_open_nor_under_way(messages: Messages, mine: str) -> None:
    before = messages.under_way(0, 1_000)
    _standing(messages, mine, 0)
    assert messages.under_way(0, 1_000) == before
    assert _left_open(messages, mine) == []


def test_what_is_forgotten_stands_for_nothing(messages: Messages) -> None:
    forgotten = str(uuid.uuid4())
    messages.stand(forgotten, 0)
    assert messages.claim(forgotten, 0, BOB), "half a message was made"


# --- After the end ------------------------------------------------------------------------------


def test_after_its_end_nothing_is_kept_of_a_segment(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, 2, _event(2))
    end = _end(messages, mine, 0)
    with pytest.raises(SegmentEnded):
        messages.append(mine, 0, 3, _event(3))
    assert messages.listen(mine, ANN) == [_event(2), end]


def test_what_stands_may_be_said_again_after_the_end(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, 2, _event(2))
    end = _end(messages, mine, 0)
    assert messages.append(mine, 0, 2, _event(2, said="again")).event == _event(2)
    assert messages.append(mine, 0, SEGMENT_END_SEQ, _event(300, other=True)).event == end


def test_the_end_of_the_message_follows_that_of_its_segments(messages: Messages, mine: str) -> None:
    _end(messages, mine, 0)
    whole = _event(MESSAGE_END_SEQ)
    assert messages.append(mine, 0, MESSAGE_END_SEQ, whole).event == whole


def test_a_segment_that_has_ended_is_not_started_again(messages: Messages, mine: str) -> None:
    _end(messages, mine, 0)
    assert not messages.claim(mine, 0, ANN)


@pytest.mark.parametrize("seq", [SEGMENT_START_SEQ, 2, SEGMENT_END_SEQ])
def test_nothing_is_kept_of_a_message_that_is_forgotten(messages: Messages, seq: int) -> None:
    forgotten = str(uuid.uuid4())
    with pytest.raises(MessageUnknown):
        messages.append(forgotten, 0, seq, _event(seq))
    with pytest.raises(MessageUnknown):
        messages.started(forgotten, 0)
    messages.close(forgotten, 0)
    assert messages.claim(forgotten, 0, BOB), "half a message was made"


# --- Left open ----------------------------------------------------------------------------------


def _left_open(messages: Messages, message_id: str, before_s: float = LATER_S) -> list[OpenSegment]:
    return [found for found in messages.left_open(before_s) if found.message_id == message_id]


def test_a_segment_is_open_from_its_first_event(messages: Messages, mine: str) -> None:
    assert _left_open(messages, mine) == []
    messages.append(mine, 0, SEGMENT_START_SEQ, _event(1))
    [found] = _left_open(messages, mine)
    assert (found.segment, found.last, found.events) == (0, False, (_event(1),))
    assert found.opened_at_s > 1_600_000_000


def test_until_it_is_closed(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, SEGMENT_START_SEQ, _event(1))
    _end(messages, mine, 0)
    assert len(_left_open(messages, mine)) == 1
    messages.close(mine, 0)
    messages.close(mine, 0)
    assert _left_open(messages, mine) == []


def test_it_says_all_that_is_known_of_it(messages: Messages, mine: str) -> None:
    messages.claim(mine, 3, ANN, True)
    for seq in (SEGMENT_START_SEQ, 101, 2):
        messages.append(mine, 3, seq, _event(seq))
    [found] = _left_open(messages, mine)
    assert (found.segment, found.last) == (3, True)
    assert found.events == (_event(1), _event(2), _event(101))


def test_a_segment_opened_since_then_is_left_in_peace(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, SEGMENT_START_SEQ, _event(1))
    [found] = _left_open(messages, mine)
    assert _left_open(messages, mine, found.opened_at_s) == []
    assert _left_open(messages, mine, found.opened_at_s + 1) == [found]


def test_what_is_open_is_under_way_whoever_said_it(messages: Messages, mine: str) -> None:
    before, theirs = messages.under_way(0, 1_000), str(uuid.uuid4())
    messages.claim(theirs, 0, BOB)
    for message_id in (mine, theirs):
        messages.append(message_id, 0, SEGMENT_START_SEQ, _event(1))
    assert messages.under_way(0, 1_000) == before + 2
    assert messages.under_way(0, 1) == 1
    assert messages.under_way(LATER_S, 1_000) == 0
    for message_id in (mine, theirs):
        messages.close(message_id, 0)
    assert messages.under_way(0, 1_000) == before


def test_a_message_expires_by_itself(moto: None) -> None:
    keeper = DynamoDBMessages(conftest.MESSAGES, retention_s=60, clock=lambda: 1_000, timeout_s=5)
    keeper.claim(str(uuid.uuid4()), 0, ANN)
    [item] = boto3.client("dynamodb").scan(TableName=conftest.MESSAGES)["Items"]
    assert item["expires_at"] == {"N": "1060"}


# --- Being forgotten ----------------------------------------------------------------------------


def test_the_segments_of_a_speaker_are_found_and_no_others(messages: Messages) -> None:
    owner = f"guest:{uuid.uuid4()}"
    me, mine, theirs = Connection("c", owner=owner), str(uuid.uuid4()), str(uuid.uuid4())
    for segment in range(3):
        messages.claim(mine, segment, me)
    messages.claim(theirs, 0, BOB)
    assert sorted(messages.of(owner)) == [(mine, 0), (mine, 1), (mine, 2)]


def test_a_segment_that_is_erased_is_unknown(messages: Messages, mine: str) -> None:
    messages.erase(mine, 0)
    messages.erase(mine, 0)
    with pytest.raises(MessageUnknown):
        messages.listen(mine, ANN)
    with pytest.raises(MessageUnknown):
        messages.append(mine, 0, 2, _event(2))
