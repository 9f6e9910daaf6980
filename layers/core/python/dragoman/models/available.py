"""All available packs: built in, installed, and listed by the hubs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.errors import ModelError
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.names import WHISPER_REPOSITORIES, whisper
from dragoman.models.packs import Pack
from dragoman.models.resolve import PackSources


@dataclass(frozen=True)
class Available:
    packs: list[Pack]
    unreached: list[ModelError]
    """One error per hub that was not reachable."""


def available(places: PackSources, installed: Iterable[Pack]) -> Available:
    """Every pack once. The data of installed and built-in packs overrides that of the hubs."""
    found = {name: whisper(name) for name in WHISPER_REPOSITORIES}
    unreached = []
    for index in places.indexes().values():
        try:
            found |= {pack.name: pack for pack in index.listing()}
        except ModelError as error:
            unreached.append(error)
    found |= {**BUILT_IN} | {pack.name: pack for pack in installed}
    order = sorted(found.values(), key=lambda pack: (pack.kind, pack.languages, pack.name))
    return Available(order, unreached)
