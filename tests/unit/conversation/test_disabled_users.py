"""The connections of disabled users are closed, and they are refused."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from dragoman.conversation.admission import issue_to_user, user
from dragoman.conversation.conversation_ports import AdmissionPorts, DisabledUsersPorts
from dragoman.conversation.disabled_users import BLOCK_S, MAX_TOKEN_S, disconnect_disabled_users
from dragoman.errors import DeliveryUnavailable, Gone, NotAdmitted
from dragoman.ports import Connection
from tests.fakes import FakeTickets
from tests.unit.world import World


class DisabledSince:
    """A user pool: the disabled users with the Unix time of the change."""

    def __init__(self, changed: Iterable[tuple[str, float]]) -> None:
        self.changed = dict(changed)

    def disabled(self, changed_after_s: float) -> list[str]:
        return [name for name, at_s in self.changed.items() if at_s > changed_after_s]


def _ports(world: World, users: DisabledSince) -> DisabledUsersPorts:
    return DisabledUsersPorts(users, world.usage, world.connections, world.notifier, world.clock)


def _connect(world: World, connection_id: str, owner: str) -> None:
    world.connections.add(Connection(connection_id, owner=owner))


def _admission(world: World) -> AdmissionPorts:
    return AdmissionPorts(FakeTickets(world.clock), world.usage, ("*",))


def test_all_connections_of_a_disabled_user_are_closed_and_no_others() -> None:
    world = World()
    _connect(world, "phone", user("eve"))
    _connect(world, "desk", user("eve"))
    _connect(world, "other", user("ann"))
    users = DisabledSince([("eve", world.clock())])
    assert disconnect_disabled_users(_ports(world, users)) == 2
    assert sorted(world.notifier.closed) == ["desk", "phone"]
    assert world.connections.get("phone") is None
    assert world.connections.get("other")


def test_a_disabled_user_gets_no_ticket_until_enabled_again() -> None:
    world = World()
    users = DisabledSince([("eve", world.clock())])
    disconnect_disabled_users(_ports(world, users))
    with pytest.raises(NotAdmitted):
        issue_to_user("eve", _admission(world))
    assert issue_to_user("ann", _admission(world)).ticket
    users.changed.clear()
    world.clock.advance(BLOCK_S + 1)
    disconnect_disabled_users(_ports(world, users))
    assert issue_to_user("eve", _admission(world)).ticket


def test_the_block_lasts_while_a_token_may_be_valid() -> None:
    world = World()
    users = DisabledSince([("eve", world.clock())])
    for _ in range(5):
        disconnect_disabled_users(_ports(world, users))
        world.clock.advance(BLOCK_S - 60)
        with pytest.raises(NotAdmitted):
            issue_to_user("eve", _admission(world))


def test_users_disabled_long_ago_cost_nothing() -> None:
    world = World()
    users = DisabledSince([("eve", world.clock() - MAX_TOKEN_S - 60)])
    _connect(world, "phone", user("eve"))
    assert disconnect_disabled_users(_ports(world, users)) == 0


@pytest.mark.parametrize(("trouble", "closed"), [(Gone(), True), (DeliveryUnavailable(), False)])
def test_a_connection_that_could_not_be_closed_is_tried_again(
    trouble: Gone | DeliveryUnavailable, closed: bool
) -> None:
    world = World()
    _connect(world, "phone", user("eve"))
    world.notifier.trouble["phone"] = trouble
    users = DisabledSince([("eve", world.clock())])
    disconnect_disabled_users(_ports(world, users))
    assert (world.connections.get("phone") is None) == closed
    world.notifier.trouble.clear()
    disconnect_disabled_users(_ports(world, users))
    assert world.connections.get("phone") is None
