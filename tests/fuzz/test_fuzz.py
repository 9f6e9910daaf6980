"""Some of the inputs each time; and that what should never be would be noticed."""

from __future__ import annotations

import os
import time

import av
import pytest

from dragoman.errors import NotAudio
from tests.fuzz.entries import ENTRIES, Entry
from tests.fuzz.mutate import Mutator
from tests.fuzz.run import PEAK_MB, fuzz
from tests.fuzz.verdict import Wrong, answered, discreet, typed

INPUTS = 3_000
"""The number of inputs of all entry points together; `make fuzz` tries 100,000."""
TAKEN_IN = {
    "http": {"202"},
    "socket": {"processing_started"},
    "first version": {"processing_started"},
    "doors": {"mode streaming", "mode parallel", "mode None"},
}
"""Outcomes without which only refusals were tried."""


@pytest.mark.parametrize("name", ENTRIES)
def test_every_input_has_an_answer_or_a_typed_error(name: str) -> None:
    entry, share = ENTRIES[name]
    found = fuzz(entry, round(INPUTS * share), seed=0)
    assert found.wrong == {}
    assert found.tried == round(INPUTS * share)
    assert len(found.outcomes) > 1, "only one thing ever happens: the inputs are no good"
    assert TAKEN_IN.get(name, set()) <= set(found.outcomes)


# --- What should never be is noticed ------------------------------------------------------------


class Failing(Entry):
    def _try(self, mutator: Mutator) -> str:
        if self._tried == 3:
            raise ValueError("surprise")
        return "fine"


class Dying(Entry):
    def _try(self, mutator: Mutator) -> str:
        if self._tried == 3:
            os._exit(7)
        return "fine"


class Hungry(Entry):
    def _try(self, mutator: Mutator) -> str:
        if self._tried == 3:
            bytes(range(256)) * (PEAK_MB * 2**12)
        return "fine"


class Hanging(Entry):
    def _try(self, mutator: Mutator) -> str:
        while self._tried == 3:
            time.sleep(0.1)
        return "fine"


@pytest.mark.parametrize(
    ("entry", "what", "limit_s"),
    [
        (Failing, "surprise", 60),
        (Dying, "dead worker: 7", 60),
        (Hungry, "memory", 60),
        (Hanging, "hang", 5),
    ],
)
def test_an_input_that_crashes_the_process_is_named_and_the_others_run(
    entry: type[Entry], what: str, limit_s: float
) -> None:
    found = fuzz(entry, 5, seed=1, limit_s=limit_s)
    assert what in found.wrong[2]
    assert 4 not in found.wrong


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), RecursionError()])
def test_a_python_exception_is_not_a_typed_error(error: Exception) -> None:
    with pytest.raises(Wrong, match="crash"):
        typed(error)


def test_an_out_of_memory_error_is_a_failure() -> None:
    """The decoder raises its own error, which ours wraps."""
    with pytest.raises(NotAudio) as refused:
        try:
            raise av.error.MemoryError(12, "Cannot allocate memory")
        except av.FFmpegError as error:
            raise NotAudio from error
    with pytest.raises(Wrong, match="out of memory"):
        typed(refused.value)


@pytest.mark.parametrize(
    "text",
    ["Traceback (most recent call last)", "at /usr/lib/x.py", "ValidationError: 1", "StorageUnavailable",
     "arn:aws:s3:::x", "<class 'int'>", "botocore.exceptions"],
)  # fmt: skip
def test_leaked_internals_in_a_response_are_detected(text: str) -> None:
    with pytest.raises(Wrong, match="leak"):
        discreet(text)


def test_an_internal_error_is_a_failure() -> None:
    data = {"code": "internal_error", "message": "Something went wrong on our side."}
    with pytest.raises(Wrong, match="no typed error"):
        answered({"type": "error", "data": data})
