"""How a stage says what happens: every event is kept first, then posted to whoever listens."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Self

from dragoman.errors import Gone, Unavailable
from dragoman.ports import NO_CONNECTION, AppendResult, AudioStore, Clock, Messages, Notifier
from dragoman.protocol import EventPosition, Job, MessageEvent, message_event


class Progress:
    """The events of one segment, kept in order by one thread and posted in order by another, so
    that neither holds up computing nor the other. Leaving the context waits until the last one is
    out.

    A listener who is gone or slow loses nothing: the event is kept, `resume` replays it. An event
    that cannot be kept fails the stage with StorageUnavailable when the context is left.
    """

    def __init__(
        self,
        job: Job,
        *,
        messages: Messages,
        notifier: Notifier,
        audio: AudioStore | None = None,
        clock: Clock,
    ) -> None:
        self._job = job
        self._messages = messages
        self._notifier = notifier
        self._url_of = audio.url if audio else _no_audio
        self._clock = clock
        self._storing, self._appending, self._posting = (
            ThreadPoolExecutor(1, thread_name_prefix=doing) for doing in ("store", "keep", "post")
        )
        self._stored: list[Future[None]] = []
        self._posted: list[Future[MessageEvent]] = []
        self._failed = False

    def store(self, task: Callable[[], object]) -> None:
        """Stores something beside what is being said; what is said next waits for it. After a
        failure nothing more is said."""
        stored = self._storing.submit(task)
        self._then(stored.result)

    def _then(self, task: Callable[[], object]) -> None:
        self._stored.append(self._appending.submit(self._unless_failed, task))

    def _unless_failed(self, task: Callable[[], object]) -> None:
        if self._failed:
            return
        self._failed = True
        task()
        self._failed = False

    def position(self) -> EventPosition:
        """The message, the segment and the time since its acceptance, for an event of this moment."""
        elapsed_ms = round(self._clock() * 1000) - self._job.received_at_ms
        return EventPosition(
            message_id=self._job.message_id,
            segment=self._job.segment,
            elapsed_ms=max(0, elapsed_ms),
        )

    def emit(self, event: MessageEvent) -> None:
        """Stores the event, then posts it to the listener."""
        self._then(lambda: self._append(event))

    def _append(self, event: MessageEvent) -> None:
        stored = store_event(event, stored_with=self._job.segment, messages=self._messages)
        post = partial(deliver, stored, notifier=self._notifier, url_of=self._url_of)
        self._posted.append(self._posting.submit(post))

    def wait_until_stored(self) -> None:
        """Returns when all that was said so far can be replayed. Raises StorageUnavailable."""
        for stored in self._stored:
            stored.result()

    def wait(self) -> None:
        """Returns when all that was said so far is out. Raises StorageUnavailable."""
        self.wait_until_stored()
        for posted in self._posted:
            posted.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for thread in (self._storing, self._appending, self._posting):
            thread.shutdown(wait=True)
        if exc is None:
            self.wait()


def _no_audio(key: str) -> str:
    raise AssertionError(f"this stage speaks of no audio, yet named {key}")


def publish(
    event: MessageEvent,
    *,
    stored_with: int,
    messages: Messages,
    notifier: Notifier,
    url_of: Callable[[str], str] = _no_audio,
) -> MessageEvent:
    """Keeps an event with a segment and posts what stands under its `seq` to whoever listens; gives
    that back. Raises SegmentEnded, MessageUnknown, StorageUnavailable; a listener who cannot be
    reached loses nothing."""
    stored = store_event(event, stored_with=stored_with, messages=messages)
    return deliver(stored, notifier=notifier, url_of=url_of)


def store_event(event: MessageEvent, *, stored_with: int, messages: Messages) -> AppendResult:
    """Keeps an event with a segment. Raises SegmentEnded, MessageUnknown, StorageUnavailable."""
    return messages.append(str(event.message_id), stored_with, event.seq, event.wire())


def deliver(
    stored: AppendResult, *, notifier: Notifier, url_of: Callable[[str], str]
) -> MessageEvent:
    """Posts what stands to whoever listens; gives it back."""
    standing = message_event(stored.event)
    if stored.listener != NO_CONNECTION:
        with suppress(Gone, Unavailable):
            notifier.post(stored.listener, standing.wire(url_of=url_of))
    return standing
