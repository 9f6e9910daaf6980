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
class Measure:
    name: str
    unit: Unit
    by: tuple[tuple[str, ...], ...]
    """The sets of dimensions it is emitted with; the first is that of a function as a whole."""


_OF_A_FUNCTION: Final = ("service",)
_OF_A_STAGE: Final = (_OF_A_FUNCTION, ("service", "pair", "mode"))
_OF_A_REQUEST: Final = (_OF_A_FUNCTION, ("service", "action"))

# --- Of every stage that was done: by the function, and by pair and mode -------------------------

DURATION: Final = Measure("duration", Unit.MILLISECONDS, _OF_A_STAGE)
QUEUEING: Final = Measure("queueing", Unit.MILLISECONDS, _OF_A_STAGE)
"""From the hand-over by the state machine to the stage's first line; of the first stage, since the
segment was accepted. A cold start is in it, and every try before this one."""

# --- Of some -------------------------------------------------------------------------------------

REAL_TIME_FACTOR: Final = Measure("real_time_factor", Unit.RATIO, _OF_A_STAGE)
"""Seconds of computing for each second that was heard or is to be heard."""
NO_SPEECH: Final = Measure("no_speech", Unit.COUNT, _OF_A_STAGE)
FALLBACK_PASSES: Final = Measure("second_opinions", Unit.COUNT, _OF_A_STAGE)
"""How many clips the recogniser decoded again because the first pass was unreliable."""
FIRST_SOUND: Final = Measure("first_sound", Unit.MILLISECONDS, _OF_A_STAGE)
"""From accepting a segment to announcing the first piece of its translated voice."""
ENDS: Final = Measure("ends", Unit.COUNT, _OF_A_STAGE)
"""Segments that were told their end."""
FAILURES: Final = Measure("failures", Unit.COUNT, _OF_A_STAGE)
"""Ends that are an error of ours; what the speaker has to mend is none."""
MISSING_VOICES: Final = Measure("missing_voices", Unit.COUNT, _OF_A_STAGE)

# --- Of a stage that raised ----------------------------------------------------------------------

ERRORS: Final = Measure(
    "errors",
    Unit.COUNT,
    (_OF_A_FUNCTION, ("service", "code"), ("service", "pair", "mode", "code")),
)
"""One for each try."""

# --- Of requests, errands and processes ----------------------------------------------------------

ANSWERING: Final = Measure("answering", Unit.MILLISECONDS, _OF_A_REQUEST)
"""Of a client's message, of a socket that opens or closes, or of a request over HTTP."""
REFUSALS: Final = Measure("refusals", Unit.COUNT, (_OF_A_FUNCTION, ("service", "code")))
SEGMENTS_ENDED: Final = Measure("segments_ended", Unit.COUNT, (_OF_A_FUNCTION,))
"""By the sweeper, because nobody else did."""
CONNECTIONS_WARNED: Final = Measure("connections_warned", Unit.COUNT, (_OF_A_FUNCTION,))
COLD_STARTS: Final = Measure("ColdStart", Unit.COUNT, (("function_name", "service"),))
"""Named and emitted by Powertools."""

ALL: Final = tuple(value for value in vars().values() if isinstance(value, Measure))


def pair(source: str, target: str) -> str:
    return f"{source}-{target}"
