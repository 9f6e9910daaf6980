"""Whole conversations through the deployed stack, with real models and real recordings."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.client.conversation import Summary, interpret
from dragoman.client.live import Microphone
from dragoman.client.service import Service
from dragoman.client.session import Message
from dragoman.models.store import PackStore
from dragoman.protocol import SEGMENT_END_SEQ, Mode
from dragoman.settings import Settings
from dragoman.stt.pack_speech_to_text import PackSpeechToText
from infra.local.deployed_stack import DeployedStack
from infra.local.stack import EmulatedStack
from tests.emulator.talk import SPEECH, Talk, fetch, new_id, recording
from tests.emulator.waiting import eventually
from tests.words import likeness, word_error

pytestmark = [pytest.mark.emulator, pytest.mark.models]

CONVERSATIONS = [
    ("fleurs-en-004", "en", "pt", "streaming"),
    ("fleurs-pt-002", "pt", "en", "parallel"),
]


@pytest.fixture(scope="module")
def ears() -> PackSpeechToText:
    return PackSpeechToText(PackStore(Settings().models_dir), threads=2)


@pytest.fixture
def talk(stack: DeployedStack) -> Any:
    with Talk.open(stack) as talk:
        yield talk


def seqs(events: list[dict[str, Any]]) -> list[int]:
    return [event["data"]["seq"] for event in events]


@pytest.mark.parametrize(("name", "source", "target", "mode"), CONVERSATIONS)
def test_a_recording_produces_both_texts_and_both_voices(
    spanish: EmulatedStack,
    ears: PackSpeechToText,
    name: str,
    source: str,
    target: str,
    mode: str,
) -> None:
    with Talk.open(spanish) as talk:
        message_id = talk.translate(
            recording(name), source_lang=source, target_lang=target, mode=mode
        )
        events = talk.until_end()
    kinds = Counter(event["type"] for event in events)
    assert kinds["processing_started"] == kinds["stt_result"] == kinds["translation_result"] == 1
    assert kinds["processing_update"] == 4
    assert kinds["audio_ready"] == 2
    assert kinds["audio_chunk"] >= 2
    done = events[-1]
    assert done["type"] == "translation_complete"
    assert done["data"]["warnings"] == []
    assert done["data"]["source_lang"] == source
    assert all(event["data"]["message_id"] == message_id for event in events)

    reference = (SPEECH / f"{name}.txt").read_text()
    assert word_error(reference, done["data"]["original_text"]) < 0.6
    spoken = PyAVCodec(60).decode(fetch(done["data"]["audio_url_translated"]))
    heard = ears.recognise(spoken, (target,)).text
    likeness_to_translation = likeness(done["data"]["translated_text"], heard)
    assert likeness_to_translation > 0.8
    assert likeness_to_translation > likeness(done["data"]["original_text"], heard)


def test_the_listener_chooses_the_voice_and_its_speed(talk: Talk) -> None:
    ready = talk.ask({"action": "hello", "source_lang": "pt", "target_lang": "en"})["data"]
    own, other, *_ = (v["voice"] for v in ready["voices"] if v["language"] == "en")
    lasted_s = {}
    for voice, speed in ((None, 1.0), (None, 2.0), (other, 1.0)):
        talk.translate_text(
            "Onde fica a estação?", source_lang="pt", target_lang="en", voice=voice, speed=speed
        )
        events = talk.until_end()
        [spoken] = [
            event["data"]
            for event in events
            if event["type"] == "audio_ready" and event["data"]["track"] == "translated"
        ]
        assert spoken["voice"] == (voice or own)
        assert events[-1]["data"]["warnings"] == []
        lasted_s[voice, speed] = spoken["duration_s"]
    assert lasted_s[None, 2.0] < lasted_s[None, 1.0]


def test_the_language_is_detected_and_hotwords_are_used(talk: Talk) -> None:
    talk.ask({"action": "hello", "source_lang": "en", "target_lang": "pt"})
    talk.translate(recording("fleurs-en-002"), source_lang="auto", hotwords=["Sintra"])
    [heard] = [event["data"] for event in talk.until_end() if event["type"] == "stt_result"]
    assert heard["language"] == "en"
    assert 0.5 < heard["language_confidence"] <= 1
    assert "Sintra" in heard["original_text"]


@pytest.fixture(scope="module")
def by_mode(stack: DeployedStack) -> dict[str, list[dict[str, Any]]]:
    """The events of the same recording in each mode."""
    found = {}
    for mode in ("streaming", "parallel"):
        with Talk.open(stack) as talk:
            talk.translate(recording("fleurs-en-004"), mode=mode)
            found[mode] = talk.until_end()
    return found


def test_streaming_events_arrive_in_their_order(by_mode: dict[str, list[dict[str, Any]]]) -> None:
    order = seqs(by_mode["streaming"])
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_parallel_events_arrive_in_order_along_each_branch(
    by_mode: dict[str, list[dict[str, Any]]],
) -> None:
    order = seqs(by_mode["parallel"])
    assert len(set(order)) == len(order)
    translated = [seq for seq in order if seq < 200 or seq >= 300]
    original = [seq for seq in order if not 100 <= seq < 200 and seq not in (4, 5)]
    assert translated == sorted(translated)
    assert original == sorted(original)


def test_both_modes_produce_the_same_texts(by_mode: dict[str, list[dict[str, Any]]]) -> None:
    fields = ("original_text", "translated_text", "confidence")
    streaming, parallel = (events[-1]["data"] for events in by_mode.values())
    assert [streaming[field] for field in fields] == [parallel[field] for field in fields]


def test_the_chunks_of_a_voice_add_up_to_the_whole_voice(talk: Talk) -> None:
    talk.translate(recording("fleurs-pt-002"), source_lang="pt", target_lang="en")
    events = talk.until_end()
    codec = PyAVCodec(60)
    pieces = [
        event["data"]
        for event in events
        if event["type"] == "audio_chunk" and event["data"]["track"] == "translated"
    ]
    whole = next(
        event["data"]
        for event in events
        if event["type"] == "audio_ready" and event["data"]["track"] == "translated"
    )
    assert [piece["index"] for piece in pieces] == list(range(len(pieces)))
    together_s = sum(codec.decode(fetch(piece["url"])).duration_s for piece in pieces)
    assert together_s == pytest.approx(whole["duration_s"], abs=0.01)


@pytest.mark.parametrize(
    ("accepts", "starts"), [("audio/ogg", b"OggS"), ("audio/wav", b"RIFF"), ("audio/mpeg", b"")]
)
def test_voices_come_in_the_format_the_client_accepts(
    talk: Talk, accepts: str, starts: bytes
) -> None:
    assert talk.ask({"action": "hello", "accepts": [accepts]})["type"] == "ready"
    talk.translate_text("Where is the station?")
    ready = next(event for event in talk.until_end() if event["type"] == "audio_ready")
    assert ready["data"]["content_type"] == accepts
    voice = fetch(ready["data"]["url"])
    assert voice.startswith(starts)
    assert PyAVCodec(60).decode(voice).duration_s > 0.5


def test_the_source_language_can_be_auto(talk: Talk) -> None:
    talk.translate(recording("fleurs-pt-002"), source_lang="auto", target_lang="en")
    assert talk.until_end()[-1]["data"]["source_lang"] == "pt"


def test_a_repeated_message_gets_the_same_answer_and_runs_once(talk: Talk) -> None:
    audio = recording("fleurs-en-004")
    message_id = talk.translate(audio)
    first = talk.until_end()
    talk.translate(audio, message_id=message_id)
    again = talk.until_end()
    assert _said(first) == _said(again)


def test_a_reconnected_session_resumes_and_another_cannot(stack: DeployedStack) -> None:
    session = new_id() + new_id()
    with Talk.open(stack, session) as talk:
        message_id = talk.translate(recording("fleurs-en-004"))
        assert talk.hear()["type"] == "processing_started"
    resume = {"action": "resume", "message_id": message_id, "after_seq": 0}
    with Talk.open(stack, new_id() + new_id()) as stranger:
        assert stranger.ask(resume)["data"]["code"] == "message_unknown"
    with Talk.open(stack, session) as talk:
        talk.say(resume)
        events = talk.until_end()
    order = list(dict.fromkeys(seqs(events)))
    assert order[0] == 1
    assert order == sorted(order)
    assert events[-1]["type"] == "translation_complete"


def test_the_end_of_a_message_without_a_listener_is_stored(stack: DeployedStack) -> None:
    session = new_id() + new_id()
    with Talk.open(stack, session) as talk:
        message_id = talk.translate(recording("fleurs-en-004"))
        assert talk.hear()["type"] == "processing_started"
    assert eventually(lambda: _ended(stack, message_id))


def test_live_speech_is_translated_while_it_continues(stack: DeployedStack, tmp_path: Path) -> None:
    microphone = Microphone(recording("fleurs-pt-000"))
    summary = _interpret(stack, microphone, tmp_path, "pt", "en")
    assert microphone.segments > 1
    joined = summary.events[-1]
    assert (joined["type"], joined["segment"]) == ("translation_complete", None)
    assert len(summary.tracks["translated"]) == microphone.segments
    reference = (SPEECH / "fleurs-pt-000.txt").read_text()
    assert word_error(reference, str(summary.original_text)) < 0.3


def _interpret(
    stack: DeployedStack, speaker: Microphone, out: Path, source: str, target: str
) -> Summary:
    return asyncio.run(
        interpret(
            Service(stack.websocket_url, stack.tickets_url),
            Message(source, target, Mode.STREAMING),
            speaker,
            accepts="audio/ogg",
            out=out,
            listener=lambda *_: None,
        )
    )


def _said(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events without the signatures of their presigned URLs."""
    return [
        {
            "type": event["type"],
            **{k: str(v).split("?")[0] for k, v in event["data"].items()},
        }
        for event in events
    ]


def _ended(stack: DeployedStack, message_id: str) -> bool:
    found = stack.client("dynamodb").get_item(
        TableName=stack.outputs["MessagesTableName"],
        Key={"message_id": {"S": message_id}, "item": {"S": "segment#0000"}},
    )
    return str(SEGMENT_END_SEQ) in found["Item"]["events"]["M"]
