"""The functions of the state machine, with the payloads that it makes."""

from __future__ import annotations

import base64
import json
import traceback
from time import perf_counter
from typing import Any

import boto3
import pytest

from dragoman.errors import DragomanError, InvalidMessage, NotAudio
from dragoman.protocol import Job
from dragoman.wiring import Wiring
from tests.conftest import BUCKET
from tests.functions.conftest import Deployed
from tests.functions.events import handshake, websocket
from tests.functions.flow import accepted, transcribe_task
from tests.unit.world import translate_message

MODELS = (("transcribe", "speech"), ("translate", "translator"), ("synthesize", "synthesizer"))
"""The functions with models, each with the port that holds them."""
STAGES = (*(name for name, _ in MODELS), "complete", "fail")


@pytest.fixture
def job(deployed: Deployed) -> dict[str, Any]:
    """The job in the state of its execution."""
    deployed.invoke("accept", websocket("translate", translate_message()))
    job: dict[str, Any] = json.loads(deployed.aws.executions[0]["input"])["job"]
    return job


def _stored(key: str) -> dict[str, Any]:
    return dict(boto3.client("s3").get_object(Bucket=BUCKET, Key=key))


def _run(deployed: Deployed, job: dict[str, Any]) -> None:
    """Runs the stages as the state machine does in streaming mode."""
    transcript = deployed.invoke("transcribe", transcribe_task(deployed, job))
    translation = deployed.invoke("translate", {"job": job, "transcript": transcript})
    voice = {"job": job, "track": "translated", "text": translation["text"], "language": "pt"}
    translated = deployed.invoke("synthesize", voice)
    voice = {"job": job, "track": "original", "text": transcript["text"], "language": "en"}
    original = deployed.invoke("synthesize", voice)
    outcome = {"translation": translation, "translated": translated, "original": original}
    deployed.invoke("complete", {"job": job, "transcript": transcript, "branches": [outcome]})


def test_a_recording_becomes_text(deployed: Deployed, job: dict[str, Any]) -> None:
    transcript = deployed.invoke("transcribe", transcribe_task(deployed, job))
    assert transcript["text"] == "Good morning."
    assert transcript["speech"] is True


def test_text_is_translated(deployed: Deployed, job: dict[str, Any]) -> None:
    transcript = deployed.invoke("transcribe", transcribe_task(deployed, job))
    translation = deployed.invoke("translate", {"job": job, "transcript": transcript})
    assert translation["text"] == "Bom dia."


def test_text_becomes_a_voice(deployed: Deployed, job: dict[str, Any]) -> None:
    task = {"job": job, "track": "translated", "text": "Bom dia.", "language": "pt"}
    voice = deployed.invoke("synthesize", task)
    assert _stored(voice["key"])["ContentType"] == "audio/ogg"


def test_the_events_of_an_execution_arrive_in_order(
    deployed: Deployed, job: dict[str, Any]
) -> None:
    _run(deployed, job)
    seqs = [event["data"]["seq"] for event in deployed.received]
    assert seqs == sorted(seqs)
    end = deployed.received[-1]
    assert end["type"] == "translation_complete"
    assert end["data"]["translated_text"] == "Bom dia."
    assert end["data"]["warnings"] == []


def test_payloads_after_recognition_carry_no_audio(deployed: Deployed, job: dict[str, Any]) -> None:
    assert len(json.dumps(job)) < 1_000
    task = {"job": job, "track": "original", "text": "Good morning.", "language": "en"}
    assert len(json.dumps(deployed.invoke("synthesize", task))) < 500


def test_the_output_of_catch_for_a_voice_becomes_a_warning(
    deployed: Deployed, job: dict[str, Any]
) -> None:
    transcript = deployed.invoke("transcribe", transcribe_task(deployed, job))
    translation = deployed.invoke("translate", {"job": job, "transcript": transcript})
    failure = {"Error": "UnspeakableText", "Cause": json.dumps({"errorMessage": "No letters."})}
    branches = [{"original": failure}, {"translation": translation, "translated": failure}]
    deployed.invoke("complete", {"job": job, "transcript": transcript, "branches": branches})
    warnings = deployed.received[-1]["data"]["warnings"]
    assert [(w["code"], w["message"]) for w in warnings] == [
        ("unspeakable_text", "No letters.")
    ] * 2


def test_a_failure_is_reported(deployed: Deployed, job: dict[str, Any]) -> None:
    failure = {"Error": "NotAudio", "Cause": json.dumps({"errorMessage": "No audio."})}
    deployed.invoke("fail", {"job": job, "failure": failure})
    end = deployed.received[-1]
    assert (end["type"], end["data"]["code"]) == ("error", "not_audio")


def test_an_error_keeps_its_name_for_the_state_machine(
    deployed: Deployed, job: dict[str, Any]
) -> None:
    recording = base64.b64encode(b"<html>").decode()
    with pytest.raises(NotAudio):
        deployed.invoke("transcribe", {"job": job, "recording": recording})


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("event", [{}, {"job": None}, {"job": {"message_id": "secret"}}])
def test_an_invalid_event_is_refused_without_repeating_it(
    deployed: Deployed, name: str, event: dict[str, Any]
) -> None:
    with pytest.raises(InvalidMessage) as raised:
        deployed.invoke(name, event)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(("name", "port"), MODELS)
def test_a_warm_up_call_loads_the_models_of_its_languages(
    deployed: Deployed, name: str, port: str
) -> None:
    deployed.invoke(name, {"warm": ["pt"]})
    assert "pt" in deployed.engines[port].warmed


def test_a_warm_up_call_can_keep_its_environment_busy(deployed: Deployed) -> None:
    began = perf_counter()
    deployed.invoke("synthesize", {"warm": ["pt"], "hold_s": 0.2})
    assert perf_counter() - began >= 0.2


@pytest.mark.parametrize(("name", "port"), MODELS)
def test_a_warm_up_call_without_languages_loads_all(
    deployed: Deployed, name: str, port: str
) -> None:
    deployed.invoke(name, {"warm": []})
    assert deployed.engines[port].warmed == {"en", "pt"}


@pytest.mark.parametrize(
    ("started", "woken"), [("provisioned-concurrency", {"en", "pt"}), ("on-demand", set())]
)
@pytest.mark.parametrize(("name", "port"), MODELS)
def test_a_provisioned_environment_loads_its_models_at_import(
    deployed: Deployed, name: str, port: str, started: str, woken: set[str]
) -> None:
    deployed.environment.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", started)
    engine = deployed.engines[port]
    deployed.environment.setattr(Wiring, port, engine)  # before the module of the handler is loaded
    deployed.load(name)
    assert engine.warmed == woken


# --- Logs ---------------------------------------------------------------------------------------


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Every printed line, all of which are JSON."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line]


def test_logs_hold_no_text(
    deployed: Deployed, job: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    _run(deployed, job)
    with pytest.raises(InvalidMessage):
        deployed.invoke("translate", {"job": job, "transcript": {"text": "Good morning."}})
    printed = capsys.readouterr()
    for secret in ("Good morning", "Bom dia", "Signature", "http", job["audio_key"]):
        assert secret not in printed.out + printed.err


SECRET = "what somebody said"


def _break(*_: Any, **__: Any) -> Any:
    raise ValueError(SECRET)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("transcribe", "speech"),
        ("accept", "messages"),
        ("authorize", "tickets"),
        ("sweep", "messages"),
    ],
)
def test_an_unexpected_error_leaves_without_its_text(
    deployed: Deployed, capsys: pytest.CaptureFixture[str], name: str, part: str
) -> None:
    """Lambda prints an error that leaves a handler, and passes it to the state machine."""

    class Broken:
        def __getattr__(self, _: str) -> Any:
            return _break

    event = {
        "transcribe": transcribe_task(deployed, accepted(deployed)),
        "accept": websocket("translate", translate_message()),
        "authorize": handshake("a.b.c"),
        "sweep": {},
    }[name]
    setattr(deployed.load(name).wiring, part, Broken())
    with pytest.raises(DragomanError) as raised:
        deployed.invoke(name, event)
    assert raised.type is DragomanError
    printed = capsys.readouterr()
    told = "".join(traceback.format_exception(raised.value))
    assert SECRET not in told + printed.out + printed.err
    assert '"error":"ValueError"' in printed.out


def test_every_log_line_of_a_stage_has_its_message_id(
    deployed: Deployed, job: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    _run(deployed, job)
    logs = [line for line in _lines(capsys) if "level" in line]
    assert len(logs) >= 5
    assert {line["correlation_id"] for line in logs} == {job["message_id"]}


def test_the_input_of_an_execution_is_the_job(job: dict[str, Any]) -> None:
    assert Job.model_validate(job).model_dump(mode="json", exclude_none=True) == job
