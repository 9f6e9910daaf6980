"""The calls between the end of speech and the first sound: how many there are, which of them
anyone waits for, what each carries, and what it costs on the emulator.

The stages run here, in this process, with the adapters of the functions and every call recorded;
so what is counted is what the code does, not what we believe it does.
"""

from __future__ import annotations

import asyncio
import base64
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from time import perf_counter
from typing import Any, TypeVar

from pydantic import BaseModel

from dragoman.conversation.submit import submit
from dragoman.languages import AUTO
from dragoman.ports import Connection
from dragoman.protocol import (
    Job,
    ProcessingStarted,
    SynthesizeTask,
    Track,
    TranscribeTask,
    Translate,
    TranslateTask,
)
from dragoman.stages.progress import store_event
from dragoman.stages.stage_ports import EventPorts
from dragoman.stages.synthesize import synthesize
from dragoman.stages.transcribe import transcribe
from dragoman.stages.translate import translate
from dragoman.wiring import Wiring
from infra.local.stack import EmulatedStack
from tests.bench.clips import CONTENT_TYPE, Clip
from tests.bench.engines import engines
from tests.bench.figures import figures, middle
from tests.bench.stack import VOICES, as_a_function, session

SERVICES = {
    "connections": "DynamoDB",
    "messages": "DynamoDB",
    "audio": "S3",
    "notifier": "@connections",
    "usage": "DynamoDB",
    "workflow": "Step Functions",
}
COMPUTE = ("codec", "speech", "translator", "synthesizer")
Bundle = TypeVar("Bundle", bound=EventPorts)
SIGNING = "url"
"""Makes no call: a link is signed locally."""


@dataclass(frozen=True)
class Call:
    port: str
    name: str
    began_s: float
    ended_s: float
    bytes: int = 0
    """The size of the largest argument or result in bytes; 0 if none is text or audio."""

    @property
    def ms(self) -> float:
        return (self.ended_s - self.began_s) * 1000

    @property
    def service(self) -> str | None:
        """The called service, or None."""
        return None if self.name == SIGNING else SERVICES.get(self.port)


@dataclass
class Record:
    """The calls of one stage in all threads, its event and its result."""

    calls: list[Call] = field(default_factory=list)
    event_bytes: int = 0
    result_bytes: int = 0

    def around(self, port: str, adapter: Any) -> Any:
        return _Recorded(port, adapter, self)


class _Recorded:
    """An adapter that notes when it was called."""

    def __init__(self, port: str, adapter: Any, record: Record) -> None:
        self._port, self._adapter, self._record = port, adapter, record

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._adapter, name)
        if not callable(method):
            return method

        def called(*args: Any, **kwargs: Any) -> Any:
            began, carried = perf_counter(), [*args, *kwargs.values()]
            try:
                result = method(*args, **kwargs)
                carried.append(result)
            finally:
                self._note(name, began, perf_counter(), max(map(size, carried)))
            return (
                replace(result, pieces=self._pieces(result.pieces)) if name == "speak" else result
            )

        return called

    def _pieces(self, pieces: Iterator[Any]) -> Iterator[Any]:
        while True:
            began = perf_counter()
            piece = next(pieces, None)
            self._note("piece", began, perf_counter())
            if piece is None:
                return
            yield piece

    def _note(self, name: str, began_s: float, ended_s: float, carried: int = 0) -> None:
        self._record.calls.append(Call(self._port, name, began_s, ended_s, carried))


def size(carried: Any) -> int:
    """The size in bytes of audio, or of a payload or event as JSON; 0 for anything else."""
    match carried:
        case bytes():
            return len(carried)
        case BaseModel():
            return len(carried.model_dump_json())
        case dict():
            return len(json.dumps(carried, default=str))
    return 0


class Stages:
    """The stages up to the first sound, over the running stack, for one listener. Made where the
    environment is a function's."""

    def __init__(self, connection_id: str, recording: bytes, target: str, engines: Any) -> None:
        self._wiring = Wiring()
        self._recording = recording
        self._target = target
        self._engines = engines
        self._speaker = Connection(connection_id, owner=connection_id, accepts=(CONTENT_TYPE,))
        self._records: dict[str, Record] = {}

    def _recorded(self, stage: str, ports: Bundle) -> Bundle:
        """The bundle with every call recorded, and with the engines of this process."""
        record = self._records[stage] = Record()
        adapters = {one.name: getattr(ports, one.name) for one in fields(ports)}
        adapters |= {name: getattr(self._engines, name) for name in COMPUTE if name in adapters}
        recorded = {*SERVICES, *COMPUTE} & adapters.keys()
        return replace(ports, **{name: record.around(name, adapters[name]) for name in recorded})

    def run(self) -> dict[str, Record]:
        self._records = {}
        self._follow(self._accept())
        return self._records

    def _accept(self) -> TranscribeTask:
        ports = self._recorded("accept", self._wiring.conversation_ports)
        ports.connections.get(self._speaker.connection_id)
        workflow = _Remembering(ports.workflow)
        message = Translate(
            action="translate",
            message_id=uuid.uuid4(),
            source_lang=AUTO,
            target_lang=self._target,
            audio_data=base64.b64encode(self._recording).decode(),
            content_type=CONTENT_TYPE,
        )
        submit(message, self._speaker, replace(ports, workflow=workflow))
        self._weigh("accept", message, workflow.job)
        return TranscribeTask(job=workflow.job, recording=workflow.recording)

    def _follow(self, started: TranscribeTask) -> None:
        """The stages of the same recording under another id: its own flow must not be met."""
        job = started.job.model_copy(update={"message_id": uuid.uuid4()})
        self._wiring.messages.claim(str(job.message_id), 0, self._speaker, last=True)
        accepted = ProcessingStarted(
            message_id=job.message_id, segment=0, elapsed_ms=0, mode=job.mode
        )
        store_event(accepted, 0, self._wiring.translate_ports, accepted.seq)
        transcribe_task = TranscribeTask(job=job, recording=started.recording)
        transcript = transcribe(
            transcribe_task, self._recorded("transcribe", self._wiring.transcribe_ports)
        )
        self._weigh("transcribe", transcribe_task, transcript)
        translate_task = TranslateTask(job=job, transcript=transcript)
        translation = translate(
            translate_task, self._recorded("translate", self._wiring.translate_ports)
        )
        self._weigh("translate", translate_task, translation)
        task = SynthesizeTask(
            job=job, track=Track.TRANSLATED, text=translation.text, language=job.target_lang
        )
        voice = synthesize(task, self._recorded("synthesize", self._wiring.synthesize_ports))
        self._weigh("synthesize", task, voice)

    def _weigh(self, stage: str, event: BaseModel, result: BaseModel) -> None:
        record = self._records[stage]
        record.event_bytes, record.result_bytes = size(event), size(result)


class _Remembering:
    """Starts the flow and remembers of what."""

    job: Job
    recording: str

    def __init__(self, workflow: Any) -> None:
        self._workflow = workflow

    def start(self, job: Job, recording: str = "") -> None:
        self.job, self.recording = job, recording
        self._workflow.start(job, recording)


def critical_path(stage: str, calls: list[Call]) -> list[Call]:
    """The calls that delay the stage's milestone, in order: going back from the milestone, each
    time the call that ended last before this one started. Calls that overlap with longer work are
    not included."""
    path = [_milestone(stage, calls)]
    while before := [call for call in calls if call.ended_s <= path[0].began_s]:
        path.insert(0, max(before, key=lambda call: call.ended_s))
    return path


def _milestone(stage: str, calls: list[Call]) -> Call:
    """The milestone of a stage: the flow is started, the first chunk is sent, or the stage ends
    with its last message."""
    by_end = sorted(calls, key=lambda call: call.ended_s)
    if stage == "accept":
        return next(call for call in by_end if call.port == "workflow")
    if stage == "synthesize":
        stored = next(call for call in by_end if (call.port, call.name) == ("audio", "put"))
        after = [call for call in by_end if call.began_s >= stored.ended_s]
        return next(call for call in after if call.port == "notifier")
    return by_end[-1]


async def hops(stack: EmulatedStack, clip: Clip, runs: int) -> dict[str, Any]:
    """The service calls of each stage, and their time on the critical path."""
    with as_a_function(stack):
        async with session(stack) as opened:
            offered = await opened.hello(AUTO, clip.target, VOICES)
            stages = Stages(offered["connection_id"], clip.encoded, clip.target, engines())
            await asyncio.to_thread(stages.run)
            records = []
            for _ in range(runs):
                records.append(await asyncio.to_thread(stages.run))
                await asyncio.sleep(FLOW_S)
    return counted(records)


FLOW_S = 1.5
"""The time after which the started flow has ended."""


def counted(runs: list[dict[str, Record]]) -> dict[str, Any]:
    """The results of all runs of `Stages`, for results.json."""
    stages: list[dict[str, Any]] = []
    for stage in runs[0]:
        records = [run[stage] for run in runs]
        paths = [critical_path(stage, record.calls) for record in records]
        of_services = [sum(c.ms for c in path if c.service) for path in paths]
        stages.append(
            {
                "stage": stage,
                "event_bytes": round(middle(record.event_bytes for record in records)),
                "result_bytes": round(middle(record.result_bytes for record in records)),
                "calls": [_row(kind, records, paths) for kind in _kinds(records[0].calls)],
                "critical_ms": figures(of_services),
            }
        )
    return {
        "stages": stages,
        "critical_calls": sum(row["critical"] for stage in stages for row in stage["calls"]),
        "critical_ms": round(sum(stage["critical_ms"]["p50"] for stage in stages), 1),
    }


def _kinds(calls: list[Call]) -> list[tuple[str, str, str]]:
    return list(dict.fromkeys((of, c.port, c.name) for c in calls if (of := c.service)))


def _row(
    kind: tuple[str, str, str], records: list[Record], paths: list[list[Call]]
) -> dict[str, Any]:
    service, port, name = kind

    def of_kind(calls: list[Call]) -> list[Call]:
        return [call for call in calls if (call.port, call.name) == (port, name)]

    every = [call for record in records for call in of_kind(record.calls)]
    return {
        "service": service,
        "call": f"{port}.{name}",
        "calls": round(middle(len(of_kind(record.calls)) for record in records)),
        "critical": round(middle(len(of_kind(path)) for path in paths)),
        "ms": figures(call.ms for call in every),
        "bytes": round(middle(call.bytes for call in every)),
    }
