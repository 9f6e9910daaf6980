"""Tickets, ownership of messages, and limits of the deployed stack."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from dragoman.aws.jwt_tickets import JwtTickets
from dragoman.protocol.audio_keys import segment_prefixes
from infra.local.deployed_stack import DeployedStack
from infra.local.stack import EmulatedStack
from tests.emulator.talk import Talk, new_id, recording, ticket
from tests.emulator.waiting import eventually

pytestmark = [pytest.mark.emulator, pytest.mark.models]


def secret() -> str:
    return new_id() + new_id()


def refusal(stack: DeployedStack, shown: str | None, origin: str | None = None) -> int:
    """The status code of a refused handshake."""
    with pytest.raises(InvalidStatus) as refused, Talk.shown(stack, shown, origin):
        pass
    return int(refused.value.response.status_code)


def function(stack: DeployedStack, name: str) -> str:
    functions = stack.client("lambda").list_functions()["Functions"]
    return str(next(f["FunctionName"] for f in functions if name in f["FunctionName"]))


@contextmanager
def told(stack: DeployedStack, name: str, **settings: str) -> Iterator[None]:
    """Changes settings of a function for the duration of the block."""
    functions, named = stack.client("lambda"), function(stack, name)
    before = functions.get_function_configuration(FunctionName=named)["Environment"]["Variables"]
    other = {f"DRAGOMAN_{key.upper()}": value for key, value in settings.items()}
    functions.update_function_configuration(
        FunctionName=named, Environment={"Variables": before | other}
    )
    try:
        yield
    finally:
        functions.update_function_configuration(
            FunctionName=named, Environment={"Variables": before}
        )


# --- The door -----------------------------------------------------------------------------------


def test_a_ticket_opens_one_socket(stack: DeployedStack) -> None:
    shown = ticket(stack)
    with Talk.shown(stack, shown) as talk:
        assert talk.ask({"action": "ping"})["type"] == "pong"
    assert refusal(stack, shown) == 403


def test_a_socket_without_a_ticket_is_refused(stack: DeployedStack) -> None:
    assert refusal(stack, None) == 401


def test_a_forged_ticket_is_refused(stack: DeployedStack) -> None:
    forged = JwtTickets(lambda: "k" * 64, lifetime_s=60, clock=time.time).issue("guest:ann")
    assert refusal(stack, forged) == 403
    assert refusal(stack, ticket(stack)[:-2]) == 403


def test_an_expired_ticket_is_refused(stack: DeployedStack) -> None:
    listed = stack.client("secretsmanager").list_secrets()["SecretList"]
    key = stack.client("secretsmanager").get_secret_value(SecretId=listed[0]["ARN"])["SecretString"]
    assert len(key) == 64

    def issued_at(unix_s: float) -> str:
        return JwtTickets(lambda: key, lifetime_s=60, clock=lambda: unix_s).issue("guest:ann")

    assert refusal(stack, issued_at(time.time() - 61)) == 403
    with Talk.shown(stack, issued_at(time.time() - 30)):
        pass


def test_only_the_page_of_the_service_opens_a_socket(stack: DeployedStack) -> None:
    assert refusal(stack, ticket(stack), "https://evil.example") == 403
    with Talk.shown(stack, ticket(stack), stack.page_origin) as talk:
        assert talk.ask({"action": "ping"})["type"] == "pong"


@pytest.mark.embedded
def test_tickets_are_in_no_log(stack: EmulatedStack) -> None:
    session = secret()
    shown = ticket(stack, session)
    with Talk.shown(stack, shown):
        pass
    refusal(stack, shown)

    def logged() -> str:
        return "".join(path.read_text(errors="replace") for path in stack.emulator.logs.glob("*"))

    assert eventually(lambda: "not admitted" in logged())
    assert shown not in logged()
    assert session not in logged()


# --- The HTTP API -------------------------------------------------------------------------------


def test_cors_allows_a_page_to_request_a_ticket(stack: DeployedStack) -> None:
    asking = {
        "Origin": stack.page_origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    allowed = httpx2.request("OPTIONS", stack.tickets_url, headers=asking)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == stack.page_origin
    assert "content-type" in allowed.headers["access-control-allow-headers"]
    given = httpx2.post(stack.tickets_url, json={}, headers={"Origin": stack.page_origin})
    assert given.status_code == 201
    assert given.headers["access-control-allow-origin"] == stack.page_origin


def test_an_invalid_ticket_request_is_a_problem_document(stack: DeployedStack) -> None:
    wrong = httpx2.post(stack.tickets_url, json={"session": "short"})
    assert wrong.status_code == 422
    assert wrong.headers["content-type"] == "application/problem+json"
    assert wrong.json()["code"] == "invalid_message"


def test_tickets_per_minute_are_limited_by_address(stack: DeployedStack) -> None:
    with told(stack, "Http", tickets_per_minute="2"):
        answers = [httpx2.post(stack.tickets_url, json={}) for _ in range(6)]
    refused = answers[-1]
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60


# --- What is whose ------------------------------------------------------------------------------


def test_two_people_cannot_see_each_others_messages(stack: DeployedStack) -> None:
    audio = recording("fleurs-en-004")
    with Talk.open(stack) as ann, Talk.open(stack) as bob:
        message_id = ann.translate(audio)
        assert ann.hear()["type"] == "processing_started"  # or Bob might come first
        resume = {"action": "resume", "message_id": message_id, "after_seq": 0}
        assert bob.ask(resume)["data"]["code"] == "message_unknown"
        finish = {"action": "finish", "message_id": message_id, "segments": 1}
        assert bob.ask(finish)["data"]["code"] == "message_unknown"
        bob.translate(audio, message_id=message_id)
        assert bob.hear()["data"]["code"] == "message_not_yours"
        upload = {"action": "upload", "message_id": message_id, "bytes": 100}
        assert bob.ask(upload)["data"]["code"] == "message_not_yours"
        assert ann.until_end()[-1]["type"] == "translation_complete"
        assert bob.ask({"action": "ping"})["type"] == "pong"  # nothing came in between


def test_deleting_a_speaker_leaves_nothing_behind(stack: DeployedStack) -> None:
    session = secret()
    with Talk.open(stack, session) as talk:
        key = talk.upload(recording("fleurs-en-004"), message_id := new_id())
        pair = {"source_lang": "en", "target_lang": "pt"}
        talk.say({"action": "translate", "message_id": message_id, "audio_key": key, **pair})
        talk.until_end()
    s3, bucket = stack.client("s3"), stack.outputs["AudioBucketName"]
    prefixes = segment_prefixes(UUID(message_id), 0)

    def lying_there() -> list[int]:
        return [s3.list_objects_v2(Bucket=bucket, Prefix=one)["KeyCount"] for one in prefixes]

    recordings, voices = lying_there()
    assert recordings == 1
    assert voices > 2
    stranger = {"authorization": f"Bearer {secret()}"}
    assert httpx2.delete(f"{stack.http_url}/v1/me", headers=stranger).json() == {
        "segments": 0,
        "more": False,
    }
    forgotten = httpx2.delete(
        f"{stack.http_url}/v1/me", headers={"authorization": f"Bearer {session}"}
    )
    assert forgotten.json() == {"segments": 1, "more": False}
    assert lying_there() == [0, 0]
    with Talk.open(stack, session) as talk:
        answer = talk.ask({"action": "resume", "message_id": message_id})
    assert answer["data"]["code"] == "message_unknown"


# --- How much is too much -----------------------------------------------------------------------


def _without_leases(stack: DeployedStack) -> None:
    """Ends the leases of earlier tests, some of whose segments never ended: all guests here have one address."""
    table, dynamodb = stack.outputs["UsageTableName"], stack.client("dynamodb")
    for item in dynamodb.scan(TableName=table)["Items"]:
        if "leases" in item:
            dynamodb.delete_item(TableName=table, Key={"usage_id": item["usage_id"]})


def _both(talk: Talk) -> tuple[str, dict[str, Any]]:
    """Sends two messages at once; returns the refused id and its error."""
    said = [talk.translate(recording("fleurs-en-004")) for _ in range(2)]
    events = [talk.hear()]
    while events[-1]["type"] != "translation_complete":
        events.append(talk.hear())
    (refused,) = (e["data"] for e in events if e["data"].get("code") == "rate_limited")
    assert refused["message_id"] in said
    assert refused["retryable"]
    assert 0 < refused["retry_after_ms"] <= 1_000
    return refused["message_id"], refused


def test_a_rate_limited_message_is_accepted_later(stack: DeployedStack) -> None:
    _without_leases(stack)
    limits = {"segments_per_minute": "60", "segments_at_once": "1"}
    with told(stack, "Accept", **limits), Talk.open(stack) as talk:
        message_id, refused = _both(talk)
        time.sleep(refused["retry_after_ms"] / 1000)
        talk.translate(recording("fleurs-en-004"), message_id=message_id)
        assert talk.until_end()[-1]["type"] == "translation_complete"


def test_an_ended_segment_makes_room_for_the_next(stack: DeployedStack) -> None:
    _without_leases(stack)
    with told(stack, "Accept", segments_under_way="1"), Talk.open(stack) as talk:
        message_id, _ = _both(talk)

        def taken() -> bool:
            talk.translate(recording("fleurs-en-004"), message_id=message_id)
            return bool(talk.until_end()[-1]["type"] == "translation_complete")

        assert eventually(taken)


def test_ready_has_the_limits(stack: DeployedStack) -> None:
    with Talk.open(stack) as talk:
        limits = talk.ask({"action": "hello"})["data"]["limits"]
    assert limits["segments_under_way"] == 16
    assert limits["audio_s_per_day"] == 7200
    assert {"segments_per_minute", "segments_at_once", "messages_per_second"} <= set(limits)
