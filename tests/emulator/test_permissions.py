"""Functions call what their policies allow, and hardly anything is allowed and never called."""

import base64

import httpx2
import pytest

from dragoman.audio.codec import PyAVCodec
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
from tests.emulator.talk import Talk, new_id, recording
from tests.emulator.test_faults import as_if_it_had_never_ended, as_if_opened_long_ago, queue_of
from tests.emulator.test_http import Api
from tests.emulator.test_identity import secret
from tests.emulator.waiting import eventually

pytestmark = [pytest.mark.emulator, pytest.mark.models, pytest.mark.embedded]

FUNCTIONS = {"accept", "authorize", "complete", "connect", "disconnect", "fail", "http", "sweep"}
FUNCTIONS |= {"transcribe", "translate", "synthesize", "captions"}


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


UNUSED = {
    # With it, S3 answers 404 instead of 403 for a recording that was never uploaded.
    ("transcribe", "s3:ListBucket"),
    # Captions are translated where a clause ends; a single partial recording has no stable words.
    ("captions", "lambda:InvokeFunction"),
    # It asks about a tentative segment whose execution died.
    ("fail", "dynamodb:GetItem"),
    # They presign the links of an end that another function stored at the same moment.
    ("fail", "s3:GetObject"),
    ("sweep", "s3:GetObject"),
}
"""Permissions that no call of these conversations needs, and why they stay."""


@pytest.fixture(scope="module")
def exercised(stack: EmulatedStack) -> EmulatedStack:
    """The stack after conversations that need every permission."""
    _converse(stack)
    _speak_in_segments(stack)
    _translate_over_http(stack)
    _meet_in_a_room(stack)
    _sweep_messages(stack)
    _sweep_connections(stack)
    return stack


def _converse(stack: EmulatedStack) -> None:
    audio, codec = recording("fleurs-en-004"), PyAVCodec(60)
    uncompressed = codec.encode(codec.decode(audio), "audio/wav")
    with Talk.open(stack) as talk:
        talk.ask({"action": "hello", "source_lang": "en", "target_lang": "pt"})
        caption = talk.ask_caption(
            {
                "action": "partial",
                "message_id": new_id(),
                "revision": 1,
                "target_lang": "pt",
                "audio_data": base64.b64encode(audio[:20_000]).decode(),
            }
        )
        assert caption["type"] == "partial_result"
        talk.translate(audio, message_id=(message_id := new_id()), tentative=True)
        talk.translate(audio, message_id=message_id)
        talk.until_end()
        message_id = talk.translate(audio, mode="parallel")
        talk.until_end()
        talk.ask({"action": "resume", "message_id": message_id})
        talk.until_end()
        talk.translate(uncompressed)  # too large to be sent inline
        talk.until_end()
        talk.translate(b"no audio")
        assert talk.until_end()[-1]["type"] == "error"


def _speak_in_segments(stack: EmulatedStack) -> None:
    """A message of two segments, which ends with a voice, and one that ends with an error."""
    audio = recording("fleurs-en-004")
    for last in (audio, b"no audio"):
        with Talk.open(stack) as talk:
            message_id = talk.translate(audio, last=False)
            talk.translate(last, message_id=message_id, segment=1)
            until_message_end(talk)


def until_message_end(talk: Talk) -> None:
    """Receives events until the one that ends the whole message."""
    while talk.hear()["data"].get("segment", 0) is not None:
        pass


def _translate_over_http(stack: EmulatedStack) -> None:
    api, audio = Api(stack, secret()), recording("fleurs-pt-002")
    place = api.ask("POST", "/v1/uploads", json={"bytes": len(audio)}).json()
    httpx2.post(place["url"], data=place["fields"], files={"file": audio}, timeout=20)
    wanted = {key: place[key] for key in ("message_id", "audio_key")} | {"target_lang": "en"}
    message = api.result(api.ask("POST", "/v1/translations", json=wanted))
    assert message["status"] == "complete", message
    path = f"/v1/translations/{message['message_id']}"
    assert api.ask("GET", f"{path}/events").status_code == 200
    assert api.ask("DELETE", path).status_code in (200, 204)
    room = api.ask("POST", "/v1/rooms", json={"name": "Ann", "language": "en"}).json()
    assert api.ask("DELETE", "/v1/me").status_code == 200
    assert api.ask("GET", f"/v1/rooms/{room['room_id']}").status_code == 404


def _meet_in_a_room(stack: EmulatedStack) -> None:
    """Two people, one turn that succeeds and one that fails, a lost socket, a new code, the end."""
    anns, bobs = secret(), secret()
    api = Api(stack, anns)
    room = api.ask("POST", "/v1/rooms", json={"name": "Ann", "language": "en"}).json()
    about = {"room_id": room["room_id"]}
    path = f"/v1/rooms/{room['room_id']}"
    with Talk.open(stack, anns) as ann:
        ann.say({"action": "resume_room"} | about)
        ann.until("room")
        joining = {"action": "join_room", "code": room["code"], "name": "Bob", "language": "pt"}
        with Talk.open(stack, bobs) as bob:
            bob.say(joining)
            bob.until("room")
            for audio, end in (
                (recording("fleurs-en-004"), "translation_complete"),
                (b"x", "error"),
            ):
                turn = {"action": "translate", "message_id": new_id(), "source_lang": "en"}
                ann.say(turn | about | {"audio_data": base64.b64encode(audio).decode()})
                bob.until(end)
            as_if_it_had_never_ended(stack, str(turn["message_id"]))
            sweep(stack)
            bob.until("error")
        ann.until("room_update", change="disconnected")
        with Talk.open(stack, bobs) as bob:
            bob.say({"action": "resume_room", "after": 0} | about)
            bob.until("room_resumed")
            bob.say({"action": "leave_room"} | about)
            bob.until("room_left")
        ann.say({"action": "renew_code"} | about)
        assert api.ask("GET", path).status_code == 200
        assert api.ask("DELETE", path).status_code == 204
        ann.until("room_left")
        opening = {"action": "open_room", "name": "Ann", "language": "en"}
        ann.say(opening)
        about = {"room_id": ann.until("room")["room_id"]}
        ann.say({"action": "close_room"} | about)
        ann.until("room_left")


def _sweep_messages(stack: EmulatedStack) -> None:
    """One whose execution died, and one without its last segment."""
    with Talk.open(stack) as talk:
        dead = talk.translate(recording("fleurs-en-004"))
        talk.until_end()
        as_if_it_had_never_ended(stack, dead)
        sweep(stack)
    with Talk.open(stack) as talk:
        abandoned = talk.translate(recording("fleurs-en-004"), last=False)
        talk.until_end()
        assert eventually(lambda: queue_of(stack, abandoned) == "waiting")
        as_if_opened_long_ago(stack, abandoned)
        sweep(stack)


def _sweep_connections(stack: EmulatedStack) -> None:
    """One that is open, and one whose client is gone."""
    with Talk.open(stack) as talk:
        opened = talk.ask({"action": "hello"})["data"]["connection_id"]
        as_if_old(stack, opened)
        table, dynamodb = stack.outputs["ConnectionsTableName"], stack.client("dynamodb")
        key = {"connection_id": {"S": opened}}
        row = dynamodb.get_item(TableName=table, Key=key)["Item"]
        dynamodb.put_item(TableName=table, Item=row | {"connection_id": {"S": "gone="}})
        sweep(stack)


def test_every_call_is_allowed(exercised: EmulatedStack) -> None:
    calls = recorded_calls(exercised)
    assert {call.function for call in calls} == FUNCTIONS
    assert not_allowed(calls, deployed_permissions(exercised)) == []


def test_every_permission_is_used_or_explained(exercised: EmulatedStack) -> None:
    unused = never_used(recorded_calls(exercised), deployed_permissions(exercised))
    assert {(found.function, found.action) for found in unused} <= UNUSED
