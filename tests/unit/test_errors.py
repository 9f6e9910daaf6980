"""One tree, as it is drawn."""

import re

import pytest

from dragoman import errors
from dragoman.errors import (
    BadInput,
    DragomanError,
    Gone,
    NotAudio,
    Throttled,
    Unavailable,
    by_name,
    tree,
)


def _drawn() -> list[tuple[int, str]]:
    """(depth, name) of every line of the tree in the docstring."""
    lines = re.findall(r"^    ([│ ├└─]*)([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE)
    return [(len(indent) // 4, name) for indent, name in lines]


def _real(root: type[DragomanError] = DragomanError, depth: int = 0) -> list[tuple[int, str]]:
    below = [line for child in root.__subclasses__() for line in _real(child, depth + 1)]
    return [(depth, root.__name__), *below]


def test_the_tree_is_as_drawn() -> None:
    assert _drawn() == _real()


def test_every_error_has_its_own_code() -> None:
    codes = [error.code for error in tree()]
    assert len(codes) == len(set(codes))


def test_every_error_has_its_own_name() -> None:
    names = [error.__name__ for error in tree()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("error", list(tree()), ids=lambda error: error.__name__)
def test_the_default_message_is_the_docstring(error: type[DragomanError]) -> None:
    assert str(error()) == (error.__doc__ or "").strip() != ""


@pytest.mark.parametrize("error", list(tree()), ids=lambda error: error.__name__)
def test_an_error_is_found_by_its_name(error: type[DragomanError]) -> None:
    assert by_name(error.__name__) is error


@pytest.mark.parametrize("name", ["", "States.Timeout", "Runtime.ExitError", "ValueError"])
def test_an_unknown_name_gives_the_root(name: str) -> None:
    assert by_name(name) is DragomanError


@pytest.mark.parametrize("error", list(tree(BadInput)), ids=lambda error: error.__name__)
def test_bad_input_is_not_retryable(error: type[DragomanError]) -> None:
    assert not error.retryable


@pytest.mark.parametrize("error", list(tree(Unavailable)), ids=lambda error: error.__name__)
def test_temporary_errors_are_retryable(error: type[DragomanError]) -> None:
    assert error.retryable


def test_a_message_replaces_the_default() -> None:
    assert str(NotAudio("A recording of nothing.")) == "A recording of nothing."


def test_a_disconnected_client_is_not_retryable() -> None:
    assert not Gone.retryable
    assert not issubclass(Throttled, Gone)
