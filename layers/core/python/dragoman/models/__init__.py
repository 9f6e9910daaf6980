"""Model packs: where a model comes from, its checksum and licence, where it lies on disk.

    packs.py      what a pack is
    catalogue.py  the built-in packs
    choose.py     which packs a list of languages needs
    store.py      checked folders on disk; all that a function needs
    resolve.py    from what a person writes to packs, and to the place that has them
    install.py    puts a pack into the store: locked, resumable, atomic
    sources/      where packs come from: Python packages, hubs, indexes, a folder

A function imports the store and the catalogue, which lean on the standard library alone.
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
