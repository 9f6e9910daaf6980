"""Model packs: source, checksums, licence and location of a model.

    packs.py      the data of a pack
    catalogue.py  the built-in packs
    choose.py     the packs that a list of languages needs
    store.py      verified folders on disk; all that a function needs
    resolve.py    from arguments of `models add` to packs and their sources
    install.py    adds a pack to the store: locked, resumable, atomic
    sources/      Python packages, hubs, indexes, folders, buckets

The functions import the store and the catalogue, which need only the standard library.
"""

from dragoman.models.catalogue import BUILT_IN
from dragoman.models.choose import (
    packs_for,
    recognition_pack,
    translation_pack,
    translation_packs,
    voice_pack,
)
from dragoman.models.packs import Pack, PackFile
from dragoman.models.store import PackStore

__all__ = [
    "BUILT_IN",
    "Pack",
    "PackFile",
    "PackStore",
    "packs_for",
    "recognition_pack",
    "translation_pack",
    "translation_packs",
    "voice_pack",
]
