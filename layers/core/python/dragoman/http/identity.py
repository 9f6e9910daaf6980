"""Who asks: someone whose account API Gateway checked, or a guest by the session's secret."""

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
    description="A guest's session secret, 22 to 200 visible ASCII characters of their own making; "
    "or the token of a user, where there is a pool of them.",
)


def subject(request: Request) -> str | None:
    """Whose account API Gateway checked, if it did."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    return str(claims["sub"]) if claims.get("sub") else None


def address(request: Request) -> str:
    return request.client.host if request.client else ""


def require_owner(wiring: Wiring) -> Owner:
    """A dependency: the owner of what is asked for. Raises NotAdmitted."""

    def owner(
        account: Annotated[str | None, Depends(subject)],
        shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> str:
        if account is not None:
            return user(account)
        if wiring.settings.guests and shown and re.fullmatch(SESSION, shown.credentials):
            return guest(shown.credentials)
        raise NotAdmitted("Show a session's secret or a user's token as bearer.")

    return owner


def require_writer(wiring: Wiring) -> Owner:
    """The same, of someone who wants something done.
    Raises NotAdmitted, RateLimited, StorageUnavailable."""
    return _counted(wiring, lambda visitor: wiring.usage.count_write(visitor))


def require_reader(wiring: Wiring) -> Owner:
    """The same, of someone who wants to know what came of a message, or to have it forgotten."""
    return _counted(wiring, lambda visitor: wiring.usage.count_read(visitor))


def _counted(wiring: Wiring, count: Callable[[str], None]) -> Owner:
    """A guest's address counts them, someone with an account counts wherever they are."""

    def owner(
        owner: Annotated[str, Depends(require_owner(wiring))],
        account: Annotated[str | None, Depends(subject)],
        caller: Annotated[str, Depends(address)],
    ) -> str:
        count(rate_limit_key(caller) if account is None else owner)
        return owner

    return owner
