"""Conversations as text, subtitles and data."""

from __future__ import annotations

import base64
import json
import uuid
from itertools import pairwise
from typing import Any

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.conversation.connect import guest
from dragoman.conversation.export import ExportedSegment, export
from dragoman.errors import NothingToExport
from dragoman.ports import NO_CONNECTION, Connection
from dragoman.protocol import MAX_SEGMENTS, ExportFormat
from dragoman.protocol.events import ProcessingStarted, SttResult, TranslationResult
from tests.fakes import recording
from tests.unit.http.conftest import ANN, BOB, Answer, Service

SPEAKER = Connection(NO_CONNECTION, guest(ANN))


def _export(service: Service, message_id: str, query: str = "", who: str = ANN) -> Answer:
    return service.ask("GET", f"/v1/translations/{message_id}/export{query}", who=who)


def _said(service: Service, text: str = "Good morning.", language: str = "en") -> str:
    """The id of a translated message."""
    audio = base64.b64encode(recording(text, language)).decode()
    target = {"en": "pt", "pt": "en"}[language]
    answer = service.translate(source_lang=language, target_lang=target, audio_data=audio)
    assert answer.status == 200
    return str(answer.body["message_id"])


# --- Over HTTP ----------------------------------------------------------------------------------


def test_a_message_becomes_subtitles_in_both_languages(service: Service) -> None:
    answer = _export(service, _said(service), "?format=vtt")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="dragoman.vtt"'
    assert answer.text.startswith("WEBVTT\n\n")
    [cue] = pysubs2.SSAFile.from_string(answer.text, "vtt")
    assert cue.text.split("\\N") == ["Good morning.", "Bom dia."]
    assert cue.start == 0
    assert cue.end >= 1000


@pytest.mark.parametrize(
    ("query", "content"),
    [("format=txt", "Good morning.\nBom dia.\n"), ("format=txt&lang=pt", "Bom dia.\n")],
)
def test_text_is_in_both_languages_or_in_one(service: Service, query: str, content: str) -> None:
    assert _export(service, _said(service), f"?{query}").text == content


def test_a_conversation_of_two_is_in_the_order_in_which_they_spoke(service: Service) -> None:
    first, second = _said(service), _said(service, "Obrigado.", "pt")
    answer = _export(service, first, f"?format=json&more={second}")
    one, two = answer.body["segments"]
    assert (one["message_id"], two["message_id"]) == (first, second)
    assert (one["source_lang"], two["source_lang"]) == ("en", "pt")
    assert one["end_s"] <= two["begin_s"] < two["end_s"]
    english = _export(service, first, f"?format=txt&lang=en&more={second}")
    assert english.text == "Good morning.\n\nThank you.\n"


def test_another_speaker_s_conversation_is_unknown(service: Service) -> None:
    mine, hers = _said(service), service.translate(who=BOB).body["message_id"]
    for message_id, query in ((hers, ""), (mine, f"?more={hers}"), (str(uuid.uuid4()), "")):
        answer = _export(service, message_id, query)
        assert (answer.status, answer.body["code"]) == (404, "message_unknown")


def test_where_nothing_was_said_there_is_nothing_to_export(service: Service) -> None:
    unheard = service.translate(audio_data=base64.b64encode(recording("", "en")).decode())
    answer = _export(service, unheard.body["message_id"])
    assert (answer.status, answer.body["code"]) == (422, "nothing_to_export")
    spanish = _export(service, _said(service), "?lang=es")
    assert (spanish.status, spanish.body["code"]) == (422, "nothing_to_export")


@pytest.mark.parametrize(
    "query", ["format=doc", "lang=not%20one", "from_segment=500", "from_segment=-1", "more=me"]
)
def test_a_wrong_query_is_named(service: Service, query: str) -> None:
    answer = _export(service, _said(service), f"?{query}")
    assert (answer.status, answer.body["code"]) == (422, "invalid_message")
    assert query.partition("=")[0] in answer.body["title"]


def test_five_hundred_segments_fit_in_a_response(service: Service) -> None:
    message_id = _long_message(service, "Good morning, everybody. " * 10)
    answer = _export(service, message_id, "?format=srt")
    assert answer.status == 200
    cues = pysubs2.SSAFile.from_string(answer.text, "srt")
    assert len(cues) == MAX_SEGMENTS
    assert [cue.start for cue in cues] == [10_000 * n + 500 for n in range(MAX_SEGMENTS)]
    assert all(before.end <= after.start for before, after in pairwise(cues))


def test_an_export_beyond_the_limits_of_lambda_is_refused_and_available_in_parts(
    service: Service,
) -> None:
    message_id = _long_message(service, "Good morning, everybody. " * 300)
    answer = _export(service, message_id, "?format=srt")
    assert (answer.status, answer.body["code"]) == (413, "export_too_large")
    part = _export(service, message_id, "?format=json&from_segment=450")
    assert part.status == 200
    assert [s["segment"] for s in part.body["segments"]] == list(range(450, MAX_SEGMENTS))


def test_a_conversation_of_too_many_segments_is_refused(service: Service) -> None:
    first, second = (_long_message(service, "Good morning.") for _ in range(2))
    answer = _export(service, first, f"?more={second}")
    assert (answer.status, answer.body["code"]) == (413, "export_too_large")


def _long_message(service: Service, text: str) -> str:
    """A message of 500 segments, spoken live: every 10 s one that has 6 s of speech after 0.5 s."""
    message_id, messages = uuid.uuid4(), service.world.messages
    for number in range(MAX_SEGMENTS):
        messages.claim(str(message_id), number, SPEAKER, number == MAX_SEGMENTS - 1)
        place: dict[str, Any] = {"message_id": message_id, "segment": number, "elapsed_ms": 0}
        received_at_ms = 1_700_000_000_000 + 10_000 * number
        for event in (
            ProcessingStarted(**place, mode="streaming", received_at_ms=received_at_ms),
            SttResult(
                **place, original_text=text, language="en", confidence=1, begin_s=0.5, end_s=6.5
            ),
            TranslationResult(**place, translated_text=text, source_lang="en", target_lang="pt"),
        ):
            messages.append(str(message_id), number, event.seq, event.wire())
    return str(message_id)


# --- The formats --------------------------------------------------------------------------------

ODD = st.text(
    st.one_of(
        st.characters(categories=["L", "N", "P", "S", "Zs"]), st.sampled_from("\\nNh{}<>&-\n")
    )
)


def _segment(text: str, number: int = 0) -> ExportedSegment:
    return ExportedSegment(
        message_id=uuid.uuid4(), segment=number, begin_s=number, end_s=number + 1.5,
        source_lang="en", target_lang="pt", original_text=text, translated_text="Sim.",
    )  # fmt: skip


@given(text=ODD, format=st.sampled_from([ExportFormat.SRT, ExportFormat.VTT]))
def test_no_text_breaks_subtitles(text: str, format: ExportFormat) -> None:
    content = export([_segment(text), _segment("Yes.", 1)], format)
    blocks = content.removeprefix("WEBVTT\n\n").strip("\n").split("\n\n")
    assert len(blocks) == 2
    for block in blocks:
        number, times, *lines = block.split("\n")
        assert number.isdecimal()
        assert times.count("-->") == 1
        assert lines[-1] == "Sim."
        assert len(lines) <= 2
    if format is ExportFormat.VTT:
        assert not any("<" in line or "-->" in line for line in blocks[0].split("\n")[2:])


@given(text=ODD)
def test_data_has_the_text_unchanged(text: str) -> None:
    try:
        [segment] = json.loads(export([_segment(text)], ExportFormat.JSON))["segments"]
    except NothingToExport:
        raise AssertionError("the translation is a text") from None
    assert segment["original_text"] == text
