"""The contract of Notifier, for the fake and for API Gateway."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dragoman.aws.api_gateway import ApiGatewayNotifier
from dragoman.errors import DeliveryUnavailable, DragomanError, Gone, Throttled
from dragoman.ports import Notifier
from tests.contracts.stub_aws import StubAws
from tests.fakes import FakeNotifier

MESSAGE = {"type": "stt_result", "data": {"original_text": "olá, você 👋", "seq": 3, "track": None}}
Received = Callable[[str], list[dict[str, Any]]]
Trouble = Callable[[str, str], None]

ERRORS = {
    "gone": (410, "GoneException", Gone),
    "throttled": (429, "LimitExceededException", Throttled),
    "unavailable": (503, "ServiceUnavailable", DeliveryUnavailable),
}


@pytest.fixture(params=["fake", "stub_aws"])
def place(request: pytest.FixtureRequest) -> tuple[Notifier, Received, Trouble]:
    """A notifier, the messages that a connection received, and a way to break a connection."""
    if request.param == "fake":
        fake = FakeNotifier()

        def make_trouble(connection_id: str, kind: str) -> None:
            fake.trouble[connection_id] = ERRORS[kind][2]()

        return fake, fake.inbox, make_trouble
    aws: StubAws = request.getfixturevalue("stub_aws")

    def answer_with(_: str, kind: str) -> None:
        aws.trouble = ERRORS[kind][:2]

    notifier = ApiGatewayNotifier(f"{aws.url}/live", timeout_s=5)
    return notifier, lambda connection_id: aws.posted.get(connection_id, []), answer_with


def test_a_sent_message_arrives_unchanged(place: tuple[Notifier, Received, Trouble]) -> None:
    notifier, received, _ = place
    notifier.post("L0SM9cOFvHcCIhw=", MESSAGE)
    assert received("L0SM9cOFvHcCIhw=") == [MESSAGE]


def test_messages_arrive_in_order(place: tuple[Notifier, Received, Trouble]) -> None:
    notifier, received, _ = place
    for seq in range(5):
        notifier.post("c", {"seq": seq})
    assert [message["seq"] for message in received("c")] == [0, 1, 2, 3, 4]


def test_only_the_named_connection_receives(place: tuple[Notifier, Received, Trouble]) -> None:
    notifier, received, _ = place
    notifier.post("c", MESSAGE)
    assert received("d") == []


@pytest.mark.parametrize("kind", ERRORS)
def test_errors_are_typed(place: tuple[Notifier, Received, Trouble], kind: str) -> None:
    notifier, received, make_trouble = place
    make_trouble("c", kind)
    expected: type[DragomanError] = ERRORS[kind][2]
    with pytest.raises(expected):
        notifier.post("c", MESSAGE)
    assert received("c") == []
