"""Segments that are recognised before it is certain that they ended, over the whole stack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.stack import EmulatedStack
from tests.emulator.talk import Talk, new_id, recording
from tests.words import word_error

pytestmark = [pytest.mark.emulator, pytest.mark.models, pytest.mark.embedded]

SPOKEN = "fleurs-en-004"


@pytest.fixture
def talk(stack: EmulatedStack) -> Iterator[Talk]:
    with Talk.open(stack) as talk:
        talk.ask({"action": "hello", "source_lang": "en", "target_lang": "pt"})
        yield talk


def _stored(talk: Talk, message_id: str) -> list[str]:
    """The types of the stored events of a message."""
    talk.say({"action": "resume", "message_id": message_id})
    talk.say({"action": "ping"})
    events = []
    while (event := talk.hear())["type"] != "pong":
        events.append(event["type"])
    return events


def test_an_accepted_segment_has_its_events_in_order(talk: Talk) -> None:
    whole = talk.translate(recording(SPOKEN))
    expected = talk.until_end()
    message_id = new_id()
    talk.translate(recording(SPOKEN), message_id=message_id, tentative=True)
    talk.translate(recording(SPOKEN), message_id=message_id)
    events = talk.until_end()
    assert {event["data"]["message_id"] for event in events} == {message_id} != {whole}
    assert [event["data"]["seq"] for event in events] == sorted(
        {event["data"]["seq"] for event in events}
    )
    texts = [one[-1]["data"]["original_text"] for one in (expected, events)]
    assert word_error(*texts) == 0


def test_speech_that_goes_on_leaves_nothing_of_the_segment(talk: Talk) -> None:
    dropped = new_id()
    talk.translate(recording(SPOKEN), message_id=dropped, tentative=True)
    talk.translate(recording("fleurs-pt-002"), source_lang="pt", target_lang="en")
    events = talk.until_end()
    assert dropped not in {event["data"]["message_id"] for event in events}
    assert _stored(talk, dropped) == []


def test_the_segment_with_what_was_said_after_a_suspected_pause(talk: Talk) -> None:
    message_id = new_id()
    talk.translate(recording(SPOKEN), message_id=message_id, tentative=True)
    talk.translate(recording("fleurs-en-003"), message_id=message_id)
    text = talk.until_end()[-1]["data"]["original_text"]
    assert "chemical" in text.lower()
    assert "dinosaur" not in text.lower()
