"""Who may speak: a ticket is given to a person, and shown where a socket opens."""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from secrets import token_urlsafe

from dragoman.conversation.connect import guest
from dragoman.errors import NotAdmitted
from dragoman.ports import Tickets, Usage

MIN_SESSION_LENGTH = 22
"""Letters: of a random text, 128 bits."""
MAX_SESSION_LENGTH = 200


@dataclass(frozen=True)
class IssuedTicket:
    ticket: str = field(repr=False)
    expires_in_s: int
    session: str | None = field(default=None, repr=False)
    """By which a guest is known again; nobody else has it, we neither."""


def issue_to_guest(
    session: str | None, address: str, *, tickets: Tickets, usage: Usage
) -> IssuedTicket:
    """A ticket for whoever knows the session's secret, or a new one's.
    Raises RateLimited, Unavailable."""
    usage.count_write(rate_limit_key(address))
    session = session or token_urlsafe(32)
    return IssuedTicket(tickets.issue(guest(session)), tickets.lifetime_s, session)


def issue_to_user(subject: str, *, tickets: Tickets, usage: Usage) -> IssuedTicket:
    """A ticket for someone whose account was checked. Raises RateLimited, Unavailable."""
    usage.count_write(user(subject))
    return IssuedTicket(tickets.issue(user(subject)), tickets.lifetime_s)


def user(subject: str) -> str:
    """The name of someone with an account; no guest can have it."""
    return f"user:{subject}"


def admit(
    ticket: str,
    origin: str | None,
    *,
    origins: tuple[str, ...],
    tickets: Tickets,
    usage: Usage,
) -> str:
    """Who shows the ticket, which is spent by it. Only browsers name an origin; what is no browser
    could name any, and is held by the ticket alone. Raises NotAdmitted, Unavailable."""
    if origin is not None and "*" not in origins and origin not in origins:
        raise NotAdmitted("This page may not connect.")
    redeemed = tickets.read(ticket)
    usage.redeem(redeemed)
    return redeemed.identity


def rate_limit_key(address: str) -> str:
    """By what a guest is counted, as guests are cheap to become and addresses less so: the address,
    or the network of one where a subscriber has as many as they like."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(known if known.version == 4 else ip_network(f"{known}/64", strict=False))
