"""The metrics of the functions: name, unit and dimensions of each.

The middleware emits them, `infra.observability` shows them, and `dragoman stats` sums them up. Lines of
stages also have the fields `pair` and `mode`. These are not dimensions, because each of their combinations
would be billed as metrics of its own: ten languages would have ninety pairs. The pair is the recognised
language and the target, such as `en-pt`; it is `auto-pt` until a language is recognised.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NAMESPACE: Final = "Dragoman"


class Unit(StrEnum):
    COUNT = "Count"
    MILLISECONDS = "Milliseconds"
    RATIO = "None"


@dataclass(frozen=True)
class Metric:
    name: str
    unit: Unit
    dimension_sets: tuple[tuple[str, ...], ...]
    """The sets of dimensions of the metric; the first is that of the whole function."""


_PER_FUNCTION: Final = ("service",)
_PER_REQUEST: Final = (_PER_FUNCTION, ("service", "action"))

# --- Every stage that succeeds ---------------------------------------------------------------------

DURATION: Final = Metric("duration", Unit.MILLISECONDS, (_PER_FUNCTION,))
QUEUEING: Final = Metric("queueing", Unit.MILLISECONDS, (_PER_FUNCTION,))
"""The time from when the state machine enters the stage until it runs; for the first stage, from
acceptance. It includes cold starts and earlier attempts."""

# --- Some stages ---------------------------------------------------------------------------------

REAL_TIME_FACTOR: Final = Metric("real_time_factor", Unit.RATIO, (_PER_FUNCTION,))
"""Seconds of computing per second of audio."""
NO_SPEECH: Final = Metric("no_speech", Unit.COUNT, (_PER_FUNCTION,))
FALLBACK_PASSES: Final = Metric("second_opinions", Unit.COUNT, (_PER_FUNCTION,))
"""Clips that the recogniser decoded again because the first pass was unreliable."""
FIRST_SOUND: Final = Metric("first_sound", Unit.MILLISECONDS, (_PER_FUNCTION,))
"""The time from acceptance until the first chunk of the translated voice was sent."""
ENDS: Final = Metric("ends", Unit.COUNT, (_PER_FUNCTION,))
"""Segments that ended."""
FAILURES: Final = Metric("failures", Unit.COUNT, (_PER_FUNCTION,))
"""Ends with an error that is not the speaker's to correct."""
MISSING_VOICES: Final = Metric("missing_voices", Unit.COUNT, (_PER_FUNCTION,))
LANGUAGES: Final = Metric("languages", Unit.COUNT, (_PER_FUNCTION,))
"""Languages into which a segment was translated; of segments that were spoken into a room."""

# --- Stages that fail ----------------------------------------------------------------------------

ERRORS: Final = Metric(
    "errors",
    Unit.COUNT,
    (_PER_FUNCTION, ("service", "code")),
)
"""One per attempt."""

# --- Requests, scheduled runs and processes ------------------------------------------------------

ANSWERING: Final = Metric("answering", Unit.MILLISECONDS, _PER_REQUEST)
"""The time to answer a client message, a socket that opens or closes, or an HTTP request."""
REFUSALS: Final = Metric("refusals", Unit.COUNT, (_PER_FUNCTION, ("service", "code")))
SEGMENTS_ENDED: Final = Metric("segments_ended", Unit.COUNT, (_PER_FUNCTION,))
"""Segments that the sweeper ended."""
CONNECTIONS_WARNED: Final = Metric("connections_warned", Unit.COUNT, (_PER_FUNCTION,))
COLD_STARTS: Final = Metric("ColdStart", Unit.COUNT, (("function_name", "service"),))
"""Emitted by Powertools, which gave it its name."""

ALL: Final = tuple(value for value in vars().values() if isinstance(value, Metric))


ROOM: Final = "room"
"""The target in `pair` of what a room needs once for all its languages."""


def pair_label(source: str, target: str) -> str:
    return f"{source}-{target}"
