"""The statuses of a segment and the transitions between them."""

import re
from itertools import product

import pytest

from dragoman import message_status
from dragoman.errors import IllegalTransition
from dragoman.message_status import MessageStatus, SegmentStatus, SweepQueue

S = SegmentStatus
LEGAL = {
    (S.CLAIMED, S.ACCEPTED),
    (S.ACCEPTED, S.RUNNING),
    (S.ACCEPTED, S.ENDED),
    (S.RUNNING, S.ENDED),
    (S.ENDED, S.WAITING),
    (S.ENDED, S.CLOSED),
    (S.WAITING, S.CLOSED),
}
PAIRS = list(product(S, S))


@pytest.mark.parametrize(("source", "target"), sorted(LEGAL))
def test_a_legal_transition_reaches_its_target(source: S, target: S) -> None:
    assert source.advance(target) is target
    assert source in target.sources()


@pytest.mark.parametrize(("source", "target"), [pair for pair in PAIRS if pair not in LEGAL])
def test_any_other_transition_changes_nothing(source: S, target: S) -> None:
    """A status that has been passed is ignored, and any other raises."""
    try:
        assert source.advance(target) is source
    except IllegalTransition:
        assert list(S).index(target) > list(S).index(source)


@pytest.mark.parametrize("status", S)
def test_no_transition_leads_back(status: S) -> None:
    reached = [status.advance(earlier) for earlier in list(S)[: list(S).index(status)]]
    assert set(reached) <= {status}


@pytest.mark.parametrize(
    ("source", "target"),
    [(S.CLAIMED, S.ENDED), (S.CLAIMED, S.RUNNING), (S.RUNNING, S.CLOSED), (S.ACCEPTED, S.WAITING)],
)
def test_a_skipped_status_raises(source: S, target: S) -> None:
    with pytest.raises(IllegalTransition):
        source.advance(target)


def test_a_segment_is_in_a_queue_from_acceptance_until_it_is_closed() -> None:
    assert [status.queue for status in S] == [
        None,
        *[SweepQueue.LIVE] * 3,
        SweepQueue.WAITING,
        None,
    ]


def test_the_documentation_names_every_status() -> None:
    documented = set(re.findall(r"^    (\w+)  ", message_status.__doc__ or "", re.MULTILINE))
    assert {*S, *MessageStatus} <= documented
