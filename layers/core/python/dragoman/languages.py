"""Language tags.

A language is its ISO 639 code in lower case (`en`, `pt`). Regions and scripts in a client's tag
(`pt-BR`, `en_US`) are accepted and dropped, because no engine distinguishes them.
"""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

AUTO: Final = "auto"
"""The source language of requests with automatic language detection."""

_TAG = re.compile(r"^([a-zA-Z]{2,3})([-_][a-zA-Z0-9]{2,8})*\Z")


def normalise(tag: str) -> str:
    """The language of a tag without region and script. Raises ValueError for an invalid tag."""
    match = _TAG.match(tag)
    if not match:
        raise ValueError("not a language tag")
    return match.group(1).lower()


def normalise_or_auto(tag: str) -> str:
    """The same as `normalise`, or AUTO in any case."""
    return AUTO if tag.lower() == AUTO else normalise(tag)


Language = Annotated[str, AfterValidator(normalise)]
LanguageOrAuto = Annotated[str, AfterValidator(normalise_or_auto)]

_ISO_639_1: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de"
    " dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz"
    " ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li"
    " ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os"
    " pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta"
    " te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)


def is_known(tag: str) -> bool:
    """Whether a tag names a language of ISO 639-1, or has the form of a three-letter code."""
    try:
        language = normalise(tag)
    except ValueError:
        return False
    return len(language) == 3 or language in _ISO_639_1.split()
