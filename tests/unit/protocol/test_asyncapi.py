"""The AsyncAPI document describes what the service receives and sends."""

from typing import Any

import jsonschema_rs
import pytest

from dragoman.protocol.asyncapi import asyncapi
from tests.unit.http.conftest import Service
from tests.unit.world import World, translate_message
from web.scripts import protocol

DOCUMENT = asyncapi()


def _schema(payloads: list[dict[str, Any]]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"oneOf": payloads, "components": DOCUMENT["components"]}, validate_formats=True
    )


def _payloads(operation: str) -> list[dict[str, Any]]:
    names = [m["$ref"].rsplit("/", 1)[-1] for m in DOCUMENT["operations"][operation]["messages"]]
    return [{"$ref": f"#/components/messages/{name}/payload"} for name in names]


EVENTS = _schema(_payloads("events"))


def test_the_document_in_docs_is_current() -> None:
    assert protocol.ASYNCAPI.read_text() == protocol.asyncapi_json(), (
        "stale: run .venv/bin/python -m web.scripts.protocol"
    )


def test_the_http_api_serves_the_document() -> None:
    assert Service().ask("GET", "/v1/asyncapi.json").body == DOCUMENT


def test_every_message_of_a_conversation_matches(world: World) -> None:
    job = world.claimed(words=True, back_translation=True)
    world.flow(job)
    world.fail(world.claimed(), "EngineFailed")
    requests = [
        {"action": "hello", "source_lang": "en", "target_lang": "pt"},
        {"action": "ping"},
        translate_message(),
        {"action": "upload", "message_id": str(job.message_id), "segment": 1, "bytes": 10},
        {"action": "finish", "message_id": str(job.message_id), "segments": 2},
        {"action": "resume", "message_id": str(job.message_id)},
    ]
    for request in requests:
        _schema(_payloads(request["action"])).validate(request)
        world.send(request)
    world.send("{")
    room_id = world.send({"action": "open_room", "name": "Ann", "language": "en"})[0]["data"][
        "room_id"
    ]
    about = {"room_id": room_id}
    requests = [
        {"action": "join_room", "code": "abc def", "name": "Bob", "language": "pt"},
        {"action": "resume_room", "after": 0} | about,
        {"action": "update_participant", "language": "pt"} | about,
        {"action": "speaking", "speaking": True} | about,
        {"action": "lock_room", "locked": False} | about,
        {"action": "renew_code"} | about,
        {"action": "remove_participant", "participant_id": "nobody"} | about,
        {"action": "leave_room"} | about,
        {"action": "close_room"} | about,
    ]
    for request in requests:
        _schema(_payloads(request["action"])).validate(request)
        world.send(request)
    sent = world.received()
    assert {event["type"] for event in sent} >= {
        "room", "room_update", "room_resumed", "room_left",
    }  # fmt: skip
    assert {event["type"] for event in sent} >= {
        "ready", "pong", "upload_ready", "audio_chunk", "audio_ready", "translation_complete", "error",
    }  # fmt: skip
    for event in sent:
        EVENTS.validate(event)


@pytest.mark.parametrize(
    "change", [{"data": {}}, {"type": "unheard_of"}, {"data": {"in_ms": "soon"}}]
)
def test_other_events_do_not_match(change: dict[str, Any]) -> None:
    event = {"type": "going_away", "data": {"in_ms": 5}}
    assert EVENTS.is_valid(event)
    assert not EVENTS.is_valid(event | change)


@pytest.mark.parametrize("change", [{"target_lang": 5}, {"segment": 500}, {"speed": 9}])
def test_other_requests_do_not_match(change: dict[str, Any]) -> None:
    schema = _schema(_payloads("translate"))
    assert schema.is_valid(translate_message())
    assert not schema.is_valid(translate_message() | change)
