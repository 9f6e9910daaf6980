"""A place for a recording that is too large to send inline."""

import uuid
from typing import Any

import pytest

from dragoman.ports import UploadForm
from tests.unit.world import STRANGER, World, translate_message


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
