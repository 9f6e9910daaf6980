"""Invalid input: the client gets an error, and the connection stays usable."""

import base64
import io
import json
import math
import zlib
from collections.abc import Iterator
from typing import Any

import httpx2
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosedError

from dragoman.audio.codec import PyAVCodec
from dragoman.ports import Sound
from infra.local.deployed_stack import DeployedStack
from tests.emulator.talk import Talk, new_id, recording

pytestmark = [pytest.mark.emulator, pytest.mark.models]

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def talk(stack: DeployedStack) -> Iterator[Talk]:
    """One connection for all tests: it stays open whatever a test sends."""
    with Talk.open(stack) as talk:
        yield talk
        assert talk.ask({"action": "ping"})["type"] == "pong"


def wav(samples: "np.ndarray[Any, Any]") -> bytes:
    return PyAVCodec(600).encode(Sound(samples.astype(np.float32), RATE_HZ), "audio/wav")


def ogg(samples: "np.ndarray[Any, Any]") -> bytes:
    return PyAVCodec(600).encode(Sound(samples.astype(np.float32), RATE_HZ), "audio/ogg")


def silence(seconds: float) -> "np.ndarray[Any, Any]":
    return np.zeros(round(seconds * RATE_HZ))


def noise(seconds: float) -> "np.ndarray[Any, Any]":
    return 0.1 * np.random.default_rng(1).standard_normal(round(seconds * RATE_HZ))


def tone(seconds: float) -> "np.ndarray[Any, Any]":
    return 0.3 * np.sin(2 * math.pi * 440 * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


def bomb() -> bytes:
    """A small file that would be hours of silence: FLAC frames of one constant are a few bytes."""
    out = io.BytesIO()
    import av

    with av.open(out, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=8_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4_608 * 10), np.int16), "s16", "mono")
        for _ in range(1_000):
            frame.sample_rate, frame.pts = 8_000, None
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


def request(**fields: Any) -> dict[str, Any]:
    return {
        "action": "translate",
        "message_id": new_id(),
        "source_lang": "en",
        "target_lang": "pt",
        "audio_data": base64.b64encode(recording("fleurs-en-004")).decode(),
    } | fields


REFUSED = {
    "no JSON": ("{not json", "malformed_json"),
    "JSON of another kind": ("[1, 2]", "invalid_message"),
    "an unknown action": ({"action": "sing"}, "unknown_action"),
    "no action": ({}, "unknown_action"),
    "a reserved route": ({"action": "$connect"}, "unknown_action"),
    "no message_id": ({"action": "translate", "target_lang": "pt"}, "invalid_message"),
    "a message_id that is none": (request(message_id="1; drop table"), "invalid_message"),
    "a negative segment": (request(segment=-1), "invalid_message"),
    "no audio at all": (request(audio_data=None), "invalid_message"),
    "a language that is none": (request(target_lang="português!"), "invalid_message"),
    "a language not offered": (request(target_lang="ja"), "unsupported_language"),
    "the same language twice": (request(target_lang="en"), "unsupported_language"),
    "an unknown voice": (request(voice="nobody"), "unsupported_voice"),
    "a voice of the other language": (request(voice="espeak-en-us"), "unsupported_voice"),
    "no base64": (request(audio_data="*not base64*"), "not_base64"),
    "empty audio": (request(audio_data=""), "empty_audio"),
    "someone else's audio": (
        request(audio_data=None, audio_key=f"messages/{new_id()}/0/recording"),
        "audio_not_yours",
    ),
    "a path out of the store": (
        request(audio_data=None, audio_key="../../etc/passwd"),
        "audio_not_yours",
    ),
    "an upload that is too large": (
        {"action": "upload", "message_id": new_id(), "bytes": 10**9},
        "audio_too_large",
    ),
    "a message unknown": ({"action": "resume", "message_id": new_id()}, "message_unknown"),
    "an end to a message unknown": (
        {"action": "finish", "message_id": new_id(), "segments": 2},
        "message_unknown",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_invalid_requests_are_refused_with_a_code(talk: Talk, what: str) -> None:
    message, code = REFUSED[what]
    answer = talk.ask(message)
    assert answer["type"] == "error"
    assert answer["data"]["code"] == code
    assert answer["data"]["stage"] == "received"
    assert answer["data"]["retryable"] is False
    assert answer["data"]["message"]
    _leaks_nothing(answer)


UNUSABLE = {
    "text for audio": (b"<html>hello</html>" * 50, "not_audio"),
    "random bytes": (
        bytes(np.random.default_rng(2).integers(0, 256, 4_000, np.uint8)),
        "not_audio",
    ),
    "a playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not_audio"),
    "half a header": (recording("fleurs-en-004")[:40], "not_audio"),
    "silence": (ogg(silence(3)), "no_speech"),
    "noise": (ogg(noise(3)), "no_speech"),
    "a tone": (ogg(tone(3)), "no_speech"),
    "a very short sound": (ogg(tone(0.05)), "no_speech"),
    "a minute and more": (ogg(silence(61)), "audio_too_long"),
    "a decompression bomb": (bomb(), "audio_too_long"),
    "a compressed stream that is no audio": (zlib.compress(bytes(10**6)), "not_audio"),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_unusable_audio_ends_its_message_with_a_code(talk: Talk, what: str) -> None:
    audio, code = UNUSABLE[what]
    talk.translate(audio)
    end = talk.until_end()[-1]
    assert end["type"] == "error"
    assert end["data"]["code"] == code
    assert end["data"]["stage"] == "transcribing"
    assert end["data"]["retryable"] is False
    _leaks_nothing(end)


def test_an_upload_of_long_audio_is_reported(talk: Talk) -> None:
    audio = wav(silence(62))
    message_id = new_id()
    talk.translate(audio, message_id=message_id)
    assert talk.until_end()[-1]["data"]["code"] == "audio_too_long"


def test_an_announced_upload_that_never_came_is_reported(talk: Talk) -> None:
    message_id = new_id()
    place = talk.ask({"action": "upload", "message_id": message_id, "bytes": 100})
    talk.say(request(message_id=message_id, audio_data=None, audio_key=place["data"]["audio_key"]))
    assert talk.until_end()[-1]["data"]["code"] == "audio_missing"


def test_an_upload_larger_than_announced_is_refused_by_the_store(talk: Talk) -> None:
    place = talk.ask({"action": "upload", "message_id": new_id(), "bytes": 100})["data"]
    reply = httpx2.post(place["url"], data=place["fields"], files={"file": bytes(5_000)})
    assert reply.status_code == 400


def test_a_message_over_32_kb_in_frames_is_refused_and_the_connection_stays(talk: Talk) -> None:
    body = json.dumps(request(audio_data="A" * 40_000))
    talk.say_in_frames(body[:20_000], body[20_000:])
    assert talk.hear()["data"]["code"] == "message_too_large"


def test_a_frame_over_32_kb_closes_the_connection_as_on_aws(stack: DeployedStack) -> None:
    with Talk.open(stack) as talk:
        talk.say(json.dumps(request(audio_data="A" * 40_000)))
        with pytest.raises(ConnectionClosedError) as closed:
            talk.hear()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_a_message_id_of_someone_else_is_refused(stack: DeployedStack, talk: Talk) -> None:
    audio = recording("fleurs-en-004")
    message_id = talk.translate(audio)
    with Talk.open(stack) as stranger:
        stranger.translate(audio, message_id=message_id)
        assert stranger.hear()["data"]["code"] == "message_not_yours"
    assert talk.until_end()[-1]["type"] == "translation_complete"


def test_a_text_that_no_voice_can_speak_affects_only_that_voice(stack: DeployedStack) -> None:
    """Invokes the function directly, because recognition of English writes no Chinese."""
    functions = stack.client("lambda").list_functions()["Functions"]
    synthesize = next(f["FunctionName"] for f in functions if "Synthesize" in f["FunctionName"])
    job = {
        "message_id": new_id(), "segment": 0, "last": True, "mode": "streaming",
        "source_lang": "en", "target_lang": "pt", "audio_key": "x", "voice_format": "audio/ogg",
        "received_at_ms": 0, "owner": "x",
    }  # fmt: skip
    payload = {"job": job, "track": "translated", "text": "你好", "language": "pt"}
    stack.client("dynamodb").put_item(
        TableName=stack.outputs["MessagesTableName"],
        Item={
            "message_id": {"S": job["message_id"]},
            "item": {"S": "segment#0000"},
            "owner": {"S": "x"},
            "listener": {"S": "x"},
            "events": {"M": {}},
        },
    )
    answer = stack.client("lambda").invoke(FunctionName=synthesize, Payload=json.dumps(payload))
    assert json.load(answer["Payload"])["errorType"] == "UnspeakableText"


def _leaks_nothing(answer: dict[str, Any]) -> None:
    said = json.dumps(answer)
    for inside in ("Traceback", "/python", "arn:", "dragoman-", "http://", "Exception"):
        assert inside not in said
