"""Who may speak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.conversation.admission import IssuedTicket, admit, issue_to_guest, issue_to_user
from dragoman.conversation.connect import guest
from dragoman.conversation.conversation_ports import AdmissionPorts
from dragoman.errors import NotAdmitted, RateLimited, StorageUnavailable
from tests.fakes import FakeTickets, FakeUsage, TickingClock
from tests.unit.world import generous_limits

HOME = "198.51.100.7"


class Door:
    def __init__(self) -> None:
        self.clock = TickingClock()
        self.tickets = FakeTickets(self.clock)
        self.usage = FakeUsage(generous_limits(), self.clock, tickets_per_minute=3)

    def give(self, session: str | None = None, address: str = HOME) -> IssuedTicket:
        return issue_to_guest(session, address, self.ports())

    def admit(
        self, ticket: str, origin: str | None = None, origins: tuple[str, ...] = ("*",)
    ) -> str:
        return admit(ticket, origin, self.ports(origins))

    def ports(self, origins: tuple[str, ...] = ("*",)) -> AdmissionPorts:
        return AdmissionPorts(self.tickets, self.usage, origins)


@pytest.fixture
def door() -> Door:
    return Door()


def test_a_ticket_lets_its_holder_in(door: Door) -> None:
    given = door.give("a secret of mine")
    assert door.admit(given.ticket) == guest("a secret of mine")
    assert given.session == "a secret of mine"


def test_whoever_comes_without_a_secret_is_given_one_nobody_guesses(door: Door) -> None:
    first, second = door.give(), door.give()
    assert first.session != second.session
    assert len(first.session or "") >= 43
    assert door.admit(first.ticket) == guest(first.session or "")


def test_a_ticket_is_good_for_one_door(door: Door) -> None:
    given = door.give()
    door.admit(given.ticket)
    with pytest.raises(NotAdmitted):
        door.admit(given.ticket)


def test_and_for_a_minute(door: Door) -> None:
    given = door.give()
    door.clock.advance(given.expires_in_s)
    with pytest.raises(NotAdmitted):
        door.admit(given.ticket)


@pytest.mark.parametrize("ticket", ["", "ticket-99", "a.b.c"])
def test_no_ticket_no_entry(door: Door, ticket: str) -> None:
    with pytest.raises(NotAdmitted):
        door.admit(ticket)


@given(st.text())
def test_no_guest_has_the_name_of_a_user(secret: str) -> None:
    door = Door()
    mine = door.admit(issue_to_user("ann", door.ports()).ticket)
    assert mine == "user:ann" != guest(secret)


def test_a_user_needs_no_secret(door: Door) -> None:
    assert issue_to_user("ann", door.ports()).session is None


@pytest.mark.parametrize("origin", ["https://dragoman.example", None])
def test_our_own_page_and_what_is_no_page_may_connect(door: Door, origin: str | None) -> None:
    door.admit(door.give().ticket, origin, ("https://dragoman.example",))


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://dragoman.example", "null", "https://dragoman.example.x"],
)
def test_another_page_may_not_and_spends_no_ticket(door: Door, origin: str) -> None:
    given = door.give()
    with pytest.raises(NotAdmitted):
        door.admit(given.ticket, origin, ("https://dragoman.example",))
    door.admit(given.ticket)


def test_guests_behind_one_address_get_so_many_tickets_a_minute(door: Door) -> None:
    for _ in range(3):
        door.give()
    with pytest.raises(RateLimited) as refused:
        door.give()
    door.give(address="198.51.100.8")
    door.clock.advance((refused.value.retry_after_ms or 0) / 1000)
    door.give()


def test_a_user_gets_so_many_too_and_takes_none_from_another(door: Door) -> None:
    for _ in range(3):
        issue_to_user("ann", door.ports())
    with pytest.raises(RateLimited):
        issue_to_user("ann", door.ports())
    issue_to_user("bob", door.ports())


def test_addresses_of_one_subscriber_count_as_one(door: Door) -> None:
    for number in range(3):
        door.give(address=f"2001:db8::{number}")
    with pytest.raises(RateLimited):
        door.give(address="2001:db8:0:0:ffff::1")
    door.give(address="2001:db8:0:1::1")


def test_a_ticket_that_cannot_be_spent_lets_nobody_in(door: Door) -> None:
    given = door.give()
    door.usage.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        door.admit(given.ticket)


def test_what_is_secret_is_not_shown_by_accident(door: Door) -> None:
    given = door.give("a secret of mine")
    assert "secret" not in repr(given)
    assert given.ticket not in repr(given)
