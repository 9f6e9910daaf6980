"""The contract of Messages, for the fake and for DynamoDB."""

from __future__ import annotations

import time
import uuid
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.aws.messages_table import DynamoDBMessages
from dragoman.errors import IllegalTransition, MessageNotYours, MessageUnknown, SegmentEnded
from dragoman.message_status import MessageStatus, SegmentStatus, SweepQueue, TentativeStatus
from dragoman.ports import NO_CONNECTION, AppendResult, Connection, Messages, SegmentRecord
from dragoman.protocol import MESSAGE_END_SEQ, SEGMENT_END_SEQ, SEGMENT_START_SEQ, RoomTurn
from tests import conftest
from tests.fakes import FakeMessages

ANN = Connection("laptop", owner="ann")
ANNS_PHONE = Connection("phone", owner="ann")
ANN_OVER_HTTP = Connection(NO_CONNECTION, owner="ann")
BOB = Connection("bobs", owner="bob")
LATER_S = 10**11


@pytest.fixture(params=["fake", "moto", pytest.param("emulated", marks=pytest.mark.emulator)])
def messages(request: pytest.FixtureRequest) -> Messages:
    if request.param == "fake":
        return FakeMessages()
    request.getfixturevalue(request.param)
    return DynamoDBMessages(conftest.MESSAGES, retention_s=60, clock=time.time, timeout_s=5)


@pytest.fixture
def claimed(messages: Messages) -> str:
    """A message whose first segment Ann has claimed."""
    message_id = str(uuid.uuid4())
    messages.claim(message_id, 0, ANN)
    return message_id


@pytest.fixture
def mine(messages: Messages, claimed: str) -> str:
    """A message whose first segment was accepted."""
    _accept(messages, claimed, 0)
    return claimed


def _event(seq: int, **data: Any) -> dict[str, Any]:
    return {"type": "event", "data": {"seq": seq, **data}}


def _accept(messages: Messages, message_id: str, segment: int, speaker: Connection = ANN) -> None:
    messages.claim(message_id, segment, speaker)
    messages.append(message_id, segment, SEGMENT_START_SEQ, _event(SEGMENT_START_SEQ))


def _end(messages: Messages, message_id: str, segment: int, **data: Any) -> dict[str, Any]:
    end = _event(SEGMENT_END_SEQ, segment=segment, **data)
    messages.append(message_id, segment, SEGMENT_END_SEQ, end)
    return end


def _status(messages: Messages, message_id: str, segment: int = 0) -> SegmentStatus:
    return messages.state(message_id, ANN.owner).segments[segment].status


# --- Claiming -----------------------------------------------------------------------------------


def test_a_new_segment_is_claimed(messages: Messages) -> None:
    assert messages.claim(str(uuid.uuid4()), 0, ANN).status is SegmentStatus.CLAIMED


def test_a_repeated_claim_returns_the_status(messages: Messages, mine: str) -> None:
    assert messages.claim(mine, 0, ANN).status is SegmentStatus.ACCEPTED
    messages.advance(mine, 0, SegmentStatus.RUNNING)
    assert messages.claim(mine, 0, ANN).status is SegmentStatus.RUNNING
    _end(messages, mine, 0)
    assert messages.claim(mine, 0, ANN).status is SegmentStatus.ENDED


def test_the_segment_of_another_owner_cannot_be_claimed(messages: Messages, mine: str) -> None:
    with pytest.raises(MessageNotYours):
        messages.claim(mine, 0, BOB)


def test_only_the_owner_can_read_the_status_of_a_segment(messages: Messages, mine: str) -> None:
    assert messages.status(mine, 0, "ann") is SegmentStatus.ACCEPTED
    assert messages.status(mine, 1, "ann") is None
    with pytest.raises(MessageNotYours):
        messages.status(mine, 0, "bob")


def test_a_refused_claim_does_not_change_the_listener(messages: Messages, mine: str) -> None:
    with pytest.raises(MessageNotYours):
        messages.claim(mine, 0, BOB)
    assert messages.append(mine, 0, 2, _event(2)).listener == "laptop"


def test_each_segment_has_its_own_status(messages: Messages, mine: str) -> None:
    messages.advance(mine, 0, SegmentStatus.RUNNING)
    assert messages.claim(mine, 1, ANN).status is SegmentStatus.CLAIMED


def test_a_repeated_claim_keeps_the_events(messages: Messages, mine: str) -> None:
    messages.claim(mine, 0, ANN)
    assert messages.listen(mine, ANN) == [_event(1)]


def test_a_repeated_claim_changes_the_listener(messages: Messages, mine: str) -> None:
    messages.claim(mine, 0, ANNS_PHONE)
    assert messages.append(mine, 0, 2, _event(2)).listener == "phone"


# --- Storing events -----------------------------------------------------------------------------


def test_an_event_is_stored_and_its_listener_returned(messages: Messages, mine: str) -> None:
    event = _event(2, text='olá, você\n"aí" 👋', number=1.5, nothing=None)
    assert messages.append(mine, 0, 2, event) == AppendResult(event, "laptop")
    assert messages.listen(mine, ANN)[-1] == event


def test_the_first_event_of_a_seq_remains(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, 2, _event(2, text="first"))
    result = messages.append(mine, 0, 2, _event(2, text="second"))
    assert result.event == _event(2, text="first")
    assert messages.listen(mine, ANN)[-1] == _event(2, text="first")


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seqs=st.lists(st.integers(1, 299), max_size=8))
def test_events_are_returned_once_each_in_the_order_of_seq(
    messages: Messages, seqs: list[int]
) -> None:
    message_id = str(uuid.uuid4())
    _accept(messages, message_id, 0)
    for seq in seqs:
        messages.append(message_id, 0, seq, _event(seq))
    stored = [event["data"]["seq"] for event in messages.listen(message_id, ANN)]
    assert stored == sorted({SEGMENT_START_SEQ, *seqs})


def test_segments_are_returned_in_order(messages: Messages, mine: str) -> None:
    for segment in (11, 2, 1):
        messages.claim(mine, segment, ANN)
    for segment in (2, 11, 1):
        messages.append(mine, segment, 1, _event(1, segment=segment))
    found = messages.listen(mine, ANN, [0, 1, 2, 11])
    numbers = [event["data"].get("segment", 0) for event in found]
    assert numbers == [0, 1, 2, 11]


# --- Listening ----------------------------------------------------------------------------------


def test_a_listener_is_returned_with_later_events_of_every_segment(
    messages: Messages, mine: str
) -> None:
    messages.claim(mine, 1, ANN)
    messages.listen(mine, ANNS_PHONE, [0, 1])
    assert messages.append(mine, 0, 2, _event(2)).listener == "phone"
    assert messages.append(mine, 1, 1, _event(1)).listener == "phone"


def test_an_unrequested_segment_keeps_its_listener(messages: Messages, mine: str) -> None:
    messages.claim(mine, 1, ANN)
    messages.listen(mine, ANNS_PHONE, [1])
    assert messages.append(mine, 0, 2, _event(2)).listener == "laptop"


@pytest.mark.parametrize(
    ("first", "found"), [(0, [0, 1, 2, 11]), (2, [0, 2, 11]), (3, [0, 11]), (499, [0])]
)
def test_segments_from_one_on_are_listed_with_the_first(
    messages: Messages, mine: str, first: int, found: list[int]
) -> None:
    for segment in (11, 2, 1):
        messages.claim(mine, segment, ANN)
    assert messages.segments_from(mine, ANN.owner, first) == found


def test_segments_of_another_owner_are_not_listed(messages: Messages, mine: str) -> None:
    messages.claim(mine, 1, BOB)
    assert messages.segments_from(mine, ANN.owner, 0) == [0]
    assert messages.segments_from(mine, BOB.owner, 0) == [1]
    with pytest.raises(MessageUnknown):
        messages.segments_from(mine, "nobody", 0)


def test_the_latest_listener_counts(messages: Messages, mine: str) -> None:
    messages.listen(mine, ANNS_PHONE)
    messages.listen(mine, ANN)
    assert messages.append(mine, 0, 2, _event(2)).listener == "laptop"


def test_listening_to_an_unknown_message_raises(messages: Messages) -> None:
    with pytest.raises(MessageUnknown):
        messages.listen(str(uuid.uuid4()), ANN)


def test_listening_to_the_message_of_another_owner_raises(messages: Messages, mine: str) -> None:
    with pytest.raises(MessageUnknown):
        messages.listen(mine, BOB)
    assert messages.append(mine, 0, 2, _event(2)).listener == "laptop"


def test_listening_to_an_unknown_message_does_not_create_it(messages: Messages) -> None:
    message_id = str(uuid.uuid4())
    with pytest.raises(MessageUnknown):
        messages.listen(message_id, BOB)
    assert messages.claim(message_id, 0, ANN).status is SegmentStatus.CLAIMED


# --- Reading ------------------------------------------------------------------------------------


def test_events_are_read_by_segment(messages: Messages, mine: str) -> None:
    for segment in (10, 2):
        messages.claim(mine, segment, ANN)
    for segment, seq in ((2, 1), (0, 101), (0, 5)):
        messages.append(mine, segment, seq, _event(seq))
    read = messages.read(mine, "ann")
    events = [_event(1), _event(5), _event(101)]
    assert list(read.items()) == [(0, events), (2, [_event(1)]), (10, [])]


def test_reading_does_not_change_the_listener(messages: Messages, mine: str) -> None:
    messages.read(mine, "ann")
    assert messages.append(mine, 0, 2, _event(2)).listener == "laptop"


def test_reading_an_unknown_or_foreign_message_raises(messages: Messages, mine: str) -> None:
    for message_id, owner in ((str(uuid.uuid4()), "ann"), (mine, "bob")):
        with pytest.raises(MessageUnknown):
            messages.read(message_id, owner)


def test_a_message_submitted_over_http_has_no_listener(messages: Messages) -> None:
    message_id = str(uuid.uuid4())
    messages.claim(message_id, 0, ANN_OVER_HTTP)
    assert messages.append(message_id, 0, 1, _event(1)).listener == NO_CONNECTION
    messages.listen(message_id, ANNS_PHONE)
    assert messages.append(message_id, 0, 2, _event(2)).listener == "phone"


def test_a_claim_over_http_keeps_the_listener(messages: Messages, mine: str) -> None:
    messages.claim(mine, 0, ANN_OVER_HTTP)
    messages.listen(mine, ANN_OVER_HTTP)
    assert messages.append(mine, 0, 2, _event(2)).listener == "laptop"


# --- The status of a segment --------------------------------------------------------------------


def test_the_first_event_accepts_a_segment(messages: Messages, claimed: str) -> None:
    messages.append(claimed, 0, SEGMENT_START_SEQ, _event(1))
    assert _status(messages, claimed) is SegmentStatus.ACCEPTED


def test_the_last_event_ends_a_segment(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, 2, _event(2))
    assert _status(messages, mine) is SegmentStatus.ACCEPTED
    _end(messages, mine, 0)
    assert _status(messages, mine) is SegmentStatus.ENDED


@pytest.mark.parametrize("seq", [2, SEGMENT_END_SEQ])
def test_a_claimed_segment_accepts_only_its_first_event(
    messages: Messages, claimed: str, seq: int
) -> None:
    with pytest.raises(IllegalTransition):
        messages.append(claimed, 0, seq, _event(seq))
    assert messages.read(claimed, "ann") == {0: []}


@pytest.mark.parametrize("status", [SegmentStatus.WAITING, SegmentStatus.CLOSED])
def test_a_segment_that_has_not_ended_cannot_be_closed(
    messages: Messages, mine: str, status: SegmentStatus
) -> None:
    with pytest.raises(IllegalTransition):
        messages.advance(mine, 0, status)
    assert _status(messages, mine) is SegmentStatus.ACCEPTED


@pytest.mark.parametrize(
    "status", [SegmentStatus.RUNNING, SegmentStatus.WAITING, SegmentStatus.CLOSED]
)
def test_a_status_that_has_been_passed_is_ignored(
    messages: Messages, mine: str, status: SegmentStatus
) -> None:
    _end(messages, mine, 0)
    messages.advance(mine, 0, SegmentStatus.CLOSED)
    messages.advance(mine, 0, status)
    _end(messages, mine, 0)
    messages.append(mine, 0, SEGMENT_START_SEQ, _event(1))
    assert _status(messages, mine) is SegmentStatus.CLOSED


def test_a_segment_waits_and_is_closed(messages: Messages, mine: str) -> None:
    _end(messages, mine, 0)
    messages.advance(mine, 0, SegmentStatus.WAITING)
    assert messages.state(mine, "ann").waiting == [0]
    messages.advance(mine, 0, SegmentStatus.CLOSED)
    assert messages.state(mine, "ann").waiting == []


def test_a_deleted_segment_has_no_status(messages: Messages) -> None:
    deleted = str(uuid.uuid4())
    messages.advance(deleted, 0, SegmentStatus.CLOSED)
    assert messages.claim(deleted, 0, BOB).status is SegmentStatus.CLAIMED


# --- After the end ------------------------------------------------------------------------------


def test_no_event_is_stored_after_the_end(messages: Messages, mine: str) -> None:
    end = _end(messages, mine, 0)
    with pytest.raises(SegmentEnded):
        messages.append(mine, 0, 3, _event(3))
    assert messages.listen(mine, ANN) == [_event(1), end]


def test_a_stored_event_is_returned_again_after_the_end(messages: Messages, mine: str) -> None:
    messages.append(mine, 0, 2, _event(2))
    end = _end(messages, mine, 0)
    assert messages.append(mine, 0, 2, _event(2, text="again")).event == _event(2)
    result = messages.append(mine, 0, SEGMENT_END_SEQ, _event(300, other=True))
    assert result == AppendResult(end, "laptop")


def test_the_end_of_the_message_is_stored_after_the_end_of_its_segment(
    messages: Messages, mine: str
) -> None:
    _end(messages, mine, 0)
    whole = _event(MESSAGE_END_SEQ)
    assert messages.append(mine, 0, MESSAGE_END_SEQ, whole).event == whole
    assert _status(messages, mine) is SegmentStatus.ENDED


@pytest.mark.parametrize("seq", [SEGMENT_START_SEQ, 2, SEGMENT_END_SEQ, MESSAGE_END_SEQ])
def test_no_event_of_a_deleted_message_is_stored(messages: Messages, seq: int) -> None:
    deleted = str(uuid.uuid4())
    with pytest.raises(MessageUnknown):
        messages.append(deleted, 0, seq, _event(seq))
    assert messages.claim(deleted, 0, BOB).status is SegmentStatus.CLAIMED


# --- The status of a message --------------------------------------------------------------------


def _message_status(messages: Messages, message_id: str) -> MessageStatus:
    return messages.state(message_id, ANN.owner).status


def test_a_message_without_a_last_segment_is_open(messages: Messages, mine: str) -> None:
    _end(messages, mine, 0)
    assert _message_status(messages, mine) is MessageStatus.OPEN


def test_a_message_is_complete_when_every_segment_has_ended(messages: Messages, mine: str) -> None:
    messages.claim(mine, 1, ANN, True)
    _accept(messages, mine, 1)
    second = _end(messages, mine, 1)
    assert _message_status(messages, mine) is MessageStatus.FINISHING
    first = _end(messages, mine, 0)
    assert _message_status(messages, mine) is MessageStatus.COMPLETE
    assert messages.state(mine, "ann").ends == {0: first, 1: second}


def test_a_message_with_a_missing_segment_is_finishing(messages: Messages, mine: str) -> None:
    messages.claim(mine, 2, ANN, True)
    for segment in (0, 2):
        _accept(messages, mine, segment)
        _end(messages, mine, segment)
    assert _message_status(messages, mine) is MessageStatus.FINISHING


def test_a_message_ends_with_its_only_segment(messages: Messages, mine: str) -> None:
    messages.claim(mine, 0, ANN, True)
    _end(messages, mine, 0, last=True)
    assert _message_status(messages, mine) is MessageStatus.ENDED


def test_a_message_ends_with_its_own_end(messages: Messages, mine: str) -> None:
    _end(messages, mine, 0)
    messages.append(mine, 0, MESSAGE_END_SEQ, _event(MESSAGE_END_SEQ))
    assert _message_status(messages, mine) is MessageStatus.ENDED


def test_a_repeated_claim_does_not_take_back_the_last_segment(
    messages: Messages, mine: str
) -> None:
    messages.claim(mine, 0, ANN, True)
    messages.claim(mine, 0, ANN)
    _end(messages, mine, 0)
    assert _message_status(messages, mine) is MessageStatus.COMPLETE


def test_a_message_can_be_finished_later(messages: Messages, mine: str) -> None:
    _end(messages, mine, 0)
    messages.finish(mine, 1, ANN)
    assert _message_status(messages, mine) is MessageStatus.COMPLETE


@pytest.mark.parametrize(("segments", "speaker"), [(2, ANN), (1, BOB)])
def test_an_unknown_or_foreign_segment_cannot_be_the_last(
    messages: Messages, mine: str, segments: int, speaker: Connection
) -> None:
    with pytest.raises(MessageUnknown):
        messages.finish(mine, segments, speaker)


def test_segments_of_another_owner_are_no_part_of_a_message(messages: Messages, mine: str) -> None:
    messages.claim(mine, 1, BOB, True)
    _accept(messages, mine, 1, BOB)
    first, _ = _end(messages, mine, 0), _end(messages, mine, 1)
    assert _message_status(messages, mine) is MessageStatus.OPEN
    assert messages.state(mine, BOB.owner).status is MessageStatus.FINISHING
    messages.finish(mine, 1, ANN)
    assert messages.state(mine, ANN.owner).ends == {0: first}
    assert _message_status(messages, mine) is MessageStatus.COMPLETE


def test_an_unknown_message_has_no_segments(messages: Messages) -> None:
    state = messages.state(str(uuid.uuid4()), ANN.owner)
    assert (state.segments, state.last, state.accepted_at_s) == ({}, None, 0)


def test_the_state_lists_segments_that_have_not_ended(messages: Messages, mine: str) -> None:
    _end(messages, mine, 0)
    _accept(messages, mine, 2)
    messages.claim(mine, 3, ANN, True)
    state = messages.state(mine, "ann")
    assert (state.unfinished, state.last, state.end_stored) == ([2], 3, False)
    assert state.accepted_at_s > 1_600_000_000


# --- Sweeping -----------------------------------------------------------------------------------


def _queued(
    messages: Messages, queue: SweepQueue, message_id: str, before_s: float = LATER_S
) -> list[SegmentRecord]:
    return [one for one in messages.list_queue(queue, before_s) if one.message_id == message_id]


def test_a_segment_is_in_progress_from_acceptance_until_it_is_closed(
    messages: Messages, claimed: str
) -> None:
    assert _queued(messages, SweepQueue.LIVE, claimed) == []
    _accept(messages, claimed, 0)
    assert len(_queued(messages, SweepQueue.LIVE, claimed)) == 1
    messages.advance(claimed, 0, SegmentStatus.RUNNING)
    _end(messages, claimed, 0)
    assert len(_queued(messages, SweepQueue.LIVE, claimed)) == 1
    messages.advance(claimed, 0, SegmentStatus.CLOSED)
    assert _queued(messages, SweepQueue.LIVE, claimed) == []


def test_a_queued_segment_is_listed_with_its_events(messages: Messages, claimed: str) -> None:
    messages.claim(claimed, 3, ANN, True)
    for seq in (SEGMENT_START_SEQ, 101, 2):
        messages.append(claimed, 3, seq, _event(seq))
    [found] = _queued(messages, SweepQueue.LIVE, claimed)
    assert (found.segment, found.owner, found.last) == (3, "ann", True)
    assert found.events == (_event(1), _event(2), _event(101))
    assert found.since_s > 1_600_000_000


def test_a_segment_accepted_since_then_is_not_listed(messages: Messages, mine: str) -> None:
    [found] = _queued(messages, SweepQueue.LIVE, mine)
    assert _queued(messages, SweepQueue.LIVE, mine, found.since_s) == []
    assert _queued(messages, SweepQueue.LIVE, mine, found.since_s + 1) == [found]


def test_waiting_segments_have_a_separate_queue(messages: Messages, mine: str) -> None:
    _end(messages, mine, 0)
    messages.advance(mine, 0, SegmentStatus.WAITING)
    assert _queued(messages, SweepQueue.LIVE, mine) == []
    assert len(_queued(messages, SweepQueue.WAITING, mine)) == 1
    messages.advance(mine, 0, SegmentStatus.CLOSED)
    assert _queued(messages, SweepQueue.WAITING, mine) == []


def test_a_segment_waits_since_its_acceptance_or_since_a_given_time(
    messages: Messages, mine: str
) -> None:
    _end(messages, mine, 0)
    messages.advance(mine, 0, SegmentStatus.WAITING)
    accepted_at_s = messages.state(mine, "ann").accepted_at_s
    assert _queued(messages, SweepQueue.WAITING, mine, accepted_at_s) == []
    messages.advance(mine, 0, SegmentStatus.WAITING, 1_000)
    assert _queued(messages, SweepQueue.WAITING, mine, 1_000) == []
    assert len(_queued(messages, SweepQueue.WAITING, mine, 1_001)) == 1


def test_segments_in_progress_are_counted_over_all_owners(messages: Messages, claimed: str) -> None:
    before, theirs = messages.count_live(0, 1_000), str(uuid.uuid4())
    _accept(messages, claimed, 0)
    _accept(messages, theirs, 0, BOB)
    assert messages.count_live(0, 1_000) == before + 2
    assert messages.count_live(0, 1) == 1
    assert messages.count_live(LATER_S, 1_000) == 0
    for message_id, status in ((claimed, SegmentStatus.CLOSED), (theirs, SegmentStatus.WAITING)):
        _end(messages, message_id, 0)
        messages.advance(message_id, 0, status)
    assert messages.count_live(0, 1_000) == before


# --- Deletion -----------------------------------------------------------------------------------


def test_a_message_expires(moto: None) -> None:
    table = DynamoDBMessages(conftest.MESSAGES, retention_s=60, clock=lambda: 1_000, timeout_s=5)
    table.claim(str(uuid.uuid4()), 0, ANN)
    [item] = boto3.client("dynamodb").scan(TableName=conftest.MESSAGES)["Items"]
    assert item["expires_at"] == {"N": "1060"}


def test_the_segments_of_an_owner_are_found(messages: Messages) -> None:
    owner = f"guest:{uuid.uuid4()}"
    me, mine, theirs = Connection("c", owner=owner), str(uuid.uuid4()), str(uuid.uuid4())
    for segment in range(3):
        messages.claim(mine, segment, me)
    messages.claim(theirs, 0, BOB)
    assert sorted(messages.segments_of(owner)) == [(mine, 0), (mine, 1), (mine, 2)]


def test_an_erased_segment_is_gone(messages: Messages, mine: str) -> None:
    messages.erase(mine, 0)
    messages.erase(mine, 0)
    with pytest.raises(MessageUnknown):
        messages.read(mine, "ann")


# --- Rooms --------------------------------------------------------------------------------------

TURN = RoomTurn(room_id="r", turn=3, participant_id="p1", languages=("pt", "es"))


@pytest.fixture
def in_room(messages: Messages, claimed: str) -> str:
    """A message whose first segment was spoken into a room."""
    started = _event(SEGMENT_START_SEQ, room=TURN.model_dump(mode="json"))
    messages.append(claimed, 0, SEGMENT_START_SEQ, started)
    return claimed


def test_the_turn_of_a_segment_is_returned_with_each_event(
    messages: Messages, in_room: str
) -> None:
    assert messages.append(in_room, 0, 3, _event(3)).room == TURN
    messages.claim(in_room, 0, ANNS_PHONE)
    assert messages.append(in_room, 0, 1100, _event(100)).room == TURN
    assert messages.append(in_room, 0, SEGMENT_END_SEQ, _event(SEGMENT_END_SEQ)).room == TURN


def test_a_segment_outside_a_room_has_no_turn(messages: Messages, mine: str) -> None:
    assert messages.append(mine, 0, 3, _event(3)).room is None


def test_events_of_each_language_are_kept_apart(messages: Messages, in_room: str) -> None:
    for seq, event in ((2100, "es"), (3, "all"), (1100, "pt")):
        messages.append(in_room, 0, seq, _event(seq % 1000, of=event))
    stored = messages.segment_events(in_room, 0)
    assert list(stored) == [1, 3, 1100, 2100]
    assert [event["data"].get("of") for event in stored.values()] == [None, "all", "pt", "es"]
    for events in (messages.read(in_room, ANN.owner)[0], messages.listen(in_room, ANN)):
        assert [event["data"]["seq"] for event in events] == [1, 3]


def test_after_its_end_no_language_of_a_segment_gets_an_event(
    messages: Messages, in_room: str
) -> None:
    _end(messages, in_room, 0)
    with pytest.raises(SegmentEnded):
        messages.append(in_room, 0, 1300, _event(300))
    assert 1300 not in messages.segment_events(in_room, 0)


def test_an_unknown_segment_has_no_events(messages: Messages) -> None:
    assert messages.segment_events(str(uuid.uuid4()), 0) == {}


# --- Tentative requests -------------------------------------------------------------------------


def _accepted_by(messages: Messages, message_id: str, request: str) -> tuple[int | None, str]:
    """What the claim and the first event know of a tentative request."""
    claim = messages.claim(message_id, 0, ANN, request=request)
    return claim.tentative_at_ms, messages.append(message_id, 0, 1, _event(1)).tentative


def test_a_tentative_request_is_pending_until_its_segment_is_accepted(messages: Messages) -> None:
    new = str(uuid.uuid4())
    assert messages.claim_tentatively(new, 0, ANN, "a", 7)
    assert messages.tentative_status(new, 0, "a") is TentativeStatus.PENDING
    assert messages.claim(new, 0, ANN, request="a").tentative_at_ms == 7
    assert messages.tentative_status(new, 0, "a") is TentativeStatus.PENDING
    assert messages.append(new, 0, 1, _event(1)).tentative == "a"
    assert messages.tentative_status(new, 0, "a") is TentativeStatus.ACCEPTED
    assert not messages.drop_tentative(new, 0, "a")


def test_a_dropped_tentative_request_is_not_taken_over(messages: Messages) -> None:
    new = str(uuid.uuid4())
    messages.claim_tentatively(new, 0, ANN, "a", 7)
    assert messages.drop_tentative(new, 0, "a")
    assert not messages.drop_tentative(new, 0, "a")
    assert messages.tentative_status(new, 0, "a") is TentativeStatus.DROPPED
    assert _accepted_by(messages, new, "a") == (None, "")
    assert messages.tentative_status(new, 0, "a") is TentativeStatus.DROPPED


def test_a_tentative_request_may_be_dropped_between_claim_and_acceptance(
    messages: Messages,
) -> None:
    new = str(uuid.uuid4())
    messages.claim_tentatively(new, 0, ANN, "a", 7)
    assert messages.claim(new, 0, ANN, request="a").tentative_at_ms == 7
    assert messages.drop_tentative(new, 0, "a")
    assert messages.append(new, 0, 1, _event(1)).tentative == ""


def test_a_newer_tentative_request_drops_the_earlier_one(messages: Messages) -> None:
    new = str(uuid.uuid4())
    messages.claim_tentatively(new, 0, ANN, "a", 7)
    assert messages.claim_tentatively(new, 0, ANN, "b", 8)
    assert messages.tentative_status(new, 0, "a") is TentativeStatus.DROPPED
    assert messages.tentative_status(new, 0, "b") is TentativeStatus.PENDING


def test_another_request_that_accepts_the_segment_drops_a_tentative_one(
    messages: Messages,
) -> None:
    new = str(uuid.uuid4())
    messages.claim_tentatively(new, 0, ANN, "a", 7)
    assert _accepted_by(messages, new, "b") == (None, "a")
    assert messages.tentative_status(new, 0, "a") is TentativeStatus.DROPPED


def test_no_tentative_request_follows_one_that_accepts_the_segment(messages: Messages) -> None:
    new = str(uuid.uuid4())
    messages.claim(new, 0, ANN, request="b")
    assert not messages.claim_tentatively(new, 0, ANN, "a", 7)
    messages.append(new, 0, 1, _event(1))
    assert not messages.claim_tentatively(new, 0, ANN, "a", 7)


def test_an_unknown_tentative_request_is_dropped(messages: Messages, mine: str) -> None:
    assert messages.tentative_status(str(uuid.uuid4()), 0, "a") is TentativeStatus.DROPPED
    assert messages.tentative_status(mine, 0, "a") is TentativeStatus.DROPPED
    assert not messages.drop_tentative(str(uuid.uuid4()), 0, "a")


def test_a_tentative_request_for_another_s_segment_is_refused(
    messages: Messages, mine: str
) -> None:
    with pytest.raises(MessageNotYours):
        messages.claim_tentatively(mine, 0, BOB, "a", 7)
