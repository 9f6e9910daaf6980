"""The functions of the WebSocket routes: connect, accept, disconnect."""

from __future__ import annotations

import json
import uuid
from hashlib import sha256
from typing import Any

import boto3
import pytest

from dragoman.aws.clients import client
from dragoman.errors import ConfigurationError, DragomanError
from tests.conftest import CONNECTIONS
from tests.functions.conftest import OPEN_CONNECTION, Deployed
from tests.functions.events import CONNECTION, handshake, http, websocket
from tests.unit.world import translate_message

OK = {"statusCode": 200}


def _connections() -> list[dict[str, Any]]:
    """The connections that a test opened."""
    found = boto3.client("dynamodb").scan(TableName=CONNECTIONS)["Items"]
    return [item for item in found if item != OPEN_CONNECTION]


def test_an_opened_socket_is_stored_with_its_owner(deployed: Deployed) -> None:
    assert deployed.invoke("connect", websocket("$connect", principal="ann")) == OK
    [item] = _connections()
    assert item["connection_id"] == {"S": CONNECTION}
    assert item["owner"] == {"S": "ann"}


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("http", http("POST", "/v1/tickets", {})),
        ("authorize", handshake("no ticket")),
        ("connect", websocket("$connect", principal="ann")),
        ("accept", websocket("hello", {"action": "hello"})),
        ("disconnect", websocket("$disconnect")),
        ("sweep", {}),
    ],
)
def test_a_first_request_on_lambda_builds_no_client(
    deployed: Deployed, name: str, event: dict[str, Any]
) -> None:
    deployed.environment.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
    deployed.load(name)
    built = client.cache_info().misses
    assert built > 0
    deployed.invoke(name, event)
    assert client.cache_info().misses == built


def test_the_mode_in_the_address_is_stored(deployed: Deployed) -> None:
    opened = websocket("$connect", principal="ann")
    opened["queryStringParameters"] = {"ticket": "t", "mode": "parallel"}
    deployed.invoke("connect", opened)
    [item] = _connections()
    assert item["mode"] == {"S": "parallel"}


def test_the_connection_gets_the_address_key_of_the_ticket(
    deployed: Deployed,
) -> None:
    asked = deployed.invoke("http", http("POST", "/v1/tickets", {}, address="198.51.100.7"))
    shown = json.loads(asked["body"])["ticket"]
    admitted = deployed.invoke("authorize", handshake(shown))
    opened = websocket("$connect", principal=admitted["principalId"])
    opened["requestContext"]["authorizer"] |= admitted["context"]
    deployed.invoke("connect", opened)
    [item] = _connections()
    assert len(item["address_key"]["S"]) == 32
    assert sha256(b"198.51.100.7").hexdigest()[:32] not in str(item)


def test_an_unknown_socket_is_refused(deployed: Deployed) -> None:
    boto3.client("dynamodb").delete_item(
        TableName=CONNECTIONS, Key={"connection_id": {"S": CONNECTION}}
    )
    deployed.invoke("accept", websocket("hello", {"action": "hello"}))
    assert deployed.received[0]["data"]["code"] == "not_admitted"
    assert _connections() == []


def test_a_socket_without_an_authorizer_is_refused(deployed: Deployed) -> None:
    with pytest.raises(DragomanError):
        deployed.invoke("connect", websocket("$connect"))
    assert _connections() == []


def test_a_socket_that_cannot_be_stored_does_not_open(deployed: Deployed) -> None:
    boto3.client("dynamodb").delete_table(TableName=CONNECTIONS)
    assert deployed.invoke("connect", websocket("$connect", principal="ann")) == {"statusCode": 503}


def test_a_closed_socket_is_removed(deployed: Deployed) -> None:
    deployed.invoke("connect", websocket("$connect", principal="ann"))
    assert deployed.invoke("disconnect", websocket("$disconnect")) == OK
    assert _connections() == []


def test_an_unknown_pack_in_the_settings_raises(deployed: Deployed) -> None:
    deployed.environment.setenv("DRAGOMAN_PACKS", "whisper-base,whisper-basic")
    with pytest.raises(ConfigurationError, match="'whisper-basic'"):
        deployed.invoke("accept", {"warm": []})


@pytest.mark.parametrize("route", ["hello", "$default"])
def test_hello_is_answered_on_every_route(deployed: Deployed, route: str) -> None:
    hello = {"action": "hello", "source_lang": "en", "target_lang": "pt"}
    assert deployed.invoke("accept", websocket(route, hello)) == OK
    [ready] = deployed.received
    assert ready["type"] == "ready"
    assert ready["data"]["connection_id"] == CONNECTION
    assert {(p["source"], p["target"]) for p in ready["data"]["languages"]} == {
        ("en", "pt"),
        ("pt", "en"),
    }


def test_hello_wakes_the_functions_with_models(deployed: Deployed) -> None:
    hello = {"action": "hello", "source_lang": "en", "target_lang": "pt"}
    deployed.invoke("accept", websocket("hello", hello))
    assert {name for name, _ in deployed.aws.invocations} == {
        "transcribe",
        "translate",
        "synthesize",
    }


def test_a_translation_is_acknowledged_and_its_execution_started(deployed: Deployed) -> None:
    message = translate_message()
    assert deployed.invoke("accept", websocket("translate", message)) == OK
    assert [event["type"] for event in deployed.received] == ["processing_started"]
    [execution] = deployed.aws.executions
    assert message["message_id"] in execution["name"]


def test_an_upload_is_answered_by_a_form(deployed: Deployed) -> None:
    upload = {"action": "upload", "message_id": str(uuid.uuid4()), "bytes": 50_000}
    deployed.invoke("accept", websocket("upload", upload))
    [ready] = deployed.received
    assert ready["type"] == "upload_ready"
    assert ready["data"]["fields"]["key"] == ready["data"]["audio_key"]
    assert "policy" in ready["data"]["fields"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed_json"),
        ("{", "malformed_json"),
        ('{"action": "dance"}', "unknown_action"),
        ('{"action": "dance", "message_id": "\\ud800"}', "unknown_action"),
        ('{"action": "translate"}', "invalid_message"),
        ("x" * 40_000, "message_too_large"),
    ],
)
def test_invalid_input_is_answered_and_the_route_succeeds(
    deployed: Deployed, text: str, code: str
) -> None:
    """If a route failed, API Gateway would send an error of its own."""
    assert deployed.invoke("accept", websocket("$default", text=text)) == OK
    [error] = deployed.received
    assert error["data"]["code"] == code


def test_a_frame_without_a_body_is_answered(deployed: Deployed) -> None:
    deployed.invoke("accept", websocket("$default"))
    assert deployed.received[0]["data"]["code"] == "malformed_json"


@pytest.mark.parametrize("trouble", [(410, "GoneException"), (503, "ServiceUnavailable")])
def test_an_unreachable_client_is_not_a_failure(
    deployed: Deployed, trouble: tuple[int, str]
) -> None:
    deployed.aws.trouble = trouble
    assert deployed.invoke("accept", websocket("ping", {"action": "ping"})) == OK


@pytest.mark.parametrize("name", ["connect", "accept", "disconnect"])
def test_a_warm_up_call_is_answered(deployed: Deployed, name: str) -> None:
    assert deployed.invoke(name, {"warm": []}) is None
    assert deployed.received == []
    assert _connections() == []
