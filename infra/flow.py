"""The flow of one segment, as a graph of states.

    Transcribe ── tentative and not accepted ──> Dropped
        ├─ no speech ─────> Silence ─────────────────────────────────┐
        │                                                            v
        └─ Mode ┬─ BothVoices        [original | translate, translated] ─> Complete
                ├─ OneAfterTheOther  [translate, translated, original] ──> Complete
                └─ EachLanguage      [translate, translated] for each ───> RoomSynthesizeOriginal
                                                                       ──> CompleteRoom

A failed stage inside a branch leaves `{"Error", "Cause"}` in place of its result, and the branch
continues: one voice that fails must not prevent the other. After Transcribe and Complete nothing
can continue: they lead to ReportFailure, and the execution ends as failed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk.aws_stepfunctions_tasks import LambdaInvoke
from constructs import Construct

from dragoman.errors import tree
from infra.functions import Function

LAMBDA_TRANSIENT = (
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
    # The process died during the stage or before it. Stages may run twice.
    "Lambda.Unknown",
    "Runtime.ExitError",
    "Runtime.Unknown",
)
OUTCOME = "$.outcome"
"""Where a branch collects its results, so that its output holds nothing else."""

TASK_MARGIN = Duration.seconds(10)
"""How much longer a task waits than its function may run. A cold start counts for the task only."""

ENTERED = "$$.State.EnteredTime"
"""The time at which the state machine entered the state."""


@dataclass(frozen=True)
class StageFunctions:
    transcribe: Function
    translate: Function
    synthesize: Function
    complete: Function
    fail: Function


class Flow:
    """Builds the states; `start` is the first one."""

    def __init__(self, scope: Construct, functions: StageFunctions) -> None:
        self._scope = scope
        self._functions = functions
        retryable = tuple(error.__name__ for error in tree() if error.retryable)
        self._transient_errors = [*LAMBDA_TRANSIENT, *retryable]
        self.start = self._graph()

    def _graph(self) -> sfn.IChainable:
        transcribe = self._stage(
            "Transcribe",
            self._functions.transcribe,
            {"job": "$.job", "recording": "$.recording"},
            "$.transcript",
        )
        complete = self._stage(
            "Complete",
            self._functions.complete,
            {"job": "$.job", "transcript": "$.transcript", "branches": "$.branches"},
            sfn.JsonPath.DISCARD,
        )
        failed = self._report_failure()
        both, one_after_the_other = self._both_voices(), self._one_after_the_other()
        each_language, complete_room = self._each_language(), self._complete_room()
        for state in (
            transcribe, both, one_after_the_other, complete, each_language, complete_room,
        ):  # fmt: skip
            state.add_catch(failed, result_path="$.failure")
        silence = sfn.Pass(
            self._scope, "Silence", result=sfn.Result.from_array([]), result_path="$.branches"
        )
        mode = (
            sfn.Choice(self._scope, "Mode")
            .when(sfn.Condition.is_present("$.job.room"), self._room(each_language, complete_room))
            .when(sfn.Condition.string_equals("$.job.mode", "parallel"), both.next(complete))
            .otherwise(one_after_the_other.next(complete))
        )
        return transcribe.next(
            sfn.Choice(self._scope, "HasSpeech")
            .when(
                sfn.Condition.boolean_equals("$.transcript.dropped", True),
                sfn.Succeed(self._scope, "Dropped"),
            )
            .when(sfn.Condition.boolean_equals("$.transcript.speech", True), mode)
            .otherwise(silence.next(complete))
        )

    def _both_voices(self) -> sfn.Parallel:
        original = self._original("Parallel")
        translate, translated = self._translate("Parallel"), self._translated("Parallel")
        end_original, end_translated = (
            self._collect_outcome("OriginalVoice"),
            self._collect_outcome("TranslatedVoice"),
        )
        _continue_to(original, "original", end_original)
        _continue_to(translate, "translation", translated, or_else=end_translated)
        _continue_to(translated, "translated", end_translated)
        return self._parallel("BothVoices", original, translate)

    def _one_after_the_other(self) -> sfn.Parallel:
        """A Parallel of one branch, so that its output has the form that Complete expects."""
        translate, translated = self._translate("Streaming"), self._translated("Streaming")
        original, end = self._original("Streaming"), self._collect_outcome("Voices")
        _continue_to(translate, "translation", translated, or_else=original)
        _continue_to(translated, "translated", original)
        _continue_to(original, "original", end)
        return self._parallel("OneAfterTheOther", translate)

    def _room(self, each_language: sfn.Map, complete_room: LambdaInvoke) -> sfn.IChainable:
        """The languages first: people wait for their voices."""
        original = self._original("Room", "$.original")
        original.add_catch(complete_room, result_path="$.original")
        return each_language.next(original).next(complete_room)

    def _each_language(self) -> sfn.Map:
        """Translates once for each language of the listeners of a room, and speaks it if anyone hears it."""
        state = sfn.Map(
            self._scope,
            "EachLanguage",
            items_path="$.transcript.targets",
            item_selector={
                "job.$": "$.job",
                "transcript.$": "$.transcript",
                "language.$": "$$.Map.Item.Value",
                "outcome": {"language.$": "$$.Map.Item.Value"},
            },
            result_path="$.languages",
        )
        translate = self._translate("Room", language="$.language")
        translated, end = self._translated("Room", "$.language"), self._collect_outcome("Language")
        is_spoken = sfn.Choice(self._scope, "IsLanguageSpoken")
        only_read = sfn.Condition.boolean_equals(f"{OUTCOME}.translation.spoken", False)
        is_spoken.when(only_read, end).otherwise(translated)
        _continue_to(translate, "translation", is_spoken, or_else=end)
        _continue_to(translated, "translated", end)
        return state.item_processor(translate)

    def _complete_room(self) -> LambdaInvoke:
        return self._stage(
            "CompleteRoom",
            self._functions.complete,
            {
                "job": "$.job",
                "transcript": "$.transcript",
                "branches": "$.languages",
                "original": "$.original",
            },
            sfn.JsonPath.DISCARD,
        )

    def _parallel(self, name: str, *branches: sfn.IChainable) -> sfn.Parallel:
        state = sfn.Parallel(
            self._scope,
            name,
            parameters={"job.$": "$.job", "transcript.$": "$.transcript", "outcome": {}},
            result_path="$.branches",
        )
        return state.branch(*branches)

    def _translate(self, mode: str, **language: str) -> LambdaInvoke:
        payload = {"job": "$.job", "transcript": "$.transcript", **language}
        return self._stage(
            f"{mode}Translate", self._functions.translate, payload, f"{OUTCOME}.translation"
        )

    def _translated(self, mode: str, language: str = "$.job.target_lang") -> LambdaInvoke:
        payload = {
            "text": f"{OUTCOME}.translation.text",
            "language": language,
            "spoken": "$.transcript.language",
        }
        return self._synthesize(mode, "translated", payload, f"{OUTCOME}.translated")

    def _original(self, mode: str, result_path: str = f"{OUTCOME}.original") -> LambdaInvoke:
        language = "$.transcript.language"
        payload = {"text": "$.transcript.text", "language": language, "spoken": language}
        return self._synthesize(mode, "original", payload, result_path)

    def _synthesize(
        self, mode: str, track: str, payload: Mapping[str, str], result_path: str
    ) -> LambdaInvoke:
        return self._stage(
            f"{mode}Synthesize{track.capitalize()}",
            self._functions.synthesize,
            {"job": "$.job", "track": track, **payload},
            result_path,
        )

    def _collect_outcome(self, name: str) -> sfn.Pass:
        return sfn.Pass(self._scope, name, input_path=OUTCOME)

    def _report_failure(self) -> sfn.IChainable:
        report = self._stage(
            "ReportFailure",
            self._functions.fail,
            {"job": "$.job", "failure": "$.failure"},
            sfn.JsonPath.DISCARD,
        )
        ended = sfn.Fail(
            self._scope,
            "SegmentFailed",
            error_path="$.failure.Error",
            cause="See the log of the function.",
        )
        return report.next(ended)

    def _stage(
        self, name: str, function: Function, payload: Mapping[str, str], result_path: str
    ) -> LambdaInvoke:
        task = LambdaInvoke(
            self._scope,
            name,
            lambda_function=function.resource,
            payload=sfn.TaskInput.from_object(_json_paths({**payload, "handed_over_at": ENTERED})),
            payload_response_only=True,
            result_path=result_path,
            task_timeout=sfn.Timeout.duration(function.config.timeout.plus(TASK_MARGIN)),
            retry_on_service_exceptions=False,  # the retrier below retries them, with jitter
        )
        task.add_retry(
            errors=self._transient_errors,
            interval=Duration.seconds(1),
            backoff_rate=2,
            max_attempts=3,
            max_delay=Duration.seconds(5),
            jitter_strategy=sfn.JitterType.FULL,
        )
        return task


def _json_paths(payload: Mapping[str, str]) -> dict[str, str]:
    return {
        name: sfn.JsonPath.string_at(value) if value.startswith("$") else value
        for name, value in payload.items()
    }


def _continue_to(
    stage: LambdaInvoke, field: str, then: sfn.State, *, or_else: sfn.State | None = None
) -> None:
    """Leads to `then` after success and failure, or to `or_else` after a failure if given."""
    stage.add_catch(or_else or then, result_path=f"{OUTCOME}.{field}")
    stage.next(then)
