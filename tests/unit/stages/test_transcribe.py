"""Speech to text."""

import pytest

from dragoman.errors import (
    AudioMissing,
    AudioTooLarge,
    AudioTooLong,
    EmptyAudio,
    EngineFailed,
    NotAudio,
    StorageUnavailable,
)
from dragoman.protocol import Job
from tests.fakes import FakeAudioCodec, FakeAudioStore, recording, silence
from tests.unit.world import World


def _record(world: World, job: Job, encoded: bytes) -> None:
    world.audio.put(job.audio_key, encoded, "audio/ogg")


def test_the_transcript_is_emitted_and_returned(world: World, job: Job) -> None:
    transcript = world.transcribe(job)
    assert (transcript.text, transcript.language, transcript.speech) == (
        "Good morning.",
        "en",
        True,
    )
    update, result = world.received()[1:]
    assert (update["type"], update["data"]["stage"]) == ("processing_update", "transcribing")
    assert result["type"] == "stt_result"
    assert result["data"]["original_text"] == "Good morning."
    assert result["data"]["language"] == "en"
    assert 0 < result["data"]["confidence"] <= 1


def test_the_duration_and_the_computing_time_are_measured(world: World, job: Job) -> None:
    transcript = world.transcribe(job)
    assert transcript.audio_s > 0
    assert transcript.compute_ms > 0


def test_auto_is_recognised_among_the_supported_languages(world: World) -> None:
    job = world.claimed(source_lang="auto")
    _record(world, job, recording("Bom dia.", "pt"))
    assert world.transcribe(job).language == "pt"


def test_auto_is_recognised_among_the_languages_of_the_conversation(world: World) -> None:
    job = world.claimed(source_lang="auto", candidates=("en", "fr"))
    _record(world, job, recording("Bom dia.", "pt"))
    assert world.transcribe(job).language == "en"


def test_a_recognised_language_has_a_confidence(world: World) -> None:
    world.transcribe(world.claimed(source_lang="auto"))
    assert 0 < world.received()[-1]["data"]["language_confidence"] < 1


def test_a_given_language_has_full_confidence(world: World, job: Job) -> None:
    world.transcribe(job)
    assert world.received()[-1]["data"]["language_confidence"] == 1


def test_the_other_language_of_the_pair_is_detected(world: World) -> None:
    job = world.claimed(source_lang="en", target_lang="pt")
    _record(world, job, recording("Bom dia.", "pt"))
    world.transcribe(job)
    result = world.received()[-1]["data"]
    assert (result["language"], result["detected_language"]) == ("en", "pt")
    assert 0.5 <= result["detected_language_confidence"] <= 1


def test_a_typed_text_has_no_detected_language(world: World) -> None:
    world.transcribe(world.claimed(source_lang="en", text="See you at 5."))
    assert world.received()[-1]["data"]["detected_language"] is None


def test_hotwords_are_spelled_as_given(world: World) -> None:
    job = world.claimed(hotwords=("MORning",))
    assert world.transcribe(job).text == "Good MORning."


def test_requested_words_have_a_confidence(world: World) -> None:
    world.transcribe(world.claimed(words=True))
    words = world.received()[-1]["data"]["words"]
    assert [word["text"] for word in words] == ["Good", "morning."]
    assert all(0 < word["confidence"] <= 1 for word in words)


def test_words_are_left_out_unless_requested(world: World, job: Job) -> None:
    world.transcribe(job)
    assert world.received()[-1]["data"]["words"] == []


def test_a_given_language_is_not_questioned(world: World) -> None:
    job = world.claimed(source_lang="en")
    _record(world, job, recording("Bom dia.", "pt"))
    assert world.transcribe(job).language == "en"


def test_an_incomplete_recording_is_reported(world: World, job: Job) -> None:
    _record(world, job, recording("Good morning.", "en"))
    assert not world.transcribe(job).incomplete
    _record(world, job, recording("Good morning.", "en") + b"\0")
    assert world.transcribe(job).incomplete


def test_silence_gives_no_text(world: World, job: Job) -> None:
    _record(world, job, FakeAudioCodec().encode(silence(1.0), "audio/ogg"))
    transcript = world.transcribe(job)
    assert (transcript.text, transcript.speech) == ("", False)
    assert world.notifier.types("me") == ["processing_started", "processing_update"]


@pytest.mark.parametrize(
    ("encoded", "error"),
    [
        (b"", EmptyAudio),
        (b"<html>", NotAudio),
        (FakeAudioCodec().encode(silence(61), "audio/ogg"), AudioTooLong),
    ],
    ids=["empty", "not audio", "too long"],
)
def test_a_bad_recording_fails_the_stage(
    world: World, job: Job, encoded: bytes, error: type[Exception]
) -> None:
    _record(world, job, encoded)
    with pytest.raises(error):
        world.transcribe(job)


def test_a_missing_recording_fails_the_stage(world: World, job: Job) -> None:
    world.workflow.started.clear()
    with pytest.raises(AudioMissing):
        world.transcribe(job)


def test_a_recording_over_the_limit_fails_the_stage(world: World, job: Job) -> None:
    world.audio = FakeAudioStore(limit_bytes=10)
    _record(world, job, bytes(11))
    with pytest.raises(AudioTooLarge):
        world.transcribe(job)


def test_a_failing_engine_fails_the_stage(world: World, job: Job) -> None:
    world.speech.outage = EngineFailed()
    with pytest.raises(EngineFailed):
        world.transcribe(job)


def test_a_transcript_that_cannot_be_stored_fails_the_stage(world: World, job: Job) -> None:
    world.messages.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        world.transcribe(job)


def test_a_typed_text_is_its_own_transcript(world: World) -> None:
    job = world.claimed(source_lang="en", text="See you at 5.")
    transcript = world.transcribe(job)
    assert (transcript.text, transcript.language) == ("See you at 5.", "en")
    assert transcript.audio_s == 0
    result = world.received()[-1]
    assert (result["type"], result["data"]["confidence"]) == ("stt_result", 1.0)
