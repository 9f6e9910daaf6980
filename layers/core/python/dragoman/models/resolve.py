"""Resolves the arguments of `models add` to packs, and packs to their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

from dragoman.errors import PackUnknown, PackUnreachable
from dragoman.languages import normalise
from dragoman.models.catalogue import BUILT_IN, WHISPER_LANGUAGES
from dragoman.models.choose import PIVOT, packs_for, translation_packs, with_required
from dragoman.models.names import argos, pack_from_name
from dragoman.models.packs import Pack
from dragoman.models.sources.argos_index import INDEX_URL, ArgosIndex
from dragoman.models.sources.bucket import BucketOfPacks
from dragoman.models.sources.firefox_models import DATABASE_URL, FirefoxModels
from dragoman.models.sources.folder import FolderOfPacks
from dragoman.models.sources.http import Http
from dragoman.models.sources.model_hub import HUB_URL, ModelHub
from dragoman.models.sources.piper_voices import PiperVoices
from dragoman.models.sources.python_package import PythonPackages
from dragoman.models.sources.recorded_package import RecordedPackage
from dragoman.models.sources.source import Source

_DIRECTION = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")


@dataclass(frozen=True)
class PackSources:
    """The sources of packs."""

    hub_url: str = HUB_URL
    argos_index_url: str = INDEX_URL
    firefox_database_url: str = DATABASE_URL
    store: FolderOfPacks | BucketOfPacks | None = None
    """A copy of a store, from which every pack comes if it is given."""
    http: Http = field(default_factory=Http)

    def source_of(self, pack: Pack) -> Source:
        if self.store:
            return self.store
        sources: dict[str, Source] = {
            "package": PythonPackages() if pack.files else RecordedPackage(),
            **self.indexes(),
        }
        kind = pack.source.partition(":")[0]
        if kind not in sources:
            raise PackUnreachable(
                f"{pack.name} came from {pack.source}, which is no longer available"
            )
        return sources[kind]

    def indexes(self) -> dict[str, ModelHub | PiperVoices | ArgosIndex | FirefoxModels]:
        """The hubs that list their packs."""
        return {
            "hub": ModelHub(self.http, self.hub_url),
            "piper": PiperVoices(self.http, self.hub_url),
            "argos": ArgosIndex(self.http, self.argos_index_url),
            "firefox": FirefoxModels(self.http, self.firefox_database_url),
        }


def store_at(address: str) -> FolderOfPacks | BucketOfPacks:
    """The copy of a store in a folder, or at `s3://bucket/prefix`."""
    return BucketOfPacks(address) if address.startswith("s3://") else FolderOfPacks(Path(address))


def packs_of(words: Sequence[str], extra: Iterable[Pack] = ()) -> list[Pack]:
    """The packs of names (`whisper-small`), directions (`en-es`), voices
    (`voice:pt_BR-faber-medium`) and language lists (`en,pt`), each once. Contacts no source: packs of
    a hub have no files until `describe`. A single language is paired with English. `extra` are known
    packs beside the built-in ones. Raises PackUnknown."""
    known = {**BUILT_IN, **{pack.name: pack for pack in extra}}
    languages: list[str] = []
    packs: list[Pack] = []
    for word in words:
        named = _named(word, known)
        if named:
            packs.append(named)
        else:
            languages += [_language(tag) for tag in word.split(",") if tag]
    if len(set(languages)) == 1:
        languages.append(PIVOT)
    packs += _packs_for(list(dict.fromkeys(languages)), known.values())
    return with_required(packs, known.values())


def _named(word: str, known: dict[str, Pack]) -> Pack | None:
    if word.startswith("voice:"):
        word = f"piper-{word.removeprefix('voice:')}"
    if word in known:
        return known[word]
    if match := _DIRECTION.fullmatch(word):
        among = [argos(match[1], match[2]), *known.values()]
        return translation_packs(match[1], match[2], among)[0]
    return pack_from_name(word)


def _packs_for(languages: list[str], known: Iterable[Pack]) -> list[Pack]:
    """As `packs_for`, with Argos for directions without a known pack."""
    directions = {
        direction
        for a, b in permutations(languages, 2)
        for direction in ((a, b) if PIVOT in (a, b) else (a, PIVOT), (PIVOT, b))
        if direction[0] != direction[1]
    }
    return packs_for(languages, [*known, *(argos(a, b) for a, b in sorted(directions))])


def _language(tag: str) -> str:
    try:
        language = normalise(tag)
    except ValueError:
        language = ""
    if language not in WHISPER_LANGUAGES:
        raise PackUnknown(
            f"{tag} is neither a model pack nor a language; see `dragoman models list`"
        )
    return language
