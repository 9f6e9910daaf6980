"""Tickets are issued and redeemed."""

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


class Admission:
    def __init__(self) -> None:
        self.clock = TickingClock()
        self.tickets = FakeTickets(self.clock)
        self.usage = FakeUsage(generous_limits(), self.clock, tickets_per_minute=3)

    def issue(self, session: str | None = None, address: str = HOME) -> IssuedTicket:
        return issue_to_guest(session, address, self.ports())

    def admit(
        self, ticket: str, origin: str | None = None, origins: tuple[str, ...] = ("*",)
    ) -> str:
        return admit(ticket, origin, self.ports(origins)).identity

    def ports(self, origins: tuple[str, ...] = ("*",)) -> AdmissionPorts:
        return AdmissionPorts(self.tickets, self.usage, origins)


@pytest.fixture
def admission() -> Admission:
    return Admission()


def test_a_ticket_admits_its_holder(admission: Admission) -> None:
    issued = admission.issue("a secret of mine")
    assert admission.admit(issued.ticket) == guest("a secret of mine")
    assert issued.session == "a secret of mine"


def test_only_a_guest_s_ticket_has_the_address_key(
    admission: Admission,
) -> None:
    for address in ("2001:db8::1", "2001:db8::2"):  # one network
        issued = admission.issue(address=address)
        key = admission.tickets.address_key("2001:db8::/64")
        assert admit(issued.ticket, None, admission.ports()).address_key == key
    account = issue_to_user("ann", admission.ports())
    assert admit(account.ticket, None, admission.ports()).address_key == ""


def test_a_new_guest_gets_an_unguessable_secret(admission: Admission) -> None:
    first, second = admission.issue(), admission.issue()
    assert first.session != second.session
    assert len(first.session or "") >= 43
    assert admission.admit(first.ticket) == guest(first.session or "")


def test_a_ticket_can_be_used_once(admission: Admission) -> None:
    issued = admission.issue()
    admission.admit(issued.ticket)
    with pytest.raises(NotAdmitted):
        admission.admit(issued.ticket)


def test_a_ticket_expires_after_a_minute(admission: Admission) -> None:
    issued = admission.issue()
    admission.clock.advance(issued.expires_in_s)
    with pytest.raises(NotAdmitted):
        admission.admit(issued.ticket)


@pytest.mark.parametrize("ticket", ["", "ticket-99", "a.b.c"])
def test_an_invalid_ticket_admits_nobody(admission: Admission, ticket: str) -> None:
    with pytest.raises(NotAdmitted):
        admission.admit(ticket)


@given(st.text())
def test_no_guest_has_the_owner_of_a_user(secret: str) -> None:
    admission = Admission()
    mine = admission.admit(issue_to_user("ann", admission.ports()).ticket)
    assert mine == "user:ann" != guest(secret)


def test_a_user_needs_no_secret(admission: Admission) -> None:
    assert issue_to_user("ann", admission.ports()).session is None


@pytest.mark.parametrize("origin", ["https://dragoman.example", None])
def test_the_own_page_and_clients_without_an_origin_may_connect(
    admission: Admission, origin: str | None
) -> None:
    admission.admit(admission.issue().ticket, origin, ("https://dragoman.example",))


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://dragoman.example", "null", "https://dragoman.example.x"],
)
def test_another_page_may_not_connect_and_uses_up_no_ticket(
    admission: Admission, origin: str
) -> None:
    issued = admission.issue()
    with pytest.raises(NotAdmitted):
        admission.admit(issued.ticket, origin, ("https://dragoman.example",))
    admission.admit(issued.ticket)


def test_guests_of_one_address_have_a_limit_of_tickets_a_minute(admission: Admission) -> None:
    for _ in range(3):
        admission.issue()
    with pytest.raises(RateLimited) as refused:
        admission.issue()
    admission.issue(address="198.51.100.8")
    admission.clock.advance((refused.value.retry_after_ms or 0) / 1000)
    admission.issue()


def test_each_user_has_a_limit_of_tickets_a_minute(admission: Admission) -> None:
    for _ in range(3):
        issue_to_user("ann", admission.ports())
    with pytest.raises(RateLimited):
        issue_to_user("ann", admission.ports())
    issue_to_user("bob", admission.ports())


def test_addresses_of_one_ipv6_network_count_as_one(admission: Admission) -> None:
    for number in range(3):
        admission.issue(address=f"2001:db8::{number}")
    with pytest.raises(RateLimited):
        admission.issue(address="2001:db8:0:0:ffff::1")
    admission.issue(address="2001:db8:0:1::1")


def test_a_ticket_that_cannot_be_redeemed_admits_nobody(admission: Admission) -> None:
    issued = admission.issue()
    admission.usage.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        admission.admit(issued.ticket)


def test_the_repr_of_a_ticket_shows_no_secret(admission: Admission) -> None:
    issued = admission.issue("a secret of mine")
    assert "secret" not in repr(issued)
    assert issued.ticket not in repr(issued)
