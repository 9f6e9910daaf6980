"""A client introduces itself."""

import pytest

from dragoman.conversation.capabilities import voice_format
from dragoman.ports import Connection
from dragoman.protocol import MAX_SEGMENTS, MESSAGE_LIMIT_BYTES
from tests.unit.world import ME, World


def test_the_reply_lists_the_capabilities(world: World) -> None:
    [ready] = world.send({"action": "hello"})
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
                "room_participants": 20,
                "room_languages": 6,
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
            "captions": True,
        },
    }


def test_the_formats_of_the_client_are_stored(world: World) -> None:
    world.send({"action": "hello", "accepts": ["audio/mpeg", "audio/ogg"]})
    assert world.connections.get("me") == Connection("me", "ann", ("audio/mpeg", "audio/ogg"))


@pytest.mark.parametrize(
    ("pair", "known"),
    [
        ({"source_lang": "en", "target_lang": "pt"}, ("en", "pt")),
        ({"source_lang": "auto", "target_lang": "pt"}, ("pt",)),
        ({}, ()),
    ],
)
def test_the_languages_of_the_conversation_are_stored(
    world: World, pair: dict[str, str], known: tuple[str, ...]
) -> None:
    world.send({"action": "hello"} | pair)
    found = world.connections.get(ME.connection_id)
    assert found
    assert found.languages == known


def test_a_later_hello_replaces_an_earlier_one(world: World) -> None:
    world.send({"action": "hello", "accepts": ["audio/mpeg"]})
    world.send({"action": "hello", "accepts": ["audio/wav"]})
    found = world.connections.get(ME.connection_id)
    assert found
    assert found.accepts == ("audio/wav",)


@pytest.mark.parametrize(
    ("source", "target"), [("en", "fr"), ("fr", "en"), ("en", "en"), ("auto", "fr")]
)
def test_an_unsupported_pair_is_refused(world: World, source: str, target: str) -> None:
    [error] = world.send({"action": "hello", "source_lang": source, "target_lang": target})
    assert error["data"]["code"] == "unsupported_language"


def test_the_refusal_lists_the_supported_languages(world: World) -> None:
    [error] = world.send({"action": "hello", "source_lang": "en", "target_lang": "fr"})
    assert "'fr'" in error["data"]["message"]
    assert "en, pt" in error["data"]["message"]


def test_another_protocol_version_is_refused(world: World) -> None:
    [error] = world.send({"action": "hello", "protocol": 2})
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
        (("audio/*",), "audio/ogg"),
        (("video/mp4", "*/*"), "audio/ogg"),
        (("audio/mp3",), "audio/mpeg"),
        (("audio/x-wav", "audio/ogg"), "audio/wav"),
    ],
)
def test_voices_come_in_the_first_format_that_both_sides_support(
    accepts: tuple[str, ...], chosen: str
) -> None:
    assert voice_format(accepts) == chosen


@pytest.mark.parametrize("wanted", ["audio/*", "*/*", "audio/mp3", "audio/ogg;codecs=opus"])
def test_a_client_may_say_what_it_plays_as_browsers_do(world: World, wanted: str) -> None:
    [ready] = world.send({"action": "hello", "accepts": [wanted]})
    assert ready["type"] == "ready"


@pytest.mark.parametrize("wanted", ["mp3", "audio/", "audio/ogg\nX: y", ""])
def test_an_invalid_content_type_is_refused_with_an_example(world: World, wanted: str) -> None:
    [error] = world.send({"action": "hello", "accepts": [wanted]})
    assert error["data"]["code"] == "invalid_message"
    assert "audio/ogg" in error["data"]["message"]
    assert "^" not in error["data"]["message"]


@pytest.mark.parametrize("source", ["Auto", "AUTO", "auto"])
def test_auto_is_accepted_in_any_case(world: World, source: str) -> None:
    [ready] = world.send({"action": "hello", "source_lang": source, "target_lang": "PT"})
    assert ready["type"] == "ready"


def test_hello_wakes_the_models_of_the_pair(world: World) -> None:
    world.send({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    assert world.warmer.woken == [{"en", "pt"}]


def test_hello_without_a_source_language_wakes_every_model(world: World) -> None:
    world.send({"action": "hello", "source_lang": "auto", "target_lang": "pt"})
    assert world.warmer.woken == [{"en", "pt"}]


def test_an_unsupported_pair_wakes_no_model(world: World) -> None:
    world.send({"action": "hello", "source_lang": "en", "target_lang": "fr"})
    assert world.warmer.woken == []
