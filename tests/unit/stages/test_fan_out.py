"""Messages to several connections at once: a slow one delays no other."""

from threading import Event
from typing import Any

import pytest

from dragoman.stages.fan_out import FanOut
from tests.fakes import FakeNotifier


class SlowNotifier(FakeNotifier):
    """Posts to the connection `slow` only when it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = Event()

    def post(self, connection_id: str, message: dict[str, Any]) -> None:
        if connection_id == "slow":
            assert self.released.wait(timeout=60)
        super().post(connection_id, message)


@pytest.fixture
def notifier() -> SlowNotifier:
    return SlowNotifier()


def _message(number: int) -> dict[str, Any]:
    return {"type": "room_update", "data": {"number": number}}


def test_everyone_gets_all_messages_in_order(notifier: SlowNotifier) -> None:
    notifier.released.set()
    with FanOut(notifier, max_wait_s=60) as fan_out:
        for number in range(20):
            fan_out.post(("ann", "slow"), _message(number))
    for name in ("ann", "slow"):
        assert notifier.inbox(name) == [_message(number) for number in range(20)]


def test_the_caller_does_not_wait_for_a_slow_connection(notifier: SlowNotifier) -> None:
    fan_out = FanOut(notifier, max_wait_s=0.01)
    fan_out.post(("slow",), _message(1))
    fan_out.post(("slow",), _message(2))
    fan_out.close()
    notifier.released.set()
    assert _message(2) not in notifier.inbox("slow")


def test_a_connection_that_is_gone_gets_nothing_more(notifier: SlowNotifier) -> None:
    notifier.leave("gone")
    with FanOut(notifier, max_wait_s=60) as fan_out:
        fan_out.post(("gone", "ann"), _message(1))
        fan_out.post(("gone", "ann"), _message(2))
    assert notifier.inbox("gone") == []
    assert notifier.inbox("ann") == [_message(1), _message(2)]
