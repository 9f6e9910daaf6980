"""The function that EventBridge calls every minute."""

from __future__ import annotations

import uuid
from typing import Any

import boto3
import pytest

from dragoman.conversation.sweep import CONNECTION_LIMIT_S, EXECUTION_LIMIT_S
from dragoman.errors import UserPoolUnavailable
from tests.conftest import CONNECTIONS, MESSAGES
from tests.functions.conftest import Deployed
from tests.functions.events import CONNECTION, websocket
from tests.functions.events import http as http_event
from tests.functions.flow import accepted, run_flow
from tests.unit.world import translate_message

EVERY_MINUTE = {
    "version": "0",
    "id": "6f9619ff-8b86-4d01-b42d-00c04fc964ff",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-11-22T10:00:00Z",
    "region": "us-east-1",
    "resources": ["arn:aws:events:us-east-1:000000000000:rule/EveryMinute"],
    "detail": {},
}


def _age(table: str, by_s: int) -> None:
    """Makes every item of the table older."""
    dynamodb = boto3.client("dynamodb")
    for item in dynamodb.scan(TableName=table)["Items"]:
        times: Any = {
            name: {"N": str(int(item[name]["N"]) - by_s)}
            for name in ("opened_at", "since")
            if name in item
        }
        dynamodb.put_item(TableName=table, Item={**item, **times})


@pytest.fixture
def user_pool(deployed: Deployed) -> str:
    """A user pool of the deployment."""
    created = boto3.client("cognito-idp").create_user_pool(PoolName="users")
    deployed.environment.setenv("DRAGOMAN_USER_POOL_ID", created["UserPool"]["Id"])
    return str(created["UserPool"]["Id"])


def test_a_disabled_user_is_disconnected_and_refused(deployed: Deployed, user_pool: str) -> None:
    cognito = boto3.client("cognito-idp")
    eve = cognito.admin_create_user(UserPoolId=user_pool, Username="eve")["User"]
    subject = next(a["Value"] for a in eve["Attributes"] if a["Name"] == "sub")
    deployed.invoke("connect", websocket("$connect", principal=f"user:{subject}"))
    deployed.invoke("sweep", EVERY_MINUTE)
    assert deployed.aws.closed == []
    ask = http_event("POST", "/v1/tickets", user=subject)
    assert deployed.invoke("http", ask)["statusCode"] == 201
    cognito.admin_disable_user(UserPoolId=user_pool, Username="eve")
    deployed.invoke("sweep", EVERY_MINUTE)
    assert deployed.aws.closed == [CONNECTION]
    assert deployed.invoke("http", ask)["statusCode"] == 401
    look = http_event("GET", f"/v1/translations/{uuid.uuid4()}", user=subject)
    assert deployed.invoke("http", look)["statusCode"] == 401


def test_the_sweep_continues_without_the_user_pool(deployed: Deployed) -> None:
    deployed.invoke("connect", websocket("$connect", principal="ann"))
    deployed.invoke("accept", websocket("translate", translate_message()))
    _age(MESSAGES, EXECUTION_LIMIT_S + 60)
    deployed.environment.setenv("DRAGOMAN_USER_POOL_ID", "us-east-1_unknown")
    with pytest.raises(UserPoolUnavailable):
        deployed.invoke("sweep", EVERY_MINUTE)
    assert deployed.received[-1]["data"]["code"] == "timed_out"


def test_a_segment_whose_execution_died_is_ended(deployed: Deployed) -> None:
    deployed.invoke("connect", websocket("$connect", principal="ann"))
    deployed.invoke("accept", websocket("translate", translate_message()))
    _age(MESSAGES, EXECUTION_LIMIT_S + 60)
    assert deployed.invoke("sweep", EVERY_MINUTE) is None
    assert deployed.invoke("sweep", EVERY_MINUTE) is None
    assert [event["type"] for event in deployed.received] == ["processing_started", "error"]
    assert deployed.received[-1]["data"]["code"] == "timed_out"


def test_an_abandoned_message_is_ended(deployed: Deployed) -> None:
    deployed.invoke("connect", websocket("$connect", principal="ann"))
    run_flow(deployed, accepted(deployed, last=False))
    _age(MESSAGES, EXECUTION_LIMIT_S + 60)
    for _ in range(2):
        deployed.invoke("sweep", EVERY_MINUTE)
    wholes = [event for event in deployed.received if event["data"]["segment"] is None]
    assert [event["type"] for event in wholes] == ["translation_complete"]


def test_an_old_connection_is_warned(deployed: Deployed) -> None:
    deployed.invoke("connect", websocket("$connect", principal="ann"))
    _age(CONNECTIONS, CONNECTION_LIMIT_S - 60)
    deployed.invoke("sweep", EVERY_MINUTE)
    deployed.invoke("sweep", EVERY_MINUTE)
    assert [event["type"] for event in deployed.received] == ["going_away"]


def test_a_sweep_is_measured(deployed: Deployed, capsys: pytest.CaptureFixture[str]) -> None:
    deployed.invoke("sweep", EVERY_MINUTE)
    assert "segments_ended" in capsys.readouterr().out


def test_a_warm_up_call_is_answered(deployed: Deployed) -> None:
    assert deployed.invoke("sweep", {"warm": []}) is None
