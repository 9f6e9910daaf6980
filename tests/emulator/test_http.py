"""The HTTP API of the deployed stack, with real models and real recordings."""

from __future__ import annotations

import base64
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    positive_data_acceptance,
    unsupported_method,
)

from dragoman.audio.codec import PyAVCodec
from dragoman.http.bodies import MAX_BODY_BYTES
from infra.local.stack import EmulatedStack
from tests.emulator.talk import SPEECH, Talk, fetch, new_id, recording
from tests.emulator.waiting import eventually
from tests.words import word_error

pytestmark = [pytest.mark.emulator, pytest.mark.models]


@pytest.fixture
def session() -> str:
    return new_id()


class Api:
    """An HTTP client of a stack for one speaker."""

    def __init__(self, stack: EmulatedStack, session: str) -> None:
        self._url = stack.http_url
        self._headers = {"Authorization": f"Bearer {session}"}

    def ask(self, method: str, path: str, headers: Any = None, **body: Any) -> httpx2.Response:
        result = self._headers | (headers or {})
        return httpx2.request(method, f"{self._url}{path}", headers=result, timeout=40, **body)

    def translate(self, name: str, **fields: Any) -> httpx2.Response:
        """Requests a translation with a JSON body."""
        said = {"audio_data": base64.b64encode(recording(name)).decode()} | fields
        return self.ask("POST", "/v1/translations", json=said)

    def result(self, answer: httpx2.Response) -> dict[str, Any]:
        """The result of a message, also if it took longer than the service waits."""
        assert answer.status_code in (200, 202), answer.text
        result: dict[str, Any] = answer.json()

        def ended() -> bool:
            nonlocal result
            result = self.ask("GET", f"/v1/translations/{result['message_id']}").json()
            return bool(result["status"] != "under_way")

        assert result["status"] != "under_way" or eventually(ended, 120)
        return result


@pytest.fixture
def api(stack: EmulatedStack, session: str) -> Api:
    return Api(stack, session)


def _both_voices(result: dict[str, Any], name: str) -> None:
    assert (result["status"], result["warnings"]) == ("complete", [])
    assert word_error((SPEECH / f"{name}.txt").read_text(), result["original_text"]) < 0.6
    assert result["translated_text"]
    for track in ("original", "translated"):
        assert PyAVCodec(60).decode(fetch(result[f"audio_url_{track}"])).duration_s > 1


def test_a_form_produces_both_texts_and_both_voices(api: Api) -> None:
    name = "fleurs-en-004"
    answer = api.ask(
        "POST",
        "/v1/translations",
        data={"source_lang": "en", "target_lang": "pt"},
        files={"audio": (f"{name}.ogg", recording(name), "audio/ogg")},
    )
    _both_voices(api.result(answer), name)


def test_json_produces_the_same_and_its_events_are_readable(api: Api) -> None:
    name = "fleurs-pt-002"
    answer = api.translate(name, target_lang="en", mode="parallel")
    result = api.result(answer)
    assert (result["source_lang"], result["target_lang"]) == ("pt", "en")
    _both_voices(result, name)
    path = f"/v1/translations/{result['message_id']}"
    events = api.ask("GET", f"{path}/events").json()["events"]
    seqs = {event["data"]["seq"] for event in events}
    assert seqs == {1, 2, 3, 4, 5, 100, 199, 200, 299, 300}
    assert api.ask("GET", path).json()["translated_text"] == result["translated_text"]


def test_an_asynchronous_request_can_be_resumed_on_a_socket(
    api: Api, stack: EmulatedStack, session: str
) -> None:
    said = {
        "audio_data": base64.b64encode(recording("fleurs-en-004")).decode(),
        "target_lang": "pt",
    }
    asked = api.ask("POST", "/v1/translations", {"Prefer": "respond-async"}, json=said)
    assert asked.status_code == 202, asked.text
    location = str(asked.url.join(asked.headers["location"]))
    path = location.removeprefix(stack.http_url)
    with Talk.open(stack, session) as talk:
        talk.say({"action": "resume", "message_id": asked.json()["message_id"]})
        assert talk.until_end()[-1]["type"] == "translation_complete"
    assert api.ask("GET", path).json()["status"] == "complete"


def test_a_long_recording_is_uploaded(api: Api) -> None:
    audio = recording("fleurs-pt-002")
    place = api.ask("POST", "/v1/uploads", json={"bytes": len(audio)}).json()
    sent = httpx2.post(place["url"], data=place["fields"], files={"file": audio}, timeout=20)
    assert sent.status_code == 204
    said = {"message_id": place["message_id"], "audio_key": place["audio_key"], "target_lang": "en"}
    answer = api.ask("POST", "/v1/translations", json=said)
    _both_voices(api.result(answer), "fleurs-pt-002")


def test_messages_of_other_speakers_are_not_found(api: Api, stack: EmulatedStack) -> None:
    message_id = api.translate("fleurs-en-004", target_lang="pt").json()["message_id"]
    path = f"/v1/translations/{message_id}"
    stranger = Api(stack, new_id())
    for method, more in (("GET", ""), ("GET", "/events"), ("DELETE", "")):
        answer = stranger.ask(method, path + more)
        assert (answer.status_code, answer.json()["code"]) == (404, "message_unknown")
    assert api.ask("DELETE", path).status_code == 204
    assert api.ask("GET", path).status_code == 404


def test_refused_requests_are_problem_documents(api: Api) -> None:
    too_large = b"x" * (MAX_BODY_BYTES + 1)
    answers = [
        (api.ask("GET", "/v1/nothing"), 404),
        (api.ask("PUT", "/v1/tickets"), 405),
        (api.ask("POST", "/v1/translations", {"Content-Type": "application/json"}, content="{"), 400),
        (api.ask("POST", "/v1/translations", data={"target_lang": "pt"}, files={"audio": too_large}), 413),
        (api.ask("POST", "/v1/translations", data={"target_lang": "pt"}, files={"audio": b"<html>"}), 422),
    ]  # fmt: skip
    for answer, status in answers:
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
    assert "/v1/uploads" in answers[3][0].json()["title"]
    assert answers[4][0].json()["code"] == "not_audio"


def test_a_flow_that_ends_after_deletion_leaves_no_text(api: Api) -> None:
    said = {
        "audio_data": base64.b64encode(recording("fleurs-en-004")).decode(),
        "target_lang": "pt",
    }
    asked = api.ask("POST", "/v1/translations", {"Prefer": "respond-async"}, json=said)
    path = f"/v1/translations/{asked.json()['message_id']}"
    assert api.ask("DELETE", path).status_code == 204
    assert eventually(lambda: api.ask("GET", path).status_code == 404)


# Nor which methods there are: API Gateway answers OPTIONS itself, for pages of other origins.
UNTOLD = [positive_data_acceptance, ignored_auth, unsupported_method]


def test_the_api_conforms_to_its_openapi_document(stack: EmulatedStack, session: str) -> None:
    api = schemathesis.openapi.from_url(f"{stack.http_url}/v1/openapi.json")
    operations = [found.ok() for found in api.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) == 14
    for operation in operations:

        @settings(max_examples=3, deadline=None, database=None)
        @given(case=operation.as_strategy())
        def answered_as_described(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(
                base_url=stack.http_url,
                headers={"Authorization": f"Bearer {session}"},
                excluded_checks=UNTOLD,
            )

        answered_as_described()
