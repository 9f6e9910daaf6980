"""Nearly valid input to the real processes: each answers, and none dies."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import pytest

from dragoman.errors import tree
from dragoman.protocol import MESSAGE_LIMIT_BYTES
from infra.local.stack import EmulatedStack
from tests.emulator.processes import workers
from tests.emulator.talk import Talk, new_id, recording
from tests.fuzz.mutate import Mutator
from tests.fuzz.verdict import answered, discreet
from tests.unit.world import a_job, a_transcript

pytestmark = [pytest.mark.emulator, pytest.mark.models]

FUNCTIONS = ("accept", "transcribe", "translate", "synthesize", "complete", "fail")
NAMES = {error.__name__ for error in tree()}
MESSAGES, PAYLOADS, RECORDINGS = 150, 60, 10


@pytest.fixture
def mutator() -> Mutator:
    return Mutator(random.Random(5))  # noqa: S311


def alive(stack: EmulatedStack) -> dict[str, set[int]]:
    return {function: set(workers(stack.emulator.pid, function)) for function in FUNCTIONS}


def survived(stack: EmulatedStack, before: dict[str, set[int]]) -> bool:
    """Whether every process is still alive."""
    now = alive(stack)
    return all(pids <= now[function] for function, pids in before.items())


def test_messages(stack: EmulatedStack, mutator: Mutator) -> None:
    before = alive(stack)
    audio = base64.b64encode(recording("fleurs-en-004")[:3_000]).decode()
    with Talk.open(stack) as talk:
        for _ in range(MESSAGES):
            said = {"action": "translate", "message_id": new_id(), "target_lang": "pt"}
            body = mutator.body(said | {"audio_data": audio}).encode(errors="replace").decode()
            talk.say(body if len(body.encode()) < MESSAGE_LIMIT_BYTES else body[:1_000])
            talk.say({"action": "ping"})
            while answered(talk.hear()) not in {"pong", "rate_limited"}:
                pass
    assert survived(stack, before)


def test_recordings(stack: EmulatedStack, mutator: Mutator) -> None:
    before, audio = alive(stack), recording("fleurs-en-004")
    with Talk.open(stack) as talk:
        for _ in range(RECORDINGS):
            talk.translate(mutator.bytes(audio))
            assert {answered(event) for event in talk.until_end()} - {"internal_error", "crashed"}
    assert survived(stack, before)


def test_stage_payloads(stack: EmulatedStack, mutator: Mutator) -> None:
    before, lambda_ = alive(stack), stack.client("lambda")
    names = {name.split("-")[1].split("Function")[0].lower(): name for name in _functions(stack)}
    for _ in range(PAYLOADS):
        function, task = _task(mutator.chance)
        try:
            payload = json.dumps(mutator.value(task), ensure_ascii=False, allow_nan=False).encode()
        except ValueError:  # nothing that Lambda itself would take
            continue
        answer = lambda_.invoke(FunctionName=names[function], Payload=payload)
        if "FunctionError" in answer:
            error = json.load(answer["Payload"])
            assert error["errorType"] in NAMES, error
            discreet(error["errorMessage"])
    assert survived(stack, before)


def _task(chance: random.Random) -> tuple[str, dict[str, Any]]:
    job = a_job().model_dump(mode="json")
    transcript = a_transcript().model_dump(mode="json")
    tasks: dict[str, dict[str, Any]] = {
        "transcribe": {"job": job},
        "translate": {"job": job, "transcript": transcript},
        "synthesize": {"job": job, "track": "original", "text": "Good morning.", "language": "en"},
        "complete": {"job": job, "transcript": transcript, "branches": []},
        "fail": {"job": job, "failure": {"Error": "NotAudio", "Cause": "{}"}},
    }
    return chance.choice(list(tasks.items()))


def _functions(stack: EmulatedStack) -> list[str]:
    listed = stack.client("lambda").list_functions()["Functions"]
    return [f["FunctionName"] for f in listed if "-" in f["FunctionName"]]
