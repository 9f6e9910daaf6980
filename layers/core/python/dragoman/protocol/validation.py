"""Validation errors of Pydantic as InvalidMessage, without the input."""

from pydantic import ValidationError

from dragoman.errors import InvalidMessage


def invalid_message(error: ValidationError, *, prefix: str = "", skip: int = 0) -> InvalidMessage:
    """The first error, with the path of its field: after `prefix`, without its first `skip` parts."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return invalid_field(first["loc"][skip:], first["msg"], prefix)


def invalid_field(path: tuple[int | str, ...], problem: str, prefix: str = "") -> InvalidMessage:
    """The error of one field."""
    where = ".".join(str(part) for part in (prefix, *path) if part != "")
    return InvalidMessage(f"{where}: {problem}" if where else problem)
