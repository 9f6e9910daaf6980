"""A segment of speech is taken in and its flow started."""

import base64
import uuid
from dataclasses import replace
from typing import Any

import pytest

from dragoman.errors import StorageUnavailable, Throttled, WorkflowUnavailable
from dragoman.limits.capacity_gate import LOOK_AGAIN_S, RECENT_S, Room
from dragoman.limits.rate_limiter import Pace
from dragoman.ports import Connection
from dragoman.protocol.audio_keys import recording_key
from tests.fakes import FakeMessages, recording
from tests.unit.world import ME, STRANGER, World, translate_message


def test_the_acknowledgement_comes_first(world: World) -> None:
    [started] = world.say(translate_message(mode="parallel", segment=2))
    assert started["type"] == "processing_started"
    assert started["data"]["stage"] == "received"
    assert started["data"]["mode"] == "parallel"
    assert started["data"]["segment"] == 2
    assert started["data"]["seq"] == 1


def test_the_flow_is_started_with_the_recording_stored(world: World) -> None:
    said = translate_message()
    world.say(said)
    [job] = world.workflow.jobs
    assert str(job.message_id) == said["message_id"]
    assert (job.source_lang, job.target_lang, job.mode, job.last) == ("en", "pt", "streaming", True)
    assert world.audio.get(job.audio_key) == recording("Good morning.", "en")


def test_the_recording_keeps_its_content_type(world: World) -> None:
    world.say(translate_message(content_type="audio/webm;codecs=opus"))
    [job] = world.workflow.jobs
    assert world.audio.files[job.audio_key][1] == "audio/webm;codecs=opus"


def test_the_voices_will_be_in_the_format_the_client_asked_for(world: World) -> None:
    world.say({"action": "hello", "accepts": ["audio/wav"]})
    world.say(translate_message())
    assert world.workflow.jobs[0].voice_format == "audio/wav"


def test_who_listens_chooses_the_voice_and_how_fast_it_speaks(world: World) -> None:
    world.say(translate_message(voice="eva", speed=1.5))
    [job] = world.workflow.jobs
    assert (job.voice, job.speed) == ("eva", 1.5)


def test_who_would_rather_not_wait_hears_the_voice_that_begins_soonest(world: World) -> None:
    world.say(translate_message(voice_preference="quick"))
    assert world.workflow.jobs[0].voice == "eva"


def test_a_named_voice_comes_before_a_preference(world: World) -> None:
    world.say(translate_message(voice="rui", voice_preference="quick"))
    assert world.workflow.jobs[0].voice == "rui"


def test_without_a_choice_the_language_s_own_voice_speaks_at_its_own_speed(world: World) -> None:
    world.say(translate_message())
    [job] = world.workflow.jobs
    assert (job.voice, job.speed) == ("", 1.0)


def test_the_refusal_of_a_voice_names_those_there_are(world: World) -> None:
    [error] = world.say(translate_message(voice="ann"))
    assert error["data"]["message"] == "'ann' does not speak 'pt'; rui, eva do."


@pytest.mark.parametrize("words", [True, False])
def test_words_are_asked_for_with_the_segment(world: World, words: bool) -> None:
    world.say(translate_message(words=words))
    assert world.workflow.jobs[0].words is words


def test_hotwords_go_with_the_segment(world: World) -> None:
    world.say(translate_message(hotwords=["Sintra", " Lord Byron "]))
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
def test_a_language_left_open_is_one_of_the_conversation_s_two(
    world: World, hello: dict[str, str], candidates: tuple[str, ...]
) -> None:
    world.say({"action": "hello"} | hello)
    world.say(translate_message(source_lang="auto", target_lang="pt"))
    assert world.workflow.jobs[0].candidates == candidates


def test_a_message_to_a_third_language_is_of_another_conversation(world: World) -> None:
    world.offer = replace(
        world.offer,
        voices={**world.offer.voices, "es": world.offer.voices["pt"]},
        routes={**world.offer.routes, ("en", "es"): None, ("pt", "es"): "en"},
    )
    world.say({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    world.say(translate_message(source_lang="auto", target_lang="es"))
    assert world.workflow.jobs[0].candidates == ("es", "en", "pt")


def test_no_language_is_guessed_that_leads_nowhere(world: World) -> None:
    world.offer = replace(
        world.offer,
        voices={**world.offer.voices, "es": world.offer.voices["pt"]},
        routes={**world.offer.routes, ("en", "es"): None},
    )
    world.say(translate_message(source_lang="auto", target_lang="es"))
    assert world.workflow.jobs[0].candidates == ("es", "en")


def test_a_client_that_never_introduced_itself_is_served(world: World) -> None:
    new = Connection("new", owner="new")
    [started] = world.say(translate_message(), new)
    assert started["type"] == "processing_started"


def test_audio_that_was_not_stored_starts_no_flow(world: World) -> None:
    world.audio.outage = StorageUnavailable()
    heard = world.say(translate_message())
    assert heard[-1]["data"]["code"] == "storage_unavailable"
    assert heard[-1]["data"]["retryable"]
    assert world.workflow.jobs == []


# --- The same message twice ---------------------------------------------------------------------


def test_a_segment_sent_again_starts_nothing(world: World) -> None:
    said = translate_message()
    world.say(said)
    world.say(said)
    assert len(world.workflow.jobs) == 1


def test_a_segment_sent_again_is_answered_with_what_was_said(world: World) -> None:
    said = translate_message()
    first = world.say(said)
    assert world.say(said) == first


def test_and_not_with_what_was_said_of_those_before_it(world: World) -> None:
    first = translate_message(last=False)
    second = translate_message(message_id=first["message_id"], segment=1)
    world.say(first)
    said = world.say(second)
    assert world.say(second) == said


def test_a_finished_segment_sent_again_is_answered_to_the_end(world: World) -> None:
    said = translate_message()
    world.say(said)
    world.flow(world.workflow.jobs[0])
    first = _without_links(world.heard())
    assert _without_links(world.say(said)) == first
    assert first[-1]["type"] == "translation_complete"


def _without_links(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        event | {"data": {k: v for k, v in event["data"].items() if "url" not in k}}
        for event in events
    ]


def test_a_segment_sent_again_from_another_connection_of_the_speaker_goes_on_there(
    world: World,
) -> None:
    said = translate_message()
    world.say(said)
    elsewhere = Connection("phone", owner=ME.owner)
    world.connections.add(elsewhere)
    world.say(said, elsewhere)
    world.transcribe(world.workflow.jobs[0])
    assert [e["type"] for e in world.heard(elsewhere)][-1] == "stt_result"
    assert [e["type"] for e in world.heard(ME)] == ["processing_started"]


def test_segments_of_one_message_are_flows_of_their_own(world: World) -> None:
    message_id = str(uuid.uuid4())
    for segment in range(3):
        world.say(translate_message(message_id=message_id, segment=segment, last=segment == 2))
    assert [(job.segment, job.last) for job in world.workflow.jobs] == [
        (0, False), (1, False), (2, True),
    ]  # fmt: skip


@pytest.mark.parametrize("trouble", [Throttled(), WorkflowUnavailable()])
def test_a_flow_that_could_not_start_is_reported_and_starts_when_sent_again(
    world: World, trouble: Throttled | WorkflowUnavailable
) -> None:
    said = translate_message()
    world.workflow.outage = trouble
    heard = world.say(said)
    assert heard[-1]["type"] == "error"
    assert heard[-1]["data"] | {"message": ""} == {
        "message_id": said["message_id"],
        "segment": None,
        "code": trouble.code,
        "stage": "received",
        "message": "",
        "retryable": True,
        "retry_after_ms": None,
    }
    world.workflow.outage = None
    world.say(said)
    assert len(world.workflow.jobs) == 1


# --- Bad input ----------------------------------------------------------------------------------


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
def test_bad_input_is_answered_and_nothing_starts(
    world: World, wrong: dict[str, Any], code: str
) -> None:
    [error] = world.say(translate_message() | wrong)
    assert error["type"] == "error"
    assert error["data"]["code"] == code
    assert error["data"]["stage"] == "received"
    assert error["data"]["retryable"] is False
    assert error["data"]["message"]
    assert world.workflow.jobs == []
    assert world.audio.files == {}


@pytest.mark.parametrize("field", ["message_id", "target_lang"])
def test_a_missing_field_is_named(world: World, field: str) -> None:
    said = translate_message()
    del said[field]
    [error] = world.say(said)
    assert error["data"]["code"] == "invalid_message"
    assert field in error["data"]["message"]


def test_more_audio_than_may_be_uploaded_is_refused_inline_too(world: World) -> None:
    world.offer.limits.upload_bytes = 10
    [error] = world.say(translate_message(audio_data=base64.b64encode(b"x" * 11).decode()))
    assert error["data"]["code"] == "audio_too_large"


def test_the_message_of_another_is_not_taken_over(world: World) -> None:
    said = translate_message()
    world.say(said)
    [error] = world.say(said, STRANGER)
    assert error["data"]["code"] == "message_not_yours"
    world.transcribe(world.workflow.jobs[0])
    assert "stt_result" in world.notifier.types("me")
    assert world.notifier.types("stranger") == ["error"]


def test_the_recording_of_another_is_not_reached_by_its_key(world: World) -> None:
    theirs = translate_message()
    world.say(theirs, STRANGER)
    key = recording_key(uuid.UUID(theirs["message_id"]), 0)
    [error] = world.say(translate_message(audio_key=key))
    assert error["data"]["code"] == "audio_not_yours"


def test_after_bad_input_the_same_message_may_be_sent_well(world: World) -> None:
    said = translate_message()
    world.say(said | {"audio_data": "?"})
    [started] = world.say(said)
    assert started["type"] == "processing_started"


# --- How much is too much -----------------------------------------------------------------------


def test_more_segments_under_way_than_allowed_are_told_when_to_come_back(world: World) -> None:
    world.offer.limits.segments_under_way = 2
    world.say(translate_message())
    world.say(translate_message())
    [error] = world.say(translate_message())
    assert (error["data"]["code"], error["data"]["retryable"]) == ("rate_limited", True)
    assert error["data"]["retry_after_ms"] > 0
    assert len(world.workflow.jobs) == 2


@pytest.mark.parametrize("ending", ["complete", "fail"])
def test_one_that_ended_makes_room(world: World, ending: str) -> None:
    world.offer.limits.segments_under_way = 1
    world.say(translate_message())
    [job] = world.workflow.jobs
    world.flow(job) if ending == "complete" else world.fail(job, "NotAudio")
    [started] = world.say(translate_message())
    assert started["type"] == "processing_started"


def test_the_limits_of_one_speaker_are_not_anothers(world: World) -> None:
    world.offer.limits.segments_under_way = 1
    world.say(translate_message())
    [started] = world.say(translate_message(), STRANGER)
    assert started["type"] == "processing_started"


def test_but_are_the_same_on_every_connection(world: World) -> None:
    world.offer.limits.segments_under_way = 1
    phone = Connection("phone", owner=ME.owner)
    world.connections.add(phone)
    world.say(translate_message())
    [error] = world.say(translate_message(), phone)
    assert error["data"]["code"] == "rate_limited"


def test_a_segment_sent_again_is_answered_at_any_limit(world: World) -> None:
    world.offer.limits.segments_under_way = 1
    said = translate_message()
    first = world.say(said)
    assert world.say(said) == first


def test_what_was_refused_is_taken_when_sent_again_in_time(world: World) -> None:
    world.offer.limits.segments_per_minute, world.offer.limits.segments_at_once = 60, 1
    world.say(translate_message())
    refused = translate_message()
    [error] = world.say(refused)
    world.clock.advance(error["data"]["retry_after_ms"] / 1000)
    [started] = world.say(refused)
    assert started["type"] == "processing_started"


def test_a_flow_that_did_not_start_does_not_count(world: World) -> None:
    world.offer.limits.segments_under_way = 1
    world.workflow.outage = WorkflowUnavailable()
    said = translate_message()
    world.say(said)
    world.workflow.outage = None
    assert world.say(said)[-1]["type"] != "error"
    assert len(world.workflow.jobs) == 1


def test_a_day_of_speech_ends(world: World) -> None:
    world.offer.limits.audio_s_per_day = 0.01
    world.say(translate_message())
    world.flow(world.workflow.jobs[0])
    [error] = world.say(translate_message())
    assert error["data"]["code"] == "rate_limited"
    world.clock.advance(error["data"]["retry_after_ms"] / 1000)
    [started] = world.say(translate_message())
    assert started["type"] == "processing_started"


def test_a_connection_that_never_stops_talking_is_told_to(world: World) -> None:
    world.pace = Pace(10, world.clock)
    answers = [world.say({"action": "ping"})[0] for _ in range(30)]
    assert [answer["type"] for answer in answers[:20]] == ["pong"] * 20
    assert answers[-1]["data"]["code"] == "rate_limited"
    assert world.say({"action": "ping"}, STRANGER)[0]["type"] == "pong"
    world.clock.advance(answers[-1]["data"]["retry_after_ms"] / 1000)
    assert world.say({"action": "ping"})[0]["type"] == "pong"


# --- When the service is full -------------------------------------------------------------------


def full(world: World, most: int = 2) -> World:
    """It has as much under way as it can."""
    world.room = Room(most, world.clock)
    for _ in range(most):
        world.say(translate_message(), STRANGER)
    return world


def test_a_full_service_says_so_at_once_and_when_to_come_back(world: World) -> None:
    [error] = full(world).say(translate_message())
    assert (error["data"]["code"], error["data"]["retryable"]) == ("busy", True)
    assert error["data"]["retry_after_ms"] > 0
    assert len(world.workflow.jobs) == 2
    assert world.audio.files.keys() == {job.audio_key for job in world.workflow.jobs}


def test_who_was_turned_away_is_taken_in_once_another_has_ended(world: World) -> None:
    refused = translate_message()
    [error] = full(world).say(refused)
    world.flow(world.workflow.jobs[0])
    world.clock.advance(error["data"]["retry_after_ms"] / 1000)
    [started] = world.say(refused)
    assert started["type"] == "processing_started"


def test_a_segment_under_way_is_answered_also_when_it_is_sent_again_to_a_full_service(
    world: World,
) -> None:
    said = translate_message()
    world.room = Room(1, world.clock)
    first = world.say(said)
    assert world.say(said) == first


def test_being_turned_away_costs_a_speaker_nothing(world: World) -> None:
    full(world)
    world.offer.limits.segments_under_way = 1
    [refused] = world.say(translate_message())
    assert refused["data"]["code"] == "busy"
    world.room = Room(1_000, world.clock)
    [started] = world.say(translate_message())
    assert started["type"] == "processing_started"


def test_what_is_dead_keeps_nobody_out(world: World) -> None:
    full(world)
    world.clock.advance(RECENT_S + 1)
    [started] = world.say(translate_message())
    assert started["type"] == "processing_started"


def test_a_process_that_saw_the_service_full_looks_again_before_it_refuses(world: World) -> None:
    full(world)
    elsewhere, world.room = world.room, Room(1_000, world.clock)
    for job in world.workflow.jobs:
        world.flow(job)
    world.room = elsewhere
    world.clock.advance(LOOK_AGAIN_S)
    [started] = world.say(translate_message())
    assert started["type"] == "processing_started"


def test_a_look_that_fails_takes_nobodys_turn(world: World) -> None:
    world.room = Room(1, world.clock)

    class Blind(FakeMessages):
        def under_way(self, opened_after_s: float, most: int) -> int:
            raise StorageUnavailable

    world.messages = Blind(world.clock)
    for _ in range(2):
        [started] = world.say(translate_message())
        assert started["type"] == "processing_started"
