"""The flow of one segment: executed with fake functions, and its definition."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import tree
from dragoman.protocol import (
    CompleteTask,
    FailTask,
    Failure,
    SynthesizeTask,
    Track,
    TranscribeTask,
    TranslateTask,
    Translation,
    Voice,
)
from tests.infra.moto_states import Run, interpreter
from tests.infra.states import ExecutionFailed, Json, TaskFailed, run
from tests.infra.template import Template

JOB = {
    "message_id": str(UUID(int=1)),
    "segment": 0,
    "last": True,
    "source_lang": "auto",
    "target_lang": "pt",
    "audio_key": "messages/1/0/recording",
    "voice_format": "audio/ogg",
    "received_at_ms": 0,
    "owner": "ann",
}
TRANSCRIPT = {
    "text": "good morning",
    "language": "en",
    "confidence": 0.9,
    "speech": True,
    "audio_s": 1.0,
    "compute_ms": 1,
    "dropped": False,
}
DROPPED = {**TRANSCRIPT, "text": "", "speech": False, "dropped": True}
SILENCE = {**TRANSCRIPT, "text": "", "speech": False}
TRANSLATION = {"text": "bom dia", "compute_ms": 1}


RECORDING = "T2dnUw=="


def _input(job: Json) -> Json:
    return {"job": job, "recording": RECORDING}


TRIES = 4
"""Attempts at a stage that keeps failing with a transient error."""


class Functions:
    """Fake stages, some of which fail. They record their payloads as models."""

    def __init__(self, failing: tuple[str, ...] = (), transcript: Json = TRANSCRIPT) -> None:
        self._failing = failing
        self._transcript = transcript
        self.invoked: list[str] = []
        self.completed: CompleteTask | None = None
        self.reported: FailTask | None = None

    def __call__(self, resource: str, payload: Json) -> Any:
        stage = resource.removeprefix("<function ").removesuffix(">")
        result = getattr(self, f"_{stage}")(payload)
        if self.invoked[-1] in self._failing:
            raise TaskFailed("EngineFailed")
        return result

    def _transcribe(self, payload: Json) -> Json:
        assert TranscribeTask.model_validate(payload).recording == RECORDING
        self.invoked.append("transcribe")
        return self._transcript

    def _translate(self, payload: Json) -> Json:
        assert TranslateTask.model_validate(payload).transcript.text == TRANSCRIPT["text"]
        self.invoked.append("translate")
        return TRANSLATION

    def _synthesize(self, payload: Json) -> Json:
        task = SynthesizeTask.model_validate(payload)
        expected = {
            Track.ORIGINAL: (TRANSCRIPT["text"], TRANSCRIPT["language"]),
            Track.TRANSLATED: (TRANSLATION["text"], JOB["target_lang"]),
        }
        assert (task.text, task.language) == expected[task.track]
        self.invoked.append(task.track)
        return {"key": f"voice/{task.track}", "duration_s": 1.0, "compute_ms": 1}

    def _complete(self, payload: Json) -> None:
        self.completed = CompleteTask.model_validate(payload)
        self.invoked.append("complete")

    def _fail(self, payload: Json) -> None:
        self.reported = FailTask.model_validate(payload)
        self.invoked.append("fail")

    @property
    def outcome(self) -> Json:
        """The results of all branches that Complete received."""
        assert self.completed
        found: Json = {}
        for branch in self.completed.branches:
            found |= {name: value for name, value in branch if value is not None}
        return found


@pytest.fixture
def definition(template: Template) -> Json:
    return template.definition


Flow = Callable[[Json, str, Functions], Functions]


@pytest.fixture(scope="module")
def motos() -> Iterator[Run]:
    """moto's interpreter."""
    with pytest.MonkeyPatch.context() as patched, interpreter(patched) as run:
        yield run


@pytest.fixture(params=["ours", "motos"])
def flow(request: pytest.FixtureRequest) -> Flow:
    """Runs the flow on an interpreter."""
    run_ = run if request.param == "ours" else request.getfixturevalue(request.param)

    def flow(definition: Json, mode: str, functions: Functions) -> Functions:
        run_(definition, _input({**JOB, "mode": mode}), functions)
        return functions

    return flow


def _error(outcome: Any) -> str:
    """The name of the error of a stage. Interpreters word its cause differently."""
    assert isinstance(outcome, Failure)
    return outcome.error


class RoomFunctions(Functions):
    """Stages of a room whose listeners need Portuguese and Spanish. Languages in `failing` are not
    translated, and those in `only_read` not spoken."""

    def __init__(
        self,
        failing: tuple[str, ...] = (),
        targets: tuple[str, ...] = ("pt", "es"),
        only_read: tuple[str, ...] = (),
    ):
        super().__init__(failing, {**TRANSCRIPT, "targets": list(targets)})
        self.only_read = only_read

    def _translate(self, payload: Json) -> Json:
        language = TranslateTask.model_validate(payload).target_lang
        self.invoked.append(f"translate {language}")
        spoken = language not in self.only_read
        return {"text": f"bom dia {language}", "compute_ms": 1, "spoken": spoken}

    def _synthesize(self, payload: Json) -> Json:
        task = SynthesizeTask.model_validate(payload)
        if task.track is Track.TRANSLATED:
            assert task.text == f"bom dia {task.language}"
        self.invoked.append(f"{task.track} {task.language}")
        return {"key": f"{task.track}/{task.language}", "duration_s": 1.0, "compute_ms": 1}


ROOM_JOB: Json = {
    **JOB,
    "target_lang": "",
    "mode": "parallel",
    "room": {"room_id": "r", "turn": 1, "participant_id": "p", "languages": ["pt", "es"]},
}


def room_flow(definition: Json, functions: RoomFunctions) -> RoomFunctions:
    run(definition, _input(ROOM_JOB), functions)
    return functions


def test_a_room_needs_nothing_that_only_our_interpreter_has(definition: Json, motos: Run) -> None:
    functions = RoomFunctions()
    motos(definition, _input(ROOM_JOB), functions)
    assert functions.completed
    assert sorted(str(branch.language) for branch in functions.completed.branches) == ["es", "pt"]
    assert all(isinstance(one.translated, Voice) for one in functions.completed.branches)
    assert isinstance(functions.completed.original, Voice)


def test_a_room_is_translated_and_spoken_once_for_each_language(definition: Json) -> None:
    functions = room_flow(definition, RoomFunctions())
    assert functions.invoked == [
        "transcribe", "translate pt", "translated pt", "translate es", "translated es",
        "original en", "complete",
    ]  # fmt: skip
    assert functions.completed
    assert [branch.language for branch in functions.completed.branches] == ["pt", "es"]
    assert all(isinstance(one.translated, Voice) for one in functions.completed.branches)
    assert isinstance(functions.completed.original, Voice)


@pytest.mark.parametrize("failing", ["translate pt", "translated pt", "original en"])
def test_a_failure_in_a_room_leaves_the_others_alone(definition: Json, failing: str) -> None:
    functions = room_flow(definition, RoomFunctions((failing,)))
    assert functions.completed
    pt, es = functions.completed.branches
    assert isinstance(pt.translation, Failure if failing == "translate pt" else Translation)
    assert isinstance(pt.translated, Voice) == (failing == "original en")
    assert isinstance(es.translated, Voice)
    original = functions.completed.original
    assert isinstance(original, Failure if failing == "original en" else Voice)


def test_a_language_that_is_only_read_is_not_spoken(definition: Json, motos: Run) -> None:
    functions = room_flow(definition, RoomFunctions(only_read=("pt",)))
    assert functions.invoked == [
        "transcribe", "translate pt", "translate es", "translated es", "original en", "complete",
    ]  # fmt: skip
    assert functions.completed
    pt, es = functions.completed.branches
    assert (pt.language, pt.translated) == ("pt", None)
    assert isinstance(pt.translation, Translation)
    assert isinstance(es.translated, Voice)
    elsewhere = RoomFunctions(only_read=("pt",))
    motos(definition, _input(ROOM_JOB), elsewhere)
    assert "translated pt" not in elsewhere.invoked


def test_a_room_of_one_language_is_not_translated(definition: Json) -> None:
    assert room_flow(definition, RoomFunctions(targets=())).invoked == [
        "transcribe", "original en", "complete",
    ]  # fmt: skip


MODES = pytest.mark.parametrize("mode", ["streaming", "parallel"])


@MODES
def test_both_modes_produce_the_text_and_both_voices(
    definition: Json, mode: str, flow: Flow
) -> None:
    outcome = flow(definition, mode, Functions()).outcome
    assert isinstance(outcome["translation"], Translation)
    assert isinstance(outcome["translated"], Voice)
    assert isinstance(outcome["original"], Voice)


def test_streaming_runs_stages_in_sequence_starting_with_translation(
    definition: Json, flow: Flow
) -> None:
    invoked = flow(definition, "streaming", Functions()).invoked
    assert invoked == ["transcribe", "translate", "translated", "original", "complete"]


def test_parallel_synthesizes_the_original_beside_the_translation(definition: Json) -> None:
    branches = definition["States"]["BothVoices"]["Branches"]
    assert len(branches) == 2


@MODES
def test_without_speech_nothing_is_translated(definition: Json, mode: str, flow: Flow) -> None:
    functions = flow(definition, mode, Functions(transcript=SILENCE))
    assert functions.invoked == ["transcribe", "complete"]
    assert functions.outcome == {}


@MODES
def test_a_dropped_segment_has_no_further_stage(definition: Json, mode: str, flow: Flow) -> None:
    assert flow(definition, mode, Functions(transcript=DROPPED)).invoked == ["transcribe"]


@MODES
@pytest.mark.parametrize("failing", ["translated", "original"])
def test_a_failed_voice_does_not_affect_the_other(
    definition: Json, mode: str, failing: str, flow: Flow
) -> None:
    outcome = flow(definition, mode, Functions((failing,))).outcome
    assert _error(outcome[failing]) == "EngineFailed"
    others = {"translated", "original"} - {failing}
    assert all(isinstance(outcome[other], Voice) for other in others)
    assert isinstance(outcome["translation"], Translation)


@MODES
def test_without_a_translation_the_original_is_still_spoken(
    definition: Json, mode: str, flow: Flow
) -> None:
    outcome = flow(definition, mode, Functions(("translate",))).outcome
    assert set(outcome) == {"translation", "original"}
    assert _error(outcome["translation"]) == "EngineFailed"
    assert isinstance(outcome["original"], Voice)


@MODES
@pytest.mark.parametrize("failing", ["transcribe", "complete"])
def test_a_flow_that_cannot_continue_is_reported_and_fails(
    definition: Json, mode: str, failing: str, flow: Flow
) -> None:
    functions = Functions((failing,))
    with pytest.raises(ExecutionFailed, match="EngineFailed"):
        flow(definition, mode, functions)
    assert functions.reported
    assert _error(functions.reported.failure) == "EngineFailed"


STAGES = ("transcribe", "translate", "translated", "original", "complete")


def test_a_segment_ends_exactly_once_whatever_fails(
    aws: Template, flow: Flow, request: pytest.FixtureRequest
) -> None:
    # An execution on moto's interpreter takes a tenth of a second.
    examples = 25 if "motos" in request.node.name else 100

    @settings(max_examples=examples)
    @given(
        mode=st.sampled_from(["streaming", "parallel"]),
        failing=st.sets(st.sampled_from(STAGES)).map(tuple),
        transcript=st.sampled_from([TRANSCRIPT, SILENCE]),
    )
    def ends_once(mode: str, failing: tuple[str, ...], transcript: Json) -> None:
        functions = Functions(failing, transcript)
        given_up = bool({"transcribe", "complete"} & set(failing))
        try:
            flow(aws.definition, mode, functions)
        except ExecutionFailed:
            assert given_up
        assert bool(functions.reported) == given_up
        tries = TRIES if "complete" in failing else 1
        assert functions.invoked.count("complete") == tries * ("transcribe" not in failing)

    ends_once()


# --- How it fails and tries again ---------------------------------------------------------------


def states(definition: Json) -> Iterator[tuple[str, Json]]:
    """Every state, including those inside branches."""
    for name, state in definition["States"].items():
        yield name, state
        for branch in state.get("Branches", []):
            yield from states(branch)


def tasks(definition: Json) -> dict[str, Json]:
    return {name: state for name, state in states(definition) if state["Type"] == "Task"}


def test_state_names_are_unique(definition: Json) -> None:
    names = [name for name, _ in states(definition)]
    assert len(names) == len(set(names))


def test_every_stage_of_a_branch_catches_all_errors_within_its_branch(
    definition: Json,
) -> None:
    for state in definition["States"].values():
        for branch in state.get("Branches", []):
            for stage in tasks(branch).values():
                (catch,) = stage["Catch"]
                assert catch["ErrorEquals"] == ["States.ALL"]
                assert catch["Next"] in branch["States"]
                assert catch["ResultPath"] == stage["ResultPath"]


def test_every_stage_retries_transient_errors_only(definition: Json) -> None:
    ours = {error.__name__ for error in tree()}
    passing = {error.__name__ for error in tree() if error.retryable}
    for stage in tasks(definition).values():
        (retry,) = stage["Retry"]
        retried = set(retry["ErrorEquals"])
        assert retried & ours == passing
        assert all(name.startswith(("Lambda.", "Runtime.")) for name in retried - ours)
        assert "Lambda.TooManyRequestsException" in retried


def test_retries_have_jitter_and_backoff(definition: Json) -> None:
    for stage in tasks(definition).values():
        (retry,) = stage["Retry"]
        assert retry["JitterStrategy"] == "FULL"
        assert retry["BackoffRate"] == 2
        assert retry["MaxAttempts"] <= 3
        assert retry["MaxDelaySeconds"] <= 5


def test_a_stage_whose_process_died_is_retried(definition: Json) -> None:
    for stage in tasks(definition).values():
        (retry,) = stage["Retry"]
        assert {"Lambda.Unknown", "Runtime.ExitError", "Runtime.Unknown"} <= set(
            retry["ErrorEquals"]
        )


def test_all_stages_together_are_shorter_than_the_execution_timeout(template: Template) -> None:
    """No Catch handles the timeout of the execution, so the client would never receive an end."""
    definition = template.definition
    assert definition["TimeoutSeconds"] <= 300
    states = definition["States"]
    of_room = {"RoomSynthesizeOriginal", "CompleteRoom"}
    for inner, others in (
        (states["OneAfterTheOther"]["Branches"][0], of_room),
        (states["EachLanguage"]["ItemProcessor"], {"Complete"}),
    ):
        longest = [state for name, state in states.items() if name not in others]
        longest += inner["States"].values()
        longest_s = sum(state["TimeoutSeconds"] for state in longest if state["Type"] == "Task")
        assert longest_s < definition["TimeoutSeconds"]


def test_a_task_waits_a_little_longer_than_its_function_may_run(template: Template) -> None:
    for stage in tasks(template.definition).values():
        function = stage["Resource"].removeprefix("<function ").removesuffix(">")
        margin_s = stage["TimeoutSeconds"] - template.functions[function]["Timeout"]
        assert 10 <= margin_s <= 15


def test_the_machine_is_express_and_traced(template: Template) -> None:
    machine = template.only("StepFunctions::StateMachine")
    assert machine["StateMachineType"] == "EXPRESS"
    assert machine["TracingConfiguration"] == {"Enabled": True}


def test_texts_and_audio_are_not_logged(template: Template) -> None:
    logged = template.only("StepFunctions::StateMachine")["LoggingConfiguration"]
    assert logged["Level"] == "ERROR"
    assert logged["IncludeExecutionData"] is False
