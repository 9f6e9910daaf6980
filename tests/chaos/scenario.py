"""One message through a service in which everything fails at random.

The use cases are the real ones and the state machine is the deployed definition; the ports are fakes
that fail by a plan. A client sends segments, loses its connection, leaves without its last segment, or
reconnects and resumes. Executions run twice, are killed, and overlap. The sweeper runs. In the end the
client reconnects once more, and the outcome is what it has received. Before and after a segment, partial
recordings of it arrive for captions, also of segments that are never sent.
"""

from __future__ import annotations

import base64
import json
import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from dragoman import ports
from dragoman.aws.api_gateway import ATTEMPTS, MAX_POST_S
from dragoman.conversation.sweep import EXECUTION_LIMIT_S
from dragoman.errors import DeliveryUnavailable, DragomanError
from dragoman.ports import Connection
from dragoman.protocol import (
    SEGMENT_START_SEQ,
    CompleteTask,
    FailTask,
    Mode,
    SynthesizeTask,
    TranscribeTask,
    TranslateTask,
)
from dragoman.stages.complete import complete
from dragoman.stages.translate import translate
from tests.chaos.speaker import CaptionedSpeaker
from tests.fakes import FakeMessages, TickingClock, recording
from tests.faults import Crash, Faults, Faulty
from tests.infra.states import ExecutionFailed, Json, TaskFailed, run
from tests.unit.world import World, translate_message

TEXTS: Final = ("Good morning.", "Thank you.", "One. Two. Three.", "Thank you.", "")
"""The texts of segments; the last is silence."""
MAX_ATTEMPTS: Final = 6
"""The number of attempts for a request that is refused or not answered."""
SWEEPS: Final = 3
FAULTY: Final = {
    "messages": ports.Messages,
    "connections": ports.Connections,
    "rooms": ports.Rooms,
    "audio": ports.AudioStore,
    "notifier": ports.Notifier,
    "usage": ports.Usage,
    "workflow": ports.Workflow,
    "speech": ports.SpeechToText,
    "translator": ports.Translator,
    "synthesizer": ports.Synthesizer,
}


class Killed(Exception):
    """An execution is killed here, and nothing reports it."""


@dataclass
class Outcome:
    """The outcome of a message."""

    message_id: str
    accepted: list[int]
    """Segments whose acceptance is stored."""
    segments: int
    """The number of segments that the client sent."""
    received: list[Json]
    """The events that the client received, in the order of arrival."""
    stored: list[Json]
    orders: dict[int, list[int]]
    """The `seq` of every event, by segment, in the order in which they were stored."""
    undelivered: set[tuple[int | None, int]]
    """The segment and `seq` of events of which a delivery failed."""
    faults: dict[str, int] = field(default_factory=dict)
    captions: list[Json] = field(default_factory=list)
    """The data of the captions that the client received, in the order of arrival."""
    spoken: dict[int, str] = field(default_factory=dict)
    """What was spoken of each segment, whether it was sent or not."""


class Scenario:
    def __init__(
        self,
        definition: Json,
        seed: object,
        rate: float,
        messages: FakeMessages | None = None,
        world: World | None = None,
    ) -> None:
        self._definition = definition
        self._chance = random.Random(f"story/{seed}")  # noqa: S311
        self._faults = Faults(seed, rate)
        self._world = world or World(messages=messages or FakeMessages())
        self._table, self._connected = self._world.messages, self._world.connections
        for name, port in FAULTY.items():
            setattr(self._world, name, Faulty(getattr(self._world, name), port, self._faults))
        self._undelivered: set[tuple[int | None, int]] = set()
        self._world.notifier = _RecordingNotifier(  # type: ignore[assignment]
            self._world.notifier, self._undelivered, self._faults, self._world.clock
        )
        self._world.messages = _RecordingMessages(self._world.messages, self._undelivered)  # type: ignore[assignment]
        self._message_id = str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
        self._speaker = CaptionedSpeaker(self._world, self._chance)
        self._spoken: dict[int, str] = {}
        self._connections: list[Connection] = []
        self._started = 0
        self._waiting: list[TranscribeTask] = []
        self._stages: dict[str, Callable[[Json], Any]] = {
            "transcribe": self._transcribe,
            "translate": self._translate,
            "synthesize": self._synthesize,
            "complete": self._complete,
            "fail": self._fail,
        }

    def run(self) -> Outcome:
        segments = self._chance.choice((1, 1, 2, 3))
        finished_later, left = self._chance.random() < 0.4, self._chance.random() < 0.2
        self._connect()
        for n in range(segments):
            self._send_segment(n, n == segments - 1 and not finished_later)
        if self._chance.random() < 0.3:
            self._send_partials(segments, TEXTS[0])
        if finished_later and not left:
            self._request({"action": "finish", "segments": segments})
        self._run_everything()
        for _ in range(SWEEPS):
            self._world.clock.advance(EXECUTION_LIMIT_S + 60)
            self._sweep()
            self._run_everything()
        self._faults.rate = 0
        self._sweep()
        self._reconnect()
        return self._outcome(segments)

    # --- the client ---

    @property
    def _me(self) -> Connection:
        return self._connections[-1]

    def _connect(self) -> None:
        self._connections.append(Connection(f"c{len(self._connections)}", owner="ann"))
        self._connected.add(self._me)

    def _send_segment(self, segment: int, last: bool) -> None:
        text = self._chance.choice(TEXTS)
        message = translate_message(
            message_id=self._message_id,
            segment=segment,
            last=last,
            mode=self._chance.choice(list(Mode)),
            audio_data=base64.b64encode(recording(text, "en")).decode(),
        )
        self._send_partials(segment, text)
        self._send_tentatively(message)
        self._request(message)
        if self._chance.random() < 0.3:
            self._send_partials(segment, text)
        if self._chance.random() < 0.2:
            self._world.notifier.leave(self._me.connection_id)
        if self._chance.random() < 0.3:
            self._run_something()
        if self._chance.random() < 0.2:
            self._reconnect()

    def _send_tentatively(self, message: Json) -> None:
        """Sends the segment before it is accepted: as it is, with other speech, or not at all."""
        other = base64.b64encode(recording(self._chance.choice(TEXTS), "en")).decode()
        for audio in self._chance.sample([message["audio_data"], other], self._chance.randrange(3)):
            tentative = {**message, "tentative": True, "audio_data": audio}
            with suppress(DragomanError, Crash):
                self._world.send(tentative, self._me)
            self._queue_started()
            if self._chance.random() < 0.3:
                self._run_something()

    def _send_partials(self, segment: int, text: str) -> None:
        self._spoken[segment] = text
        self._speaker.speak(self._message_id, segment, text, self._me)

    def _request(self, message: Json) -> None:
        """Sends a request until it is accepted, or often enough."""
        for _ in range(MAX_ATTEMPTS):
            before = len(self._inbox())
            try:
                self._world.send({"message_id": self._message_id, **message}, self._me)
            except (DragomanError, Crash):
                continue  # API Gateway reports an error
            finally:
                self._queue_started()
            answers = [event["data"] for event in self._inbox()[before:]]
            if not any("seq" not in data for data in answers):
                return

    def _reconnect(self) -> None:
        """Opens a new connection, whether or not the old one is closed, and resumes."""
        self._connect()
        self._request({"action": "resume", "after_seq": 0})

    def _inbox(self) -> list[Json]:
        return self._world.notifier.inbox(self._me.connection_id)

    # --- the state machine ---

    def _queue_started(self) -> None:
        """Queues the started executions; some start twice."""
        for task in self._world.workflow.started[self._started :]:
            self._waiting += [task] * (2 if self._chance.random() < 0.15 else 1)
        self._started = len(self._world.workflow.started)

    def _run_everything(self) -> None:
        while self._waiting and self._chance.random() < 0.9:
            self._run_something()

    def _run_something(self) -> None:
        if not self._waiting:
            return
        task = self._waiting.pop(self._chance.randrange(len(self._waiting)))
        with suppress(ExecutionFailed, TaskFailed, Killed):  # nothing waits for it
            run(
                self._definition,
                task.model_dump(mode="json", exclude_none=True),
                self._invoke,
            )

    def _invoke(self, resource: str, payload: Json) -> Any:
        name = resource.removeprefix("<function ").removesuffix(">")
        fate = self._faults.chance("invoke", name, payload["job"]["segment"])
        self._maybe("killed", fate, 0.5, Killed)
        self._maybe("throttled", fate, 1, TaskFailed, "Lambda.TooManyRequestsException")
        if fate.random() < 0.1:
            self._run_something()  # another execution overtakes this one
        try:
            result = self._stages[name](payload)
        except Crash as error:
            raise TaskFailed("Runtime.ExitError") from error
        except DragomanError as error:
            cause = json.dumps({"errorMessage": str(error)})
            raise TaskFailed(type(error).__name__, cause) from error
        self._maybe("slow", fate, 0.5, TaskFailed, "States.Timeout")
        return result.model_dump(mode="json") if result is not None else None

    def _maybe(
        self, kind: str, fate: random.Random, weight: float, error: type[Exception], *args: str
    ) -> None:
        if fate.random() < self._faults.rate * weight:
            self._faults.strike(kind)
            raise error(*args)

    def _transcribe(self, payload: Json) -> Any:
        task = TranscribeTask.model_validate(payload)
        return self._world.transcribe(task.job, task.recording)

    def _translate(self, payload: Json) -> Any:
        return translate(TranslateTask.model_validate(payload), self._world.translate_ports)

    def _synthesize(self, payload: Json) -> Any:
        task = SynthesizeTask.model_validate(payload)
        return self._world.synthesize(task.job, task.track, task.text, task.language)

    def _complete(self, payload: Json) -> None:
        complete(CompleteTask.model_validate(payload), self._world.end_ports)

    def _fail(self, payload: Json) -> None:
        task = FailTask.model_validate(payload)
        self._world.fail(task.job, task.failure.error, task.failure.cause)

    def _sweep(self) -> None:
        with suppress(DragomanError, Crash):  # the next one comes in a minute
            self._world.sweep()

    # --- the outcome ---

    def _outcome(self, segments: int) -> Outcome:
        messages, inbox = self._table, self._world.notifier.inbox
        posted = [
            event for connection in self._connections for event in inbox(connection.connection_id)
        ]
        received = [event for event in posted if "seq" in event["data"]]
        captions = [event["data"] for event in posted if event["type"] == "partial_result"]
        try:
            claimed = messages.segments_from(self._message_id, self._me.owner, 0)
            stored = messages.listen(self._message_id, self._me, claimed)
        except DragomanError:
            stored = []
        numbers = {event["data"]["segment"] for event in stored} - {None}
        orders = {number: messages.order(self._message_id, number) for number in sorted(numbers)}
        accepted = [n for n, order in orders.items() if SEGMENT_START_SEQ in order]
        return Outcome(
            message_id=self._message_id,
            accepted=accepted,
            segments=segments,
            received=received,
            captions=captions,
            spoken=self._spoken,
            stored=stored,
            orders=orders,
            undelivered=self._undelivered,
            faults=dict(self._faults.struck),
        )


class _RecordingNotifier:
    """A notifier that hangs by the plan, and records what did not reach its listener."""

    def __init__(
        self,
        notifier: Any,
        undelivered: set[tuple[int | None, int]],
        faults: Faults,
        clock: TickingClock,
    ) -> None:
        self._notifier = notifier
        self._undelivered = undelivered
        self._faults = faults
        self._clock = clock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._notifier, name)

    def post(self, connection_id: str, message: Json) -> None:
        before = len(self._notifier.inbox(connection_id))
        about = message["data"]
        fate = self._faults.chance("post", connection_id, about.get("segment"), about.get("seq"))
        try:
            if fate.random() < self._faults.rate / 2:
                self._hang(connection_id, message, fate)
            self._notifier.post(connection_id, message)
        finally:
            if len(self._notifier.inbox(connection_id)) == before and "seq" in message["data"]:
                self._undelivered.add((message["data"]["segment"], message["data"]["seq"]))

    def _hang(self, connection_id: str, message: Json, fate: random.Random) -> None:
        """No attempt is answered in time, though any may have arrived."""
        self._faults.strike("hanging")
        for _ in range(ATTEMPTS):
            self._clock.advance(MAX_POST_S)
            if fate.random() < 0.5:
                self._notifier.post(connection_id, message)
        raise DeliveryUnavailable


class _RecordingMessages:
    """A store that records the events that were not delivered because storing seemed to fail."""

    def __init__(self, messages: Any, undelivered: set[tuple[int | None, int]]) -> None:
        self._messages = messages
        self._undelivered = undelivered

    def __getattr__(self, name: str) -> Any:
        return getattr(self._messages, name)

    def append(self, message_id: str, segment: int, seq: int, event: Json) -> Any:
        try:
            return self._messages.append(message_id, segment, seq, event)
        except BaseException:
            self._undelivered.add((event["data"]["segment"], seq))
            raise
