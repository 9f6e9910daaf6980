"""Checks of responses: what no input may cause."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from dragoman.errors import DragomanError, tree
from dragoman.protocol import MESSAGE_LIMIT_BYTES

CODES: Final = {error.code for error in tree()} - {DragomanError.code}
"""The codes of typed errors; `internal_error` is not one of them."""
INSIDE: Final = re.compile(
    "|".join(
        (
            r"Traceback", r"site-packages", r"\.py\b", r"/(home|usr|var|tmp)/", r"arn:aws", r"0x[0-9a-f]{6}",
            r"<class", r"object at", r"botocore", r"pydantic", r"dragoman\.", r"tests\.fakes",
            *(rf"\b{error.__name__}\b" for error in tree() if error.__name__ not in {"Gone", "Busy"}),
            r"\b(Value|Key|Type|Attribute|Validation|Client|Unicode\w*|Recursion|Overflow)Error\b",
        )
    )
)  # fmt: skip


class Wrong(Exception):
    """An answer that no input should have had."""


def typed(error: BaseException) -> str:
    """The code of an error that is one of ours, and not for want of memory. Raises Wrong."""
    if any(isinstance(cause, MemoryError) for cause in _causes(error)):
        raise Wrong(f"out of memory, said as {type(error).__name__}") from error
    if not isinstance(error, DragomanError) or error.code not in CODES:
        raise Wrong(f"crash: {type(error).__name__}: {error}"[:500]) from error
    discreet(str(error))
    return error.code


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def coded(code: str, message: str, *, ours: bool = True) -> str:
    """The code of an error response. An error with a name unknown to the state machine (`ours` is
    False) may end as `internal_error`. Raises Wrong."""
    if code not in CODES and ours:
        raise Wrong(f"no typed error: {code}")
    discreet(message)
    return code


def answered(event: dict[str, Any], *, ours: bool = True) -> str:
    """The messages sent to a client, as a word. Raises Wrong."""
    if len(json.dumps(event, ensure_ascii=False, allow_nan=False).encode()) > MESSAGE_LIMIT_BYTES:
        raise Wrong("an answer larger than a message may be")
    if event["type"] == "error":
        return coded(event["data"]["code"], event["data"]["message"], ours=ours)
    return str(event["type"])


def discreet(text: str) -> None:
    """Raises Wrong for a response that reveals internals."""
    if found := INSIDE.search(text):
        raise Wrong(f"leak: {found[0]!r} in {text[:300]!r}")
