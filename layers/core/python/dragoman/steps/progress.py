"""How a stage says what happens: every event is kept first, then posted to whoever listens."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from dragoman.errors import Gone, Unavailable
from dragoman.messages import Job, MessageEvent, message_event
from dragoman.ports import AudioStore, Clock, Messages, Notifier


class Progress:
    """The events of one segment, said in order by a thread of their own, so that saying does not
    hold up computing. Leaving the context waits until the last one is out.

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
        self._voice = ThreadPoolExecutor(1, thread_name_prefix="progress")
        self._said: list[Future[None]] = []
        self._failed = False

    def do(self, task: Callable[[], object]) -> None:
        """Does something between what was said before and what is said next; after a failure
        nothing more is done or said."""
        self._said.append(self._voice.submit(self._unless_failed, task))

    def _unless_failed(self, task: Callable[[], object]) -> None:
        if self._failed:
            return
        self._failed = True
        task()
        self._failed = False

    def say(self, kind: type[MessageEvent], **fields: Any) -> None:
        """Says an event of this kind about this segment, now."""
        now_ms = round(self._clock() * 1000)
        place = {"message_id": self._job.message_id, "segment": self._job.segment}
        event = kind(**(place | fields), elapsed_ms=max(0, now_ms - self._job.received_at_ms))
        self.do(
            lambda: publish(
                event,
                kept_with=self._job.segment,
                messages=self._messages,
                notifier=self._notifier,
                url_of=self._url_of,
            )
        )

    def wait(self) -> None:
        """Returns when all that was said so far is out. Raises StorageUnavailable."""
        for said in self._said:
            said.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._voice.shutdown(wait=True)
        if exc is None:
            self.wait()


def _no_audio(key: str) -> str:
    raise AssertionError(f"this stage speaks of no audio, yet named {key}")


def publish(
    event: MessageEvent,
    *,
    kept_with: int,
    messages: Messages,
    notifier: Notifier,
    url_of: Callable[[str], str] = _no_audio,
) -> MessageEvent:
    """Keeps an event with a segment and posts what stands under its `seq` to whoever listens; gives
    that back. Raises SegmentEnded, MessageUnknown, StorageUnavailable; a listener who cannot be
    reached loses nothing."""
    kept = messages.append(str(event.message_id), kept_with, event.seq, event.wire())
    standing = message_event(kept.event)
    with suppress(Gone, Unavailable):
        notifier.post(kept.listener, standing.wire(url_of=url_of))
    return standing
