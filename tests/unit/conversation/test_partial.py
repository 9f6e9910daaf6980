"""A partial recording is checked and handed to the recogniser."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest

from dragoman.limits.capacity_gate import CapacityGate
from tests.fakes import FakeUsage, recording
from tests.unit.world import ME, STRANGER, World, translate_message


def partial_message(**fields: Any) -> dict[str, Any]:
    """A `partial` of "Good mor"."""
    return {
        "action": "partial",
        "message_id": str(uuid.uuid4()),
        "segment": 0,
        "revision": 1,
        "source_lang": "en",
        "target_lang": "pt",
        "audio_data": base64.b64encode(recording("Good mor", "en")).decode(),
    } | fields


def _started(world: World) -> list[int]:
    assert world.captioner is not None
    return [task.revision for task in world.captioner.tasks]


def _code(world: World, message: dict[str, Any]) -> str:
    [refusal] = world.send(message)
    assert refusal["type"] == "error"
    return str(refusal["data"]["code"])


def test_a_partial_recording_is_handed_over_and_not_answered(world: World) -> None:
    message = partial_message(revision=7, begin_ms=8_000)
    assert world.send(message) == []
    assert world.captioner is not None
    [task] = world.captioner.tasks
    assert (task.connection_id, task.owner) == ("me", "ann")
    assert (task.revision, task.begin_ms) == (7, 8_000)
    assert task.languages == ("en",)
    assert task.audio == recording("Good mor", "en")


def test_nothing_is_stored_or_reserved(world: World) -> None:
    message = partial_message()
    world.send(message)
    assert world.messages.status(message["message_id"], 0, ME.owner) is None
    assert world.audio.files == {}
    assert world.workflow.jobs == []


def test_an_unknown_language_is_one_of_the_conversation(world: World) -> None:
    world.send({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    world.send(partial_message(source_lang="auto"))
    assert world.captioner is not None
    assert set(world.captioner.tasks[0].languages) == {"en", "pt"}


def test_a_refusal_names_the_revision(world: World) -> None:
    message = partial_message(target_lang="xx", revision=3)
    [refusal] = world.send(message)
    assert refusal["data"]["code"] == "unsupported_language"
    assert refusal["data"]["revision"] == 3
    assert refusal["data"]["message_id"] == message["message_id"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"audio_data": "not base64!"}, "not_base64"),
        ({"audio_data": ""}, "empty_audio"),
        ({"audio_data": "A" * 40_000}, "message_too_large"),
        ({"revision": -1}, "invalid_message"),
        ({"revision": 2**31}, "invalid_message"),
        ({"source_lang": "pt"}, "unsupported_language"),
        ({"begin_ms": -1}, "invalid_message"),
        ({"begin_ms": 3_600_000}, "audio_too_long"),
    ],
)
def test_a_wrong_field_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    assert _code(world, partial_message(**fields)) == code
    assert _started(world) == []


def test_a_segment_of_another_speaker_is_refused(world: World) -> None:
    message = translate_message()
    world.send(message, STRANGER)
    assert _code(world, partial_message(message_id=message["message_id"])) == "message_not_yours"


def test_a_segment_that_ended_is_refused(world: World) -> None:
    job = world.claimed()
    world.flow(job)
    message = partial_message(message_id=str(job.message_id))
    assert _code(world, message) == "segment_ended"


def test_a_partial_recording_after_the_whole_segment_is_dropped(world: World) -> None:
    job = world.claimed()
    assert world.send(partial_message(message_id=str(job.message_id))) == []
    assert _started(world) == []


def test_a_crowded_service_drops_partial_recordings_silently(world: World) -> None:
    world.capacity_gate = CapacityGate(2, world.clock)
    assert world.send(partial_message()) == []
    world.claimed()
    world.clock.advance(1)
    assert world.send(partial_message()) == []
    assert _started(world) == [1]


def test_too_many_are_refused_with_a_time_to_retry(world: World) -> None:
    limits = world.capabilities.limits
    world.usage = FakeUsage(limits, world.clock, request_cost_per_minute=20)
    for revision in range(5):
        assert world.send(partial_message(revision=revision)) == []
    [refusal] = world.send(partial_message(revision=6))
    assert refusal["data"]["code"] == "rate_limited"
    assert refusal["data"]["retry_after_ms"] > 0


def test_a_deployment_without_captions_refuses_them(world: World) -> None:
    world.captioner = None
    assert _code(world, partial_message()) == "captions_off"
    [ready] = world.send({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    assert ready["data"]["captions"] is False


def test_ready_has_the_captions_capability(world: World) -> None:
    [ready] = world.send({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    assert ready["data"]["captions"] is True
