"""A function at its bound makes the next invocation wait for its turn.

AWS would start another environment. Two cores have none to give, and refusing at once would send
every stage of a busy moment into the seconds of its Retry: the wait for a core is all that is meant.
"""

import threading
from collections import defaultdict, deque
from time import monotonic
from typing import Any, Final

from infra.local.patching import Patch, SetAttribute

PATIENCE_S: Final = 20.0
"""After that it is throttled after all. A bound of 0 switches a function off: nobody waits for it."""


def _wait_for_turns(set_attribute: SetAttribute) -> None:
    from ministack.services import lambda_svc

    acquire, release = lambda_svc._acquire_execution_slot, lambda_svc._release_execution_slot
    changed = threading.Condition()
    waiting: defaultdict[str, deque[object]] = defaultdict(deque)

    def acquire_in_turn(function: Any, config: Any) -> Any:
        queue, mine = waiting[lambda_svc._inflight_key(config)], object()
        off = lambda_svc._reserved_concurrency(function, config) == 0
        deadline = monotonic() + (0 if off else PATIENCE_S)
        with changed:
            queue.append(mine)
            try:
                while True:
                    slot, limit = acquire(function, config) if queue[0] is mine else (None, None)
                    left_s = deadline - monotonic()
                    if slot is not None or (left_s <= 0 and queue[0] is mine):
                        return slot, limit
                    changed.wait(max(0.01, left_s))
            finally:
                queue.remove(mine)
                changed.notify_all()

    def release_turn(slot: Any) -> None:
        with changed:
            release(slot)
            changed.notify_all()

    set_attribute(lambda_svc, "_acquire_execution_slot", acquire_in_turn)
    set_attribute(lambda_svc, "_release_execution_slot", release_turn)


PATCHES = (
    Patch(
        target="ministack.services.lambda_svc:_acquire_execution_slot",
        purpose="let an invocation wait while its function is at its bound",
        fingerprint="ed3b38149e2e14aa",
        apply=_wait_for_turns,
    ),
)
