"""Translations over HTTP."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest

from dragoman.conversation.connect import guest
from dragoman.errors import StorageUnavailable, UnspeakableText, WorkflowUnavailable
from dragoman.http.bodies import MAX_BODY_BYTES
from dragoman.limits.capacity_gate import CapacityGate
from dragoman.ports import Connection, UploadForm
from dragoman.protocol import MAX_HOTWORDS, Branch, Failure, Job, Track, Transcript
from tests.fakes import recording, silence
from tests.unit.http.conftest import ANN, BOB, GOOD_MORNING, Answer, Service
from tests.unit.world import World, translate_message

LAPTOP = Connection("laptop", guest(ANN))
"""A socket of Ann."""


def _path(answer: Answer, more: str = "") -> str:
    return f"/v1/translations/{answer.body['message_id']}{more}"


# --- Requests -----------------------------------------------------------------------------------


def test_one_request_returns_both_texts_and_both_voices(service: Service) -> None:
    answer = service.translate()
    assert answer.status == 200
    body = answer.body
    assert (body["status"], body["stage"], body["error"]) == ("complete", "complete", None)
    assert (body["original_text"], body["translated_text"]) == ("Good morning.", "Bom dia.")
    assert (body["source_lang"], body["target_lang"], body["confidence"]) == ("en", "pt", 0.9)
    assert (body["via"], body["language_confidence"], body["words"]) == (None, 0.8, [])
    assert set(body["timings"]) > {"transcribe", "translate", "total"}
    assert body["warnings"] == []
    received = service.world.codec.decode(
        service.world.audio.fetch(body["audio_url_translated"])[0]
    )
    assert service.world.speech.recognise(received, ("pt",)).text == "Bom dia."
    assert service.world.audio.fetch(body["audio_url_original"])[1] == "audio/ogg"


def test_a_form_works_like_json(service: Service) -> None:
    answer = service.ask(
        "POST",
        "/v1/translations",
        form={"target_lang": "pt", "source_lang": "en", "mode": "parallel", "accepts": "audio/wav"},
        audio=("speech.webm", GOOD_MORNING, "audio/webm"),
    )
    assert (answer.status, answer.body["translated_text"]) == (200, "Bom dia.")
    [job] = service.world.workflow.jobs
    assert (job.mode, job.source_lang, job.voice_format) == ("parallel", "en", "audio/wav")
    assert service.world.workflow.started[0].recording == base64.b64encode(GOOD_MORNING).decode()


HOTWORDS = [f"Name {number}" for number in range(MAX_HOTWORDS)]
WISHES: dict[str, Any] = {"voice": "eva", "speed": 1.25, "hotwords": HOTWORDS, "words": True}


@pytest.mark.parametrize("form", [False, True])
def test_options_are_those_of_the_socket(service: Service, form: bool) -> None:
    if form:
        answer = service.ask(
            "POST",
            "/v1/translations",
            form={"target_lang": "pt"} | WISHES,
            audio=("speech.ogg", GOOD_MORNING, "audio/ogg"),
        )
    else:
        answer = service.translate(**WISHES)
    assert answer.status == 200
    [job] = service.world.workflow.jobs
    assert (job.voice, job.speed, job.words) == ("eva", 1.25, True)
    assert list(job.hotwords) == HOTWORDS
    assert [word["text"] for word in answer.body["words"]] == ["Good", "morning."]


def test_the_first_supported_format_is_chosen(service: Service) -> None:
    form = {"target_lang": "pt", "accepts": ["audio/unheard-of", "audio/mpeg"]}
    audio = ("speech.ogg", GOOD_MORNING, "audio/ogg")
    answer = service.ask("POST", "/v1/translations", form=form, audio=audio)
    assert ".mp3" in answer.body["audio_url_translated"]


def test_a_client_may_choose_the_message_id(service: Service) -> None:
    message_id = str(uuid.uuid4())
    assert service.translate(message_id=message_id).body["message_id"] == message_id


def test_a_repeated_request_starts_nothing_and_returns_the_same(service: Service) -> None:
    message_id = str(uuid.uuid4())
    answers = [service.translate(message_id=message_id).body for _ in range(2)]
    for answer in answers:
        for track in ("original", "translated"):
            answer[f"audio_url_{track}"] = answer[f"audio_url_{track}"].split("?")[0]
    assert answers[0] == answers[1]
    assert len(service.world.workflow.jobs) == 1


def test_a_failed_voice_becomes_a_warning(service: Service) -> None:
    service.world.synthesizer.failing["pt"] = UnspeakableText()
    service.defer_executions()

    def flow() -> None:
        world = service.world
        [job] = world.workflow.jobs
        transcript = world.transcribe(job)
        world.complete(job, transcript, _without_translated_voice(world, job, transcript))

    service.on_pause = flow
    body = service.translate().body
    assert body["audio_url_translated"] is None
    assert body["audio_url_original"]
    [warning] = body["warnings"]
    assert (warning["code"], warning["track"]) == ("unspeakable_text", "translated")


def _without_translated_voice(world: World, job: Job, received: Transcript) -> Branch:
    return Branch(
        translation=world.translate(job, received),
        translated=Failure(Error="UnspeakableText"),
        original=world.synthesize(job, Track.ORIGINAL, received.text, received.language),
    )


def test_no_chunks_are_emitted(service: Service) -> None:
    answer = service.translate()
    events = service.ask("GET", _path(answer)).body["events"]
    assert "audio_chunk" not in {event["type"] for event in events}
    assert not any("-00." in key for key in service.world.audio.files)


def test_no_connection_is_notified(service: Service) -> None:
    service.translate()
    assert service.world.notifier.inbox("") == []


# --- Waiting ------------------------------------------------------------------------------------


def test_a_response_waits_for_the_result(service: Service) -> None:
    workflow = service.defer_executions()

    def end_at_the_third_poll() -> None:
        if len(service.pauses_s) == 3:
            service.world.flow(workflow.jobs[0])

    service.on_pause = end_at_the_third_poll
    assert service.translate().status == 200
    assert len(service.pauses_s) == 3


def test_a_slow_translation_continues_after_the_response(service: Service) -> None:
    workflow = service.defer_executions()
    answer = service.translate()
    assert answer.status == 202
    assert sum(service.pauses_s) == pytest.approx(service.wiring.settings.hold_s, rel=0.05)
    assert answer.body["status"] == "under_way"
    assert answer.body["stage"] == "received"
    location = answer.headers["location"]
    assert location == f"translations/{answer.body['message_id']}"
    service.world.flow(workflow.jobs[0])
    known = service.ask("GET", f"/v1/{location}")
    assert (known.status, known.body["translated_text"]) == (200, "Bom dia.")


@pytest.mark.parametrize(
    ("prefer", "within_s"), [("respond-async", 0), ("respond-async, wait=3", 3), ("wait=900", 20)]
)
def test_a_client_chooses_how_long_to_wait(service: Service, prefer: str, within_s: float) -> None:
    service.defer_executions()
    request = {"target_lang": "pt", "audio_data": "AAAA"}
    assert service.ask("POST", "/v1/translations", request, prefer=prefer).status == 202
    assert sum(service.pauses_s) == pytest.approx(within_s, rel=0.05, abs=0.05)


def test_a_repeated_request_returns_the_progress_at_once(
    service: Service,
) -> None:
    """A request that is not counted must not keep a function busy."""
    workflow = service.defer_executions()
    message_id = str(uuid.uuid4())
    assert service.translate(message_id=message_id).status == 202
    service.pauses_s.clear()
    assert service.translate(message_id=message_id).status == 202
    assert service.pauses_s == []
    service.world.flow(workflow.jobs[0])
    assert service.translate(message_id=message_id).status == 200
    assert len(workflow.jobs) == 1


# --- Problems -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"target_lang": "fr"}, 422, "unsupported_language"),
        ({"target_lang": None}, 422, "invalid_message"),
        ({"message_id": "7"}, 422, "invalid_message"),
        ({"segment": 1}, 422, "invalid_message"),
        ({"last": False}, 422, "invalid_message"),
        ({"action": "hello"}, 422, "invalid_message"),
        ({"audio_data": "?"}, 422, "not_base64"),
        ({"audio_data": ""}, 422, "empty_audio"),
        ({"audio_data": None}, 422, "invalid_message"),
        ({"audio_data": None, "audio_key": "messages/other/0/recording"}, 422, "audio_not_yours"),
        ({"audio_data": "A" * 140_000}, 413, "audio_too_large"),
    ],
)
def test_invalid_input_is_a_problem_and_starts_nothing(
    service: Service, wrong: dict[str, Any], status: int, code: str
) -> None:
    answer = service.translate(**wrong)
    assert (answer.status, answer.body["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert service.world.workflow.jobs == []


@pytest.mark.parametrize(("sound", "code"), [(silence(1.0), "no_speech"), (None, "not_audio")])
def test_a_failed_message_is_a_problem_and_is_stored(
    service: Service, sound: Any, code: str
) -> None:
    audio = b"<html>" if sound is None else service.world.codec.encode(sound, "audio/ogg")
    answer = service.ask(
        "POST", "/v1/translations", form={"target_lang": "pt"}, audio=("a", audio, "audio/ogg")
    )
    assert (answer.status, answer.body["code"]) == (422, code)
    known = service.ask("GET", _path(answer)).body
    assert (known["status"], known["error"]["code"]) == ("failed", code)


def test_an_outage_is_a_retryable_problem(service: Service) -> None:
    service.world.workflow.outage = WorkflowUnavailable()
    message_id = str(uuid.uuid4())
    answer = service.translate(message_id=message_id)
    assert (answer.status, answer.body["retryable"]) == (503, True)
    service.world.workflow.outage = None
    assert service.translate(message_id=message_id).status == 200


def test_too_large_a_request_is_referred_to_uploads(service: Service) -> None:
    too_large = str(MAX_BODY_BYTES + 1)
    answer = service.ask("POST", "/v1/translations", {}, content_length=too_large)
    assert (answer.status, answer.body["code"]) == (413, "message_too_large")
    assert "/v1/uploads" in answer.body["title"]


def test_another_content_type_is_refused(service: Service) -> None:
    answer = service.ask("POST", "/v1/translations", "speech", content_type="text/plain")
    assert answer.status == 415


@pytest.mark.parametrize("form", [{}, {"target_lang": "pt"}])
def test_an_incomplete_form_is_a_problem(service: Service, form: dict[str, str]) -> None:
    answer = service.ask("POST", "/v1/translations", form=form)
    assert (answer.status, answer.body["code"]) == (422, "invalid_message")


def test_a_malformed_form_is_a_problem(service: Service) -> None:
    answer = service.ask("POST", "/v1/translations", "x", content_type="multipart/form-data")
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"


# --- Limits -------------------------------------------------------------------------------------


def test_the_socket_and_http_have_the_same_owner(service: Service) -> None:
    service.world.capabilities.limits.segments_under_way = 1
    service.defer_executions()
    assert service.translate().status == 202
    answer = service.translate()
    assert (answer.status, answer.body["code"]) == (429, "rate_limited")
    assert int(answer.headers["retry-after"]) * 1000 >= answer.body["retry_after_ms"] > 0
    assert service.translate(who=BOB).status == 202


def test_new_guests_of_one_address_are_counted_together(service: Service) -> None:
    service.world.usage._tickets_per_minute = 3
    answers = [service.translate(who=f"{'x' * 30}{number}").status for number in range(4)]
    assert answers == [200, 200, 200, 429]


@pytest.mark.parametrize(("method", "more"), [("GET", ""), ("GET", "/events"), ("DELETE", "")])
def test_reading_too_often_is_refused_with_a_delay(
    service: Service, method: str, more: str
) -> None:
    path = _path(service.translate(), more)
    service.world.usage._reads_per_minute = 2
    for number in range(2):  # new guests of one address
        service.ask("GET", path, who=f"{'x' * 30}{number}")
    answer = service.ask(method, path)
    assert (answer.status, answer.body["code"], answer.body["retryable"]) == (
        429,
        "rate_limited",
        True,
    )
    assert int(answer.headers["retry-after"]) * 1000 >= answer.body["retry_after_ms"] > 0
    assert service.ask("DELETE", "/v1/me").status == 429
    assert service.translate().status == 200
    service.world.clock.advance(60)
    assert service.ask("GET", path).status == 200


def test_a_full_service_responds_with_a_delay(service: Service) -> None:
    service.wiring.capacity_gate = CapacityGate(1, service.world.clock)
    service.defer_executions()
    assert service.translate().status == 202
    answer = service.translate()
    assert (answer.status, answer.body["code"], answer.headers["retry-after"]) == (503, "busy", "1")


# --- Reading ------------------------------------------------------------------------------------


def test_the_progress_of_a_message_can_be_read(service: Service) -> None:
    workflow = service.defer_executions()
    response = service.translate()
    [job] = workflow.jobs
    received = service.world.transcribe(job)
    known = service.ask("GET", _path(response)).body
    assert (known["status"], known["stage"]) == ("under_way", "transcribing")
    assert (known["original_text"], known["translated_text"]) == ("Good morning.", None)
    service.world.translate(job, received)
    known = service.ask("GET", _path(response)).body
    assert (known["stage"], known["translated_text"]) == ("translating", "Bom dia.")


def test_events_are_those_of_the_socket(service: Service) -> None:
    answer = service.translate()
    events = service.ask("GET", _path(answer, "/events")).body["events"]
    assert [event["data"]["seq"] for event in events] == [1, 2, 3, 4, 5, 100, 199, 200, 299, 300]
    assert events[-1]["data"]["audio_url_original"].startswith("https://audio.example/")


def test_events_can_be_read_after_a_seq(service: Service) -> None:
    answer = service.translate()
    events = service.ask("GET", _path(answer, "/events?after_seq=200")).body["events"]
    assert [event["data"]["seq"] for event in events] == [299, 300]
    assert service.ask("GET", _path(answer, "/events?after_seq=-1")).status == 422


def test_a_message_of_a_socket_can_be_read(service: Service) -> None:
    world = service.world
    world.connections.add(LAPTOP)
    message_id = str(uuid.uuid4())
    for segment in range(2):
        world.send(
            translate_message(message_id=message_id, segment=segment, last=segment == 1), LAPTOP
        )
    known = service.ask("GET", f"/v1/translations/{message_id}").body
    assert known["status"] == "complete"
    assert known["original_text"] == "Good morning. Good morning."
    assert [event["data"]["segment"] for event in known["events"]][-1] is None


def test_reading_does_not_change_the_listener(service: Service) -> None:
    world, workflow = service.world, service.defer_executions()
    world.connections.add(LAPTOP)
    request = translate_message()
    world.send(request, LAPTOP)
    service.ask("GET", f"/v1/translations/{request['message_id']}")
    service.translate(message_id=request["message_id"])
    world.flow(workflow.jobs[0])
    assert world.notifier.types("laptop")[-1] == "translation_complete"


def test_a_message_without_its_upload_has_no_stage(service: Service) -> None:
    known = service.ask("GET", _path(service.ask("POST", "/v1/uploads", {"bytes": 10}))).body
    assert (known["status"], known["stage"], known["events"]) == ("under_way", None, [])


# --- Owners -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "more"), [("GET", ""), ("GET", "/events"), ("DELETE", "")])
def test_the_message_of_another_owner_is_unknown(service: Service, method: str, more: str) -> None:
    path = _path(service.translate(), more)
    answer = service.ask(method, path, who=BOB)
    assert (answer.status, answer.body["code"]) == (404, "message_unknown")
    assert service.ask("GET", path).status == 200


def test_the_message_of_another_owner_is_refused(service: Service) -> None:
    message_id = service.translate().body["message_id"]
    answer = service.translate(who=BOB, message_id=message_id)
    assert (answer.status, answer.body["code"]) == (409, "message_not_yours")
    place = service.ask("POST", "/v1/uploads", {"message_id": message_id, "bytes": 1}, who=BOB)
    assert (place.status, place.body["code"]) == (409, "message_not_yours")


@pytest.mark.parametrize("who", [None, "short", "with spaces in a secret of one's own", "x" * 201])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/translations"),
        ("POST", "/v1/uploads"),
        ("GET", "/v1/translations/00000000-0000-4000-8000-000000000000"),
        ("GET", "/v1/translations/00000000-0000-4000-8000-000000000000/events"),
        ("DELETE", "/v1/translations/00000000-0000-4000-8000-000000000000"),
        ("DELETE", "/v1/me"),
    ],
)
def test_a_request_without_credentials_is_refused(
    service: Service, who: str | None, method: str, path: str
) -> None:
    body = {"target_lang": "pt", "audio_data": "AAAA", "bytes": 1} if method == "POST" else None
    answer = service.ask(method, path, body, who=who)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


# --- Uploading ----------------------------------------------------------------------------------


def test_a_large_recording_is_uploaded_first(service: Service) -> None:
    place = service.ask("POST", "/v1/uploads", {"bytes": len(GOOD_MORNING)})
    assert place.status == 201
    form = UploadForm(place.body["url"], place.body["fields"])
    assert service.world.audio.submit_form(form, GOOD_MORNING)
    named = {name: place.body[name] for name in ("message_id", "audio_key")}
    answer = service.ask("POST", "/v1/translations", {"target_lang": "pt"} | named)
    assert (answer.status, answer.body["translated_text"]) == (200, "Bom dia.")


def test_more_than_the_upload_limit_is_refused(service: Service) -> None:
    answer = service.ask("POST", "/v1/uploads", {"bytes": 100_001})
    assert (answer.status, answer.body["code"]) == (413, "audio_too_large")


# --- Deletion -----------------------------------------------------------------------------------


def test_a_message_is_deleted_with_everything_that_came_of_it(service: Service) -> None:
    kept = service.translate(audio_data=base64.b64encode(recording("Thank you.", "en")).decode())
    answer = service.translate()
    assert service.ask("DELETE", _path(answer)).status == 204
    assert service.ask("GET", _path(answer)).status == 404
    assert service.ask("DELETE", _path(answer)).status == 404
    assert not any(answer.body["message_id"] in key for key in service.world.audio.files)
    assert service.ask("GET", _path(kept)).body["translated_text"] == "Obrigado."


def test_an_outage_of_storage_is_a_problem(service: Service) -> None:
    path = _path(service.translate())
    service.world.messages.outage = StorageUnavailable()
    assert service.ask("GET", path).status == 503


# --- The service --------------------------------------------------------------------------------


def test_the_capabilities_need_no_credentials(service: Service) -> None:
    answer = service.ask("GET", "/v1/languages", who=None)
    assert answer.status == 200
    assert {(p["source"], p["target"]) for p in answer.body["languages"]} == {
        ("en", "pt"),
        ("pt", "en"),
    }
    assert {voice["language"] for voice in answer.body["voices"]} == {"en", "pt"}
    assert answer.body["formats"] == ["audio/ogg", "audio/wav", "audio/mpeg"]
    assert answer.body["limits"]["audio_s"] == 60
    assert answer.body["body_bytes"] == MAX_BODY_BYTES


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nothing", 404), ("GET", "/", 404), ("PUT", "/v1/tickets", 405)],
)
def test_an_unknown_path_is_a_problem(
    service: Service, method: str, path: str, status: int
) -> None:
    answer = service.ask(method, path)
    assert (answer.status, answer.body["code"]) == (status, "unknown_action")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.headers.get("allow") == "POST") == (status == 405)


def test_the_allowed_methods_of_a_path_are_listed(service: Service) -> None:
    answer = service.ask("PUT", f"/v1/translations/{uuid.uuid4()}")
    assert (answer.status, answer.headers["allow"]) == (405, "DELETE, GET")


@pytest.mark.parametrize("path", ["/v1/translations", "/v1/uploads"])
@pytest.mark.parametrize("text", ["{", "", '{"a": 1', "\0"])
def test_malformed_json_is_a_problem(service: Service, path: str, text: str) -> None:
    answer = service.ask("POST", path, text=text)
    assert (answer.status, answer.body["code"]) in {
        (400, "malformed_json"),
        (422, "invalid_message"),  # an empty body
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/tickets"), ("GET", "/v1/languages"), ("GET", "/v1/nothing"), ("GET", "/v1/me")],
)
def test_no_response_is_cached_or_sniffed(service: Service, method: str, path: str) -> None:
    headers = service.ask(method, path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
