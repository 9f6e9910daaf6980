"""What one run of a stage tells, in the terms of `measures`."""

from __future__ import annotations

import resource
from dataclasses import dataclass, field
from time import perf_counter, process_time, time
from typing import Any, Final

from dragoman.observability.metric_names import (
    DURATION,
    ENDS,
    FAILURES,
    FALLBACK_PASSES,
    FIRST_SOUND,
    MISSING_VOICES,
    NO_SPEECH,
    QUEUEING,
    REAL_TIME_FACTOR,
    Measure,
    pair,
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

Readings = dict[Measure, float]
_KB_PER_MB: Final = 1024


@dataclass(frozen=True)
class Watch:
    """Started with a run."""

    began_at_s: float = field(default_factory=time)
    """Unix time."""
    _began: float = field(default_factory=perf_counter)
    _computed: float = field(default_factory=process_time)

    @property
    def ms(self) -> float:
        return (perf_counter() - self._began) * 1000

    def costs(self) -> dict[str, Any]:
        """What the run took of the machine: logged, and no metric."""
        return {
            "cpu_ms": round((process_time() - self._computed) * 1000, 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KB_PER_MB,
        }


def of_stage(task: JobTask, result: StagePayload | None, watch: Watch) -> Readings:
    found = {DURATION: watch.ms, **_queueing(task, watch)}
    match task, result:
        case _, Transcript() as heard:
            found[NO_SPEECH] = int(not heard.speech)
            found[FALLBACK_PASSES] = heard.fallback_passes
            found |= _real_time_factor(heard.compute_ms, heard.audio_s)
        case SynthesizeTask(track=track), Voice() as voice:
            found |= _real_time_factor(voice.compute_ms, voice.duration_s)
            if track is Track.TRANSLATED and voice.announced_ms is not None:
                found[FIRST_SOUND] = voice.announced_ms
        case _, End() as end:
            found[ENDS] = 1
            found[FAILURES] = int(end.ours)
            found[MISSING_VOICES] = end.missing_voices
    return found


def details(task: JobTask, result: StagePayload | None, watch: Watch) -> dict[str, Any]:
    """What a line about a run says beside its measures, for whoever reads lines."""
    found: dict[str, Any] = {"segment": task.job.segment, **watch.costs()}
    if isinstance(task, SynthesizeTask):
        found["track"] = task.track.value
    if isinstance(result, Voice) and result.announced_ms is not None:
        began_ms = watch.began_at_s * 1000 - task.job.received_at_ms
        found["first_piece_ms"] = round(result.announced_ms - began_ms)
    if isinstance(result, End) and result.code:
        found["code"] = result.code
    return found


def pair_of(task: JobTask, result: StagePayload | None = None) -> str:
    heard = None
    match task, result:
        case _, Transcript(speech=True) as transcript:
            heard = transcript.language
        case ((TranslateTask() | CompleteTask()), _):
            heard = task.transcript.language if task.transcript.speech else None
        case SynthesizeTask(spoken=spoken), _:
            heard = spoken
    return pair(heard or task.job.source_lang, task.job.target_lang)


def _queueing(task: JobTask, watch: Watch) -> Readings:
    if isinstance(task, TranscribeTask):
        since_s = task.job.received_at_ms / 1000
    elif task.handed_over_at is not None:
        since_s = task.handed_over_at.timestamp()
    else:
        return {}
    return {QUEUEING: max(0.0, (watch.began_at_s - since_s) * 1000)}


def _real_time_factor(compute_ms: int, sound_s: float) -> Readings:
    return {REAL_TIME_FACTOR: compute_ms / 1000 / sound_s} if sound_s > 0 else {}
