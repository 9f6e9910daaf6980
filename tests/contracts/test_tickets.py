"""The contract of Tickets, for the fake and for signed tokens."""

from __future__ import annotations

import base64
import json

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.aws.jwt_tickets import JwtTickets
from dragoman.aws.secrets_manager import Secret
from dragoman.errors import NotAdmitted
from dragoman.ports import Tickets
from tests import conftest
from tests.fakes import FakeTickets, TickingClock

KEY = "k" * 64


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture(params=["fake", "jwt"])
def tickets(request: pytest.FixtureRequest, clock: TickingClock) -> Tickets:
    if request.param == "fake":
        return FakeTickets(clock)
    return JwtTickets(lambda: KEY, lifetime_s=60, clock=clock)


def test_a_ticket_names_its_owner(tickets: Tickets) -> None:
    assert tickets.read(tickets.issue("guest:ann")).identity == "guest:ann"


def test_no_two_tickets_are_equal(tickets: Tickets) -> None:
    issued = [tickets.read(tickets.issue("guest:ann")).ticket_id for _ in range(20)]
    assert len(set(issued)) == 20


def test_a_ticket_expires(tickets: Tickets, clock: TickingClock) -> None:
    ticket = tickets.issue("guest:ann")
    clock.advance(tickets.lifetime_s - 2)
    tickets.read(ticket)
    clock.advance(2)
    with pytest.raises(NotAdmitted):
        tickets.read(ticket)


@pytest.mark.parametrize(
    "forged",
    ["", "x", "a.b.c", "é", "\ud800", "\x00", "eyJhbGciOiJub25lIn0..", "." * 999],
)
def test_an_invalid_ticket_is_refused(tickets: Tickets, forged: str) -> None:
    with pytest.raises(NotAdmitted):
        tickets.read(forged)


# --- Signed tokens only -------------------------------------------------------------------------


def _signed(claims: dict[str, object], key: str = KEY, algorithm: str = "HS256") -> str:
    good = {"aud": "dragoman:connect", "exp": 2_000_000_000, "jti": "1", "sub": "guest:ann"}
    kept = {name: value for name, value in (good | claims).items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm)


def _read(ticket: str) -> str:
    return JwtTickets(lambda: KEY, lifetime_s=60, clock=TickingClock()).read(ticket).identity


def test_the_claims_of_a_ticket_are_fixed() -> None:
    assert _read(_signed({})) == "guest:ann"


@pytest.mark.parametrize(
    "forged",
    [
        _signed({}, key="x" * 64),
        _signed({}, algorithm="HS512"),
        _signed({}, key="", algorithm="none"),
        _signed({"aud": "another:service"}),
        *(_signed({claim: None}) for claim in ("aud", "exp", "jti", "sub")),
        _signed({"exp": 1_600_000_000}),
    ],
)
def test_a_forged_ticket_is_refused(forged: str) -> None:
    with pytest.raises(NotAdmitted):
        _read(forged)


@given(st.integers(0, 10_000), st.integers(0, 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bit_of_a_ticket_can_be_changed(place: int, bit: int) -> None:
    ticket = _signed({})
    header, claims, signature = ticket.split(".")
    parts = [header, claims, signature]
    which = place % 3
    raw = bytearray(base64.urlsafe_b64decode(parts[which] + "=="))
    raw[place % len(raw)] ^= 1 << bit
    parts[which] = base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()
    with pytest.raises(NotAdmitted):
        _read(".".join(parts))


def test_a_ticket_contains_no_secret() -> None:
    claims = _signed({}).split(".")[1]
    assert set(json.loads(base64.urlsafe_b64decode(claims + "=="))) == {"aud", "exp", "jti", "sub"}


@pytest.mark.parametrize("place", ["moto", pytest.param("emulated", marks=pytest.mark.emulator)])
def test_the_key_is_fetched_once(request: pytest.FixtureRequest, place: str) -> None:
    request.getfixturevalue(place)
    secret = Secret(conftest.TICKET_KEY, timeout_s=5)
    assert secret() == secret() == KEY
