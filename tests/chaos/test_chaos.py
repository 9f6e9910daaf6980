"""Random faults violate no guarantee, and a violation would be noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.message_status import SegmentStatus, SweepQueue
from dragoman.ports import AppendResult, Connection, SegmentRecord
from dragoman.protocol import SEGMENT_END_SEQ
from infra.local.synthesis import synthesize
from tests.chaos.guarantees import GUARANTEES, violations
from tests.chaos.room_scenario import RoomScenario
from tests.chaos.scenario import Scenario
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
def test_no_guarantee_is_violated_under_faults(definition: Json, seed: int, rate: float) -> None:
    outcome = Scenario(definition, seed, rate).run()
    assert not +violations(outcome), (outcome.orders, outcome.faults)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**9), rate=st.sampled_from([0.0, 0.02, 0.1, 0.3]))
def test_no_guarantee_is_violated_for_any_listener_of_a_room(
    definition: Json, seed: int, rate: float
) -> None:
    found = RoomScenario(definition, seed, rate).play()
    assert not any(found[name] for name in GUARANTEES), found


def test_without_faults_every_message_ends_normally(definition: Json) -> None:
    for seed in range(20):
        outcome = Scenario(definition, seed, 0).run()
        assert len(outcome.accepted) == outcome.segments
        assert {e["data"]["code"] for e in outcome.stored if e["type"] == "error"} <= {
            "no_speech",
            "timed_out",  # executions that were killed
        }


@pytest.mark.parametrize(
    ("stable", "unstable"), [("", "One. Two."), ("Other words.", ""), ("One.", "other words")]
)
def test_wrong_captions_are_noticed(definition: Json, stable: str, unstable: str) -> None:
    outcomes = (Scenario(definition, seed, 0).run() for seed in range(20))
    outcome = next(one for one in outcomes if any(data["stable_text"] for data in one.captions))
    texts = [("One.", "Two."), (stable, unstable)]
    captions = [
        {"segment": 0, "revision": revision, "stable_text": sure, "unstable_text": rest}
        for revision, (sure, rest) in enumerate(texts)
    ]
    spoken = {0: "One. Two. Three."}
    right, wrong = (replace(outcome, captions=c, spoken=spoken) for c in (captions[:1], captions))
    assert not violations(right)["wrong captions"]
    assert violations(wrong)["wrong captions"] == 1


def test_a_seed_repeats_its_scenario(definition: Json) -> None:
    first, again = (Scenario(definition, 7, 0.1).run() for _ in range(2))
    assert (first.orders, first.faults) == (again.orders, again.faults)


# --- A violation is noticed ---------------------------------------------------------------------


class Talkative(FakeMessages):
    """Stores events after an end."""

    def append(self, message_id: str, segment: int, seq: int, event: Json) -> AppendResult:
        mine = self._known(message_id, segment)
        end = mine.events.pop(SEGMENT_END_SEQ, None) if seq < SEGMENT_END_SEQ else None
        already, status = list(mine.events), mine.status
        if end is not None:
            mine.status = SegmentStatus.RUNNING
        stored = super().append(message_id, segment, seq, event)
        if end is not None:
            mine.status = status
            late = {} if seq in already else {seq: mine.events.pop(seq)}
            mine.events |= {SEGMENT_END_SEQ: end} | late
        return stored


class Fickle(FakeMessages):
    """Stores the last event under a `seq`."""

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
    """Returns no translation."""

    def listen(
        self, message_id: str, speaker: Connection, segments: Sequence[int] = (0,)
    ) -> list[Json]:
        found = super().listen(message_id, speaker, segments)
        return [event for event in found if event["data"]["seq"] != 5]


@pytest.mark.parametrize(
    ("messages", "guarantee"),
    [
        (Talkative, "out of order"),
        (Fickle, "duplicated"),
        (Forgetful, "unfinished"),
        (Neglectful, "unfinished"),
        (Losing, "lost"),
    ],
)
def test_a_broken_guarantee_is_noticed(
    definition: Json, messages: type[FakeMessages], guarantee: str
) -> None:
    scenarios = (Scenario(definition, seed, 0.1, messages()) for seed in range(60))
    assert any(violations(scenario.run())[guarantee] for scenario in scenarios)


class Overwriting(FakeMessages):
    """Stores the last event of a language under a `seq`."""

    def append(self, message_id: str, segment: int, seq: int, event: Json) -> AppendResult:
        if seq > SEGMENT_END_SEQ:
            self._known(message_id, segment).events.pop(seq, None)
        return super().append(message_id, segment, seq, event)


class LosingLanguages(FakeMessages):
    """Returns no translation when a participant resumes a room."""

    def segment_events(self, message_id: str, segment: int) -> dict[int, Json]:
        found = super().segment_events(message_id, segment)
        return {seq: event for seq, event in found.items() if seq % 1000 != 5}


@pytest.mark.parametrize(
    ("messages", "guarantee"), [(Overwriting, "duplicated"), (LosingLanguages, "lost")]
)
def test_a_guarantee_that_is_broken_in_a_room_is_noticed(
    definition: Json, messages: type[FakeMessages], guarantee: str
) -> None:
    scenarios = (RoomScenario(definition, seed, 0.1, messages()) for seed in range(40))
    assert any(scenario.play()[guarantee] for scenario in scenarios)
