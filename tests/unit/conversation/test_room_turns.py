"""Turns of a room: everyone hears each in their own language, in one order, once, and can resume."""

from __future__ import annotations

import base64
import uuid
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.conversation.capabilities import Capabilities
from dragoman.errors import Throttled, Unavailable
from dragoman.ports import Connection
from dragoman.protocol import Job, Track
from tests.fakes import FakeSynthesizer, FakeTranslator, recording, silence
from tests.unit.conversation.test_rooms import about, close_socket, guest, join, open_room
from tests.unit.world import ME, STRANGER, World, generous_limits, translate_message

Json = dict[str, Any]
ROUTES = {(a, b): None for a in ("en", "pt", "es") for b in ("en", "pt", "es") if a != b}


class ThreeVoices(FakeSynthesizer):
    VOICES: ClassVar = FakeSynthesizer.VOICES | {"es": [("paz", "natural")]}


class WithoutSpanish(FakeTranslator):
    PHRASES: ClassVar = {
        pair: phrases for pair, phrases in FakeTranslator.PHRASES.items() if "es" not in pair
    }


class RoomWorld(World):
    """A service of three languages, and a room: Ann and Carl speak English, Bob Portuguese, Eva
    Spanish."""

    def __init__(self, **limits: Any) -> None:
        super().__init__(
            capabilities=Capabilities(ThreeVoices.offered(), generous_limits(**limits), ROUTES),
            synthesizer=ThreeVoices(),
        )
        self.bob, self.carl = STRANGER, guest(self, "carl")
        self.eva = guest(self, "eva", accepts=("audio/wav", "audio/ogg"))
        self.outsider = guest(self, "mallory")
        self.room = open_room(self)
        for who, language in ((self.bob, "pt"), (self.eva, "es"), (self.carl, "en")):
            assert join(self, self.room, who, language=language)["type"] == "room"

    @property
    def everyone(self) -> list[Connection]:
        return [ME, self.bob, self.eva, self.carl]

    def say(self, who: Connection = ME, **fields: Any) -> Job:
        """Speaks "Good morning." into the room; the job that was accepted."""
        message = translate_message(**({"room_id": self.room["room_id"]} | fields))
        del message["target_lang"]
        self.send(message, who)
        return self.workflow.jobs[-1]

    def heard(self, who: Connection, job: Job | None = None) -> list[Json]:
        """The events of turns that a connection received, or of one turn."""
        wanted = str(job.message_id) if job else None
        events = [event for event in self.received(who) if event["data"].get("seq")]
        return [e for e in events if wanted in (None, e["data"]["message_id"])]


@pytest.fixture
def room_world() -> RoomWorld:
    return RoomWorld()


def types(events: list[Json]) -> list[str]:
    return [event["type"] for event in events]


def seqs(events: list[Json]) -> list[int]:
    return [event["data"]["seq"] for event in events]


def test_everyone_hears_their_own_language(room_world: RoomWorld) -> None:
    world, job = room_world, room_world.say()
    world.flow_in_room(job)
    for who, language, text in (
        (world.bob, "pt", "Bom dia."), (world.eva, "es", "Buenos días."),
    ):  # fmt: skip
        heard = world.heard(who, job)
        assert types(heard) == [
            "processing_started", "processing_update", "stt_result", "processing_update",
            "translation_result", "processing_update", "audio_chunk", "audio_ready",
            "processing_update", "audio_chunk", "audio_ready", "translation_complete",
        ]  # fmt: skip
        assert seqs(heard) == sorted(set(seqs(heard)))
        end = heard[-1]["data"]
        assert (end["target_lang"], end["translated_text"]) == (language, text)
        assert end["original_text"] == "Good morning."
        assert f"translated-{language}." in end["audio_url_translated"]
        assert "original." in end["audio_url_original"]


def test_each_language_is_spoken_once_and_the_original_once(room_world: RoomWorld) -> None:
    second = guest(room_world, "second portuguese")
    join(room_world, room_world.room, second, language="pt")
    job = room_world.say()
    room_world.flow_in_room(job)
    whole = [key for key in room_world.audio.files if key.endswith(".ogg")]
    assert len(whole) == 3
    assert job.room
    assert job.room.languages == ("pt", "es", "en")
    assert types(room_world.heard(second, job)) == types(room_world.heard(room_world.bob, job))


def test_a_language_that_everyone_only_reads_is_not_spoken(room_world: RoomWorld) -> None:
    world = room_world
    world.send(about(world.room, "update_participant", captions_only=True), world.bob)
    job = world.say()
    world.flow_in_room(job)
    assert "translated-pt." not in " ".join(world.audio.files)
    end = world.heard(world.bob, job)[-1]["data"]
    assert (end["translated_text"], end["audio_url_translated"]) == ("Bom dia.", None)
    assert end["warnings"] == []
    assert world.heard(world.eva, job)[-1]["data"]["audio_url_translated"]


def test_one_who_listens_is_enough_for_a_voice(room_world: RoomWorld) -> None:
    world = room_world
    reader = guest(world, "reader")
    join(world, world.room, reader, language="pt", captions_only=True)
    job = world.say()
    assert job.room
    assert job.room.captions_only == ()
    world.send(about(world.room, "update_participant", captions_only=True), world.bob)
    silent = world.say()
    world.send(about(world.room, "update_participant", captions_only=False), reader)
    again = world.say()
    assert [one.room.captions_only for one in (silent, again) if one.room] == [("pt",), ()]
    # A change counts from the next turn on.
    world.flow_in_room(job)
    assert world.heard(world.bob, job)[-1]["data"]["audio_url_translated"]


def test_who_shares_the_language_hears_the_recording_itself(room_world: RoomWorld) -> None:
    job = room_world.say()
    room_world.flow_in_room(job)
    heard = room_world.heard(room_world.carl, job)
    [recording] = [event["data"] for event in heard if event["type"] == "recording_ready"]
    assert room_world.audio.fetch(recording["url"])[0] == room_world.audio.files[job.audio_key][0]
    end = heard[-1]["data"]
    assert (end["translated_text"], end["target_lang"]) == ("Good morning.", "en")
    assert end["audio_url_translated"] is None
    assert end["warnings"] == []
    for other in (ME, room_world.bob, room_world.eva):
        assert "recording_ready" not in types(room_world.heard(other, job))


def test_the_speaker_sees_their_own_turn_end(room_world: RoomWorld) -> None:
    job = room_world.say()
    room_world.flow_in_room(job)
    heard = room_world.heard(ME, job)
    assert types(heard)[0] == "processing_started"
    assert types(heard)[-1] == "translation_complete"
    assert heard[-1]["data"]["translated_into"] == ["pt", "es"]


def test_the_first_event_names_the_turn_and_the_speaker(room_world: RoomWorld) -> None:
    first, second = room_world.say(), room_world.say(room_world.bob, source_lang="pt")
    for job, number, who in ((first, 1, 0), (second, 2, 1)):
        started = room_world.heard(room_world.eva, job)[0]["data"]["room"]
        participants = room_world.rooms.get(room_world.room["room_id"]).participants  # type: ignore[union-attr]
        assert started["turn"] == number
        assert started["participant_id"] == participants[who].participant_id


def test_two_who_speak_at_once_have_one_order_for_everyone(room_world: RoomWorld) -> None:
    first, second = room_world.say(), room_world.say(room_world.bob, source_lang="pt")
    room_world.flow_in_room(second)
    room_world.flow_in_room(first)
    for who in room_world.everyone:
        turns = {
            event["data"]["message_id"]: event["data"]["room"]["turn"]
            for event in room_world.heard(who)
            if event["type"] == "processing_started"
        }
        assert turns == {str(first.message_id): 1, str(second.message_id): 2}


def test_an_outsider_receives_no_event_of_any_kind(room_world: RoomWorld) -> None:
    world, job = room_world, room_world.say()
    world.flow_in_room(job)
    world.fail(world.say(world.bob, source_lang="pt"), "EngineFailed")
    world.send(about(world.room, "speaking", speaking=True))
    assert world.received(world.outsider) == []
    for request in (
        about(world.room, "resume_room"),
        {"action": "resume", "message_id": str(job.message_id)},
        translate_message(message_id=str(job.message_id)),
        {"action": "finish", "message_id": str(job.message_id), "segments": 1},
    ):
        answers = world.send(request, world.outsider)
        assert types(answers) == ["error"]
    seen = {kind for who in world.everyone for kind in types(world.received(who))}
    assert seen >= {
        "room", "room_update", "processing_started", "processing_update", "stt_result",
        "recording_ready", "translation_result", "audio_chunk", "audio_ready",
        "translation_complete", "error",
    }  # fmt: skip


def test_nobody_speaks_into_a_room_without_being_in_it(room_world: RoomWorld) -> None:
    world = room_world
    world.send(about(world.room, "leave_room"), world.bob)
    for who in (world.bob, world.outsider):
        for room_id in (world.room["room_id"], "nowhere"):
            message = translate_message(room_id=room_id)
            del message["target_lang"]
            [refused] = world.send(message, who)
            assert refused["data"]["code"] == "not_in_room"
    assert world.workflow.jobs == []
    assert world.heard(ME) == []


def test_a_participant_is_no_participant_of_another_room(room_world: RoomWorld) -> None:
    job = room_world.say()
    room_world.flow_in_room(job)
    other = open_room(room_world, room_world.outsider)
    answers = room_world.send(about(other, "resume_room", after=0), room_world.outsider)
    assert types(answers) == ["room", "room_resumed"]


@pytest.mark.parametrize(
    "fields",
    [
        {"target_lang": "pt"}, {"voice": "rui"}, {"back_translation": True},
        {"termbase": [{"source": "a", "target": "b"}]}, {"room_id": "<b>"}, {"room_id": "x" * 500},
    ],
    ids=str,
)  # fmt: skip
def test_a_turn_that_contradicts_itself_is_refused(room_world: RoomWorld, fields: Json) -> None:
    message = translate_message(room_id=room_world.room["room_id"])
    del message["target_lang"]
    [refused] = room_world.send(message | fields)
    assert refused["data"]["code"] == "invalid_message"


def test_a_message_needs_an_audience(room_world: RoomWorld) -> None:
    message = translate_message()
    del message["target_lang"]
    assert room_world.send(message)[0]["data"]["code"] == "invalid_message"


def test_a_source_that_is_not_offered_is_refused(room_world: RoomWorld) -> None:
    message = translate_message(room_id=room_world.room["room_id"], source_lang="tlh")
    del message["target_lang"]
    assert room_world.send(message)[0]["data"]["code"] == "unsupported_language"


def test_a_turn_sent_twice_is_taken_once(room_world: RoomWorld) -> None:
    message_id = str(uuid.uuid4())
    job = room_world.say(message_id=message_id)
    room_world.say(message_id=message_id)
    assert len(room_world.workflow.jobs) == 1
    room_world.flow_in_room(job)
    assert room_world.say(room_world.bob, source_lang="pt").room.turn == 2  # type: ignore[union-attr]


def test_a_turn_whose_execution_did_not_start_keeps_its_number(room_world: RoomWorld) -> None:
    message_id = str(uuid.uuid4())
    room_world.workflow.outage = Unavailable()
    message = translate_message(message_id=message_id, room_id=room_world.room["room_id"])
    del message["target_lang"]
    room_world.send(message)
    room_world.workflow.outage = None
    job = room_world.say(message_id=message_id)
    assert job.room
    assert job.room.turn == 1
    room_world.flow_in_room(job)
    assert types(room_world.heard(room_world.bob, job)).count("translation_complete") == 1


def test_a_language_changed_midway_counts_from_the_next_turn(room_world: RoomWorld) -> None:
    world, job = room_world, room_world.say()
    received = world.transcribe(job)
    world.send(about(world.room, "update_participant", language="es"), world.bob)
    world.flow_in_room(job)
    assert world.heard(world.bob, job)[-1]["data"]["target_lang"] == "pt"
    following = world.say()
    world.flow_in_room(following)
    assert world.heard(world.bob, following)[-1]["data"]["target_lang"] == "es"
    assert received.targets == ("pt", "es")


def test_without_speech_everyone_is_told(room_world: RoomWorld) -> None:
    job = room_world.say()
    room_world.audio.files[job.audio_key] = (
        room_world.codec.encode(silence(1.0), "audio/ogg"),
        "a/b",
    )
    room_world.flow_in_room(job)
    for who in room_world.everyone:
        [end] = [e["data"] for e in room_world.heard(who, job) if e["type"] == "error"]
        assert end["code"] == "no_speech"


def test_a_language_that_fails_leaves_the_others_alone(room_world: RoomWorld) -> None:
    room_world.translator = WithoutSpanish()
    job = room_world.say()
    room_world.flow_in_room(job)
    [end] = [e for e in room_world.heard(room_world.eva, job) if e["data"]["seq"] == 300]
    assert (end["type"], end["data"]["code"]) == ("error", "unsupported_language")
    assert types(room_world.heard(room_world.bob, job))[-1] == "translation_complete"


def test_an_execution_that_fails_ends_for_everyone(room_world: RoomWorld) -> None:
    job = room_world.say()
    room_world.fail(job, "EngineFailed")
    for who in room_world.everyone:
        assert types(room_world.heard(who, job))[-1] == "error"


def test_a_dead_execution_is_ended_for_everyone(room_world: RoomWorld) -> None:
    job = room_world.say()
    room_world.transcribe(job)
    room_world.clock.advance(400)
    room_world.sweep()
    for who in room_world.everyone:
        assert room_world.heard(who, job)[-1]["data"]["code"] == "timed_out"


def test_cost_is_counted_by_language() -> None:
    world = RoomWorld(audio_s_per_day=0.12)
    for who in (world.carl, guest(world, "another")):
        join(world, world.room, who, language="en")
    spoken_s = world.codec.decode(recording("Good morning.", "en")).duration_s
    assert spoken_s < 0.12 < 2 * spoken_s
    world.flow_in_room(world.say())  # in two languages, for three listeners
    message = translate_message(room_id=world.room["room_id"])
    del message["target_lang"]
    assert world.send(message)[0]["data"]["code"] == "rate_limited"


@pytest.mark.parametrize("gone", ["bob", "eva", "carl"])
def test_a_listener_who_is_slow_or_gone_delays_nobody(gone: str) -> None:
    world = RoomWorld()
    lost = getattr(world, gone)
    world.notifier.trouble[lost.connection_id] = Throttled()
    job = world.say()
    world.flow_in_room(job)
    assert world.heard(lost, job) == []
    for who in world.everyone:
        if who != lost:
            assert types(world.heard(who, job))[-1] == "translation_complete"
    del world.notifier.trouble[lost.connection_id]
    again = world.send(about(world.room, "resume_room"), lost)
    assert types(again)[0] == "room"
    assert types(again)[1] == "processing_started"
    assert types(again)[-2:] == ["translation_complete", "room_resumed"]


@given(after=st.integers(0, 4))
def test_resuming_repeats_each_later_turn_in_order(after: int) -> None:
    world = RoomWorld()
    jobs = [world.say(), world.say(world.bob, source_lang="pt"), world.say()]
    for job in reversed(jobs):
        world.flow_in_room(job)
    again = world.send(about(world.room, "resume_room", after=after), world.eva)
    turns = [e["data"]["room"]["turn"] for e in again if e["type"] == "processing_started"]
    assert turns == list(range(after + 1, 4))
    assert again[-1] == {
        "type": "room_resumed",
        "data": {"room_id": world.room["room_id"], "turn": 3, "more": False},
    }
    for job in jobs[after:]:
        events = [e for e in again if e["data"].get("message_id") == str(job.message_id)]
        assert seqs(events) == sorted(set(seqs(events)))
        assert events[-1]["data"]["target_lang"] == "es"


def test_who_joins_late_can_read_what_was_said(room_world: RoomWorld) -> None:
    world, job = room_world, room_world.say()
    world.flow_in_room(job)
    late = {name: guest(world, name) for name in ("pt", "fr")}
    join(world, world.room, late["pt"], language="pt")
    again = world.send(about(world.room, "resume_room"), late["pt"])
    assert again[-2]["data"]["translated_text"] == "Bom dia."


def test_who_joins_late_in_a_new_language_reads_the_original(room_world: RoomWorld) -> None:
    world = room_world
    world.send(about(world.room, "leave_room"), world.eva)
    job = world.say()
    world.flow_in_room(job)
    join(world, world.room, world.eva, language="es")
    again = world.send(about(world.room, "resume_room"), world.eva)
    end = again[-2]
    assert end["type"] == "translation_complete"
    assert (end["data"]["translated_text"], end["data"]["target_lang"]) == ("Good morning.", "en")


def test_no_event_is_missed_by_who_returns_during_a_turn(room_world: RoomWorld) -> None:
    world, job = room_world, room_world.say()
    received = world.transcribe(job)
    close_socket(world, world.bob)
    branch = world._in_language(job, received, "pt")
    assert types(world.heard(world.bob, job))[-1] == "stt_result"
    again = Connection("bob-again", owner=world.bob.owner)
    world.connections.add(again)
    world.send(about(world.room, "resume_room"), again)
    world.flow_in_room(job)
    heard = world.heard(again, job)
    assert sorted(set(seqs(heard)))[:4] == [1, 2, 3, 4]
    assert len({e["data"]["seq"] for e in heard if e["type"] == "translation_complete"}) == 1
    assert branch.language == "pt"


def test_the_voices_have_a_format_that_all_can_play(room_world: RoomWorld) -> None:
    assert room_world.say().voice_format == "audio/ogg"
    phone = guest(room_world, "phone", accepts=("audio/mpeg", "audio/wav"))
    join(room_world, room_world.room, phone, language="en")
    assert room_world.say().voice_format == "audio/wav"


def test_with_auto_the_language_is_one_of_the_room(room_world: RoomWorld) -> None:
    job = room_world.say(room_world.bob, source_lang="auto")
    assert set(job.candidates) == {"en", "pt", "es"}
    room_world.flow_in_room(job)  # in English, which Bob does not listen in
    assert room_world.heard(ME, job)[-1]["data"]["target_lang"] == "en"
    assert room_world.heard(room_world.eva, job)[-1]["data"]["target_lang"] == "es"
    assert Track.ORIGINAL in {e["data"].get("track") for e in room_world.heard(ME, job)}


def test_a_message_of_several_segments_is_a_turn_each(room_world: RoomWorld) -> None:
    first = room_world.say(segment=0, last=False)
    second = room_world.say(message_id=str(first.message_id), segment=1, last=True)
    room_world.flow_in_room(first)
    room_world.flow_in_room(second)
    ends = [e for e in room_world.heard(room_world.bob) if e["type"] == "translation_complete"]
    assert [end["data"]["segment"] for end in ends] == [0, 1]
    [whole] = [
        e["data"] for e in room_world.heard(ME)
        if e["type"] == "translation_complete" and e["data"]["segment"] is None
    ]  # fmt: skip
    assert whole["original_text"] == "Good morning. Good morning."


def _caption(room: RoomWorld, who: Connection = ME, **fields: Any) -> list[Json]:
    message: Json = {
        "action": "partial",
        "message_id": str(uuid.uuid4()),
        "revision": 1,
        "source_lang": "auto",
        "room_id": room.room["room_id"],
        "audio_data": base64.b64encode(recording("Good mor", "en")).decode(),
    }
    return room.send(message | fields, who)


def test_captions_are_for_everyone_in_the_room_in_their_languages() -> None:
    room = RoomWorld()
    assert _caption(room) == []
    assert room.captioner is not None
    [task] = room.captioner.tasks
    audience = {one.language: set(one.connection_ids) for one in task.audience}
    others = {"pt": room.bob, "es": room.eva, "en": room.carl}
    assert audience == {language: {who.connection_id} for language, who in others.items()}
    assert set(task.languages) == {"en", "pt", "es"}
    assert task.speaker is not None
    assert task.speaker.participant_id == room.room["you"]


def test_nobody_outside_of_the_room_shows_captions_in_it() -> None:
    room = RoomWorld()
    [refusal] = _caption(room, room.outsider)
    assert refusal["data"]["code"] == "not_in_room"
    assert room.captioner is not None
    assert room.captioner.tasks == []


def test_a_participant_without_a_connection_gets_no_captions() -> None:
    room = RoomWorld()
    close_socket(room, room.eva)
    _caption(room)
    assert room.captioner is not None
    assert {one.language for one in room.captioner.tasks[0].audience} == {"pt", "en"}


@pytest.mark.parametrize("fields", [{"target_lang": "pt"}, {"room_id": None}])
def test_captions_have_one_audience(fields: Json) -> None:
    [refusal] = _caption(RoomWorld(), **fields)
    assert refusal["data"]["code"] == "invalid_message"
