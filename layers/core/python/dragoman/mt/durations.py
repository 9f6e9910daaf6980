"""The time since when something is so: the Portuguese "há três dias" is "for three days" of a state that goes on
and "three days ago" of an event."""

from __future__ import annotations

import re
from typing import Final

PORTUGUESE_DURATION: Final = (
    r"(?:cerca de |quase |mais de )?(?:\w+ )?\w+ (?:minuto|hora|dia|semana|m[eê]s|ano)"
)
"""The pattern of a duration, without the ending of a plural."""
_AGO: Final = re.compile(r" ago$")
_UNKNOWN: Final = re.compile(
    r"n't\b|\bnot\b|\bnever\b|^(?:am|are|is|do|does|have|has|can|could)\b", re.IGNORECASE
)
"""Negations and questions, whose perfect has another word order."""
_STATES: Final = tuple(
    (re.compile(present), perfect)
    for present, perfect in (
        (r"^(?:I'm|I am) ", "I've been "),
        (r"^(We|You|They)(?:'re| are) ", r"\1've been "),
        (r"^(He|She|It|That|There)'s ", r"\1 has been "),
        (r"^(I|We|You|They) have (?!been |had )", r"\1've had "),
        (r"^(I|We|You|They) (liv|us)e\b", r"\1've \2ed"),
        (r"^(I|We|You|They) (work|need|want)\b", r"\1've \2ed"),
        (r"^(I|We|You|They) know\b", r"\1've known"),
        (r"^(.+?) is ", r"\1 has been "),
        (r"^(.+?) are ", r"\1 have been "),
        (r"^(.+?) has (?!been |had )", r"\1 has had "),
        (r"^(.+?) hurts\b", r"\1 has been hurting"),
        (r"^((?:My|Your|His|Her|Our|Their) .+? )hurt$", r"\1have been hurting"),
    )
)
"""The present of a state, and its perfect."""


def add_time_since(sentence: str, ago: str) -> str | None:
    """An English sentence, which is in the present if it is about a state, with "three days ago" or "for
    three days". None if neither is certain."""
    if not _AGO.search(ago):
        return f"{sentence} {ago}"
    if _UNKNOWN.search(sentence):
        return None
    for present, perfect in _STATES:
        if present.search(sentence):
            return f"{present.sub(perfect, sentence)} for {_AGO.sub('', ago)}"
    return f"{sentence} {ago}"
