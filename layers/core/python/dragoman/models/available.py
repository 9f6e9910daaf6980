"""What there is to be had, wherever it is: built in, installed, and in the hubs' own lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.errors import ModelError
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.names import WHISPER_REPOSITORIES, whisper
from dragoman.models.packs import Pack
from dragoman.models.resolve import Places


@dataclass(frozen=True)
class Available:
    packs: list[Pack]
    unreached: list[ModelError]
    """Why a hub's list is not among them."""


def available(places: Places, installed: Iterable[Pack]) -> Available:
    """Everything, each once: what is known here counts before what a hub says of it."""
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
