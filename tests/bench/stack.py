"""The stack under measurement, and what of the emulator's own can be seen from outside."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psutil

from dragoman.client.service import Service
from dragoman.client.session import Session
from dragoman.languages import AUTO
from dragoman.protocol import SEGMENT_END_SEQ
from infra.local.stack import EmulatedStack

PATIENCE_S = 120.0
VOICES = ["audio/ogg"]


@asynccontextmanager
async def session(
    stack: EmulatedStack, idle_timeout_s: float = PATIENCE_S
) -> AsyncIterator[Session]:
    """An open connection after `hello`."""
    async with Session.open(
        Service(stack.websocket_url, stack.tickets_url), idle_timeout_s
    ) as opened:
        await opened.hello(AUTO, "pt", VOICES)
        yield opened


@contextmanager
def as_a_function(stack: EmulatedStack) -> Iterator[None]:
    """This process's environment like that of a function of the stack."""
    callback = stack.websocket_url.replace("ws", "http", 1)
    environment = stack.emulator.credentials | {
        "DRAGOMAN_CONNECTIONS_TABLE": stack.outputs["ConnectionsTableName"],
        "DRAGOMAN_MESSAGES_TABLE": stack.outputs["MessagesTableName"],
        "DRAGOMAN_USAGE_TABLE": stack.outputs["UsageTableName"],
        "DRAGOMAN_ROOMS_TABLE": stack.outputs["RoomsTableName"],
        "DRAGOMAN_AUDIO_BUCKET": stack.outputs["AudioBucketName"],
        "DRAGOMAN_STATE_MACHINE_ARN": stack.outputs["StateMachineArn"],
        "DRAGOMAN_CALLBACK_URL": callback,
    }
    before = dict(os.environ)
    os.environ |= environment
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def memory_mb(stack: EmulatedStack) -> dict[str, float]:
    """Resident memory of the functions' processes together and of the emulator's own; pages that
    several share are counted for each."""
    emulator = psutil.Process(stack.emulator.pid)
    workers = [_resident_mb(process) for process in emulator.children(recursive=True)]
    return {
        "workers": round(sum(workers)),
        "emulator": round(_resident_mb(emulator)),
        "processes": len(workers),
    }


def started_at_s(stack: EmulatedStack, message_ids: set[str]) -> dict[str, float]:
    """Unix time at which the service took in each message, which names its executions."""
    pages = stack.client("stepfunctions").get_paginator("list_executions")
    names = [
        execution["name"]
        for page in pages.paginate(stateMachineArn=stack.outputs["StateMachineArn"])
        for execution in page["executions"]
    ]
    places = (name.rsplit("-", 2) for name in names)
    return {
        message_id: int(received_at_ms) / 1000
        for message_id, _, received_at_ms in places
        if message_id in message_ids
    }


def kept_end(stack: EmulatedStack, message_id: str) -> dict[str, Any] | None:
    """The stored last event of a message of one segment."""
    found = stack.client("dynamodb").get_item(
        TableName=stack.outputs["MessagesTableName"],
        Key={"message_id": {"S": message_id}, "item": {"S": "segment#0000"}},
        ConsistentRead=True,
    )
    events = found.get("Item", {}).get("events", {}).get("M", {})
    end = events.get(str(SEGMENT_END_SEQ))
    return json.loads(end["S"]) if end else None


def function_names(stack: EmulatedStack) -> dict[str, str]:
    """The deployed name of each function: `complete` -> `Dragoman-CompleteFunction...`."""
    listed = stack.client("lambda").list_functions()["Functions"]
    names = [function["FunctionName"] for function in listed]
    return {name.split("-")[1].split("Function")[0].lower(): name for name in names if "-" in name}


def _resident_mb(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0
