"""The events of a stage are stored, then sent."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import DeliveryUnavailable, Gone, StorageUnavailable, Throttled
from dragoman.protocol import Job, ProcessingUpdate, Stage, SttResult, Track, stage_seq
from dragoman.stages.progress import Progress
from tests.fakes import FakeNotifier
from tests.unit.world import ME, World

UPDATE: dict[str, Any] = {"stage": Stage.TRANSCRIBING, "seq": stage_seq(Stage.TRANSCRIBING)}


def _progress(world: World, job: Job) -> Progress:
    return Progress(job, world.end_ports)


def _stored(world: World, job: Job) -> list[dict[str, Any]]:
    return world.messages.listen(str(job.message_id), ME)


@settings(deadline=None)  # it starts threads, which is slow on a busy machine
@given(st.lists(st.integers(2, 299), unique=True))
def test_events_are_sent_in_the_order_in_which_they_were_emitted(seqs: list[int]) -> None:
    world = World()
    job = world.claimed()
    with _progress(world, job) as progress:
        for seq in seqs:
            progress.emit(ProcessingUpdate(**progress.position(), stage=Stage.TRANSLATING, seq=seq))
    assert [e["data"]["seq"] for e in world.received()[1:]] == seqs


def test_an_event_has_the_time_since_acceptance(world: World, job: Job) -> None:
    with _progress(world, job) as progress:
        for seq in range(2, 20):
            progress.emit(ProcessingUpdate(**progress.position(), stage=Stage.TRANSLATING, seq=seq))
    elapsed = [e["data"]["elapsed_ms"] for e in world.received()[1:]]
    assert all(earlier < later for earlier, later in pairwise(elapsed))


def test_a_clock_that_goes_back_gives_no_negative_time(world: World, job: Job) -> None:
    late = job.model_copy(update={"received_at_ms": job.received_at_ms + 10**6})
    with _progress(world, late) as progress:
        progress.emit(ProcessingUpdate(**progress.position(), **UPDATE))
    assert world.received()[-1]["data"]["elapsed_ms"] == 0


def test_an_event_is_stored_before_it_is_sent(world: World, job: Job) -> None:
    stored: list[int] = []

    class Listening(FakeNotifier):
        def post(self, connection_id: str, message: dict[str, Any]) -> None:
            stored.extend(e["data"]["seq"] for e in _stored(world, job))

    with Progress(job, replace(world.end_ports, notifier=Listening())) as progress:
        progress.emit(ProcessingUpdate(**progress.position(), **UPDATE))
    assert UPDATE["seq"] in stored


@pytest.mark.parametrize("trouble", [Gone(), Throttled(), DeliveryUnavailable()])
def test_events_of_an_unreachable_listener_are_stored(
    world: World, job: Job, trouble: Gone | Throttled | DeliveryUnavailable
) -> None:
    world.notifier.trouble["me"] = trouble
    with _progress(world, job) as progress:
        progress.emit(ProcessingUpdate(**progress.position(), **UPDATE))
    assert [e["type"] for e in _stored(world, job)] == ["processing_started", "processing_update"]


def test_an_event_that_cannot_be_stored_fails_the_stage(world: World, job: Job) -> None:
    with pytest.raises(StorageUnavailable), _progress(world, job) as progress:
        world.messages.outage = StorageUnavailable()
        progress.emit(ProcessingUpdate(**progress.position(), **UPDATE))


def test_an_event_that_cannot_be_stored_is_not_sent(world: World, job: Job) -> None:
    with pytest.raises(StorageUnavailable), _progress(world, job) as progress:
        world.messages.outage = StorageUnavailable()
        progress.emit(ProcessingUpdate(**progress.position(), **UPDATE))
    assert world.notifier.types("me") == ["processing_started"]


def test_no_event_follows_a_failure(world: World, job: Job) -> None:
    def fails() -> None:
        raise StorageUnavailable

    with pytest.raises(StorageUnavailable), _progress(world, job) as progress:
        progress.store(fails)
        progress.emit(ProcessingUpdate(**progress.position(), **UPDATE))
    assert world.notifier.types("me") == ["processing_started"]


def test_the_error_of_the_stage_takes_precedence(world: World, job: Job) -> None:
    with pytest.raises(ZeroDivisionError), _progress(world, job) as progress:
        world.messages.outage = StorageUnavailable()
        progress.emit(ProcessingUpdate(**progress.position(), **UPDATE))
        _ = 1 / 0


def test_events_before_an_error_of_the_stage_are_sent(world: World, job: Job) -> None:
    with pytest.raises(ZeroDivisionError), _progress(world, job) as progress:
        progress.emit(ProcessingUpdate(**progress.position(), **UPDATE))
        _ = 1 / 0
    assert world.notifier.types("me")[-1] == "processing_update"


def test_a_repeated_stage_sends_the_stored_event(world: World, job: Job) -> None:
    """A repeated event keeps its first content even if the result is different."""
    for text in ("Good morning.", "Good mourning."):
        with _progress(world, job) as progress:
            progress.emit(
                SttResult(**progress.position(), original_text=text, language="en", confidence=0.9)
            )
    first, again = world.received()[1:]
    assert first == again
    assert again["data"]["original_text"] == "Good morning."


@pytest.mark.parametrize("stage", ["transcribe", "synthesize"])
def test_every_stage_may_run_twice(world: World, job: Job, stage: str) -> None:
    def run() -> list[Any]:
        before = len(world.received())
        if stage == "transcribe":
            world.transcribe(job)
        else:
            world.synthesize(job, Track.ORIGINAL, "Good morning.", "en")
        return [
            {k: v for k, v in e["data"].items() if k != "url"} for e in world.received()[before:]
        ]

    assert run() == run()


def test_a_stored_event_has_no_signature(world: World, job: Job) -> None:
    world.synthesize(job, Track.ORIGINAL, "Good morning.", "en")
    assert "signature" not in json.dumps(_stored(world, job))
