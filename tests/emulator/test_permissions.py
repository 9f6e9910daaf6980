"""Functions call what their policies allow, and hardly anything is allowed and never called."""

import httpx2
import pytest

from infra.local.stack import EmulatedStack
from tests.emulator.iam_replay import (
    Call,
    Permission,
    deployed_permissions,
    never_used,
    not_allowed,
    recorded_calls,
)
from tests.emulator.sweeping import as_if_old, sweep
from tests.emulator.talk import Talk, recording
from tests.emulator.test_http import Api
from tests.emulator.test_identity import secret

pytestmark = [pytest.mark.emulator, pytest.mark.models, pytest.mark.embedded]

FUNCTIONS = {"accept", "authorize", "complete", "connect", "disconnect", "fail", "http", "sweep"}
FUNCTIONS |= {"transcribe", "translate", "synthesize"}


def connections(stack: EmulatedStack) -> list[str]:
    table = stack.outputs["ConnectionsTableName"]
    items = stack.client("dynamodb").scan(TableName=table)["Items"]
    return [str(item["connection_id"]["S"]) for item in items]


def test_a_call_is_matched_by_function_action_and_resource() -> None:
    granted = [Permission("accept", "s3:GetObject", "arn:aws:s3:::audio/messages/*")]
    read = Call("accept", "s3:GetObject", "arn:aws:s3:::audio/messages/1/0")
    assert not_allowed([read], granted) == []
    for other in (
        Call("fail", read.action, read.resource),
        Call(read.function, "s3:PutObject", read.resource),
        Call(read.function, read.action, "arn:aws:s3:::audio/other"),
    ):
        assert not_allowed([other], granted) == [other]
    assert never_used([], granted) == granted


@pytest.fixture(scope="module")
def exercised(stack: EmulatedStack) -> EmulatedStack:
    """The stack after a conversation that needs every function."""
    _converse(stack)
    _translate_over_http(stack)
    _sweep(stack)
    return stack


def _converse(stack: EmulatedStack) -> None:
    audio = recording("fleurs-en-004")
    with Talk.open(stack) as talk:
        talk.ask({"action": "hello"})
        message_id = talk.translate(audio, mode="parallel")
        talk.until_end()
        talk.ask({"action": "resume", "message_id": message_id})
        talk.until_end()
        talk.translate(audio * 4)  # too long to be sent inline
        talk.until_end()
        talk.translate(b"no audio")
        assert talk.until_end()[-1]["type"] == "error"


def _translate_over_http(stack: EmulatedStack) -> None:
    api, audio = Api(stack, secret()), recording("fleurs-pt-002")
    place = api.ask("POST", "/v1/uploads", json={"bytes": len(audio)}).json()
    httpx2.post(place["url"], data=place["fields"], files={"file": audio}, timeout=20)
    wanted = {key: place[key] for key in ("message_id", "audio_key")} | {"target_lang": "en"}
    message = api.ask("POST", "/v1/translations", json=wanted).json()
    assert message["status"] == "complete", message
    path = f"/v1/translations/{message['message_id']}"
    assert api.ask("GET", f"{path}/events").status_code == 200
    assert api.ask("DELETE", path).status_code in (200, 204)
    assert api.ask("DELETE", "/v1/me").status_code == 200


def _sweep(stack: EmulatedStack) -> None:
    with Talk.open(stack) as talk:
        talk.ask({"action": "hello"})
        for connection_id in connections(stack):
            as_if_old(stack, connection_id)
        sweep(stack)
        assert talk.hear()["type"] == "going_away"
    for connection_id in connections(stack):
        as_if_old(stack, connection_id)
    sweep(stack)


def test_every_call_is_allowed(exercised: EmulatedStack) -> None:
    calls = recorded_calls(exercised)
    assert {call.function for call in calls} >= FUNCTIONS
    assert not_allowed(calls, deployed_permissions(exercised)) == []


def test_permissions_that_are_never_used_are_listed(exercised: EmulatedStack) -> None:
    unused = never_used(recorded_calls(exercised), deployed_permissions(exercised))
    import pprint; pprint.pprint(unused, width=200)
    assert not unused
