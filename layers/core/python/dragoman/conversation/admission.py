"""Tickets: issued to a person, and redeemed when a socket opens."""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from secrets import token_urlsafe

from dragoman.conversation.connect import guest
from dragoman.conversation.conversation_ports import AdmissionPorts
from dragoman.errors import NotAdmitted
from dragoman.ports import USER_PREFIX, Ticket

MIN_SESSION_LENGTH = 22
"""Characters: in a random text, 128 bits."""
MAX_SESSION_LENGTH = 200


@dataclass(frozen=True)
class IssuedTicket:
    ticket: str = field(repr=False)
    expires_in_s: int
    session: str | None = field(default=None, repr=False)
    """The secret that identifies a guest. The service does not keep it."""


def issue_to_guest(session: str | None, address: str, ports: AdmissionPorts) -> IssuedTicket:
    """A ticket for the guest who knows the secret of the session, or for a new guest. Raises
    RateLimited, Unavailable."""
    address_key = ports.tickets.address_key(rate_limit_key(address))
    ports.usage.count_write(address_key)
    session = session or token_urlsafe(32)
    ticket = ports.tickets.issue(guest(session), address_key)
    return IssuedTicket(ticket, ports.tickets.lifetime_s, session)


def issue_to_user(subject: str, ports: AdmissionPorts) -> IssuedTicket:
    """A ticket for a user whose account was verified. Raises NotAdmitted for a disabled user,
    RateLimited, Unavailable."""
    ports.usage.require_unblocked(user(subject))
    ports.usage.count_write(user(subject))
    return IssuedTicket(ports.tickets.issue(user(subject)), ports.tickets.lifetime_s)


def user(subject: str) -> str:
    """The owner id of a user with an account, which no guest can have."""
    return USER_PREFIX + subject


def admit(ticket: str, origin: str | None, ports: AdmissionPorts) -> Ticket:
    """Redeems a ticket, and returns it. Only browsers send an origin, and other clients could send any.
    Raises NotAdmitted, Unavailable."""
    allowed = ports.allowed_origins
    if origin is not None and "*" not in allowed and origin not in allowed:
        raise NotAdmitted("This page may not connect.")
    redeemed = ports.tickets.read(ticket)
    ports.usage.redeem(redeemed)
    return redeemed


def rate_limit_key(address: str) -> str:
    """The rate-limit key of a guest: the IPv4 address, or the IPv6 /64. A new session costs nothing,
    a new address does."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(known if known.version == 4 else ip_network(f"{known}/64", strict=False))
