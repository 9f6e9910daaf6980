"""Requests, events and payloads: their JSON, and the numbers of events."""

from __future__ import annotations

import json
import uuid
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from dragoman.protocol import (
    MAX_SEGMENTS,
    MESSAGE_LIMIT_BYTES,
    AudioChunk,
    AudioReady,
    Failure,
    Hello,
    MessageError,
    MessageEvent,
    Mode,
    Ping,
    ProcessingStarted,
    ProcessingUpdate,
    Resume,
    Stage,
    SttResult,
    Track,
    Translate,
    TranslationComplete,
    TranslationResult,
    Upload,
    VoiceFormat,
    Warning,
    Word,
    chunk_seq,
    client_message,
    message_event,
    ready_seq,
    stage_seq,
)
from dragoman.protocol.audio_formats import EXTENSIONS
from tests.unit.world import a_job, a_transcript

text = st.text(st.characters(codec="utf-8"), max_size=200)
place: dict[str, st.SearchStrategy[Any]] = {
    "message_id": st.uuids(),
    "segment": st.integers(0, MAX_SEGMENTS - 1),
    "elapsed_ms": st.integers(0, 10**9),
}
key = st.just("messages/m/0/translated.ogg")
seconds = st.floats(0, 60)
seqs = st.integers(0, 300)
tracks = st.sampled_from(Track)
any_event = st.one_of(
    st.builds(ProcessingStarted, **place, mode=st.sampled_from(Mode)),
    st.builds(
        ProcessingUpdate,
        **place,
        seq=seqs,
        stage=st.sampled_from(Stage),
        track=st.none() | tracks,
    ),
    st.builds(
        SttResult, **place, original_text=text, language=st.just("en"), confidence=st.floats(0, 1),
        language_confidence=st.floats(0, 1),
        words=st.lists(st.builds(Word, text=text, confidence=st.floats(0, 1)), max_size=3),
    ),
    st.builds(
        TranslationResult,
        **place,
        translated_text=text,
        source_lang=st.just("en"),
        target_lang=st.just("pt"),
    ),
    st.builds(
        AudioChunk, **place, seq=seqs, track=tracks, index=seqs, url=key, duration_s=seconds,
        content_type=st.just("audio/ogg"),
    ),
    st.builds(
        AudioReady, **place, seq=seqs, track=tracks, url=key, duration_s=seconds,
        content_type=st.just("audio/ogg"), voice_quality=st.just("basic"), voice=text,
    ),
    st.builds(
        TranslationComplete, **place, last=st.booleans(), original_text=text, translated_text=text,
        source_lang=st.just("en"), target_lang=st.just("pt"), confidence=st.floats(0, 1),
        audio_url_original=st.none() | key, audio_url_translated=st.none() | key,
        timings=st.dictionaries(st.just("total"), st.integers(0)),
        warnings=st.lists(st.builds(Warning, code=text, track=tracks, message=text), max_size=2),
    ),
    st.builds(
        MessageError, **place, code=text, stage=st.sampled_from(Stage), message=text,
        retryable=st.booleans(),
    ),
)  # fmt: skip


@given(any_event)
def test_an_event_survives_its_stored_form(event: MessageEvent) -> None:
    assert message_event(json.loads(json.dumps(event.wire()))) == event


@given(any_event)
def test_a_stored_event_is_sent_unchanged(event: MessageEvent) -> None:
    signed = {"url_of": lambda key: f"https://audio/{key}"}
    again = message_event(json.loads(json.dumps(event.wire())))
    assert again.wire(**signed) == event.wire(**signed)


@given(any_event)
def test_every_event_has_its_position(event: MessageEvent) -> None:
    message = event.wire()
    assert message["type"] == event.type
    assert {"message_id", "segment", "seq", "elapsed_ms"} <= message["data"].keys()


def test_the_stored_form_has_the_key_and_the_sent_form_a_link() -> None:
    event = AudioReady(
        message_id=uuid.uuid4(), segment=0, seq=199, elapsed_ms=1, track=Track.TRANSLATED, url="key",
        duration_s=1, content_type="audio/ogg", voice_quality="basic",
    )  # fmt: skip
    assert event.wire()["data"]["url"] == "key"
    assert event.wire(url_of=lambda key: f"https://audio/{key}")["data"]["url"] == (
        "https://audio/key"
    )


def test_a_missing_voice_has_no_link_in_either_form() -> None:
    event = _complete(audio_url_original=None)
    assert event.wire()["data"]["audio_url_original"] is None
    assert event.wire(url_of=lambda key: f"https://{key}")["data"]["audio_url_original"] is None


def test_the_repr_of_an_event_shows_no_text() -> None:
    text = repr(_complete(original_text="secret", audio_url_original="secret"))
    assert "secret" not in text


def test_the_texts_of_a_long_segment_fit_one_message() -> None:
    minute = "ã" * 60 * 25  # fast speech has fewer than 25 letters a second
    link = "https://" + "x" * 2_000
    event = _complete(original_text=minute, translated_text=minute)
    sent = json.dumps(event.wire(url_of=lambda _: link), ensure_ascii=False).encode()
    assert len(sent) < MESSAGE_LIMIT_BYTES


def _complete(**fields: Any) -> TranslationComplete:
    return TranslationComplete(
        **{
            "message_id": uuid.uuid4(), "segment": 0, "elapsed_ms": 1, "last": True,
            "original_text": "Hi.", "translated_text": "Oi.", "source_lang": "en",
            "target_lang": "pt", "confidence": 0.9, "audio_url_original": "a",
            "audio_url_translated": "b", "timings": {"total": 1}, "warnings": [],
        }
        | fields
    )  # fmt: skip


# --- seq ----------------------------------------------------------------------------------------


def _flow(pieces: dict[Track, int]) -> dict[str, list[int]]:
    """The numbers of a segment's events, by branch of the execution."""
    lines = {
        "words": [
            ProcessingStarted.model_fields["seq"].default,
            stage_seq(Stage.TRANSCRIBING),
            SttResult.model_fields["seq"].default,
            stage_seq(Stage.TRANSLATING),
            TranslationResult.model_fields["seq"].default,
        ],
        "end": [TranslationComplete.model_fields["seq"].default],
    }
    for track, amount in pieces.items():
        chunks = [chunk_seq(track, index) for index in range(amount)]
        lines[track] = [stage_seq(Stage.SYNTHESIZING, track), *chunks, ready_seq(track)]
    return lines


pieces_of_voices = st.fixed_dictionaries({track: st.integers(0, 98) for track in Track})


@given(pieces_of_voices)
def test_seq_increases_along_every_branch(pieces: dict[Track, int]) -> None:
    lines = _flow(pieces)
    for voice in Track:
        line = [*lines["words"], *lines[voice], *lines["end"]]
        assert all(earlier < later for earlier, later in pairwise(line))


@given(pieces_of_voices)
def test_no_two_events_of_a_segment_share_a_seq(pieces: dict[Track, int]) -> None:
    message = [seq for line in _flow(pieces).values() for seq in line]
    assert len(message) == len(set(message))


def test_in_streaming_mode_the_translated_voice_precedes_the_original() -> None:
    assert ready_seq(Track.TRANSLATED) < stage_seq(Stage.SYNTHESIZING, Track.ORIGINAL)


def test_both_ends_of_a_segment_have_the_same_seq() -> None:
    """There is one end, so that the first one stays."""
    ends = {kind.model_fields["seq"].default for kind in (TranslationComplete, MessageError)}
    assert len(ends) == 1


@pytest.mark.parametrize("index", [-1, 98, 10**6])
def test_a_voice_has_at_most_98_chunks(index: int) -> None:
    with pytest.raises(ValueError, match="98"):
        chunk_seq(Track.ORIGINAL, index)


@pytest.mark.parametrize(
    ("stage", "track"),
    [(Stage.RECEIVED, None), (Stage.COMPLETE, None), (Stage.SYNTHESIZING, None)],
)
def test_only_working_stages_have_updates(stage: Stage, track: Track | None) -> None:
    with pytest.raises(ValueError, match=stage):
        stage_seq(stage, track)


# --- Requests -----------------------------------------------------------------------------------

MESSAGE_ID = "6f9619ff-8b86-4d01-b42d-00c04fc964ff"
GOOD = {
    "action": "translate",
    "message_id": MESSAGE_ID,
    "target_lang": "pt",
    "audio_data": "AAAA",
}


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({"action": "hello"}, Hello),
        ({"action": "hello", "protocol": 1, "source_lang": "en", "target_lang": "pt"}, Hello),
        (GOOD, Translate),
        ({"action": "upload", "message_id": MESSAGE_ID, "bytes": 1}, Upload),
        ({"action": "resume", "message_id": MESSAGE_ID}, Resume),
        ({"action": "ping"}, Ping),
    ],
)
def test_every_action_is_parsed(message: dict[str, Any], kind: type) -> None:
    assert isinstance(client_message.validate_python(message), kind)


def test_a_segment_is_the_last_by_default() -> None:
    message = client_message.validate_python(GOOD)
    assert isinstance(message, Translate)
    assert (message.segment, message.last, message.mode, message.source_lang) == (
        0,
        True,
        "streaming",
        "auto",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"message_id": "not-a-uuid"},
        {"message_id": None},
        {"segment": -1},
        {"segment": MAX_SEGMENTS},
        {"segment": 0.5},
        {"mode": "backwards"},
        {"target_lang": "auto"},
        {"target_lang": "klingon!"},
        {"target_lang": ""},
        {"source_lang": 7},
        {"audio_key": "also/this"},
        {"audio_data": None},
        {"audio_data": ["AAAA"]},
        {"content_type": "not a type"},
        {"content_type": "audio/ogg\r\nx-amz-acl: public-read"},
        {"content_type": "аudio/ogg"},
        {"content_type": "audio/" + "x" * 100},
    ],
)
def test_an_invalid_field_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        client_message.validate_python(GOOD | wrong)


@pytest.mark.parametrize(
    "content_type", ["audio/ogg", "audio/webm;codecs=opus", "audio/ogg; codecs=opus", "audio/x-m4a"]
)
def test_content_types_may_have_parameters(content_type: str) -> None:
    message = client_message.validate_python(GOOD | {"content_type": content_type})
    assert isinstance(message, Translate)
    assert message.content_type == content_type


def test_the_repr_of_a_request_shows_no_audio() -> None:
    assert "AAAA" not in repr(client_message.validate_python(GOOD))


# --- Failures -----------------------------------------------------------------------------------


def test_the_output_of_catch_is_a_failure() -> None:
    left = {"Error": "NotAudio", "Cause": "x" * 100_000}
    failure = TypeAdapter(Failure).validate_python(left)
    assert failure.error == "NotAudio"
    assert len(failure.cause) <= 20_000


# --- Payloads -----------------------------------------------------------------------------------


def test_every_voice_format_has_an_extension() -> None:
    assert set(get_args(VoiceFormat)) == EXTENSIONS.keys()


@pytest.mark.parametrize(
    "fields", [{"text": "a" * 8_001}, {"language": "a" * 301}, {"confidence": float("nan")}]
)
def test_the_payload_limit_is_that_of_an_event(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_transcript(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"voice_format": "audio/nothing"},
        {"speed": 0.0},
        {"speed": -1.0},
        {"received_at_ms": 10**400},
    ],
)
def test_an_invalid_job_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_job(**fields)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("content_type", "mp3", "a content type such as audio/ogg"),
        ("voice", "../eva", "a voice that `ready` names"),
        ("hotwords", ["<|en|>"], "a name or term without line breaks and < > |"),
    ],
)
def test_the_format_of_a_field_is_explained_in_words(field: str, value: Any, told: str) -> None:
    said = {"action": "translate", "message_id": str(uuid.uuid4()), "target_lang": "pt",
            "audio_data": "QQ==", field: value}  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        client_message.validate_python(said)
    (error,) = refused.value.errors()
    assert error["msg"] == f"should be {told}"
