"""The end of a segment, with a result or an error."""

import json
from typing import Any

import pytest

from dragoman.errors import (
    DragomanError,
    EngineFailed,
    RateLimited,
    StorageUnavailable,
    UnspeakableText,
    UnsupportedLanguage,
    tree,
)
from dragoman.protocol import Branch, FailTask, Failure, Job, Track, Translation, Voice
from dragoman.stages.fail import fail
from tests.fakes import FakeUsage
from tests.unit.world import World, a_transcript

TRANSLATION = Translation(text="Bom dia.", compute_ms=20)
TRANSLATED = Voice(key="messages/m/0/translated.ogg", duration_s=1, compute_ms=30)
ORIGINAL = Voice(key="messages/m/0/original.ogg", duration_s=1, compute_ms=40)


def _left(error: type[DragomanError] | str, message: str = "secret words") -> Failure:
    """An error in the form of the state machine's Catch."""
    name = error if isinstance(error, str) else error.__name__
    cause = {"errorType": name, "errorMessage": message, "stackTrace": ["/var/task/secret.py"]}
    return Failure(Error=name, Cause=json.dumps(cause))


def _end(world: World, job: Job, *branches: Branch) -> dict[str, Any]:
    world.complete(job, a_transcript(), *branches)
    return world.received()[-1]


# --- Results ------------------------------------------------------------------------------------


def test_a_complete_result_has_no_warnings(world: World, job: Job) -> None:
    end = _end(
        world, job, Branch(translation=TRANSLATION, translated=TRANSLATED, original=ORIGINAL)
    )
    assert end["type"] == "translation_complete"
    end = end["data"]
    assert (end["original_text"], end["translated_text"]) == ("Good morning.", "Bom dia.")
    assert (end["source_lang"], end["target_lang"]) == ("en", "pt")
    assert TRANSLATED.key in end["audio_url_translated"]
    assert ORIGINAL.key in end["audio_url_original"]
    assert end["warnings"] == []
    assert end["last"] is True


def test_a_voice_that_another_spoke_for_is_a_warning(world: World, job: Job) -> None:
    spoken = TRANSLATED.model_copy(update={"voice": "eva", "instead_of": "rui"})
    end = _end(world, job, Branch(translation=TRANSLATION, translated=spoken, original=ORIGINAL))
    [warning] = end["data"]["warnings"]
    assert (warning["code"], warning["track"]) == ("voice_fallback", "translated")
    assert end["data"]["audio_url_translated"]


def test_the_result_has_the_time_of_every_stage(world: World, job: Job) -> None:
    end = _end(
        world, job, Branch(translation=TRANSLATION, translated=TRANSLATED, original=ORIGINAL)
    )
    timings = end["data"]["timings"]
    total = timings.pop("total")
    assert total > 0
    assert timings == {
        "transcribe": 100,
        "translate": 20,
        "synthesize_translated": 30,
        "synthesize_original": 40,
    }


def test_a_recording_that_was_not_all_there_is_a_warning_and_no_missing_voice(
    world: World, job: Job
) -> None:
    whole = Branch(translation=TRANSLATION, translated=TRANSLATED, original=ORIGINAL)
    end = world.complete(job, a_transcript(incomplete=True), whole)
    (warning,) = world.received()[-1]["data"]["warnings"]
    assert warning["code"] == "audio_incomplete"
    assert end.missing_voices == 0


def test_the_outcomes_of_two_branches_are_merged(world: World, job: Job) -> None:
    end = _end(
        world,
        job,
        Branch(original=ORIGINAL),
        Branch(translation=TRANSLATION, translated=TRANSLATED),
    )
    assert end["data"]["warnings"] == []


@pytest.mark.parametrize(
    ("branch", "track"),
    [
        (
            Branch(translation=TRANSLATION, translated=TRANSLATED, original=_left(UnspeakableText)),
            "original",
        ),
        (
            Branch(translation=TRANSLATION, translated=_left(UnspeakableText), original=ORIGINAL),
            "translated",
        ),
    ],
)
def test_a_failed_voice_becomes_a_warning(
    world: World, job: Job, branch: Branch, track: str
) -> None:
    end = _end(world, job, branch)
    [warning] = end["data"]["warnings"]
    assert (warning["code"], warning["track"]) == ("unspeakable_text", track)
    assert end["data"][f"audio_url_{track}"] is None
    assert end["data"]["translated_text"] == "Bom dia."


def test_two_failed_voices_become_two_warnings(world: World, job: Job) -> None:
    broken = _left(EngineFailed)
    end = _end(world, job, Branch(translation=TRANSLATION, translated=broken, original=broken))
    assert end["type"] == "translation_complete"
    assert {w["track"] for w in end["data"]["warnings"]} == {"original", "translated"}


def test_a_voice_without_an_outcome_becomes_a_warning(world: World, job: Job) -> None:
    end = _end(world, job, Branch(translation=TRANSLATION, original=ORIGINAL))
    assert [w["track"] for w in end["data"]["warnings"]] == ["translated"]


# --- Ends without a result ----------------------------------------------------------------------


def test_a_segment_without_speech_ends_with_no_speech(world: World, job: Job) -> None:
    world.complete(job, a_transcript(text="", speech=False))
    end = world.received()[-1]
    assert (end["type"], end["data"]["code"]) == ("error", "no_speech")
    assert end["data"]["stage"] == "transcribing"
    assert not end["data"]["retryable"]


@pytest.mark.parametrize(
    ("error", "retryable"), [(EngineFailed, True), (UnsupportedLanguage, False)]
)
def test_a_segment_without_a_translation_ends_with_its_error(
    world: World, job: Job, error: type[DragomanError], retryable: bool
) -> None:
    end = _end(world, job, Branch(translation=_left(error), original=ORIGINAL))
    assert (end["type"], end["data"]["code"]) == ("error", error.code)
    assert end["data"]["stage"] == "translating"
    assert end["data"]["retryable"] is retryable


def test_a_segment_completed_twice_keeps_its_first_end(world: World, job: Job) -> None:
    whole = Branch(translation=TRANSLATION, translated=TRANSLATED, original=ORIGINAL)
    first = _end(world, job, whole)
    again = _end(world, job, Branch(translation=_left(EngineFailed)))
    assert again["type"] == first["type"] == "translation_complete"


def test_an_end_that_cannot_be_stored_fails_the_stage(world: World, job: Job) -> None:
    world.messages.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        _end(world, job)


# --- Failures -----------------------------------------------------------------------------------


def _fail(world: World, job: Job, failure: Failure) -> dict[str, Any]:
    fail(FailTask(job=job, failure=failure), world.end_ports)
    return world.received()[-1]


@pytest.mark.parametrize("error", list(tree())[1:], ids=lambda error: error.__name__)
def test_every_own_error_is_reported_by_its_code(
    world: World, job: Job, error: type[DragomanError]
) -> None:
    end = _fail(world, job, _left(error, "A sentence for the speaker."))
    assert end["type"] == "error"
    assert end["data"]["code"] == error.code
    assert end["data"]["message"] == "A sentence for the speaker."
    assert end["data"]["retryable"] is error.retryable
    assert end["data"]["stage"] == "transcribing"


@pytest.mark.parametrize(
    "error", ["ValueError", "States.Runtime", "States.DataLimitExceeded", "DragomanError", ""]
)
def test_foreign_errors_are_reported_without_their_text(world: World, job: Job, error: str) -> None:
    end = _fail(world, job, _left(error))
    assert end["data"]["code"] == "internal_error"
    assert "secret" not in json.dumps(end)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("States.Timeout", "timed_out"),
        ("Sandbox.Timedout", "timed_out"),
        ("Lambda.TooManyRequestsException", "throttled"),
        ("Lambda.ServiceException", "unavailable"),
        ("Lambda.SdkClientException", "unavailable"),
        ("Lambda.Unknown", "crashed"),
        ("Runtime.ExitError", "crashed"),
        ("Runtime.OutOfMemory", "crashed"),
        ("Runtime.Unknown", "crashed"),
        ("States.TaskFailed", "crashed"),
    ],
)
def test_temporary_errors_are_reported_as_retryable(
    world: World, job: Job, error: str, code: str
) -> None:
    end = _fail(world, job, _left(error))
    assert end["data"]["code"] == code
    assert end["data"]["retryable"] is True


@pytest.mark.parametrize("cause", ["", "not json", "[]", "{}", '"words"', "null"])
def test_an_unreadable_cause_is_reported_in_general_words(
    world: World, job: Job, cause: str
) -> None:
    end = _fail(world, job, Failure(Error="EngineFailed", Cause=cause))
    assert end["data"]["message"] == EngineFailed.__doc__


def test_the_first_end_of_a_segment_remains(world: World, job: Job) -> None:
    world.complete(job, a_transcript(), Branch(translation=TRANSLATION))
    end = _fail(world, job, _left(EngineFailed))
    assert end["type"] == "translation_complete"


def _may_begin_another(world: World, job: Job, error: str, *, after_s: float) -> bool:
    """Whose allowance is so small that a second segment fits only if the first cost next to nothing."""
    limits = world.capabilities.limits.model_copy(update={"audio_s_per_day": 5.0})
    world.usage = FakeUsage(limits, world.clock)
    world.usage.reserve(job)
    world.clock.advance(after_s)
    world.fail(job, error)
    try:
        world.usage.reserve(job)
    except RateLimited:
        return False
    return True


@pytest.mark.parametrize("error", ["NotAudio", "AudioTooLong", "EngineFailed", "Sandbox.Timedout"])
def test_a_failed_segment_costs_the_time_that_was_spent_on_it(
    world: World, job: Job, error: str
) -> None:
    assert not _may_begin_another(world, job, error, after_s=7.6)


def test_a_segment_that_fails_at_once_costs_next_to_nothing(world: World, job: Job) -> None:
    assert _may_begin_another(world, job, "NotAudio", after_s=0.3)


@pytest.mark.parametrize("error", ["StorageUnavailable", "Lambda.TooManyRequestsException"])
def test_an_outage_of_the_service_costs_nothing(world: World, job: Job, error: str) -> None:
    assert _may_begin_another(world, job, error, after_s=7.6)


# --- Whole executions ---------------------------------------------------------------------------


def test_the_events_of_an_execution_come_in_order_and_end_once(world: World, job: Job) -> None:
    world.flow(job)
    seqs = [e["data"]["seq"] for e in world.received()]
    ends = [e for e in world.received() if e["type"] in {"translation_complete", "error"}]
    assert seqs == sorted(seqs)
    assert ends == [world.received()[-1]]


def test_both_voices_of_an_execution_can_be_fetched(world: World, job: Job) -> None:
    world.flow(job)
    end = world.received()[-1]["data"]
    for track in Track:
        encoded, _ = world.audio.fetch(end[f"audio_url_{track}"])
        assert world.codec.decode(encoded).duration_s > 0


def test_an_uncertain_translation_is_a_warning(world: World, job: Job) -> None:
    doubted = TRANSLATION.model_copy(update={"uncertain": True, "back_translation": "Good day."})
    end = _end(world, job, Branch(translation=doubted, translated=TRANSLATED, original=ORIGINAL))
    [warning] = end["data"]["warnings"]
    assert warning["code"] == "uncertain_translation"
    assert end["data"]["back_translation"] == "Good day."
