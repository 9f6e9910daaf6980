"""A segment of speech is accepted and its execution started."""

import base64
import uuid
from dataclasses import replace
from typing import Any

import pytest

from dragoman.conversation.submit import submit
from dragoman.errors import StorageUnavailable, Throttled, WorkflowUnavailable
from dragoman.limits.capacity_gate import RECENT_S, REFRESH_AFTER_S, CapacityGate
from dragoman.limits.rate_limiter import ConnectionRateLimiter
from dragoman.ports import Connection
from dragoman.protocol import MESSAGE_LIMIT_BYTES, Translate
from dragoman.protocol.audio_keys import recording_key
from tests.fakes import FakeMessages
from tests.unit.world import ME, STRANGER, World, translate_message


def test_the_acknowledgement_comes_first(world: World) -> None:
    [started] = world.send(translate_message(mode="parallel", segment=2))
    assert started["type"] == "processing_started"
    assert started["data"]["stage"] == "received"
    assert started["data"]["mode"] == "parallel"
    assert started["data"]["segment"] == 2
    assert started["data"]["seq"] == 1


def test_the_execution_starts_with_a_short_recording(world: World) -> None:
    message = translate_message()
    world.send(message)
    [job] = world.workflow.jobs
    assert str(job.message_id) == message["message_id"]
    assert (job.source_lang, job.target_lang, job.mode, job.last) == ("en", "pt", "streaming", True)
    assert world.workflow.started[0].recording == message["audio_data"]
    assert world.audio.files == {}


def _long_recording(**fields: Any) -> Translate:
    """A request over HTTP, whose recording is too large for an execution."""
    audio = base64.b64encode(bytes(MESSAGE_LIMIT_BYTES)).decode()
    return Translate.model_validate(translate_message(audio_data=audio, **fields))


def test_a_long_recording_is_stored_before_the_execution_starts(world: World) -> None:
    submit(_long_recording(), ME, world.conversation_ports)
    [task] = world.workflow.started
    assert task.recording == ""
    assert world.audio.get(task.job.audio_key) == bytes(MESSAGE_LIMIT_BYTES)


def test_a_stored_recording_keeps_its_content_type(world: World) -> None:
    submit(_long_recording(content_type="audio/webm;codecs=opus"), ME, world.conversation_ports)
    [job] = world.workflow.jobs
    assert world.audio.files[job.audio_key][1] == "audio/webm;codecs=opus"


def test_the_job_has_a_format_of_the_client(world: World) -> None:
    world.send({"action": "hello", "accepts": ["audio/wav"]})
    world.send(translate_message())
    assert world.workflow.jobs[0].voice_format == "audio/wav"


def test_the_job_has_the_chosen_voice_and_speed(world: World) -> None:
    world.send(translate_message(voice="eva", speed=1.5))
    [job] = world.workflow.jobs
    assert (job.voice, job.speed) == ("eva", 1.5)


def test_the_quick_preference_chooses_the_voice_that_starts_soonest(world: World) -> None:
    world.send(translate_message(voice_preference="quick"))
    assert world.workflow.jobs[0].voice == "eva"


def test_a_named_voice_comes_before_a_preference(world: World) -> None:
    world.send(translate_message(voice="rui", voice_preference="quick"))
    assert world.workflow.jobs[0].voice == "rui"


def test_without_a_choice_the_job_has_the_default_voice_and_speed(world: World) -> None:
    world.send(translate_message())
    [job] = world.workflow.jobs
    assert (job.voice, job.speed) == ("", 1.0)


def test_the_refusal_of_a_voice_lists_the_voices(world: World) -> None:
    [error] = world.send(translate_message(voice="ann"))
    assert error["data"]["message"] == "'ann' does not speak 'pt'; rui, eva do."


@pytest.mark.parametrize("words", [True, False])
def test_the_job_has_the_request_for_words(world: World, words: bool) -> None:
    world.send(translate_message(words=words))
    assert world.workflow.jobs[0].words is words


def test_the_job_has_the_hotwords(world: World) -> None:
    world.send(translate_message(hotwords=["Sintra", " Lord Byron "]))
    [job] = world.workflow.jobs
    assert job.hotwords == ("Sintra", "Lord Byron")
    assert "Sintra" not in repr(job)


@pytest.mark.parametrize(
    ("hello", "candidates"),
    [
        ({"source_lang": "en", "target_lang": "pt"}, ("en", "pt")),
        ({"source_lang": "pt", "target_lang": "en"}, ("pt", "en")),
        ({"source_lang": "auto", "target_lang": "pt"}, ("pt", "en")),
        ({}, ("pt", "en")),
    ],
)
def test_auto_is_one_of_the_two_languages_of_the_conversation(
    world: World, hello: dict[str, str], candidates: tuple[str, ...]
) -> None:
    world.send({"action": "hello"} | hello)
    world.send(translate_message(source_lang="auto", target_lang="pt"))
    assert world.workflow.jobs[0].candidates == candidates


def test_auto_is_not_limited_for_a_target_outside_the_conversation(world: World) -> None:
    world.capabilities = replace(
        world.capabilities,
        voices={**world.capabilities.voices, "es": world.capabilities.voices["pt"]},
        routes={**world.capabilities.routes, ("en", "es"): None, ("pt", "es"): "en"},
    )
    world.send({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    world.send(translate_message(source_lang="auto", target_lang="es"))
    assert world.workflow.jobs[0].candidates == ("es", "en", "pt")


def test_auto_is_a_language_that_can_be_translated(world: World) -> None:
    world.capabilities = replace(
        world.capabilities,
        voices={**world.capabilities.voices, "es": world.capabilities.voices["pt"]},
        routes={**world.capabilities.routes, ("en", "es"): None},
    )
    world.send(translate_message(source_lang="auto", target_lang="es"))
    assert world.workflow.jobs[0].candidates == ("es", "en")


def test_a_client_without_hello_is_served(world: World) -> None:
    new = Connection("new", owner="new")
    world.connections.add(new)
    [started] = world.send(translate_message(), new)
    assert started["type"] == "processing_started"


def test_without_stored_audio_no_execution_starts(world: World) -> None:
    world.audio.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        submit(_long_recording(), ME, world.conversation_ports)
    assert world.workflow.jobs == []


# --- Repetitions --------------------------------------------------------------------------------


def test_a_repeated_segment_starts_nothing(world: World) -> None:
    message = translate_message()
    world.send(message)
    world.send(message)
    assert len(world.workflow.jobs) == 1


def test_a_repeated_segment_is_answered_with_its_events(world: World) -> None:
    message = translate_message()
    first = world.send(message)
    assert world.send(message) == first


def test_a_repeated_segment_is_not_answered_with_earlier_segments(world: World) -> None:
    first = translate_message(last=False)
    second = translate_message(message_id=first["message_id"], segment=1)
    world.send(first)
    message = world.send(second)
    assert world.send(second) == message


def test_a_repeated_segment_that_has_ended_is_answered_with_all_its_events(world: World) -> None:
    message = translate_message()
    world.send(message)
    world.flow(world.workflow.jobs[0])
    first = _without_links(world.received())
    assert _without_links(world.send(message)) == first
    assert first[-1]["type"] == "translation_complete"


def _without_links(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        event | {"data": {k: v for k, v in event["data"].items() if "url" not in k}}
        for event in events
    ]


def test_a_segment_repeated_on_another_connection_continues_there(
    world: World,
) -> None:
    message = translate_message()
    world.send(message)
    elsewhere = Connection("phone", owner=ME.owner)
    world.connections.add(elsewhere)
    world.send(message, elsewhere)
    world.transcribe(world.workflow.jobs[0])
    assert [e["type"] for e in world.received(elsewhere)][-1] == "stt_result"
    assert [e["type"] for e in world.received(ME)] == ["processing_started"]


def test_each_segment_has_its_own_execution(world: World) -> None:
    message_id = str(uuid.uuid4())
    for segment in range(3):
        world.send(translate_message(message_id=message_id, segment=segment, last=segment == 2))
    assert [(job.segment, job.last) for job in world.workflow.jobs] == [
        (0, False), (1, False), (2, True),
    ]  # fmt: skip


@pytest.mark.parametrize("trouble", [Throttled(), WorkflowUnavailable()])
def test_an_execution_that_could_not_start_is_reported_and_starts_on_a_retry(
    world: World, trouble: Throttled | WorkflowUnavailable
) -> None:
    message = translate_message()
    world.workflow.outage = trouble
    received = world.send(message)
    assert received[-1]["type"] == "error"
    assert received[-1]["data"] | {"message": ""} == {
        "message_id": message["message_id"],
        "segment": None,
        "room_id": None,
        "code": trouble.code,
        "stage": "received",
        "message": "",
        "retryable": True,
        "retry_after_ms": None,
        "revision": None,
        "tentative": None,
    }
    world.workflow.outage = None
    world.send(message)
    assert len(world.workflow.jobs) == 1


# --- Invalid input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"target_lang": "fr"}, "unsupported_language"),
        ({"source_lang": "fr"}, "unsupported_language"),
        ({"target_lang": "en"}, "unsupported_language"),
        ({"target_lang": "auto"}, "invalid_message"),
        ({"target_lang": "??"}, "invalid_message"),
        ({"voice": "nobody"}, "unsupported_voice"),
        ({"voice": "ann"}, "unsupported_voice"),
        ({"voice": "../ann"}, "invalid_message"),
        ({"speed": 0}, "invalid_message"),
        ({"speed": 9}, "invalid_message"),
        ({"hotwords": ["<|endoftext|>"]}, "invalid_message"),
        ({"hotwords": ["x" * 41]}, "invalid_message"),
        ({"hotwords": ["  "]}, "invalid_message"),
        ({"hotwords": ["two\nlines"]}, "invalid_message"),
        ({"hotwords": ["x"] * 21}, "invalid_message"),
        ({"audio_data": ""}, "empty_audio"),
        ({"audio_data": "not base64!"}, "not_base64"),
        ({"audio_data": "AAA"}, "not_base64"),
        ({"audio_data": "AAAA\n"}, "not_base64"),
        ({"audio_data": "ção="}, "not_base64"),
        ({"audio_data": None}, "invalid_message"),
        ({"audio_data": 7}, "invalid_message"),
        ({"audio_key": "k", "audio_data": "AAAA"}, "invalid_message"),
        ({"audio_key": "messages/other/0/recording", "audio_data": None}, "audio_not_yours"),
        ({"audio_key": "../recording", "audio_data": None}, "audio_not_yours"),
        ({"message_id": "7"}, "invalid_message"),
        ({"segment": -1}, "invalid_message"),
        ({"segment": 500}, "invalid_message"),
        ({"mode": "sideways"}, "invalid_message"),
        ({"audio_data": "A" * 40_000}, "message_too_large"),
    ],
)
def test_invalid_input_is_refused_and_starts_nothing(
    world: World, wrong: dict[str, Any], code: str
) -> None:
    [error] = world.send(translate_message() | wrong)
    assert error["type"] == "error"
    assert error["data"]["code"] == code
    assert error["data"]["stage"] == "received"
    assert error["data"]["retryable"] is False
    assert error["data"]["message"]
    assert world.workflow.jobs == []
    assert world.audio.files == {}


@pytest.mark.parametrize("field", ["message_id", "target_lang"])
def test_a_missing_field_is_named(world: World, field: str) -> None:
    message = translate_message()
    del message[field]
    [error] = world.send(message)
    assert error["data"]["code"] == "invalid_message"
    assert field in error["data"]["message"]


def test_an_inline_recording_may_not_exceed_the_upload_limit(world: World) -> None:
    world.capabilities.limits.upload_bytes = 10
    [error] = world.send(translate_message(audio_data=base64.b64encode(b"x" * 11).decode()))
    assert error["data"]["code"] == "audio_too_large"


def test_the_message_of_another_owner_is_refused(world: World) -> None:
    message = translate_message()
    world.send(message)
    [error] = world.send(message, STRANGER)
    assert error["data"]["code"] == "message_not_yours"
    world.transcribe(world.workflow.jobs[0])
    assert "stt_result" in world.notifier.types("me")
    assert world.notifier.types("stranger") == ["error"]


def test_the_recording_of_another_owner_is_refused(world: World) -> None:
    theirs = translate_message()
    world.send(theirs, STRANGER)
    key = recording_key(uuid.UUID(theirs["message_id"]), 0)
    [error] = world.send(translate_message(audio_key=key))
    assert error["data"]["code"] == "audio_not_yours"


def test_a_message_may_be_corrected_after_invalid_input(world: World) -> None:
    message = translate_message()
    world.send(message | {"audio_data": "?"})
    [started] = world.send(message)
    assert started["type"] == "processing_started"


# --- Limits -------------------------------------------------------------------------------------


def test_too_many_segments_under_way_are_refused_with_a_delay(world: World) -> None:
    world.capabilities.limits.segments_under_way = 2
    world.send(translate_message())
    world.send(translate_message())
    [error] = world.send(translate_message())
    assert (error["data"]["code"], error["data"]["retryable"]) == ("rate_limited", True)
    assert error["data"]["retry_after_ms"] > 0
    assert len(world.workflow.jobs) == 2


@pytest.mark.parametrize("ending", ["complete", "fail"])
def test_a_segment_that_ends_frees_its_place(world: World, ending: str) -> None:
    world.capabilities.limits.segments_under_way = 1
    world.send(translate_message())
    [job] = world.workflow.jobs
    world.flow(job) if ending == "complete" else world.fail(job, "NotAudio")
    [started] = world.send(translate_message())
    assert started["type"] == "processing_started"


def test_limits_apply_to_each_speaker_separately(world: World) -> None:
    world.capabilities.limits.segments_under_way = 1
    world.send(translate_message())
    [started] = world.send(translate_message(), STRANGER)
    assert started["type"] == "processing_started"


def test_limits_apply_to_all_connections_of_a_speaker_together(world: World) -> None:
    world.capabilities.limits.segments_under_way = 1
    phone = Connection("phone", owner=ME.owner)
    world.connections.add(phone)
    world.send(translate_message())
    [error] = world.send(translate_message(), phone)
    assert error["data"]["code"] == "rate_limited"


def test_a_repeated_segment_is_answered_at_any_limit(world: World) -> None:
    world.capabilities.limits.segments_under_way = 1
    message = translate_message()
    first = world.send(message)
    assert world.send(message) == first


def test_a_refused_segment_is_accepted_later(world: World) -> None:
    world.capabilities.limits.segments_per_minute, world.capabilities.limits.segments_at_once = (
        60,
        1,
    )
    world.send(translate_message())
    refused = translate_message()
    [error] = world.send(refused)
    world.clock.advance(error["data"]["retry_after_ms"] / 1000)
    [started] = world.send(refused)
    assert started["type"] == "processing_started"


def test_an_execution_that_did_not_start_does_not_count(world: World) -> None:
    world.capabilities.limits.segments_under_way = 1
    world.workflow.outage = WorkflowUnavailable()
    message = translate_message()
    world.send(message)
    world.workflow.outage = None
    assert world.send(message)[-1]["type"] != "error"
    assert len(world.workflow.jobs) == 1


def test_the_speech_of_a_day_is_limited(world: World) -> None:
    world.capabilities.limits.audio_s_per_day = 0.01
    world.send(translate_message())
    world.flow(world.workflow.jobs[0])
    [error] = world.send(translate_message())
    assert error["data"]["code"] == "rate_limited"
    world.clock.advance(error["data"]["retry_after_ms"] / 1000)
    [started] = world.send(translate_message())
    assert started["type"] == "processing_started"


def test_a_connection_that_sends_too_fast_is_refused(world: World) -> None:
    world.rate_limiter = ConnectionRateLimiter(10, world.clock)
    answers = [world.send({"action": "ping"})[0] for _ in range(30)]
    assert [answer["type"] for answer in answers[:20]] == ["pong"] * 20
    assert answers[-1]["data"]["code"] == "rate_limited"
    assert world.send({"action": "ping"}, STRANGER)[0]["type"] == "pong"
    world.clock.advance(answers[-1]["data"]["retry_after_ms"] / 1000)
    assert world.send({"action": "ping"})[0]["type"] == "pong"


# --- Capacity -----------------------------------------------------------------------------------


def full(world: World, most: int = 2) -> World:
    """A world at capacity."""
    world.capacity_gate = CapacityGate(most, world.clock)
    for _ in range(most):
        world.send(translate_message(), STRANGER)
    return world


def test_a_full_service_refuses_with_a_delay(world: World) -> None:
    [error] = full(world).send(translate_message())
    assert (error["data"]["code"], error["data"]["retryable"]) == ("busy", True)
    assert error["data"]["retry_after_ms"] > 0
    assert len(world.workflow.jobs) == 2


def test_a_refused_segment_is_accepted_once_another_has_ended(world: World) -> None:
    refused = translate_message()
    [error] = full(world).send(refused)
    world.flow(world.workflow.jobs[0])
    world.clock.advance(error["data"]["retry_after_ms"] / 1000)
    [started] = world.send(refused)
    assert started["type"] == "processing_started"


def test_a_full_service_answers_a_repeated_segment(
    world: World,
) -> None:
    message = translate_message()
    world.capacity_gate = CapacityGate(1, world.clock)
    first = world.send(message)
    assert world.send(message) == first


def test_a_refusal_at_capacity_costs_no_quota(world: World) -> None:
    full(world)
    world.capabilities.limits.segments_under_way = 1
    [refused] = world.send(translate_message())
    assert refused["data"]["code"] == "busy"
    world.capacity_gate = CapacityGate(1_000, world.clock)
    [started] = world.send(translate_message())
    assert started["type"] == "processing_started"


def test_dead_segments_do_not_count_against_capacity(world: World) -> None:
    full(world)
    world.clock.advance(RECENT_S + 1)
    [started] = world.send(translate_message())
    assert started["type"] == "processing_started"


def test_a_full_process_counts_again_before_it_refuses(world: World) -> None:
    full(world)
    elsewhere, world.capacity_gate = world.capacity_gate, CapacityGate(1_000, world.clock)
    for job in world.workflow.jobs:
        world.flow(job)
    world.capacity_gate = elsewhere
    world.clock.advance(REFRESH_AFTER_S)
    [started] = world.send(translate_message())
    assert started["type"] == "processing_started"


def test_a_count_that_fails_refuses_nobody(world: World) -> None:
    world.capacity_gate = CapacityGate(1, world.clock)

    class Blind(FakeMessages):
        def count_live(self, accepted_after_s: float, limit: int) -> int:
            raise StorageUnavailable

    world.messages = Blind(world.clock)
    for _ in range(2):
        [started] = world.send(translate_message())
        assert started["type"] == "processing_started"


# --- Typed text, terms ---------------------------------------------------------------------------


def _typed(**fields: Any) -> dict[str, Any]:
    message = translate_message(source_lang="en", text="See you at 5.") | fields
    return {name: value for name, value in message.items() if name != "audio_data"}


def test_a_typed_text_starts_an_execution_without_a_recording(world: World) -> None:
    world.send(_typed(back_translation=True))
    [job] = world.workflow.jobs
    assert (job.text, job.back_translation) == ("See you at 5.", True)


@pytest.mark.parametrize(
    "text", ["", "   ", "\x07", "?!…", "x" * 10_000, "a\x00b"], ids=lambda text: repr(text[:6])
)
def test_a_text_without_words_or_too_long_is_refused(world: World, text: str) -> None:
    [error] = world.send(_typed(text=text))
    assert error["data"]["code"] == "invalid_message"
    assert world.workflow.jobs == []


def test_a_text_of_an_unnamed_language_is_refused(world: World) -> None:
    [error] = world.send(_typed(source_lang="auto"))
    assert error["data"]["code"] == "invalid_message"


def test_a_text_beside_a_recording_is_refused(world: World) -> None:
    [error] = world.send(translate_message(source_lang="en", text="Hello."))
    assert error["data"]["code"] == "invalid_message"


def test_the_terms_of_a_message_reach_its_job(world: World) -> None:
    world.send(_typed(termbase=[{"source": "stent", "target": "endoprótese"}]))
    assert world.workflow.jobs[0].terms[0].target == "endoprótese"


def test_a_termbase_that_contradicts_itself_is_refused(world: World) -> None:
    terms = [{"source": "stent", "target": "a"}, {"source": "Stent", "target": "b"}]
    [error] = world.send(_typed(termbase=terms))
    assert error["data"]["code"] == "invalid_termbase"
