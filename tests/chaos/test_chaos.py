"""A small storm, and that a broken promise would be noticed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.message_status import SegmentStatus, SweepQueue
from dragoman.ports import AppendResult, Connection, SegmentRecord
from dragoman.protocol import SEGMENT_END_SEQ
from infra.local.synthesis import synthesize
from tests.chaos.story import Story
from tests.chaos.verdict import broken
from tests.fakes import FakeMessages
from tests.infra.states import Json
from tests.infra.template import Template


@pytest.fixture(scope="session")
def definition() -> Json:
    return Template("emulator", synthesize(("en", "pt"))).definition


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**9), rate=st.sampled_from([0.0, 0.02, 0.1, 0.3]))
def test_whatever_fails_no_promise_is_broken(definition: Json, seed: int, rate: float) -> None:
    told = Story(definition, seed, rate).tell()
    assert not +broken(told), (told.orders, told.struck)


def test_without_faults_every_message_ends_as_it_should(definition: Json) -> None:
    for seed in range(20):
        told = Story(definition, seed, 0).tell()
        assert len(told.accepted) == told.segments
        assert {e["data"]["code"] for e in told.kept if e["type"] == "error"} <= {
            "no_speech",
            "timed_out",  # executions that were killed
        }


def test_a_seed_repeats_its_scenario(definition: Json) -> None:
    first, again = (Story(definition, 7, 0.1).tell() for _ in range(2))
    assert (first.orders, first.struck) == (again.orders, again.struck)


# --- A broken promise is noticed ----------------------------------------------------------------


def _storm(definition: Json, keeper: type[FakeMessages]) -> Counter[str]:
    total: Counter[str] = Counter()
    for seed in range(60):
        total += broken(Story(definition, seed, 0.1, keeper()).tell())
    return total


class Talkative(FakeMessages):
    """Keeps what comes after an end."""

    def append(self, message_id: str, segment: int, seq: int, event: Json) -> AppendResult:
        mine = self._known(message_id, segment)
        end = mine.events.pop(SEGMENT_END_SEQ, None) if seq < SEGMENT_END_SEQ else None
        already, status = list(mine.events), mine.status
        if end is not None:
            mine.status = SegmentStatus.RUNNING
        kept = super().append(message_id, segment, seq, event)
        if end is not None:
            mine.status = status
            late = {} if seq in already else {seq: mine.events.pop(seq)}
            mine.events |= {SEGMENT_END_SEQ: end} | late
        return kept


class Fickle(FakeMessages):
    """Keeps the last that was said under a `seq`."""

    def append(self, message_id: str, segment: int, seq: int, event: Json) -> AppendResult:
        self._known(message_id, segment).events.pop(seq, None)
        return super().append(message_id, segment, seq, event)


class Forgetful(FakeMessages):
    """Finds no segment whose execution died."""

    def list_queue(self, queue: SweepQueue, before_s: float) -> list[SegmentRecord]:
        return [] if queue is SweepQueue.LIVE else super().list_queue(queue, before_s)


class Neglectful(FakeMessages):
    """Finds no message that was abandoned."""

    def list_queue(self, queue: SweepQueue, before_s: float) -> list[SegmentRecord]:
        return [] if queue is SweepQueue.WAITING else super().list_queue(queue, before_s)


class Losing(FakeMessages):
    """Gives no translation back."""

    def listen(self, message_id: str, speaker: Connection) -> list[Json]:
        return [e for e in super().listen(message_id, speaker) if e["data"]["seq"] != 5]


@pytest.mark.parametrize(
    ("keeper", "promise"),
    [
        (Talkative, "out of order"),
        (Fickle, "doubled"),
        (Forgetful, "unended"),
        (Neglectful, "unended"),
        (Losing, "lost"),
    ],
)
def test_a_broken_guarantee_is_noticed(
    definition: Json, keeper: type[FakeMessages], promise: str
) -> None:
    assert _storm(definition, keeper)[promise]
