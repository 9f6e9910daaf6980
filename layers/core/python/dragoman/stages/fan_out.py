"""Messages to several connections at once."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, Self

from dragoman.errors import Gone, Unavailable
from dragoman.ports import Notifier

MAX_WAIT_S = 1.0
"""The maximum wait for the slowest connection after all messages were handed over."""


class FanOut:
    """Posts to each connection in order, and to all of them at once. A connection that is slow or
    gone holds up no other, and the caller for `max_wait_s` at most. After a failure it gets nothing
    more from here: what it missed it can request again."""

    def __init__(self, notifier: Notifier, max_wait_s: float = MAX_WAIT_S) -> None:
        self._notifier = notifier
        self._max_wait_s = max_wait_s
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._posts: list[Future[None]] = []
        self._failed: set[str] = set()

    def post(self, connection_ids: Iterable[str], message: dict[str, Any]) -> None:
        """Posts in the background."""
        for connection_id in connection_ids:
            if connection_id not in self._lanes:
                self._lanes[connection_id] = ThreadPoolExecutor(1, thread_name_prefix="fan-out")
            lane = self._lanes[connection_id]
            self._posts.append(lane.submit(self._post, connection_id, message))

    def _post(self, connection_id: str, message: dict[str, Any]) -> None:
        if connection_id in self._failed:
            return
        try:
            self._notifier.post(connection_id, message)
        except (Gone, Unavailable):
            self._failed.add(connection_id)

    def close(self) -> None:
        """Waits for the posts, for `max_wait_s` at most."""
        wait(self._posts, timeout=self._max_wait_s)
        for lane in self._lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
