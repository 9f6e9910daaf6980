"""A place for a recording that is too large to send inline."""

import uuid
from typing import Any

import pytest

from dragoman.ports import UploadForm
from dragoman.protocol import Job
from tests.fakes import FakeUsage
from tests.unit.world import STRANGER, World, generous_limits, translate_message


def _upload(**fields: Any) -> dict[str, Any]:
    message_id = str(uuid.uuid4())
    return {"action": "upload", "message_id": message_id, "bytes": 1_000} | fields


def test_the_reply_is_a_form_for_the_key_of_the_segment(world: World) -> None:
    request = _upload(segment=3)
    [ready] = world.send(request)
    assert ready["type"] == "upload_ready"
    assert ready["data"]["message_id"] == request["message_id"]
    assert ready["data"]["segment"] == 3
    assert ready["data"]["audio_key"] == f"messages/{request['message_id']}/3/recording"
    assert ready["data"]["url"]


def test_the_form_accepts_the_announced_size_and_no_more(world: World) -> None:
    [ready] = world.send(_upload(bytes=10))
    form = UploadForm(ready["data"]["url"], ready["data"]["fields"])
    assert not world.audio.submit_form(form, b"x" * 11)
    assert world.audio.submit_form(form, b"x" * 10)


def test_an_uploaded_recording_is_translated(world: World) -> None:
    request = _upload()
    [ready] = world.send(request)
    received = world.send(
        translate_message(message_id=request["message_id"], audio_key=ready["data"]["audio_key"])
    )
    assert [event["type"] for event in received] == ["processing_started"]
    [job] = world.workflow.jobs
    assert job.audio_key == ready["data"]["audio_key"]


def test_more_than_the_limit_is_refused_in_advance(world: World) -> None:
    [error] = world.send(_upload(bytes=100_001))
    assert error["data"]["code"] == "audio_too_large"
    assert "100000" in error["data"]["message"]


@pytest.mark.parametrize("size", [0, -1, "many", None])
def test_an_invalid_size_is_refused(world: World, size: Any) -> None:
    [error] = world.send(_upload(bytes=size))
    assert error["data"]["code"] == "invalid_message"


def test_uploading_to_the_message_of_another_owner_is_refused(world: World) -> None:
    request = _upload()
    world.send(request)
    [error] = world.send(request, STRANGER)
    assert error["data"]["code"] == "message_not_yours"


def test_requesting_an_upload_starts_nothing(world: World) -> None:
    world.send(_upload())
    assert world.workflow.jobs == []


def _limited(world: World, **limits: Any) -> None:
    world.usage = FakeUsage(generous_limits(**limits), world.clock)


def test_uploads_are_limited_like_segments(world: World) -> None:
    _limited(world, segments_per_minute=60, segments_at_once=5)
    replies = [world.send(_upload())[-1] for _ in range(500)]
    assert sum(reply["type"] == "upload_ready" for reply in replies) < 10
    assert replies[-1]["data"]["code"] == "rate_limited"
    assert replies[-1]["data"]["retry_after_ms"] > 0


def test_an_upload_and_its_segment_count_once(world: World) -> None:
    _limited(world, segments_under_way=1)
    request = _upload()
    [ready] = world.send(request)
    [started] = world.send(
        translate_message(message_id=request["message_id"], audio_key=ready["data"]["audio_key"])
    )
    assert started["type"] == "processing_started"


def test_an_upload_for_a_segment_in_progress_is_not_counted_again(world: World, job: Job) -> None:
    _limited(world, segments_under_way=0)
    [ready] = world.send(_upload(message_id=str(job.message_id)))
    assert ready["type"] == "upload_ready"
