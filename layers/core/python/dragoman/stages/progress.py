"""The events of a stage: each is stored, then sent to the listener."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar

from dragoman.errors import Gone, Unavailable
from dragoman.ports import NO_CONNECTION, AppendResult
from dragoman.protocol import EventPosition, Job, MessageEvent, message_event
from dragoman.stages.fan_out import FanOut
from dragoman.stages.room_delivery import send_to_room
from dragoman.stages.stage_ports import EventPorts

T = TypeVar("T")


class Progress:
    """The events of one segment. One thread stores them in order, another sends them in order, and
    the stage goes on computing. Leaving the context waits until the last event is sent.

    A listener who is gone or slow loses nothing: the event is stored, and `resume` sends it again.
    When an event cannot be stored, leaving the context raises StorageUnavailable.
    """

    def __init__(self, job: Job, ports: EventPorts, language: str = "") -> None:
        """`language` is that of the events, where they are for one language of a room."""
        self._job = job
        self._language = language if job.room else ""
        self._fan_out = FanOut(ports.notifier)
        self._ports = ports
        self._storing, self._appending, self._sending = (
            ThreadPoolExecutor(1, thread_name_prefix=name) for name in ("store", "append", "send")
        )
        self._stored: list[Future[Any]] = []
        self._sent: list[Future[MessageEvent]] = []
        self._failed = False

    def position(self) -> EventPosition:
        """The message, the segment and the time since its acceptance, for an event of this moment."""
        elapsed_ms = round(self._ports.clock() * 1000) - self._job.received_at_ms
        return EventPosition(
            message_id=self._job.message_id,
            segment=self._job.segment,
            elapsed_ms=max(0, elapsed_ms),
        )

    def emit(self, event: MessageEvent, language: str | None = None) -> Future[AppendResult]:
        """Stores the event, then sends it, in the background. In a room, `language` may be another
        than that of the context. What was stored, once it is; cancelled after an earlier failure."""
        return self._then(
            lambda: self._append(event, self._language if language is None else language)
        )

    def store(self, task: Callable[[], object]) -> None:
        """Runs a task that stores something, in the background; later events wait for it. After a
        failure no more events are stored."""
        stored = self._storing.submit(task)
        self._then(stored.result)

    def _then(self, task: Callable[[], T]) -> Future[T]:
        stored = self._appending.submit(self._unless_failed, task)
        self._stored.append(stored)
        return stored

    def _unless_failed(self, task: Callable[[], T]) -> T:
        if self._failed:
            raise CancelledError
        self._failed = True
        result = task()
        self._failed = False
        return result

    def _append(self, event: MessageEvent, language: str) -> AppendResult:
        room = self._job.room
        seq = room.stored_seq(event.seq, language) if room else event.seq
        stored = store_event(event, self._job.segment, self._ports, seq)
        send = self._send_to_room if stored.room else self._send
        self._sent.append(self._sending.submit(send, stored, language))
        return stored

    def _send(self, stored: AppendResult, _language: str) -> MessageEvent:
        return send_event(stored, self._ports)

    def _send_to_room(self, stored: AppendResult, language: str) -> MessageEvent:
        return send_to_room(stored, language, self._fan_out, self._ports)

    def wait_until_stored(self) -> None:
        """Waits until every event so far can be replayed. Raises StorageUnavailable."""
        for stored in self._stored:
            stored.result()

    def wait(self) -> None:
        """Waits until every event so far is sent. Raises StorageUnavailable."""
        self.wait_until_stored()
        for sent in self._sent:
            sent.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for thread in (self._storing, self._appending, self._sending):
            thread.shutdown(wait=True)
        self._fan_out.close()
        if exc is None:
            self.wait()


def publish(event: MessageEvent, segment: int, ports: EventPorts) -> MessageEvent:
    """Stores an event with a segment and sends what is stored under its `seq`, which it returns.
    Raises SegmentEnded, MessageUnknown, StorageUnavailable."""
    stored = store_event(event, segment, ports, event.seq)
    if stored.room is None:
        return send_event(stored, ports)
    with FanOut(ports.notifier) as fan_out:
        return send_to_room(stored, "", fan_out, ports)


def store_event(event: MessageEvent, segment: int, ports: EventPorts, seq: int) -> AppendResult:
    """Stores an event with a segment under a number. Raises SegmentEnded, MessageUnknown,
    StorageUnavailable."""
    return ports.messages.append(str(event.message_id), segment, seq, event.wire())


def send_event(stored: AppendResult, ports: EventPorts) -> MessageEvent:
    """Sends a stored event to its listener and returns it. A listener who cannot be reached loses
    nothing."""
    event = message_event(stored.event)
    if stored.listener != NO_CONNECTION:
        with suppress(Gone, Unavailable):
            ports.notifier.post(stored.listener, event.wire(url_of=ports.url_of))
    return event
