"""A client introduces itself."""

import pytest

from dragoman.conversation.capabilities import voice_format
from dragoman.ports import Connection
from dragoman.protocol import MAX_SEGMENTS, MESSAGE_LIMIT_BYTES
from tests.unit.world import ME, World


def test_the_answer_says_what_the_service_can_do(world: World) -> None:
    [ready] = world.say({"action": "hello"})
    assert ready == {
        "type": "ready",
        "data": {
            "protocol": 1,
            "connection_id": "me",
            "limits": {
                "message_bytes": MESSAGE_LIMIT_BYTES,
                "upload_bytes": 100_000,
                "audio_s": 60,
                "segments": MAX_SEGMENTS,
                "segments_per_minute": 60_000,
                "segments_at_once": 1_000,
                "segments_under_way": 1_000,
                "audio_s_per_day": 86_400,
                "messages_per_second": 1_000,
            },
            "languages": [
                {"source": "en", "target": "pt", "voice_quality": "basic", "via": None},
                {"source": "pt", "target": "en", "voice_quality": "natural", "via": None},
            ],
            "voices": [
                {
                    "voice": "ann",
                    "language": "en",
                    "quality": "natural",
                    "sex": "",
                    "start_ms": 200,
                },
                {
                    "voice": "bob",
                    "language": "en",
                    "quality": "natural",
                    "sex": "",
                    "start_ms": 100,
                },
                {"voice": "rui", "language": "pt", "quality": "basic", "sex": "", "start_ms": 200},
                {"voice": "eva", "language": "pt", "quality": "basic", "sex": "", "start_ms": 100},
            ],
        },
    }


def test_what_the_client_can_play_is_remembered(world: World) -> None:
    world.say({"action": "hello", "accepts": ["audio/mpeg", "audio/ogg"]})
    assert world.connections.get("me") == Connection("me", "ann", ("audio/mpeg", "audio/ogg"))


@pytest.mark.parametrize(
    ("pair", "known"),
    [
        ({"source_lang": "en", "target_lang": "pt"}, ("en", "pt")),
        ({"source_lang": "auto", "target_lang": "pt"}, ("pt",)),
        ({}, ()),
    ],
)
def test_the_languages_of_the_conversation_are_remembered(
    world: World, pair: dict[str, str], known: tuple[str, ...]
) -> None:
    world.say({"action": "hello"} | pair)
    found = world.connections.get(ME.connection_id)
    assert found
    assert found.languages == known


def test_a_later_hello_counts(world: World) -> None:
    world.say({"action": "hello", "accepts": ["audio/mpeg"]})
    world.say({"action": "hello", "accepts": ["audio/wav"]})
    found = world.connections.get(ME.connection_id)
    assert found
    assert found.accepts == ("audio/wav",)


@pytest.mark.parametrize(
    ("source", "target"), [("en", "fr"), ("fr", "en"), ("en", "en"), ("auto", "fr")]
)
def test_a_pair_that_is_not_offered_is_refused(world: World, source: str, target: str) -> None:
    [error] = world.say({"action": "hello", "source_lang": source, "target_lang": target})
    assert error["data"]["code"] == "unsupported_language"


def test_the_refusal_names_what_there_is(world: World) -> None:
    [error] = world.say({"action": "hello", "source_lang": "en", "target_lang": "fr"})
    assert "'fr'" in error["data"]["message"]
    assert "en, pt" in error["data"]["message"]


def test_another_protocol_is_refused(world: World) -> None:
    [error] = world.say({"action": "hello", "protocol": 2})
    assert error["data"]["code"] == "invalid_message"
    assert "protocol" in error["data"]["message"]


@pytest.mark.parametrize(
    ("accepts", "chosen"),
    [
        ((), "audio/ogg"),
        (("audio/wav",), "audio/wav"),
        (("audio/flac", "audio/mpeg", "audio/ogg"), "audio/mpeg"),
        (("audio/ogg; codecs=opus",), "audio/ogg"),
        (("Audio/WAV",), "audio/wav"),
        (("video/mp4",), "audio/ogg"),
    ],
)
def test_voices_come_in_the_first_format_both_sides_know(
    accepts: tuple[str, ...], chosen: str
) -> None:
    assert voice_format(accepts) == chosen


def test_the_models_of_the_pair_are_woken(world: World) -> None:
    world.say({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    assert world.warmer.woken == [{"en", "pt"}]


def test_without_a_source_language_every_model_that_could_be_needed_is_woken(world: World) -> None:
    world.say({"action": "hello", "source_lang": "auto", "target_lang": "pt"})
    assert world.warmer.woken == [{"en", "pt"}]


def test_no_model_is_woken_for_a_pair_that_is_not_offered(world: World) -> None:
    world.say({"action": "hello", "source_lang": "en", "target_lang": "fr"})
    assert world.warmer.woken == []
