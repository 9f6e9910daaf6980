"""Tickets as signed JSON Web Tokens, which need no look-up."""

import hmac
from collections.abc import Callable
from secrets import token_urlsafe

import jwt

from dragoman.errors import NotAdmitted
from dragoman.ports import Clock, Ticket

ALGORITHM = "HS256"
PURPOSE = "dragoman:connect"
ADDRESSES = "dragoman:address"
"""Keeps what is hashed apart from what is signed with the same key."""
CLAIMS = ["aud", "exp", "jti", "sub"]


class JwtTickets:
    def __init__(self, key: Callable[[], str], *, lifetime_s: int, clock: Clock) -> None:
        self._key = key
        self._clock = clock
        self.lifetime_s = lifetime_s

    def issue(self, identity: str, address_key: str = "") -> str:
        claims = {
            "adr": address_key,
            "aud": PURPOSE,
            "exp": int(self._clock()) + self.lifetime_s,
            "jti": token_urlsafe(16),
            "sub": identity,
        }
        return jwt.encode(claims, self._key(), algorithm=ALGORITHM)

    def read(self, ticket: str) -> Ticket:
        key = self._key()
        try:
            claims = jwt.decode(
                ticket,
                key,
                algorithms=[ALGORITHM],
                audience=PURPOSE,
                options={"require": CLAIMS, "verify_exp": False},
            )
        except (jwt.InvalidTokenError, UnicodeError) as error:
            raise NotAdmitted("This ticket is not valid.") from error
        if claims["exp"] <= self._clock():
            raise NotAdmitted("This ticket has expired.")
        return Ticket(claims["jti"], claims["sub"], claims["exp"], str(claims.get("adr", "")))

    def address_key(self, address: str) -> str:
        text = f"{ADDRESSES}:{address}".encode()
        return hmac.new(self._key().encode(), text, "sha256").hexdigest()[:32]
