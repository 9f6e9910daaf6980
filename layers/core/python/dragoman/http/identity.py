"""The owner of a request: a user whose account API Gateway verified, or a guest with a session."""

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from dragoman.conversation.admission import (
    MAX_SESSION_LENGTH,
    MIN_SESSION_LENGTH,
    rate_limit_key,
    user,
)
from dragoman.conversation.connect import guest
from dragoman.errors import NotAdmitted
from dragoman.wiring import Wiring

SESSION = rf"^[!-~]{{{MIN_SESSION_LENGTH},{MAX_SESSION_LENGTH}}}$"
SESSION_IN_WORDS = f"{MIN_SESSION_LENGTH} to {MAX_SESSION_LENGTH} visible ASCII characters"
Owner = Callable[..., str]
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="session",
    description="The secret of a guest's session, 22 to 200 visible ASCII characters that the guest chooses; "
    "or the token of a user, where there is a user pool.",
)


def subject(request: Request) -> str | None:
    """The subject of the account that API Gateway verified, if it did."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    return str(claims["sub"]) if claims.get("sub") else None


def address(request: Request) -> str:
    return request.client.host if request.client else ""


def require_owner(wiring: Wiring) -> Owner:
    """The dependency that gives the owner. Raises NotAdmitted, StorageUnavailable."""

    def owner(
        account: Annotated[str | None, Depends(subject)],
        shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> str:
        if account is not None:
            wiring.usage.require_unblocked(user(account))
            return user(account)
        if wiring.settings.guests and shown and re.fullmatch(SESSION, shown.credentials):
            return guest(shown.credentials)
        raise NotAdmitted("Send the secret of a session or the token of a user as bearer.")

    return owner


def require_writer(wiring: Wiring) -> Owner:
    """The owner of a request that starts something, which is counted. Raises NotAdmitted,
    RateLimited, StorageUnavailable."""
    return _counted(wiring, lambda key: wiring.usage.count_write(key))


def require_reader(wiring: Wiring) -> Owner:
    """The same for a request that reads or deletes messages."""
    return _counted(wiring, lambda key: wiring.usage.count_read(key))


def require_address_key(wiring: Wiring) -> Owner:
    """The key of a guest's address; empty for a user. Raises Unavailable."""

    def address_key(
        account: Annotated[str | None, Depends(subject)],
        caller: Annotated[str, Depends(address)],
    ) -> str:
        return "" if account is not None else wiring.tickets.address_key(rate_limit_key(caller))

    return address_key


def _counted(wiring: Wiring, count: Callable[[str], None]) -> Owner:
    """Counts a guest by address and a user by account."""

    def owner(
        owner: Annotated[str, Depends(require_owner(wiring))],
        address_key: Annotated[str, Depends(require_address_key(wiring))],
    ) -> str:
        count(address_key or owner)
        return owner

    return owner
