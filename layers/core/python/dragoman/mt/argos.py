"""Argos packages, run by argostranslate without its sentence splitters.

argostranslate imports stanza, which brings torch, and minisbd, which is AGPL-3.0. We have a splitter
of our own, so empty modules replace both, and nothing of them is ever called.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from dragoman.errors import EngineFailed, PackCorrupt
from dragoman.text_segmentation import sentences

SPLITTER = {"ARGOS_CHUNK_TYPE": "STANZA"}
"""The splitter that argostranslate creates and we replace. Creating it needs no model."""


def _argostranslate(threads: int) -> Any:
    """Its module `translate`, imported with our choices. Importing it makes folders in the user's
    home, which on AWS cannot be written: they are made in a temporary one and never used."""
    _replace_splitters()
    with tempfile.TemporaryDirectory() as own:
        folders = {f"XDG_{kind}_HOME": own for kind in ("DATA", "CONFIG", "CACHE")}
        with _environment(
            **folders, ARGOS_PACKAGES_DIR=own, ARGOS_INTRA_THREADS=str(threads), **SPLITTER
        ):
            from argostranslate import translate
    # It tells its log of every text, below warnings.
    logging.getLogger("argostranslate.utils").setLevel(logging.WARNING)
    return translate


def _replace_splitters() -> None:
    minisbd = ModuleType("minisbd")
    vars(minisbd).update(SBDetect=None, models=ModuleType("minisbd.models"))
    sys.modules |= {"stanza": ModuleType("stanza"), "minisbd": minisbd}


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """A library that is configured by nothing else is imported inside."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class _OurSplitter:
    def __init__(self, language: str) -> None:
        self._language = language

    def split_sentences(self, text: str) -> list[str]:
        return sentences(text, self._language)


class ArgosDirection:
    """One direction, from one language to one other."""

    def __init__(self, pack: Path, source: str, threads: int) -> None:
        """Raises PackCorrupt."""
        argos = _argostranslate(threads)
        try:
            package = argos.package.Package(pack)
            from_language = argos.Language(package.from_code, package.from_name)
            to_language = argos.Language(package.to_code, package.to_name)
            self._translation = argos.PackageTranslation(from_language, to_language, package)
            self._tokenizer = package.tokenizer
        except (OSError, ValueError, AttributeError) as error:
            raise PackCorrupt(f"{pack.name} is no Argos package that can be run") from error
        self._translation.sentencizer = _OurSplitter(source)

    def translate(self, text: str) -> str:
        """Sentence by sentence: the models know no longer unit. Raises EngineFailed."""
        if not text.strip():
            raise EngineFailed
        try:
            translated: str = self._translation.translate(text).strip()
        except Exception as error:  # CTranslate2 and SentencePiece raise whatever C++ had to say
            raise EngineFailed from error
        if not translated:
            raise EngineFailed
        return translated
