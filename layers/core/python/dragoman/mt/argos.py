"""Argos packages on argostranslate, without its sentence splitters.

argostranslate imports stanza, which needs torch, and minisbd, which is AGPL-3.0. Our own splitter
replaces both, so they are replaced by empty modules that are never called.
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
"""The splitter that argostranslate creates and we replace. Its creation needs no model."""


def _argostranslate(threads: int) -> Any:
    """The module `argostranslate.translate`. Its import creates folders in the user's home, which
    is read-only on AWS; here they are created in a temporary folder and never used."""
    _replace_splitters()
    with tempfile.TemporaryDirectory() as own:
        folders = {f"XDG_{kind}_HOME": own for kind in ("DATA", "CONFIG", "CACHE")}
        with _environment(
            **folders, ARGOS_PACKAGES_DIR=own, ARGOS_INTRA_THREADS=str(threads), **SPLITTER
        ):
            from argostranslate import translate
    # It logs every text below the level of warnings.
    logging.getLogger("argostranslate.utils").setLevel(logging.WARNING)
    return translate


def _replace_splitters() -> None:
    minisbd = ModuleType("minisbd")
    vars(minisbd).update(SBDetect=None, models=ModuleType("minisbd.models"))
    sys.modules |= {"stanza": ModuleType("stanza"), "minisbd": minisbd}


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """Sets environment variables for the import of a library that has no other configuration."""
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
    """The translation engine of one direction."""

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
        """Translates each sentence by itself, as the models were trained. Raises EngineFailed."""
        if not text.strip():
            raise EngineFailed
        try:
            translated: str = self._translation.translate(text).strip()
        except Exception as error:  # CTranslate2 and SentencePiece raise various C++ exceptions
            raise EngineFailed from error
        if not translated:
            raise EngineFailed
        return translated
