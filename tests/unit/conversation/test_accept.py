"""The front desk: whatever arrives is served or answered with an error that says why."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.errors import DragomanError, Gone, StorageUnavailable, Throttled, tree
from dragoman.protocol import MESSAGE_LIMIT_BYTES
from tests.unit.world import ME, World, translate_message

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
def test_any_object_is_answered(said: dict[str, Any]) -> None:
    if said.get("action") == "finish" and isinstance(said.get("message_id"), str):
        return  # may be well-formed and wait in silence: test_ending
    _answered(json.dumps(said))


@given(anything)
@example(float("nan"))
@example([])
def test_any_json_is_answered(said: Any) -> None:
    _answered(json.dumps(said))


@given(st.text())
@example("")
@example("{")
@example("[" * 10_000)
@example("1" * 5_000)
@example('{"action": "ping", "action": 7}')
def test_any_text_is_answered(said: str) -> None:
    _answered(said)


# --- What is served -----------------------------------------------------------------------------


def test_a_ping_is_answered_with_a_pong(world: World) -> None:
    assert world.send({"action": "ping"}) == [{"type": "pong", "data": {}}]


def test_fields_of_a_later_protocol_do_no_harm(world: World) -> None:
    assert world.send({"action": "ping", "mood": "good"})[0]["type"] == "pong"


def test_a_connection_stays_open_after_an_error(world: World) -> None:
    world.send("{")
    assert world.send({"action": "ping"})[0]["type"] == "pong"


def test_an_error_of_one_connection_is_not_heard_on_another(world: World) -> None:
    world.send("{")
    assert world.notifier.types("stranger") == []


# --- What is not --------------------------------------------------------------------------------


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
def test_what_is_wrong_is_named(world: World, body: str, code: str) -> None:
    [answer] = world.send(body)
    assert answer["type"] == "error"
    assert answer["data"]["code"] == code


def test_a_message_just_under_the_limit_is_read(world: World) -> None:
    body = json.dumps({"action": "ping", "x": ""})
    body = body[:-2] + "x" * (MESSAGE_LIMIT_BYTES - len(body)) + body[-2:]
    assert world.send(body)[0]["type"] == "pong"


def test_the_answer_names_the_message_it_is_about(world: World) -> None:
    said = translate_message(segment=7, target_lang="fr")
    [error] = world.send(said)
    assert (error["data"]["message_id"], error["data"]["segment"]) == (said["message_id"], 7)


def test_also_when_that_message_is_malformed(world: World) -> None:
    [error] = world.send({"action": "dance", "message_id": "mine", "segment": 3})
    assert (error["data"]["message_id"], error["data"]["segment"]) == ("mine", 3)


@pytest.mark.parametrize("message_id", [7, None, ["a"], "x" * 65, "\ud800", {}])
def test_a_name_that_is_none_is_not_repeated(world: World, message_id: Any) -> None:
    [error] = world.send({"action": "dance", "message_id": message_id})
    assert error["data"]["message_id"] is None


def test_what_was_sent_is_not_sent_back(world: World) -> None:
    [error] = world.send(translate_message(audio_data=["c2VjcmV0"], mode="c2VjcmV0"))
    assert "c2VjcmV0" not in json.dumps(error)


@pytest.mark.parametrize("trouble", [StorageUnavailable(), Throttled()])
def test_trouble_of_ours_is_told_as_worth_another_try(world: World, trouble: DragomanError) -> None:
    world.connections.outage = trouble
    [error] = world.send({"action": "hello"})
    assert (error["data"]["code"], error["data"]["retryable"]) == (trouble.code, True)


class Boom(RuntimeError):
    """What no code of ours would raise."""


def test_a_surprise_is_told_without_its_words_and_not_hidden_from_us(world: World) -> None:
    class Surprising:
        def warm(self, languages: Any) -> None:
            raise Boom("secret")

    world.warmer = Surprising()  # type: ignore[assignment]
    with pytest.raises(Boom):
        world.send({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    [error] = world.received()
    assert error["data"]["code"] == "internal_error"
    assert "secret" not in json.dumps(error)


def test_when_nobody_is_left_to_tell_that_is_told_to_us(world: World) -> None:
    world.notifier.leave(ME.connection_id)
    with pytest.raises(Gone):
        world.send({"action": "ping"})


def test_a_speaker_who_leaves_after_speaking_is_translated_all_the_same(world: World) -> None:
    world.notifier.leave(ME.connection_id)
    world.send(translate_message())
    assert len(world.workflow.jobs) == 1
