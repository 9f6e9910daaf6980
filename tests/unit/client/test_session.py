"""The client of a service that is busy, silent or slow."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection, serve

from dragoman.audio.codec import PyAVCodec
from dragoman.client import session as session_module
from dragoman.client.conversation import Conversation, Summary
from dragoman.client.live import Microphone
from dragoman.client.service import Service, Unreachable
from dragoman.client.session import Message, ReceivedEvent, Recording, Session
from dragoman.client.speech_sources import RecordedMessage, SpeechSource
from dragoman.ports import Sound
from dragoman.protocol import Mode
from dragoman.stt.silero import speech_probabilities
from dragoman.stt.voice_activity import VadOptions, speech_spans

SPEECH = Path(__file__).parents[2] / "speech"

Json = dict[str, Any]


def refusal(code: str, request: Json, **fields: Any) -> Json:
    about = {"message_id": request["message_id"], "segment": request["segment"]}
    reply = {"code": code, "stage": "received", "message": code, "retryable": True}
    return {"type": "error", "data": about | reply | {"retry_after_ms": None} | fields}


def end(request: Json) -> Json:
    texts = {"original_text": "Good morning.", "translated_text": "Bom dia."}
    place = {"message_id": request["message_id"], "segment": 0, "seq": 300, "last": True}
    return {"type": "translation_complete", "data": place | texts | {"warnings": []}}


def is_last(request: Json) -> bool:
    return bool(request["action"] == "finish" or request["last"])


def exchange(
    answers: list[Callable[[Json], Json]],
    out: Path,
    speaker: SpeechSource | None = None,
    *,
    idle_timeout_s: float = 20,
    takes_s: float = 0,
) -> tuple[Summary, list[ReceivedEvent], int]:
    """The summary of a message to a service with these answers, the refusals that were retried, and
    how often the segment was sent."""
    sent = 0

    async def answer(socket: ServerConnection) -> None:
        nonlocal sent
        async for text in socket:
            sent += 1
            await asyncio.sleep(takes_s)
            await socket.send(json.dumps(answers[min(sent, len(answers)) - 1](json.loads(text))))

    async def speak() -> tuple[Summary, list[ReceivedEvent], int]:
        async with serve(answer, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            service = Service(f"ws://127.0.0.1:{port}")
            async with Session.open(service, idle_timeout_s) as session:
                message = Message("en", "pt", Mode.STREAMING)
                conversation = Conversation(
                    session, message, speaker or RecordedMessage(b"sound", "audio/ogg"), out
                )
                summary = await conversation.run(lambda *_: None)
                return summary, session.turned_away, sent

    return asyncio.run(speak())


def busy(request: Json) -> Json:
    return refusal("busy", request, retry_after_ms=1)


def test_a_segment_refused_by_a_busy_service_is_sent_again(tmp_path: Path) -> None:
    summary, turned_away, sent = exchange([busy, end], tmp_path)
    assert summary.error is None
    assert summary.translated_text == "Bom dia."
    assert [received.data["code"] for received in turned_away] == ["busy"]
    assert sent == 2


def test_events_lost_on_a_living_socket_are_requested_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "RESUME_AFTER_S", 1.0)

    def started(request: Json) -> Json:
        place = {"message_id": request["message_id"], "segment": 0, "seq": 0, "elapsed_ms": 0}
        return {"type": "processing_started", "data": place | {"mode": "streaming"}}

    def repeated(request: Json) -> Json:
        assert request["action"] == "resume"
        return end(request | {"segment": 0})

    summary, _, sent = exchange([started, repeated], tmp_path)
    assert summary.translated_text == "Bom dia."
    assert sent == 3  # once more after the replay


def test_a_partial_replay_is_requested_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "RESUME_AFTER_S", 1.0)
    place = {"after_seq": 0, "from_segment": 3}

    def started(request: Json) -> Json:
        about = {"message_id": request["message_id"], "segment": 0, "seq": 0, "elapsed_ms": 0}
        return {"type": "processing_started", "data": about | {"mode": "streaming"}}

    def in_part(request: Json) -> Json:
        return {"type": "more_to_resume", "data": place | {"message_id": request["message_id"]}}

    def rest(request: Json) -> Json:
        assert request == place | {"action": "resume", "message_id": request["message_id"]}
        return end(request | {"segment": 0})

    def all_of_it(request: Json) -> Json:
        return end(request | {"segment": 0})

    summary, _, sent = exchange([started, in_part, rest, all_of_it], tmp_path)
    assert summary.translated_text == "Bom dia."
    assert sent == 4


def test_a_repeated_event_interrupts_the_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long replay is not requested again while it continues."""
    monkeypatch.setattr(session_module, "RESUME_AFTER_S", 1.5)
    asked_for: list[str] = []

    async def answer(socket: ServerConnection) -> None:
        async for text in socket:
            request = json.loads(text)
            asked_for.append(request["action"])
            about = {"message_id": request["message_id"], "segment": 0, "seq": 1, "elapsed_ms": 0}
            known = {"type": "processing_started", "data": about | {"mode": "streaming"}}
            for _ in range(20):
                await socket.send(json.dumps(known))
                await asyncio.sleep(0.1)
            await socket.send(json.dumps(end(request | {"segment": 0})))

    async def speak() -> Summary:
        async with serve(answer, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            service = Service(f"ws://127.0.0.1:{port}")
            async with Session.open(service, idle_timeout_s=1.8) as session:
                message = Message("en", "pt", Mode.STREAMING)
                letter = RecordedMessage(b"sound", "audio/ogg")
                return await Conversation(session, message, letter, tmp_path).run(lambda *_: None)

    assert asyncio.run(speak()).translated_text == "Bom dia."
    assert asked_for == ["translate"]


def test_a_live_recording_without_speech_ends_with_no_speech(tmp_path: Path) -> None:
    silence = PyAVCodec(60.0).encode(Sound(np.zeros(8_000, np.float32), 16_000), "audio/wav")
    summary, _, sent = exchange([end], tmp_path, Microphone(silence))
    assert summary.error
    assert summary.error["code"] == "no_speech"
    assert sent == 0


def test_live_speech_without_a_pause_is_sent_in_segments(tmp_path: Path) -> None:
    codec, options = (
        PyAVCodec(60.0),
        VadOptions(min_silence_s=60, max_speech_s=2, split_window_s=0.5),
    )
    spoken = codec.decode((SPEECH / "fleurs-en-000.ogg").read_bytes()).samples[: 6 * 16_000]
    microphone = Microphone(codec.encode(Sound(spoken, 16_000), "audio/wav"), options=options)
    reply: list[Json] = []

    def answer(request: Json) -> Json:
        reply.append(request)
        started = {"message_id": request["message_id"], "segment": request.get("segment"), "seq": 1}
        return end(request) if is_last(request) else {"type": "processing_started", "data": started}

    exchange([answer], tmp_path, microphone)
    pieces = [request for request in reply if request["action"] == "translate"]
    lengths = [codec.decode(base64.b64decode(p["audio_data"])).duration_s for p in pieces]
    assert [piece["segment"] for piece in pieces] == list(range(len(pieces)))
    assert len(pieces) > 2
    assert all(1.4 < length_s < 2.3 for length_s in lengths[:-1])
    [whole] = speech_spans(speech_probabilities(spoken), VadOptions(min_silence_s=60))
    assert sum(lengths) == pytest.approx(min(6.0, whole.end_s) - whole.begin_s, abs=0.2)


def test_partial_recordings_are_sent_while_someone_speaks(tmp_path: Path) -> None:
    """One at a time; a refusal of one changes nothing."""
    codec = PyAVCodec(60.0)
    spoken = codec.decode((SPEECH / "fleurs-en-000.ogg").read_bytes()).samples[: 4 * 16_000]
    microphone = Microphone(codec.encode(Sound(spoken, 16_000), "audio/wav"))
    partials: list[Json] = []

    async def answer(socket: ServerConnection) -> None:
        async for text in socket:
            request = json.loads(text)
            if request["action"] == "hello":
                reply = {"type": "ready", "data": {"captions": True}}
            elif request["action"] == "partial":
                partials.append(request)
                about = {name: request[name] for name in ("message_id", "segment", "revision")}
                texts = {"stable_text": "one", "unstable_text": "two", "language": "en"}
                reply = {"type": "partial_result", "data": about | texts}
                if len(partials) == 1:
                    reply = refusal("not_audio", request, revision=request["revision"])
            elif is_last(request):
                reply = end(request)
            else:
                continue
            await socket.send(json.dumps(reply))

    async def speak() -> Summary:
        async with serve(answer, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with Session.open(Service(f"ws://127.0.0.1:{port}")) as session:
                await session.hello("en", "pt", ["audio/ogg"])
                message = Message("en", "pt", Mode.STREAMING)
                conversation = Conversation(session, message, microphone, tmp_path)
                return await conversation.run(lambda *_: None)

    summary = asyncio.run(speak())
    assert summary.error is None
    assert "partial_result" in [event["type"] for event in summary.events]
    assert {partial["segment"] for partial in partials} <= set(range(microphone.segments))
    revisions = [(partial["segment"], partial["revision"]) for partial in partials]
    assert revisions == sorted(set(revisions))
    first = codec.decode(base64.b64decode(partials[0]["audio_data"]))
    assert 0 < first.duration_s < 0.8


class Thoughtful:
    """A source that pauses between two segments."""

    def __init__(self, thinks_s: float) -> None:
        self.ended_at_s = 0.0
        self.segments = 0
        self._thinks_s = thinks_s

    async def recordings(self) -> AsyncGenerator[Recording]:
        yield Recording(b"sound", "audio/ogg", segment=0, last=False)
        await asyncio.sleep(self._thinks_s)
        self.segments = 2
        yield Recording(b"sound", "audio/ogg", segment=1, last=True)


def end_of_segment(request: Json) -> Json:
    reply = end(request)
    return reply | {"data": reply["data"] | {"segment": 0, "last": False}}


def end_of_message(request: Json) -> Json:
    reply = end(request)
    return reply | {"data": reply["data"] | {"segment": None, "seq": 400}}


def test_a_pause_of_the_speaker_does_not_time_out(tmp_path: Path) -> None:
    summary, _, sent = exchange(
        [end_of_segment, end_of_message], tmp_path, Thoughtful(3), idle_timeout_s=2, takes_s=0.6
    )
    assert summary.error is None
    assert sent == 2


def test_nothing_is_requested_again_while_nothing_is_pending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "RESUME_AFTER_S", 1.0)
    _, _, sent = exchange([end_of_segment, end_of_message], tmp_path, Thoughtful(1.5))
    assert sent == 2


def test_a_service_that_sends_nothing_times_out(tmp_path: Path) -> None:
    def started(request: Json) -> Json:
        place = {"message_id": request["message_id"], "segment": 0, "seq": 1}
        return {"type": "processing_started", "data": place}

    with pytest.raises(Unreachable):
        exchange([started], tmp_path, Thoughtful(20), idle_timeout_s=0.3)


def test_a_failed_upload_ends_the_message(tmp_path: Path) -> None:
    def dead_end(request: Json) -> Json:
        place = {"audio_key": "key", "url": "http://127.0.0.1:1/", "fields": {}}
        return {"type": "upload_ready", "data": place}

    with pytest.raises(Unreachable, match="uploaded"):
        exchange(
            [dead_end], tmp_path, RecordedMessage(b"sound" * 10_000, "audio/ogg"), idle_timeout_s=5
        )


def test_the_end_of_the_message_is_awaited_after_its_last_segment(tmp_path: Path) -> None:
    def last_segment(request: Json) -> Json:
        reply = end(request)
        return reply | {"data": reply["data"] | {"segment": 1}}

    with pytest.raises(Unreachable):
        exchange([end_of_segment, last_segment], tmp_path, Thoughtful(0), idle_timeout_s=0.5)


def test_too_long_a_delay_ends_the_message(tmp_path: Path) -> None:
    def tomorrow(request: Json) -> Json:
        return refusal("rate_limited", request, retry_after_ms=3_600_000)

    summary, turned_away, sent = exchange([tomorrow], tmp_path)
    assert summary.error
    assert summary.error["code"] == "rate_limited"
    assert (turned_away, sent) == ([], 1)


def test_a_permanent_refusal_is_not_repeated(tmp_path: Path) -> None:
    def wrong(request: Json) -> Json:
        return refusal("not_base64", request, retryable=False)

    summary, turned_away, sent = exchange([wrong], tmp_path)
    assert summary.error
    assert summary.error["code"] == "not_base64"
    assert (turned_away, sent) == ([], 1)
