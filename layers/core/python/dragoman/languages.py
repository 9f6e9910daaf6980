"""Language tags.

A language is its ISO 639 code in lower case (`en`, `pt`). Regions and scripts in a client's tag
(`pt-BR`, `en_US`) are accepted and dropped: no engine of ours tells them apart.
"""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

AUTO: Final = "auto"
"""The source language a client gives when it leaves the guess to recognition."""

_TAG = re.compile(r"^([a-zA-Z]{2,3})([-_][a-zA-Z0-9]{2,8})*\Z")


def normalise(tag: str) -> str:
    """The bare language of a tag. Raises ValueError when it is no language tag at all."""
    match = _TAG.match(tag)
    if not match:
        raise ValueError("not a language tag")
    return match.group(1).lower()


def normalise_or_auto(tag: str) -> str:
    """The same, or AUTO however it is written."""
    return AUTO if tag.lower() == AUTO else normalise(tag)


Language = Annotated[str, AfterValidator(normalise)]
LanguageOrAuto = Annotated[str, AfterValidator(normalise_or_auto)]
