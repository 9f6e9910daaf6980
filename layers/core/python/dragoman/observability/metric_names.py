"""What the functions measure of themselves: each name, unit and dimension said once, for those who
emit them (`telemetry`), those who watch them (`infra.observability`) and those who sum them up here
(`dragoman stats`).

A pair is `en-pt`: the language that was heard, and the listener's. It is `auto-pt` as long as
nothing was heard.
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
    """The sets of dimensions it is emitted with; the first is that of a function as a whole."""


_PER_FUNCTION: Final = ("service",)
_PER_STAGE: Final = (_PER_FUNCTION, ("service", "pair", "mode"))
_PER_REQUEST: Final = (_PER_FUNCTION, ("service", "action"))

# --- Of every stage that was done: by the function, and by pair and mode -------------------------

DURATION: Final = Metric("duration", Unit.MILLISECONDS, _PER_STAGE)
QUEUEING: Final = Metric("queueing", Unit.MILLISECONDS, _PER_STAGE)
"""From the hand-over by the state machine to the stage's first line; of the first stage, since the
segment was accepted. A cold start is in it, and every try before this one."""

# --- Of some -------------------------------------------------------------------------------------

REAL_TIME_FACTOR: Final = Metric("real_time_factor", Unit.RATIO, _PER_STAGE)
"""Seconds of computing for each second that was heard or is to be heard."""
NO_SPEECH: Final = Metric("no_speech", Unit.COUNT, _PER_STAGE)
FALLBACK_PASSES: Final = Metric("second_opinions", Unit.COUNT, _PER_STAGE)
"""How many clips the recogniser decoded again because the first pass was unreliable."""
FIRST_SOUND: Final = Metric("first_sound", Unit.MILLISECONDS, _PER_STAGE)
"""From accepting a segment to announcing the first piece of its translated voice."""
ENDS: Final = Metric("ends", Unit.COUNT, _PER_STAGE)
"""Segments that were told their end."""
FAILURES: Final = Metric("failures", Unit.COUNT, _PER_STAGE)
"""Ends that are an error of ours; what the speaker has to mend is none."""
MISSING_VOICES: Final = Metric("missing_voices", Unit.COUNT, _PER_STAGE)

# --- Of a stage that raised ----------------------------------------------------------------------

ERRORS: Final = Metric(
    "errors",
    Unit.COUNT,
    (_PER_FUNCTION, ("service", "code"), ("service", "pair", "mode", "code")),
)
"""One for each try."""

# --- Of requests, errands and processes ----------------------------------------------------------

ANSWERING: Final = Metric("answering", Unit.MILLISECONDS, _PER_REQUEST)
"""Of a client's message, of a socket that opens or closes, or of a request over HTTP."""
REFUSALS: Final = Metric("refusals", Unit.COUNT, (_PER_FUNCTION, ("service", "code")))
SEGMENTS_ENDED: Final = Metric("segments_ended", Unit.COUNT, (_PER_FUNCTION,))
"""By the sweeper, because nobody else did."""
CONNECTIONS_WARNED: Final = Metric("connections_warned", Unit.COUNT, (_PER_FUNCTION,))
COLD_STARTS: Final = Metric("ColdStart", Unit.COUNT, (("function_name", "service"),))
"""Named and emitted by Powertools."""

ALL: Final = tuple(value for value in vars().values() if isinstance(value, Metric))


def pair_label(source: str, target: str) -> str:
    return f"{source}-{target}"
