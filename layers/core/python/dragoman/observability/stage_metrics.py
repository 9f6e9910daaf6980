"""The metrics of one run of a stage."""

from __future__ import annotations

import resource
from dataclasses import dataclass, field
from time import perf_counter, process_time, time
from typing import Any, Final, TypeAlias

from dragoman.observability.metric_names import (
    DURATION,
    ENDS,
    FAILURES,
    FALLBACK_PASSES,
    FIRST_SOUND,
    LANGUAGES,
    MISSING_VOICES,
    NO_SPEECH,
    QUEUEING,
    REAL_TIME_FACTOR,
    ROOM,
    Metric,
    pair_label,
)
from dragoman.protocol import (
    CompleteTask,
    End,
    JobTask,
    StagePayload,
    SynthesizeTask,
    Track,
    TranscribeTask,
    Transcript,
    TranslateTask,
    Voice,
)

MetricValues: TypeAlias = dict[Metric, float]
_KB_PER_MB: Final = 1024


@dataclass(frozen=True)
class Stopwatch:
    """It starts when it is made."""

    began_at_s: float = field(default_factory=time)
    """Unix time."""
    _began: float = field(default_factory=perf_counter)
    _computed: float = field(default_factory=process_time)

    @property
    def ms(self) -> float:
        return (perf_counter() - self._began) * 1000

    def costs(self) -> dict[str, Any]:
        """CPU time and peak memory so far, for the log."""
        return {
            "cpu_ms": round((process_time() - self._computed) * 1000, 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KB_PER_MB,
        }


def stage_metrics(task: JobTask, result: StagePayload | None, stopwatch: Stopwatch) -> MetricValues:
    """Empty for a tentative segment that was dropped: it waited, and nothing came of it."""
    values = {DURATION: stopwatch.ms, **_queueing(task, stopwatch)}
    match task, result:
        case _, Transcript(dropped=True) | End(dropped=True):
            return {}
        case _, Transcript() as transcript:
            values[NO_SPEECH] = int(not transcript.speech)
            values[FALLBACK_PASSES] = transcript.fallback_passes
            values |= _real_time_factor(transcript.compute_ms, transcript.audio_s)
        case SynthesizeTask(track=track), Voice() as voice:
            values |= _real_time_factor(voice.compute_ms, voice.duration_s)
            if track is Track.TRANSLATED and voice.announced_ms is not None:
                values[FIRST_SOUND] = voice.announced_ms
        case _, End() as end:
            values[ENDS] = 1
            values[FAILURES] = int(end.ours)
            values[MISSING_VOICES] = end.missing_voices
            if task.job.room and isinstance(task, CompleteTask):
                values[LANGUAGES] = len(task.transcript.targets)
    return values


def log_fields(task: JobTask, result: StagePayload | None, stopwatch: Stopwatch) -> dict[str, Any]:
    """Further fields of the metric line."""
    fields: dict[str, Any] = {"segment": task.job.segment, **stopwatch.costs()}
    if isinstance(task, SynthesizeTask):
        fields["track"] = task.track.value
    if isinstance(result, Voice) and result.announced_ms is not None:
        began_ms = stopwatch.began_at_s * 1000 - task.job.received_at_ms
        fields["first_piece_ms"] = round(result.announced_ms - began_ms)
    if isinstance(result, End) and result.code:
        fields["code"] = result.code
    return fields


def language_pair(task: JobTask, result: StagePayload | None = None) -> str:
    """The field `pair`: the recognised language, if it is known, and the target."""
    recognised = None
    match task, result:
        case _, Transcript(speech=True) as transcript:
            recognised = transcript.language
        case ((TranslateTask() | CompleteTask()), _):
            recognised = task.transcript.language if task.transcript.speech else None
        case SynthesizeTask(spoken=spoken), _:
            recognised = spoken
    return pair_label(recognised or task.job.source_lang, _target(task))


def _target(task: JobTask) -> str:
    """The target language; `room` for what is the same for all languages of a room."""
    match task:
        case TranslateTask(target_lang=target):
            return target
        case SynthesizeTask(track=Track.TRANSLATED, language=target):
            return target
    return task.job.target_lang or ROOM


def _queueing(task: JobTask, stopwatch: Stopwatch) -> MetricValues:
    if isinstance(task, TranscribeTask):
        since_s = task.job.received_at_ms / 1000
    elif task.handed_over_at is not None:
        since_s = task.handed_over_at.timestamp()
    else:
        return {}
    return {QUEUEING: max(0.0, (stopwatch.began_at_s - since_s) * 1000)}


def _real_time_factor(compute_ms: int, sound_s: float) -> MetricValues:
    return {REAL_TIME_FACTOR: compute_ms / 1000 / sound_s} if sound_s > 0 else {}
