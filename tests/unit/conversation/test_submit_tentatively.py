"""A segment that may have ended is recognised in advance."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from dragoman.errors import EngineFailed
from dragoman.limits.capacity_gate import CapacityGate
from dragoman.message_status import SegmentStatus
from dragoman.protocol import Job, Transcript
from dragoman.stages.tentative import MAX_WAIT_S
from tests.fakes import FakeUsage, recording
from tests.unit.world import ME, STRANGER, World, translate_message


def _tentative(message: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**message, "tentative": True, **fields}


def _other_speech() -> str:
    return base64.b64encode(recording("Good morning, everybody.", "en")).decode()


def _started(world: World) -> list[Job]:
    return world.workflow.jobs


def _transcribed(world: World, number: int = 0) -> Transcript:
    """The transcript of a started execution, which waits with it until the segment is accepted."""
    task = world.workflow.started[number]
    return world.transcribe(task.job, task.recording)


def test_a_tentative_segment_starts_an_execution_without_an_answer(world: World) -> None:
    message = translate_message()
    assert world.send(_tentative(message)) == []
    [task] = world.workflow.started
    assert task.job.tentative
    assert task.recording == message["audio_data"]


def test_nothing_is_stored_or_reserved(world: World) -> None:
    message = translate_message()
    world.capabilities.limits.segments_under_way = 0
    assert world.send(_tentative(message)) == []
    assert world.messages.status(message["message_id"], 0, ME.owner) is SegmentStatus.CLAIMED
    assert world.messages.read(message["message_id"], ME.owner) == {0: []}
    assert world.audio.files == {}


def test_the_same_request_accepts_it_and_starts_nothing(world: World) -> None:
    message = translate_message()
    world.send(_tentative(message))
    [started] = world.send(message)
    assert started["type"] == "processing_started"
    assert len(_started(world)) == 1
    assert _transcribed(world).text == "Good morning."
    assert [event["type"] for event in world.received()] == [
        "processing_started",
        "processing_update",
        "stt_result",
    ]


def test_it_ends_like_any_segment_and_is_charged_once(world: World) -> None:
    message = translate_message()
    world.send(_tentative(message))
    world.clock.advance(0.2)
    world.send(message)
    world.capabilities.limits.segments_under_way = 1
    world.flow(_started(world)[0])
    assert world.received()[-1]["type"] == "translation_complete"
    [started, *_] = world.send(translate_message())  # nothing is under way
    assert started["type"] == "processing_started"


def test_without_the_request_it_is_dropped_without_an_event(world: World) -> None:
    world.send(_tentative(translate_message()))
    before_s = world.clock()
    assert _transcribed(world).dropped
    assert MAX_WAIT_S < world.clock() - before_s < 2 * MAX_WAIT_S
    assert world.received() == []


def test_a_request_after_that_starts_again(world: World) -> None:
    message = translate_message()
    world.send(_tentative(message))
    _transcribed(world)
    world.send(message)
    assert [bool(job.tentative) for job in _started(world)] == [True, False]
    assert _transcribed(world, 1).text == "Good morning."


@pytest.mark.parametrize(
    "other", [{"audio_data": _other_speech()}, {"last": False}, {"speed": 1.5}]
)
def test_another_request_replaces_it(world: World, other: dict[str, Any]) -> None:
    message = translate_message()
    world.send(_tentative(message))
    world.send({**message, **other})
    assert [bool(job.tentative) for job in _started(world)] == [True, False]
    assert _transcribed(world).dropped
    assert [event["type"] for event in world.received()] == ["processing_started"]


def test_a_newer_tentative_request_replaces_it(world: World) -> None:
    message = translate_message(audio_data=_other_speech())
    world.send(_tentative(message, audio_data=translate_message()["audio_data"]))
    world.send(_tentative(message))
    world.send(message)
    assert len(_started(world)) == 2
    assert _transcribed(world, 0).dropped
    assert _transcribed(world, 1).text == "Good morning, everybody."


def test_a_tentative_request_after_the_segment_is_accepted_is_ignored(world: World) -> None:
    message = translate_message()
    world.send(message)
    assert world.send(_tentative(message)) == []
    assert world.send(_tentative(message, audio_data=_other_speech())) == []
    assert len(_started(world)) == 1


def test_a_failure_before_the_segment_is_accepted_is_not_reported(world: World) -> None:
    message = translate_message()
    world.send(_tentative(message))
    world.speech.outage = EngineFailed()
    assert _transcribed(world).dropped
    world.fail(_started(world)[0], "Lambda.Unknown")
    assert world.received() == []
    world.speech.outage = None
    world.send(message)
    assert _transcribed(world, 1).text == "Good morning."


def test_a_failure_of_an_accepted_segment_is_reported(world: World) -> None:
    message = translate_message()
    world.send(_tentative(message))
    world.send(message)
    world.speech.outage = EngineFailed()
    with pytest.raises(EngineFailed):
        _transcribed(world)
    world.fail(_started(world)[0], "EngineFailed")
    assert world.received()[-1]["type"] == "error"


def test_an_execution_that_died_before_leaves_the_segment_to_the_request(world: World) -> None:
    message = translate_message()
    world.send(_tentative(message))
    world.fail(_started(world)[0], "Lambda.Unknown")
    world.send(message)
    assert len(_started(world)) == 2


def test_a_crowded_service_drops_it_silently(world: World) -> None:
    world.capacity_gate = CapacityGate(2, world.clock)
    world.claimed()
    world.clock.advance(1)
    assert world.send(_tentative(translate_message())) == []
    assert len(_started(world)) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"audio_data": "not base64!"}, "not_base64"),
        ({"audio_data": ""}, "empty_audio"),
        ({"audio_data": None, "text": "Good morning."}, "invalid_message"),
        ({"audio_data": None, "audio_key": "a"}, "invalid_message"),
        ({"target_lang": None, "room_id": "r" * 22}, "invalid_message"),
        ({"target_lang": "xx"}, "unsupported_language"),
        ({"tentative": "perhaps"}, "invalid_message"),
    ],
)
def test_a_wrong_field_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    [refusal] = world.send(_tentative(translate_message(), **fields))
    assert refusal["data"]["code"] == code
    assert _started(world) == []


def test_a_refusal_says_that_it_was_tentative(world: World) -> None:
    [refusal] = world.send(_tentative(translate_message(target_lang="xx")))
    assert refusal["data"]["tentative"] is True


def test_a_service_without_captions_refuses_it(world: World) -> None:
    world.captioner = None
    [refusal] = world.send(_tentative(translate_message()))
    assert refusal["data"]["code"] == "captions_off"


def test_a_segment_of_another_speaker_is_refused(world: World) -> None:
    message = translate_message()
    world.send(message, STRANGER)
    [refusal] = world.send(_tentative(message))
    assert refusal["data"]["code"] == "message_not_yours"


def test_too_many_are_refused_with_a_time_to_retry(world: World) -> None:
    world.usage = FakeUsage(world.capabilities.limits, world.clock, request_cost_per_minute=20)
    for _ in range(5):
        assert world.send(_tentative(translate_message())) == []
    [refusal] = world.send(_tentative(translate_message()))
    assert refusal["data"]["code"] == "rate_limited"
    assert refusal["data"]["retry_after_ms"] > 0
