"""The HTTP API and the authorizer of the WebSocket, as API Gateway calls them."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from dragoman.conversation.connect import guest
from dragoman.errors import RateLimited, Unavailable
from tests.conftest import BUCKET, TICKET_KEY
from tests.functions.conftest import Deployed
from tests.functions.events import CONNECTION, handshake, http, websocket
from tests.functions.flow import transcribe_task
from tests.unit.world import translate_message

SECRET = "a long random text of the client's making".replace(" ", "-")


def _ask(deployed: Deployed, method: str, path: str, *rest: Any, **headers: Any) -> tuple[int, Any]:
    answer = deployed.invoke("http", http(method, path, *rest, **headers))
    expected = "application/json" if answer["statusCode"] < 400 else "application/problem+json"
    assert answer["headers"]["content-type"] == expected
    return answer["statusCode"], json.loads(answer["body"])


def _ticket(deployed: Deployed, **headers: Any) -> str:
    status, issued = _ask(deployed, "POST", "/v1/tickets", {"session": SECRET}, **headers)
    assert status == 201
    return str(issued["ticket"])


def _effect(answer: dict[str, Any]) -> str:
    [statement] = answer["policyDocument"]["Statement"]
    assert statement["Resource"].endswith("/live/$connect")
    return str(statement["Effect"])


def test_the_health_is_ok(deployed: Deployed) -> None:
    assert _ask(deployed, "GET", "/v1/health") == (200, {"status": "ok"})


def test_the_capabilities_are_returned(deployed: Deployed) -> None:
    _, described = _ask(deployed, "GET", "/v1/openapi.json")
    assert set(described["paths"]) == {
        "/v1/asyncapi.json",
        "/v1/health",
        "/v1/languages",
        "/v1/me",
        "/v1/rooms",
        "/v1/rooms/{room_id}",
        "/v1/tickets",
        "/v1/translations",
        "/v1/translations/{message_id}",
        "/v1/translations/{message_id}/events",
        "/v1/translations/{message_id}/export",
        "/v1/uploads",
    }


# --- Tickets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [None, {}, {"session": None}])
def test_a_guest_without_a_secret_gets_one(deployed: Deployed, body: Any) -> None:
    status, issued = _ask(deployed, "POST", "/v1/tickets", body)
    assert status == 201
    assert issued["expires_in_s"] == 60
    assert len(issued["session"]) >= 43


def test_a_guest_with_a_secret_keeps_it(deployed: Deployed) -> None:
    _, issued = _ask(deployed, "POST", "/v1/tickets", {"session": SECRET})
    assert issued["session"] == SECRET


def test_a_ticket_opens_one_socket_for_its_holder(deployed: Deployed) -> None:
    ticket = _ticket(deployed)
    admitted = deployed.invoke("authorize", handshake(ticket))
    assert _effect(admitted) == "Allow"
    assert admitted["principalId"] == guest(SECRET)
    assert _effect(deployed.invoke("authorize", handshake(ticket))) == "Deny"


def test_the_ticket_of_a_user_has_their_owner(deployed: Deployed) -> None:
    admitted = deployed.invoke("authorize", handshake(_ticket(deployed, user="ann-1")))
    assert admitted["principalId"] == "user:ann-1"


@pytest.mark.parametrize("ticket", [None, "", "x", "a.b.c"])
def test_no_socket_opens_without_a_ticket(deployed: Deployed, ticket: str | None) -> None:
    assert _effect(deployed.invoke("authorize", handshake(ticket))) == "Deny"


def test_no_socket_opens_from_another_page(deployed: Deployed) -> None:
    deployed.environment.setenv("DRAGOMAN_ALLOWED_ORIGINS", "https://ours.example")
    stranger = handshake(_ticket(deployed), origin="https://evil.example")
    assert _effect(deployed.invoke("authorize", stranger)) == "Deny"
    ours = handshake(_ticket(deployed), origin="https://ours.example")
    assert _effect(deployed.invoke("authorize", ours)) == "Allow"


def test_no_socket_opens_while_tickets_cannot_be_checked(deployed: Deployed) -> None:
    ticket = _ticket(deployed)
    deployed.environment.setenv("DRAGOMAN_TICKET_KEY_SECRET", "another")
    with pytest.raises(Unavailable):
        deployed.invoke("authorize", handshake(ticket))


def test_too_many_tickets_are_refused_with_a_delay(deployed: Deployed) -> None:
    deployed.environment.setenv("DRAGOMAN_TICKETS_PER_MINUTE", "2")
    for _ in range(2):
        _ticket(deployed)
    answer = deployed.invoke("http", http("POST", "/v1/tickets"))
    assert answer["statusCode"] == 429
    problem = json.loads(answer["body"])
    assert (problem["code"], problem["retryable"]) == (RateLimited.code, True)
    assert int(answer["headers"]["retry-after"]) * 1000 >= problem["retry_after_ms"] > 0
    assert _ask(deployed, "POST", "/v1/tickets", address="198.51.100.8")[0] == 201


def test_a_user_is_counted_by_account(deployed: Deployed) -> None:
    deployed.environment.setenv("DRAGOMAN_TICKETS_PER_MINUTE", "1")
    deployed.environment.setenv("DRAGOMAN_READS_PER_MINUTE", "1")
    for method, path in (("POST", "/v1/tickets"), ("DELETE", "/v1/me")):
        users = ("ann", "bob", "ann")
        answers = [_ask(deployed, method, path, user=user)[0] for user in users]
        assert answers == [{"POST": 201, "DELETE": 200}[method]] * 2 + [429]


def test_with_a_user_pool_no_guest_is_served(deployed: Deployed) -> None:
    """The function refuses guests even if API Gateway does not."""
    deployed.environment.setenv("DRAGOMAN_GUESTS", "false")
    assert _ask(deployed, "POST", "/v1/tickets")[0] == 401
    bearer = {"authorization": f"Bearer {SECRET}"}
    assert _ask(deployed, "DELETE", "/v1/me", headers=bearer)[0] == 401
    assert _ask(deployed, "POST", "/v1/tickets", user="ann-1")[0] == 201


# --- Translations -------------------------------------------------------------------------------


def _request(**fields: Any) -> dict[str, Any]:
    message = translate_message() | fields
    return {name: message[name] for name in ("message_id", "target_lang", "audio_data")}


def test_a_translation_starts_and_can_be_read(
    deployed: Deployed,
) -> None:
    headers = {"authorization": f"Bearer {SECRET}", "prefer": "respond-async"}
    request = _request()
    status, known = _ask(deployed, "POST", "/v1/translations", request, headers=headers)
    assert (status, known["status"]) == (202, "under_way")
    [execution] = deployed.aws.executions
    job = json.loads(execution["input"])["job"]
    assert (job["owner"], job["chunks"]) == (guest(SECRET), False)
    received = deployed.invoke("transcribe", transcribe_task(deployed, job))
    deployed.invoke("translate", {"job": job, "transcript": received})
    path = f"/v1/translations/{request['message_id']}"
    _, known = _ask(deployed, "GET", path, headers=headers)
    assert (known["original_text"], known["translated_text"]) == ("Good morning.", "Bom dia.")
    assert _ask(deployed, "GET", path, user="bob")[0] == 404
    _, received = _ask(deployed, "GET", f"{path}/events?after_seq=3", headers=headers)
    assert [event["data"]["seq"] for event in received["events"]] == [4, 5]


def test_the_translation_of_a_user_counts_by_account(deployed: Deployed) -> None:
    deployed.environment.setenv("DRAGOMAN_TICKETS_PER_MINUTE", "1")
    headers = {"prefer": "respond-async"}
    for user in ("ann-1", "bob"):
        response = _ask(
            deployed, "POST", "/v1/translations", _request(), headers=headers, user=user
        )
        assert response[0] == 202
    owners = [json.loads(e["input"])["job"]["owner"] for e in deployed.aws.executions]
    assert owners == ["user:ann-1", "user:bob"]


def test_the_reads_of_a_user_are_counted(deployed: Deployed) -> None:
    deployed.environment.setenv("DRAGOMAN_TICKETS_PER_MINUTE", "2")
    headers, request = {"prefer": "respond-async"}, _request()
    answers = [
        _ask(deployed, "POST", "/v1/translations", request, headers=headers, user="ann-1")
        for _ in range(3)
    ]
    assert [status for status, _ in answers] == [202, 202, 429]
    assert answers[2][1]["code"] == RateLimited.code
    assert len(deployed.aws.executions) == 1


def _store_recordings(deployed: Deployed) -> None:
    """Stores a recording for every execution, as an upload does."""
    for execution in deployed.aws.executions:
        key = json.loads(execution["input"])["job"]["audio_key"]
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b"recording")


def test_one_message_can_be_deleted(deployed: Deployed) -> None:
    headers = {"prefer": "respond-async"}
    kept, gone = (
        _ask(deployed, "POST", "/v1/translations", _request(), headers=headers, user="ann-1")[1]
        for _ in range(2)
    )
    _store_recordings(deployed)
    path = f"/v1/translations/{gone['message_id']}"
    assert deployed.invoke("http", http("DELETE", path, user="ann-1"))["statusCode"] == 204
    assert _ask(deployed, "GET", path, user="ann-1")[0] == 404
    assert _ask(deployed, "GET", f"/v1/translations/{kept['message_id']}", user="ann-1")[0] == 200
    assert boto3.client("s3").list_objects_v2(Bucket=BUCKET)["KeyCount"] == 1


# --- Deletion -----------------------------------------------------------------------------------


def test_only_the_caller_is_forgotten(deployed: Deployed) -> None:
    for owner in (guest(SECRET), "user:bob"):
        deployed.invoke("connect", websocket("$connect", principal=owner))
        deployed.invoke("accept", websocket("translate", translate_message()))
    _store_recordings(deployed)
    s3 = boto3.client("s3")
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 2
    bearer = {"authorization": f"Bearer {SECRET}"}
    assert _ask(deployed, "DELETE", "/v1/me", headers=bearer) == (
        200,
        {"segments": 1, "more": False},
    )
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 1
    assert _ask(deployed, "DELETE", "/v1/me", headers=bearer) == (
        200,
        {"segments": 0, "more": False},
    )
    assert _ask(deployed, "DELETE", "/v1/me", user="bob") == (200, {"segments": 1, "more": False})
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer"}]
)
def test_a_request_without_credentials_is_refused(
    deployed: Deployed, headers: dict[str, str]
) -> None:
    answer = deployed.invoke("http", http("DELETE", "/v1/me", headers=headers))
    assert answer["statusCode"] == 401
    assert answer["headers"]["www-authenticate"] == "Bearer"


# --- Problems -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"session": "short"},
        {"session": "x" * 201},
        {"session": 7},
        {"session": "no line\nbreaks in a session at all"},
        [],
        "text",
    ],
)
def test_an_invalid_field_is_named_without_its_content(deployed: Deployed, body: Any) -> None:
    status, problem = _ask(deployed, "POST", "/v1/tickets", body)
    assert status == 422
    assert (problem["code"], problem["status"]) == ("invalid_message", 422)
    assert "breaks" not in json.dumps(problem)


def test_the_rule_for_secrets_is_explained_in_words(deployed: Deployed) -> None:
    _, problem = _ask(deployed, "POST", "/v1/tickets", {"session": "short"})
    assert problem["title"] == "body.session: should be 22 to 200 visible ASCII characters"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nothing", 404), ("GET", "/", 404), ("PUT", "/v1/tickets", 405)],
)
def test_an_unknown_path_is_a_problem(
    deployed: Deployed, method: str, path: str, status: int
) -> None:
    assert _ask(deployed, method, path)[0] == status


def test_malformed_json_is_a_problem(deployed: Deployed) -> None:
    event = http("POST", "/v1/tickets") | {"body": "{"}
    answer = deployed.invoke("http", event)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, "malformed_json")


def test_an_outage_is_a_retryable_problem(deployed: Deployed) -> None:
    boto3.client("secretsmanager").delete_secret(
        SecretId=TICKET_KEY, ForceDeleteWithoutRecovery=True
    )
    status, problem = _ask(deployed, "POST", "/v1/tickets")
    assert (status, problem["retryable"]) == (503, True)


def test_an_unexpected_error_is_answered_and_logged_without_its_text(
    deployed: Deployed, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    class Surprising:
        lifetime_s = 60

        def address_key(self, address: str) -> str:
            raise RuntimeError("a secret was said")

    deployed.load("http").wiring.tickets = Surprising()
    status, problem = _ask(deployed, "POST", "/v1/tickets")
    assert (status, problem["code"]) == (500, "internal_error")
    printed = capsys.readouterr()
    assert "secret" not in json.dumps(problem) + printed.out + printed.err + caplog.text
    [noted] = [json.loads(line) for line in printed.out.splitlines() if "unexpected" in line]
    assert noted["error"] == "RuntimeError"
    assert "test_http.py" in noted["where"][-1]


# --- Logs ---------------------------------------------------------------------------------------


def test_logs_hold_neither_tickets_nor_secrets(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    ticket = _ticket(deployed)
    for _ in range(2):
        deployed.invoke("authorize", handshake(ticket))
    deployed.invoke("authorize", handshake("forged-ticket"))
    _ask(deployed, "POST", "/v1/tickets", {"session": "short"})
    _ask(deployed, "DELETE", "/v1/me", headers={"authorization": f"Bearer {SECRET}"})
    printed = capsys.readouterr()
    for secret in (ticket, SECRET, "forged-ticket", "short", "198.51.100.7"):
        assert secret not in printed.out + printed.err
    assert "not admitted" in printed.out


@pytest.mark.parametrize("name", ["http", "authorize"])
def test_a_warm_up_call_is_answered(deployed: Deployed, name: str) -> None:
    assert deployed.invoke(name, {"warm": []}) is None


def test_the_owner_of_a_ticket_is_the_owner_of_the_message(deployed: Deployed) -> None:
    admitted = deployed.invoke("authorize", handshake(_ticket(deployed)))
    opened = websocket("$connect", principal=admitted["principalId"])
    deployed.invoke("connect", opened)
    request = translate_message()
    deployed.invoke("accept", websocket("translate", request))
    [execution] = deployed.aws.executions
    assert json.loads(execution["input"])["job"]["owner"] == guest(SECRET)
    assert deployed.aws.posted[CONNECTION][0]["type"] == "processing_started"
