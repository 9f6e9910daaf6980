"""The metrics of the functions, as CloudWatch reads them from the logs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from dragoman.errors import AudioMissing, DragomanError, NotAudio
from dragoman.observability import metric_names
from dragoman.ports import Recognition
from tests.fakes import FakeSpeechToText, recording
from tests.functions.conftest import Deployed
from tests.functions.events import handshake, http, websocket
from tests.functions.flow import ENTERED, accepted, run_flow, transcribe_task
from tests.unit.world import translate_message

Json = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """A line in the embedded metric format."""

    line: Json

    @property
    def service(self) -> str:
        """The service without the suffix of the tests."""
        return str(self.line["service"]).split("-")[0]

    @property
    def kinds(self) -> set[tuple[str, str, tuple[tuple[str, ...], ...]]]:
        """The name, unit and sets of dimensions of every metric of the line."""
        [directive] = self.line["_aws"]["CloudWatchMetrics"]
        assert directive["Namespace"] == metric_names.NAMESPACE
        sets = tuple(sorted(tuple(sorted(names)) for names in directive["Dimensions"]))
        return {(m["Name"], m["Unit"], sets) for m in directive["Metrics"]}

    def value(self, metric: metric_names.Metric) -> float:
        [value] = self.line[metric.name]
        return float(value)


Read = Callable[[], list[Measured]]


@pytest.fixture
def read(capsys: pytest.CaptureFixture[str]) -> Read:
    """The lines since the last call."""

    def read() -> list[Measured]:
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line]
        return [Measured(line) for line in lines if "_aws" in line]

    return read


def _of(found: list[Measured], service: str, metric: metric_names.Metric) -> list[Measured]:
    return [one for one in found if one.service == service and metric.name in one.line]


def _everything(deployed: Deployed) -> None:
    """A series of calls in which every metric is emitted."""
    job = accepted(deployed)
    run_flow(deployed, job)
    turn = {"room_id": "r", "turn": 1, "participant_id": "p", "languages": ["pt"]}
    spoken = accepted(deployed) | {"target_lang": "", "room": turn}
    transcript = deployed.invoke("transcribe", transcribe_task(deployed, spoken))
    branches = [{"language": "pt"}]
    deployed.invoke("complete", {"job": spoken, "transcript": transcript, "branches": branches})
    failure = {"Error": "EngineFailed", "Cause": ""}
    deployed.invoke("fail", {"job": job, "failure": failure, "handed_over_at": ENTERED})
    with pytest.raises(AudioMissing):
        deployed.invoke("transcribe", {"job": job})
    deployed.invoke("accept", websocket("$default", {"action": "sing"}))
    deployed.invoke("authorize", handshake("forged"))
    deployed.invoke("http", http("GET", "/v1/health"))
    deployed.invoke("sweep", {})


def test_the_emitted_metrics_are_the_defined_metrics(
    deployed: Deployed, read: Read, cold: None
) -> None:
    _everything(deployed)
    defined = {
        (m.name, m.unit.value, tuple(sorted(tuple(sorted(names)) for names in m.dimension_sets)))
        for m in metric_names.ALL
    }
    assert set().union(*(one.kinds for one in read())) == defined


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has served no request."""
    from aws_lambda_powertools.metrics.provider import cold_start

    monkeypatch.setattr(cold_start, "is_cold_start", True)


def test_the_line_of_every_stage_has_the_pair_and_the_mode(deployed: Deployed, read: Read) -> None:
    run_flow(deployed, accepted(deployed, mode="parallel", source_lang="auto"))
    found = [one.line for one in read() if "duration" in one.line]
    assert len(found) == 5
    assert {(line["pair"], line["mode"]) for line in found} == {("en-pt", "parallel")}


def test_the_pair_without_speech_is_the_requested_one(deployed: Deployed, read: Read) -> None:
    deployed.engines["speech"].recognise = lambda *_, **__: Recognition("", "en", 0.0)
    run_flow(deployed, accepted(deployed, source_lang="auto"))
    [received] = _of(read(), "transcribe", metric_names.NO_SPEECH)
    assert received.value(metric_names.NO_SPEECH) == 1
    assert received.line["pair"] == "auto-pt"


def test_a_dropped_segment_has_no_metrics(deployed: Deployed, read: Read) -> None:
    audio = base64.b64encode(recording("Good morning.", "en")).decode()
    job = accepted(deployed, audio_data=audio) | {"tentative": "another request"}
    read()
    received = deployed.invoke("transcribe", {"job": job, "recording": audio})
    assert received["dropped"]
    deployed.invoke("fail", {"job": job, "failure": {"Error": "EngineFailed"}})
    assert not any("duration" in one.line for one in read())


def test_first_sound_is_that_of_the_translated_voice(deployed: Deployed, read: Read) -> None:
    run_flow(deployed, accepted(deployed))
    [first] = _of(read(), "synthesize", metric_names.FIRST_SOUND)
    assert first.line["track"] == "translated"
    assert first.value(metric_names.FIRST_SOUND) >= first.line["first_piece_ms"] > 0


def test_the_first_stage_queues_since_acceptance(deployed: Deployed, read: Read) -> None:
    job = accepted(deployed)
    job["received_at_ms"] -= 60_000
    run_flow(deployed, job)
    [received] = _of(read(), "transcribe", metric_names.QUEUEING)
    assert 60_000 <= received.value(metric_names.QUEUEING) < 120_000


def test_later_stages_queue_since_they_were_entered(deployed: Deployed, read: Read) -> None:
    job = accepted(deployed)
    entered = datetime.now().astimezone() - timedelta(seconds=30)
    translate = {
        "job": job,
        "transcript": deployed.invoke("transcribe", transcribe_task(deployed, job)),
    }
    deployed.invoke("translate", translate | {"handed_over_at": entered.isoformat()})
    [translated] = _of(read(), "translate", metric_names.QUEUEING)
    assert 30_000 <= translated.value(metric_names.QUEUEING) < 60_000


def test_fallback_passes_are_counted(deployed: Deployed, read: Read) -> None:
    class Doubting(FakeSpeechToText):
        def recognise(self, *args: Any, **wishes: Any) -> Recognition:
            received = super().recognise(*args, **wishes)
            return Recognition(received.text, received.language, 0.2, fallback_passes=2)

    deployed.engines["speech"] = Doubting()
    run_flow(deployed, accepted(deployed))
    [received] = _of(read(), "transcribe", metric_names.FALLBACK_PASSES)
    assert received.value(metric_names.FALLBACK_PASSES) == 2


def test_an_error_is_counted_by_code_and_has_the_pair_and_the_mode(
    deployed: Deployed, read: Read
) -> None:
    job = accepted(deployed)
    recording = base64.b64encode(b"<html>").decode()
    with pytest.raises(NotAudio):
        deployed.invoke("transcribe", {"job": job, "recording": recording})
    [failed] = _of(read(), "transcribe", metric_names.ERRORS)
    known = {name: failed.line[name] for name in ("code", "pair", "mode")}
    assert known == {"code": "not_audio", "pair": "en-pt", "mode": "streaming"}


def test_an_unexpected_error_is_counted(deployed: Deployed, read: Read) -> None:
    job = accepted(deployed)

    def broken(*_: Any, **__: Any) -> Recognition:
        raise MemoryError

    deployed.engines["speech"].recognise = broken
    with pytest.raises(DragomanError):
        deployed.invoke("transcribe", transcribe_task(deployed, job))
    [failed] = _of(read(), "transcribe", metric_names.ERRORS)
    assert failed.line["code"] == "internal_error"


@pytest.mark.parametrize(
    ("error", "ours"), [("EngineFailed", 1), ("States.Timeout", 1), ("NotAudio", 0)]
)
def test_an_end_that_the_speaker_cannot_correct_is_a_failure(
    deployed: Deployed, read: Read, error: str, ours: int
) -> None:
    deployed.invoke("fail", {"job": accepted(deployed), "failure": {"Error": error}})
    [end] = _of(read(), "fail", metric_names.ENDS)
    assert (end.value(metric_names.ENDS), end.value(metric_names.FAILURES)) == (1, ours)


def test_a_missing_voice_is_counted(deployed: Deployed, read: Read) -> None:
    job = accepted(deployed)
    received = deployed.invoke("transcribe", transcribe_task(deployed, job))
    outcome = {"translation": {"text": "Bom dia.", "compute_ms": 1}}
    deployed.invoke("complete", {"job": job, "transcript": received, "branches": [outcome]})
    [end] = _of(read(), "complete", metric_names.MISSING_VOICES)
    assert end.value(metric_names.MISSING_VOICES) == 2
    assert end.value(metric_names.FAILURES) == 0


def test_the_languages_of_a_segment_in_a_room_are_counted(deployed: Deployed, read: Read) -> None:
    turn = {"room_id": "r", "turn": 1, "participant_id": "p", "languages": ["pt", "es"]}
    job = accepted(deployed) | {"target_lang": "", "room": turn}
    received = deployed.invoke("transcribe", transcribe_task(deployed, job))
    assert received["targets"] == ["pt", "es"]
    task = {"job": job, "transcript": received}
    translation = deployed.invoke("translate", task | {"language": "pt"})
    branches = [{"language": "pt", "translation": translation}, {"language": "es"}]
    deployed.invoke("complete", task | {"branches": branches})
    lines = read()
    [end] = _of(lines, "complete", metric_names.LANGUAGES)
    assert end.value(metric_names.LANGUAGES) == 2
    assert end.line["pair"] == "en-room"
    [translated] = _of(lines, "translate", metric_names.DURATION)
    assert translated.line["pair"] == "en-pt"


def test_a_refused_message_is_counted_by_its_code(deployed: Deployed, read: Read) -> None:
    deployed.invoke("accept", websocket("translate", translate_message(target_lang="ja")))
    [refused] = _of(read(), "accept", metric_names.REFUSALS)
    assert refused.line["code"] == "unsupported_language"


def test_an_answered_message_is_measured_by_its_action(deployed: Deployed, read: Read) -> None:
    deployed.invoke("accept", websocket("ping", {"action": "ping"}))
    [answered] = _of(read(), "accept", metric_names.ANSWERING)
    assert answered.line["action"] == "ping"


def test_an_http_request_is_measured_by_its_route(
    deployed: Deployed, read: Read, cold: None
) -> None:
    deployed.invoke("http", http("GET", "/v1/languages"))
    found = read()
    [answered] = _of(found, "http", metric_names.ANSWERING)
    assert answered.line["action"] == "GET /v1/languages"
    assert _of(found, "http", metric_names.COLD_STARTS)


@pytest.mark.parametrize(
    ("path", "code"), [("/v1/me", "not_admitted"), ("/v1/nothing", "unknown_action")]
)
def test_a_refused_http_request_is_counted_by_its_code(
    deployed: Deployed, read: Read, path: str, code: str
) -> None:
    deployed.invoke("http", http("DELETE", path))
    [refused] = _of(read(), "http", metric_names.REFUSALS)
    assert refused.line["code"] == code
