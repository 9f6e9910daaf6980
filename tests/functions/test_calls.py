"""The AWS calls of each function for a message, counted over the handlers with simulated AWS. They
are inputs of the cost model.

`UPDATE=1 pytest tests/functions/test_calls.py` writes them again.
"""

from __future__ import annotations

import base64
import json
import os
import time
import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
import pytest

from dragoman.ports import Sound, SpokenText
from dragoman.room import Participant, Room
from infra.cost.measured import CALLS, ROOM_LANGUAGES
from tests.fakes import FakeSynthesizer, recording
from tests.functions.accounting import Account
from tests.functions.conftest import Deployed
from tests.functions.events import CONNECTION, handshake, http, websocket
from tests.functions.flow import ENTERED, Json, accepted, transcribe_task

UTTERANCE = "I would like two tickets for the morning train to Lisbon, please."
S_PER_LETTER = 0.065
"""The pace of the voices, at which the text lasts about four seconds."""


class Speaking(FakeSynthesizer):
    VOICES: ClassVar = FakeSynthesizer.VOICES | {"es": [("paz", "natural")]}

    def speak(self, text: str, language: str, *_: Any, **__: Any) -> SpokenText:
        sound = Sound(np.zeros(round(len(text) * S_PER_LETTER * 22_050), np.float32), 22_050)
        return SpokenText(self.voice(language), iter([sound]))


@pytest.fixture
def account(moto: None) -> Iterator[Account]:
    with Account.opened() as account:
        yield account


def _count(deployed: Deployed, account: Account, *, with_room: bool = False) -> dict[str, Json]:
    deployed.engines["synthesizer"] = Speaking()
    now_s = time.time()
    # Writes are counted by size, which depends on the digits of a millisecond.
    deployed.engines["clock"] = lambda: now_s
    counted = {}

    def called(name: str, function: str, event: Json) -> Json:
        nonlocal now_s
        now_s += 0.1
        account.take()
        result: Json = deployed.invoke(function, event)
        counted[name] = account.take()
        return result

    asked = called("ticket", "http", http("POST", "/v1/tickets", {}))
    shown = json.loads(asked["body"])["ticket"]
    called("authorize", "authorize", handshake(shown))
    called("connect", "connect", websocket("$connect", principal="ann"))
    greeting = {"action": "hello", "source_lang": "en", "target_lang": "pt"}
    called("hello", "accept", websocket("hello", greeting))
    called("ping", "accept", websocket("ping", {"action": "ping"}))
    part = base64.b64encode(recording(UTTERANCE[:30], "en")).decode()
    about: Json = {"message_id": str(uuid.uuid4()), "segment": 0, "revision": 1}
    heard = about | {"source_lang": "en", "target_lang": "pt", "audio_data": part}
    called("partial", "accept", websocket("partial", {"action": "partial"} | heard))
    task = about | {"languages": ["en"], "audio": part, "received_at_ms": round(now_s * 1000)}
    called(
        "captions",
        "captions",
        task
        | {
            "connection_id": CONNECTION,
            "owner": "ann",
            "audience": [{"language": "pt", "connection_ids": [CONNECTION]}],
        },
    )
    account.take()
    spoken = base64.b64encode(recording(UTTERANCE, "en")).decode()
    job = accepted(deployed, audio_data=spoken)
    counted["accept"] = account.take()
    entered: Json = {"job": job, "handed_over_at": ENTERED}
    transcript = called("transcribe", "transcribe", transcribe_task(deployed, job))
    with_transcript = entered | {"transcript": transcript}
    translation = called("translate", "translate", with_transcript)
    voice = entered | {"spoken": "en"}
    translated = {"track": "translated", "text": translation["text"], "language": "pt"}
    original = {"track": "original", "text": transcript["text"], "language": "en"}
    outcome = {
        "translation": translation,
        "translated": called("synthesize_translated", "synthesize", voice | translated),
        "original": called("synthesize_original", "synthesize", voice | original),
    }
    called("complete", "complete", with_transcript | {"branches": [outcome]})
    if with_room:
        counted |= _count_room(deployed, account)
    called("sweep", "sweep", {})
    called("disconnect", "disconnect", websocket("$disconnect"))
    return counted


def _count_room(deployed: Deployed, account: Account) -> dict[str, Json]:
    """The calls of a participant who joins, and of a turn from English into Portuguese and Spanish."""
    rooms = deployed.load("accept").wiring.rooms
    rooms.create(
        Room(
            "room",
            tuple(_participant(*who) for who in enumerate(ROOM_LANGUAGES[1:], start=1)),
            host="p1",
        )
    )
    about = {"room_id": "room", "name": "Ann", "language": ROOM_LANGUAGES[0]}
    account.take()
    deployed.invoke("accept", websocket("join_room", {"action": "join_room"} | about))
    joined = account.take()
    spoken = base64.b64encode(recording(UTTERANCE, "en")).decode()
    job = accepted(deployed, target_lang=None, room_id="room", audio_data=spoken)
    entered: Json = {"job": job, "handed_over_at": ENTERED}
    transcript = deployed.invoke("transcribe", transcribe_task(deployed, job))
    with_transcript = entered | {"transcript": transcript}
    voice = entered | {"spoken": "en"}
    branches = []
    for language in transcript["targets"]:
        translation = deployed.invoke("translate", with_transcript | {"language": language})
        translated = {"track": "translated", "text": translation["text"], "language": language}
        spoken_there = deployed.invoke("synthesize", voice | translated)
        branch = {"translation": translation, "translated": spoken_there}
        branches.append(branch | {"language": language})
    original = {"track": "original", "text": transcript["text"], "language": "en"}
    whole = {"branches": branches, "original": deployed.invoke("synthesize", voice | original)}
    deployed.invoke("complete", with_transcript | whole)
    counted = {"join_room": joined, "room": account.take()}
    deployed.invoke("accept", websocket("leave_room", {"action": "leave_room", "room_id": "room"}))
    return counted


def _participant(number: int, language: str) -> Participant:
    return Participant(
        f"p{number}",
        f"owner {number}",
        f"Person {number}",
        ((1, language),),
        f"connection {number}",
    )


def test_the_cost_model_has_the_calls_of_the_functions(
    deployed: Deployed, account: Account
) -> None:
    counted = _count(deployed, account, with_room=True)
    if os.environ.get("UPDATE"):
        CALLS.write_text(json.dumps(counted, indent=1) + "\n")
    assert json.loads(CALLS.read_text()) == counted


def test_a_message_starts_one_execution_and_posts_every_event(
    deployed: Deployed, account: Account
) -> None:
    counted = _count(deployed, account)
    transcript = [
        event
        for event in deployed.received
        if event["type"] not in {"ready", "pong", "partial_result"}
    ]
    message = [
        calls for name, calls in counted.items() if name not in {"hello", "ping", "captions"}
    ]
    assert sum(calls.get("executions", 0) for calls in message) == 1
    assert sum(calls.get("posts", 0) for calls in message) == len(transcript)
