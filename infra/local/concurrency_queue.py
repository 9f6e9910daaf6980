"""A queue for invocations of a function that has reached its concurrency limit.

AWS would start another environment, for which two cores have no room. To throttle at once would
delay every stage of a busy moment by the seconds of its Retry, so the invocation waits.
"""

import threading
from collections import defaultdict, deque
from time import monotonic
from typing import Any, Final

from infra.local.patch import Patch, SetAttribute

WAIT_LIMIT_S: Final = 20.0
"""The longest wait, after which the invocation is throttled. A limit of 0 throttles at once."""


def _queue_invocations(set_attribute: SetAttribute) -> None:
    from ministack.services import lambda_svc

    acquire, release = lambda_svc._acquire_execution_slot, lambda_svc._release_execution_slot
    changed = threading.Condition()
    waiting: defaultdict[str, deque[object]] = defaultdict(deque)

    def acquire_in_order(function: Any, config: Any) -> Any:
        queue, ticket = waiting[lambda_svc._inflight_key(config)], object()
        disabled = lambda_svc._reserved_concurrency(function, config) == 0
        deadline = monotonic() + (0 if disabled else WAIT_LIMIT_S)
        with changed:
            queue.append(ticket)
            try:
                while True:
                    slot, limit = acquire(function, config) if queue[0] is ticket else (None, None)
                    left_s = deadline - monotonic()
                    if slot is not None or (left_s <= 0 and queue[0] is ticket):
                        return slot, limit
                    changed.wait(max(0.01, left_s))
            finally:
                queue.remove(ticket)
                changed.notify_all()

    def release_next(slot: Any) -> None:
        with changed:
            release(slot)
            changed.notify_all()

    set_attribute(lambda_svc, "_acquire_execution_slot", acquire_in_order)
    set_attribute(lambda_svc, "_release_execution_slot", release_next)


PATCHES = (
    Patch(
        target="ministack.services.lambda_svc:_acquire_execution_slot",
        purpose="let an invocation wait while its function is at its concurrency limit",
        fingerprint="ed3b38149e2e14aa",
        apply=_queue_invocations,
    ),
)
