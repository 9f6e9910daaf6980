"""Every client message is served, or answered with an error."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.errors import DragomanError, Gone, StorageUnavailable, Throttled, tree
from dragoman.ports import Connection
from dragoman.protocol import MESSAGE_LIMIT_BYTES
from tests.fakes import FakeUsage
from tests.unit.world import ME, World, generous_limits, translate_message

CODES = {error.code for error in tree()}
ACTIONS = ["hello", "translate", "upload", "resume", "ping", "finish"]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
fields = st.fixed_dictionaries(
    {"action": st.sampled_from(ACTIONS) | anything},
    optional={
        "message_id": st.uuids().map(str) | anything,
        "segment": st.integers(-2, 600) | anything,
        "segments": st.integers(-2, 600) | anything,
        "target_lang": st.sampled_from(["en", "pt", "auto", "xx", "pt-BR"]) | anything,
        "source_lang": st.sampled_from(["en", "pt", "auto", "xx"]) | anything,
        "audio_data": st.sampled_from(["", "AAAA", "A", "=", "é"]) | anything,
        "audio_key": anything,
        "content_type": st.sampled_from(["audio/ogg", "audio/ogg\n", ""]) | anything,
        "bytes": st.integers() | anything,
        "accepts": st.lists(anything, max_size=3) | anything,
        "protocol": st.integers(0, 3) | anything,
        "after_seq": st.integers() | anything,
        "mode": st.sampled_from(["streaming", "parallel"]) | anything,
        "last": anything,
    },
)


def _answered(body: str) -> None:
    world = World()
    answers = world.send(body)
    assert answers, "silence"
    for answer in answers:
        if answer["type"] == "error":
            assert answer["data"]["code"] in CODES - {"internal_error"}
            assert answer["data"]["message"]
            assert isinstance(answer["data"]["retryable"], bool)
            assert "Traceback" not in answer["data"]["message"]
        assert len(json.dumps(answer).encode()) < MESSAGE_LIMIT_BYTES


@given(fields)
@example({"action": "resume", "message_id": "\ud800"})
@example({"action": "\ud800"})
@example({"action": "translate", "message_id": str(uuid.UUID(int=1)), "audio_key": "\udfff"})
def test_any_object_gets_a_reply(message: dict[str, Any]) -> None:
    if message.get("action") == "finish" and isinstance(message.get("message_id"), str):
        return  # may be valid and have no reply: test_message_end
    _answered(json.dumps(message))


@given(anything)
@example(float("nan"))
@example([])
def test_any_json_gets_a_reply(message: Any) -> None:
    _answered(json.dumps(message))


@given(st.text())
@example("")
@example("{")
@example("[" * 10_000)
@example("1" * 5_000)
@example('{"action": "ping", "action": 7}')
def test_any_text_gets_a_reply(message: str) -> None:
    _answered(message)


# --- Served messages ----------------------------------------------------------------------------


def test_a_ping_is_answered_by_a_pong(world: World) -> None:
    assert world.send({"action": "ping"}) == [{"type": "pong", "data": {}}]


def test_unknown_fields_are_ignored(world: World) -> None:
    assert world.send({"action": "ping", "mood": "good"})[0]["type"] == "pong"


def test_a_connection_works_after_an_error(world: World) -> None:
    world.send("{")
    assert world.send({"action": "ping"})[0]["type"] == "pong"


def test_an_error_is_sent_only_to_its_own_connection(world: World) -> None:
    world.send("{")
    assert world.notifier.types("stranger") == []


# --- Refused messages ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "malformed_json"),
        ("{", "malformed_json"),
        ("not json", "malformed_json"),
        ("[" * 10_000, "malformed_json"),
        ("null", "invalid_message"),
        ("[]", "invalid_message"),
        ('"ping"', "invalid_message"),
        ("{}", "unknown_action"),
        ('{"action": "dance"}', "unknown_action"),
        ('{"action": null}', "unknown_action"),
        ('{"action": "PING"}', "unknown_action"),
        ('{"action": "translate"}', "invalid_message"),
        ('{"action": "ping", "x": "' + "x" * MESSAGE_LIMIT_BYTES + '"}', "message_too_large"),
        (
            '{"action": "ping", "x": "' + "é" * (MESSAGE_LIMIT_BYTES // 2) + '"}',
            "message_too_large",
        ),
    ],
)
def test_an_error_names_the_wrong_field(world: World, body: str, code: str) -> None:
    [answer] = world.send(body)
    assert answer["type"] == "error"
    assert answer["data"]["code"] == code


def test_a_message_just_under_the_limit_is_accepted(world: World) -> None:
    body = json.dumps({"action": "ping", "x": ""})
    body = body[:-2] + "x" * (MESSAGE_LIMIT_BYTES - len(body)) + body[-2:]
    assert world.send(body)[0]["type"] == "pong"


def test_a_refusal_names_its_message(world: World) -> None:
    message = translate_message(segment=7, target_lang="fr")
    [error] = world.send(message)
    assert (error["data"]["message_id"], error["data"]["segment"]) == (message["message_id"], 7)


def test_the_refusal_of_a_malformed_message_names_its_message(world: World) -> None:
    [error] = world.send({"action": "dance", "message_id": "mine", "segment": 3})
    assert (error["data"]["message_id"], error["data"]["segment"]) == ("mine", 3)


@pytest.mark.parametrize("message_id", [7, None, ["a"], "x" * 65, "\ud800", {}])
def test_an_invalid_message_id_is_not_repeated(world: World, message_id: Any) -> None:
    [error] = world.send({"action": "dance", "message_id": message_id})
    assert error["data"]["message_id"] is None


def test_a_refusal_does_not_repeat_the_request(world: World) -> None:
    [error] = world.send(translate_message(audio_data=["c2VjcmV0"], mode="c2VjcmV0"))
    assert "c2VjcmV0" not in json.dumps(error)


@pytest.mark.parametrize("trouble", [StorageUnavailable(), Throttled()])
def test_an_outage_is_reported_as_retryable(world: World, trouble: DragomanError) -> None:
    world.connections.outage = trouble
    [error] = world.send({"action": "hello"})
    assert (error["data"]["code"], error["data"]["retryable"]) == (trouble.code, True)


class Boom(RuntimeError):
    """An error that the code does not expect."""


def test_an_unexpected_error_is_reported_without_its_text_and_raised(world: World) -> None:
    class Surprising:
        def warm(self, languages: Any) -> None:
            raise Boom("secret")

    world.warmer = Surprising()  # type: ignore[assignment]
    with pytest.raises(Boom):
        world.send({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    [error] = world.received()
    assert error["data"]["code"] == "internal_error"
    assert "secret" not in json.dumps(error)


def test_a_disconnected_client_raises_gone(world: World) -> None:
    world.notifier.leave(ME.connection_id)
    with pytest.raises(Gone):
        world.send({"action": "ping"})


def test_a_segment_is_processed_after_its_speaker_disconnects(world: World) -> None:
    world.notifier.leave(ME.connection_id)
    world.send(translate_message())
    assert len(world.workflow.jobs) == 1


@pytest.mark.parametrize("action", ["hello", "ping", "translate"])
def test_a_connection_that_is_not_known_is_refused(world: World, action: str) -> None:
    nobody = Connection("nobody", owner="nobody")
    message = translate_message() | {"action": action}
    [error] = world.send(message, nobody)
    assert error["data"]["code"] == "not_admitted"
    assert world.connections.get("nobody") is None
    assert world.workflow.jobs == []


@pytest.mark.parametrize(
    "message",
    [
        {"action": "hello"},
        {"action": "finish", "message_id": "6f0b9a4e-0000-4000-8000-000000000000", "segments": 1},
    ],
)
def test_a_flood_of_cheap_requests_is_refused(world: World, message: dict[str, Any]) -> None:
    world.usage = FakeUsage(generous_limits(), world.clock, request_cost_per_minute=20)
    replies = [world.send(message)[-1] for _ in range(30)]
    assert replies[-1]["data"]["code"] == "rate_limited"
    assert world.send({"action": "ping"})[-1]["type"] == "pong"


def test_the_job_gets_the_address_key_of_the_connection(world: World) -> None:
    world.connections.add(replace(ME, address_key="k"))
    world.send(translate_message())
    assert world.workflow.jobs[-1].address_key == "k"
