"""The end of a segment: what came of it, or why nothing did."""

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
    """What the state machine's Catch leaves of an error a function raised."""
    name = error if isinstance(error, str) else error.__name__
    cause = {"errorType": name, "errorMessage": message, "stackTrace": ["/var/task/secret.py"]}
    return Failure(Error=name, Cause=json.dumps(cause))


def _end(world: World, job: Job, *branches: Branch) -> dict[str, Any]:
    world.complete(job, a_transcript(), *branches)
    return world.received()[-1]


# --- Done ---------------------------------------------------------------------------------------


def test_everything_there_is_is_told(world: World, job: Job) -> None:
    end = _end(
        world, job, Branch(translation=TRANSLATION, translated=TRANSLATED, original=ORIGINAL)
    )
    assert end["type"] == "translation_complete"
    told = end["data"]
    assert (told["original_text"], told["translated_text"]) == ("Good morning.", "Bom dia.")
    assert (told["source_lang"], told["target_lang"]) == ("en", "pt")
    assert TRANSLATED.key in told["audio_url_translated"]
    assert ORIGINAL.key in told["audio_url_original"]
    assert told["warnings"] == []
    assert told["last"] is True


def test_a_voice_that_another_spoke_for_is_a_warning(world: World, job: Job) -> None:
    spoken = TRANSLATED.model_copy(update={"voice": "eva", "instead_of": "rui"})
    end = _end(world, job, Branch(translation=TRANSLATION, translated=spoken, original=ORIGINAL))
    [warning] = end["data"]["warnings"]
    assert (warning["code"], warning["track"]) == ("voice_fallback", "translated")
    assert end["data"]["audio_url_translated"]


def test_the_time_of_every_stage_is_told(world: World, job: Job) -> None:
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


def test_what_two_branches_know_is_put_together(world: World, job: Job) -> None:
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
def test_a_voice_that_failed_is_a_warning_beside_the_rest(
    world: World, job: Job, branch: Branch, track: str
) -> None:
    end = _end(world, job, branch)
    [warning] = end["data"]["warnings"]
    assert (warning["code"], warning["track"]) == ("unspeakable_text", track)
    assert end["data"][f"audio_url_{track}"] is None
    assert end["data"]["translated_text"] == "Bom dia."


def test_two_voices_that_failed_are_two_warnings_beside_the_text(world: World, job: Job) -> None:
    broken = _left(EngineFailed)
    end = _end(world, job, Branch(translation=TRANSLATION, translated=broken, original=broken))
    assert end["type"] == "translation_complete"
    assert {w["track"] for w in end["data"]["warnings"]} == {"original", "translated"}


def test_a_voice_that_left_no_trace_is_a_warning_too(world: World, job: Job) -> None:
    end = _end(world, job, Branch(translation=TRANSLATION, original=ORIGINAL))
    assert [w["track"] for w in end["data"]["warnings"]] == ["translated"]


# --- Not done -----------------------------------------------------------------------------------


def test_when_nothing_was_said_the_end_says_so(world: World, job: Job) -> None:
    world.complete(job, a_transcript(text="", speech=False))
    end = world.received()[-1]
    assert (end["type"], end["data"]["code"]) == ("error", "no_speech")
    assert end["data"]["stage"] == "transcribing"
    assert not end["data"]["retryable"]


@pytest.mark.parametrize(
    ("error", "retryable"), [(EngineFailed, True), (UnsupportedLanguage, False)]
)
def test_without_a_translation_the_end_is_its_error(
    world: World, job: Job, error: type[DragomanError], retryable: bool
) -> None:
    end = _end(world, job, Branch(translation=_left(error), original=ORIGINAL))
    assert (end["type"], end["data"]["code"]) == ("error", error.code)
    assert end["data"]["stage"] == "translating"
    assert end["data"]["retryable"] is retryable


def test_a_segment_that_was_completed_twice_ends_as_it_ended_first(world: World, job: Job) -> None:
    whole = Branch(translation=TRANSLATION, translated=TRANSLATED, original=ORIGINAL)
    first = _end(world, job, whole)
    again = _end(world, job, Branch(translation=_left(EngineFailed)))
    assert again["type"] == first["type"] == "translation_complete"


def test_an_end_that_cannot_be_kept_fails_the_stage(world: World, job: Job) -> None:
    world.messages.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        _end(world, job)


# --- Failed -------------------------------------------------------------------------------------


def _fail(world: World, job: Job, failure: Failure) -> dict[str, Any]:
    fail(FailTask(job=job, failure=failure), world.end_ports)
    return world.received()[-1]


@pytest.mark.parametrize("error", list(tree())[1:], ids=lambda error: error.__name__)
def test_every_error_of_ours_is_told_by_its_code(
    world: World, job: Job, error: type[DragomanError]
) -> None:
    told = _fail(world, job, _left(error, "A sentence for the speaker."))
    assert told["type"] == "error"
    assert told["data"]["code"] == error.code
    assert told["data"]["message"] == "A sentence for the speaker."
    assert told["data"]["retryable"] is error.retryable
    assert told["data"]["stage"] == "transcribing"


@pytest.mark.parametrize(
    "error", ["ValueError", "States.Runtime", "States.DataLimitExceeded", "DragomanError", ""]
)
def test_errors_from_elsewhere_keep_their_words_to_themselves(
    world: World, job: Job, error: str
) -> None:
    told = _fail(world, job, _left(error))
    assert told["data"]["code"] == "internal_error"
    assert "secret" not in json.dumps(told)


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
def test_what_passes_by_itself_is_said_so_whoever_names_it(
    world: World, job: Job, error: str, code: str
) -> None:
    told = _fail(world, job, _left(error))
    assert told["data"]["code"] == code
    assert told["data"]["retryable"] is True


@pytest.mark.parametrize("cause", ["", "not json", "[]", "{}", '"words"', "null"])
def test_a_cause_that_cannot_be_read_is_told_in_general_words(
    world: World, job: Job, cause: str
) -> None:
    told = _fail(world, job, Failure(Error="EngineFailed", Cause=cause))
    assert told["data"]["message"] == EngineFailed.__doc__


def test_the_end_is_told_once_whatever_comes_first(world: World, job: Job) -> None:
    world.complete(job, a_transcript(), Branch(translation=TRANSLATION))
    told = _fail(world, job, _left(EngineFailed))
    assert told["type"] == "translation_complete"


def _may_begin_another(world: World, job: Job, error: str, *, after_s: float) -> bool:
    """Whose allowance is so small that a second segment fits only if the first cost next to nothing."""
    limits = world.capabilities.limits.model_copy(update={"audio_s_per_day": 5.0})
    world.usage = FakeUsage(limits, world.clock)
    world.usage.begin(job)
    world.clock.advance(after_s)
    world.fail(job, error)
    try:
        world.usage.begin(job)
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
def test_an_outage_of_ours_costs_nothing(world: World, job: Job, error: str) -> None:
    assert _may_begin_another(world, job, error, after_s=7.6)


# --- The whole flow -----------------------------------------------------------------------------


def test_a_flow_is_told_in_order_and_ends_once(world: World, job: Job) -> None:
    world.flow(job)
    seqs = [e["data"]["seq"] for e in world.received()]
    ends = [e for e in world.received() if e["type"] in {"translation_complete", "error"}]
    assert seqs == sorted(seqs)
    assert ends == [world.received()[-1]]


def test_both_voices_of_a_flow_can_be_fetched(world: World, job: Job) -> None:
    world.flow(job)
    end = world.received()[-1]["data"]
    for track in Track:
        encoded, _ = world.audio.fetch(end[f"audio_url_{track}"])
        assert world.codec.decode(encoded).duration_s > 0
