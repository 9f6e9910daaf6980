"""Faults on a running stack: processes are killed, sockets are cut, flows never end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.client.conversation import Summary, interpret
from dragoman.client.service import Service
from dragoman.client.session import Message, ReceivedEvent
from dragoman.client.speech_sources import RecordedMessage
from dragoman.conversation.sweep import EXECUTION_LIMIT_S
from dragoman.protocol import SEGMENT_END_SEQ, Mode
from infra.local.stack import EmulatedStack
from tests.browser.tcp_proxy import TcpProxy
from tests.emulator.processes import kill
from tests.emulator.sweeping import as_if_old, sweep, sweeper
from tests.emulator.talk import Talk, new_id, recording
from tests.emulator.waiting import eventually

pytestmark = [pytest.mark.emulator, pytest.mark.models, pytest.mark.embedded]

ENGLISH = recording("fleurs-en-004")
Listener = Callable[[ReceivedEvent, float], None]


def spoken(stack: EmulatedStack, out: Path, listener: Listener, port: int | None = None) -> Summary:
    """Sends one message with the real client, through another port if given."""
    url = stack.websocket_url
    if port is not None:
        url = url.replace(str(stack.emulator.port), str(port), 1)
    return asyncio.run(
        interpret(
            Service(url, stack.tickets_url),
            Message("en", "pt", Mode.STREAMING),
            RecordedMessage(ENGLISH, "audio/ogg"),
            accepts="audio/ogg",
            out=out,
            listener=listener,
        )
    )


def upon(stage: str, do: Callable[[], Any]) -> Listener:
    """Calls a function once, when a stage begins."""
    done = threading.Event()

    def listener(heard: ReceivedEvent, _: float) -> None:
        if heard.data.get("stage") == stage and not done.is_set():
            done.set()
            do()

    return listener


def seqs(summary: Summary) -> list[int]:
    return [event["seq"] for event in summary.events]


@pytest.mark.parametrize(
    ("stage", "function"),
    [("transcribing", "transcribe"), ("translating", "translate"), ("synthesizing", "synthesize")],
)
def test_a_killed_process_delays_its_segment_only(
    stack: EmulatedStack, tmp_path: Path, stage: str, function: str
) -> None:
    killed: list[int] = []
    listener = upon(stage, lambda: killed.append(kill(stack, function)))
    summary = spoken(stack, tmp_path, listener)
    assert killed[0] > 0
    assert summary.error is None
    assert summary.warnings == []
    assert seqs(summary) == sorted(set(seqs(summary)))
    assert seqs(summary)[-1] == SEGMENT_END_SEQ
    assert all(summary.tracks.values())


@pytest.mark.parametrize("stage", ["received", "transcribing", "translating", "synthesizing"])
def test_a_client_whose_socket_is_cut_receives_every_event_once(
    stack: EmulatedStack, tmp_path: Path, stage: str
) -> None:
    with TcpProxy(stack.emulator.port) as proxy:

        def cut() -> None:
            proxy.stop()
            proxy.start()

        summary = spoken(stack, tmp_path, upon(stage, cut), proxy.port)
    order = seqs(summary)
    assert summary.error is None
    assert len(order) == len(set(order))
    assert order[-1] == SEGMENT_END_SEQ
    assert all(summary.tracks.values())
    assert {1, 2, 3, 4, 5, 100, 199, 200, 299, 300} <= set(order)


def test_the_sweeper_ends_a_segment_whose_execution_died(stack: EmulatedStack) -> None:
    with Talk.open(stack) as talk:
        message_id = talk.translate(ENGLISH)
        events = talk.until_end()
        as_if_it_had_never_ended(stack, message_id)
        sweep(stack)
        end = talk.hear()
        talk.say({"action": "resume", "message_id": message_id})
        again = [talk.hear() for _ in range(3)]
    assert events[-1]["type"] == "translation_complete"
    assert end["type"] == "error"
    assert {name: end["data"][name] for name in ("code", "stage", "retryable")} == {
        "code": "timed_out",
        "stage": "transcribing",
        "retryable": True,
    }
    assert [event["data"]["seq"] for event in again] == [1, 2, 300]
    assert again[-1]["data"]["code"] == "timed_out"
    assert not queue_of(stack, message_id)


def test_the_sweeper_ends_a_message_without_its_last_segment(
    stack: EmulatedStack,
) -> None:
    session = "s" * 22 + new_id()
    with Talk.open(stack, session) as talk:
        message_id = talk.translate(ENGLISH, last=False)
        while talk.hear()["data"].get("seq") != SEGMENT_END_SEQ:
            pass
    assert eventually(lambda: queue_of(stack, message_id) == "waiting")
    as_if_opened_long_ago(stack, message_id)
    sweep(stack)
    assert queue_of(stack, message_id) is None
    with Talk.open(stack, session) as talk:
        whole = talk.ask(
            {"action": "resume", "message_id": message_id, "after_seq": SEGMENT_END_SEQ}
        )
    assert (whole["type"], whole["data"]["segment"]) == ("translation_complete", None)
    assert whole["data"]["translated_text"]


def test_a_segment_that_ends_is_closed(stack: EmulatedStack) -> None:
    with Talk.open(stack) as talk:
        message_id = talk.translate(ENGLISH)
        assert talk.until_end()[-1]["type"] == "translation_complete"
    assert eventually(lambda: not queue_of(stack, message_id))


def test_an_old_connection_is_warned_before_it_closes(stack: EmulatedStack) -> None:
    with Talk.open(stack) as talk:
        connection_id = talk.ask({"action": "hello"})["data"]["connection_id"]
        as_if_old(stack, connection_id)
        sweep(stack)
        told = talk.hear()
        sweep(stack)
        assert talk.ask({"action": "ping"})["type"] == "pong", "it was told twice"
    assert told["type"] == "going_away"
    assert 200_000 < told["data"]["in_ms"] <= 300_000


def test_the_sweeper_runs_on_its_schedule(stack: EmulatedStack) -> None:
    rules = stack.client("events")
    [rule] = rules.list_rules()["Rules"]
    assert (rule["State"], rule["ScheduleExpression"]) == ("ENABLED", "rate(1 minute)")
    [target] = rules.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert sweeper(stack) in target["Arn"]


def as_if_it_had_never_ended(stack: EmulatedStack, message_id: str) -> None:
    """Makes the segment look open, and old enough for the sweeper."""
    kept = {"1", "2"}
    key = {"message_id": {"S": message_id}, "item": {"S": "segment#0000"}}
    table, dynamodb = stack.outputs["MessagesTableName"], stack.client("dynamodb")
    assert eventually(lambda: not queue_of(stack, message_id))
    item = dynamodb.get_item(TableName=table, Key=key)["Item"]
    events = {seq: event for seq, event in item["events"]["M"].items() if seq in kept}
    long_ago = int(item["since"]["N"]) - EXECUTION_LIMIT_S - 60
    dynamodb.put_item(
        TableName=table,
        Item={
            **item,
            "events": {"M": events},
            "status": {"S": "running"},
            "queue": {"S": "live"},
            "since": {"N": str(long_ago)},
        },
    )


def as_if_opened_long_ago(stack: EmulatedStack, message_id: str) -> None:
    stack.client("dynamodb").update_item(
        TableName=stack.outputs["MessagesTableName"],
        Key={"message_id": {"S": message_id}, "item": {"S": "segment#0000"}},
        UpdateExpression="SET since = since - :a_while",
        ExpressionAttributeValues={":a_while": {"N": str(EXECUTION_LIMIT_S + 60)}},
    )


def queue_of(stack: EmulatedStack, message_id: str) -> str | None:
    """The sweep queue of its first segment; None when it is in none."""
    found = stack.client("dynamodb").get_item(
        TableName=stack.outputs["MessagesTableName"],
        Key={"message_id": {"S": message_id}, "item": {"S": "segment#0000"}},
    )
    queue: str | None = found["Item"].get("queue", {}).get("S")
    return queue
