"""The name of a pack contains its engine, and the languages, the voice or the size of its model.

    whisper-small            recognition
    bergamot-en-es           translation in one direction, Firefox's models
    argos-en-es              translation in one direction, Argos
    piper-pt_BR-faber-medium a voice
    espeak-ng                basic voices

So a list of names is enough to know the supported languages: for functions without models, for the
options of a deployment, and for `models add`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from dragoman.models.catalogue import BUILT_IN, WHISPER_LANGUAGES
from dragoman.models.packs import Pack

WHISPER_REPOSITORIES: Final[Mapping[str, str]] = {
    "whisper-tiny": "Systran/faster-whisper-tiny",
    "whisper-base": "Systran/faster-whisper-base",
    "whisper-small": "Systran/faster-whisper-small",
    "whisper-medium": "Systran/faster-whisper-medium",
    "whisper-turbo": "dropbox-dash/faster-whisper-large-v3-turbo",
}

PIPER_VERSION: Final = "main"
"""The revision of the voice repository; its last tag does not have the later voices."""

_VOICE = re.compile(r"piper-(([a-z]{2,3})_[A-Z]{2}-\w+-(x_low|low|medium|high))")
_DIRECTION = re.compile(r"(argos|bergamot)-([a-z]{2,3})-([a-z]{2,3})")


def pack_from_name(name: str) -> Pack | None:
    """The pack described by a name, without files; None for an invalid name."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    if name in WHISPER_REPOSITORIES:
        return whisper(name)
    if match := _VOICE.fullmatch(name):
        return piper(match[1])
    if match := _DIRECTION.fullmatch(name):
        return argos(match[2], match[3]) if match[1] == "argos" else firefox(match[2], match[3])
    return None


def whisper(name: str) -> Pack:
    return Pack(
        name=name,
        kind="recognition",
        engine="whisper",
        languages=WHISPER_LANGUAGES,
        version="main",
        licence="MIT",
        source=f"hub:{WHISPER_REPOSITORIES[name]}@main",
        quality=name.removeprefix("whisper-"),
    )


def piper(key: str) -> Pack:
    """The pack of a Piper voice; a key is such as `pt_BR-faber-medium`."""
    return Pack(
        name=f"piper-{key}",
        kind="voice",
        engine="piper",
        languages=(key.partition("_")[0],),
        version=PIPER_VERSION,
        licence="see MODEL_CARD",
        source=f"piper:{key}",
        quality=key.rpartition("-")[2],
    )


def argos(source: str, target: str) -> Pack:
    return Pack(
        name=f"argos-{source}-{target}",
        kind="translation",
        engine="argos",
        languages=(source, target),
        version="",
        licence="MIT",
        source="argos:",
    )


def firefox(source: str, target: str) -> Pack:
    return Pack(
        name=f"bergamot-{source}-{target}",
        kind="translation",
        engine="bergamot",
        languages=(source, target),
        version="",
        licence="MPL-2.0",
        source="firefox:",
        quality="tiny",
    )
