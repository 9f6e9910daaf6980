"""Text to speech in one voice."""

import numpy as np
import pytest

from dragoman.audio.chunking import concatenate
from dragoman.errors import (
    EngineFailed,
    StorageUnavailable,
    UnspeakableText,
    UnsupportedLanguage,
    UnsupportedVoice,
)
from dragoman.protocol import Job, Track
from tests.fakes import FakeSpeechToText
from tests.unit.world import World

THREE = "Bom dia. Obrigado. Bom dia."


def test_a_voice_begins_with_an_update_and_ends_with_the_whole(world: World, job: Job) -> None:
    world.synthesize(job, Track.TRANSLATED, "Bom dia.", "pt")
    update, *_, ready = world.received()[1:]
    assert (update["type"], update["data"]["stage"]) == ("processing_update", "synthesizing")
    assert update["data"]["track"] == "translated"
    assert ready["type"] == "audio_ready"
    assert ready["data"]["track"] == "translated"
    assert ready["data"]["voice_quality"] == "basic"
    assert ready["data"]["content_type"] == "audio/ogg"


def test_the_translation_has_the_chosen_voice(world: World) -> None:
    world.synthesize(world.claimed(voice="eva"), Track.TRANSLATED, "Bom dia.", "pt")
    assert world.received()[-1]["data"]["voice"] == "eva"


def test_the_original_has_the_default_voice(world: World) -> None:
    world.synthesize(world.claimed(voice="eva"), Track.ORIGINAL, "Good morning.", "en")
    ready = world.received()[-1]["data"]
    assert (ready["voice"], ready["voice_quality"]) == ("ann", "natural")


def test_a_voice_that_cannot_speak_is_stood_in_for(world: World) -> None:
    world.synthesizer.mute = {"rui"}
    voice = world.synthesize(world.claimed(voice="rui"), Track.TRANSLATED, "Bom dia.", "pt")
    assert world.received()[-1]["data"]["voice"] == "eva"
    assert (voice.voice, voice.instead_of) == ("eva", "rui")


@pytest.mark.parametrize("track", list(Track))
def test_both_voices_have_the_requested_speed(world: World, track: Track) -> None:
    slow = world.synthesize(world.claimed(speed=0.6), track, "Good morning.", "en")
    fast = world.synthesize(world.claimed(speed=2.0), track, "Good morning.", "en")
    assert fast.duration_s < slow.duration_s


def test_an_unknown_voice_fails_the_stage(world: World) -> None:
    with pytest.raises(UnsupportedVoice):
        world.synthesize(world.claimed(voice="zoe"), Track.TRANSLATED, "Bom dia.", "pt")


def test_the_link_leads_to_the_whole_voice(world: World, job: Job) -> None:
    voice = world.synthesize(job, Track.TRANSLATED, THREE, "pt")
    encoded, content_type = world.audio.fetch(world.received()[-1]["data"]["url"])
    sound = world.codec.decode(encoded)
    assert content_type == "audio/ogg"
    assert FakeSpeechToText().recognise(sound, ("pt",)).text == THREE
    assert sound.duration_s == pytest.approx(voice.duration_s)
    assert world.received()[-1]["data"]["duration_s"] == pytest.approx(voice.duration_s, abs=0.001)


def test_every_sentence_is_a_chunk_that_can_be_played(world: World, job: Job) -> None:
    world.synthesize(job, Track.TRANSLATED, THREE, "pt")
    chunks = [e["data"] for e in world.received() if e["type"] == "audio_chunk"]
    assert [c["index"] for c in chunks] == [0, 1, 2]
    for chunk in chunks:
        encoded, content_type = world.audio.fetch(chunk["url"])
        assert content_type == chunk["content_type"]
        assert world.codec.decode(encoded).duration_s == pytest.approx(chunk["duration_s"])


def test_a_client_without_chunks_receives_only_the_whole_voice(world: World, job: Job) -> None:
    job = job.model_copy(update={"chunks": False})
    voice = world.synthesize(job, Track.ORIGINAL, "One. Two. Three.", "en")
    assert world.notifier.types("me")[-2:] == ["processing_update", "audio_ready"]
    assert [key for key in world.audio.files if "original" in key] == [voice.key]


def test_the_chunks_joined_are_the_whole(world: World, job: Job) -> None:
    voice = world.synthesize(job, Track.ORIGINAL, THREE, "pt")
    links = [e["data"]["url"] for e in world.received() if e["type"] == "audio_chunk"]
    pieces = [world.codec.decode(world.audio.fetch(link)[0]) for link in links]
    whole = world.codec.decode(world.audio.files[voice.key][0])
    np.testing.assert_array_equal(concatenate(pieces).samples, whole.samples)


def test_a_voice_with_more_sentences_than_chunks_is_complete(world: World, job: Job) -> None:
    text = ". ".join(str(n) for n in range(150))
    voice = world.synthesize(job, Track.ORIGINAL, text, "en")
    seqs = [e["data"]["seq"] for e in world.received()]
    whole = world.codec.decode(world.audio.files[voice.key][0])
    assert FakeSpeechToText().recognise(whole, ("en",)).text == text
    assert seqs == sorted(set(seqs))


@pytest.mark.parametrize("content_type", ["audio/ogg", "audio/wav", "audio/mpeg"])
def test_the_whole_has_the_format_of_the_client(world: World, content_type: str) -> None:
    job = world.claimed(voice_format=content_type)
    voice = world.synthesize(job, Track.ORIGINAL, "Good morning.", "en")
    assert world.audio.files[voice.key][1] == content_type


def test_a_voice_synthesized_twice_is_the_same_file(world: World, job: Job) -> None:
    first = world.synthesize(job, Track.ORIGINAL, "Good morning.", "en")
    before = dict(world.audio.files)
    again = world.synthesize(job, Track.ORIGINAL, "Good morning.", "en")
    assert again.key == first.key
    assert world.audio.files == before


def test_the_two_voices_are_two_files(world: World, job: Job) -> None:
    translated = world.synthesize(job, Track.TRANSLATED, "Bom dia.", "pt")
    original = world.synthesize(job, Track.ORIGINAL, "Good morning.", "en")
    assert translated.key != original.key


@pytest.mark.parametrize(
    ("text", "language", "error"),
    [("你好", "en", UnspeakableText), ("bonjour", "fr", UnsupportedLanguage)],
)
def test_unspeakable_text_fails_the_stage(
    world: World, job: Job, text: str, language: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        world.synthesize(job, Track.ORIGINAL, text, language)


def test_a_failed_voice_is_never_ready(world: World, job: Job) -> None:
    world.synthesizer.failing["pt"] = EngineFailed()
    with pytest.raises(EngineFailed):
        world.synthesize(job, Track.TRANSLATED, "Bom dia.", "pt")
    assert "audio_ready" not in world.notifier.types("me")


def test_audio_that_cannot_be_stored_is_never_announced(world: World, job: Job) -> None:
    world.audio.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        world.synthesize(job, Track.TRANSLATED, THREE, "pt")
    assert not {"audio_chunk", "audio_ready"} & set(world.notifier.types("me"))
