"""Firefox's translation models on fxtranslate (MPL-2.0)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fxtranslate import Translator

from dragoman.errors import EngineFailed, PackCorrupt
from dragoman.text_segmentation import sentences

_of_this_thread = threading.local()
"""Its `engine` is the engine of the current thread."""


class BergamotDirection:
    """The translation engine of one direction.

    An engine of fxtranslate works only in the thread that made it, and must be deleted there, so each
    has a thread of its own. A thread deletes its local data when it ends, which it does when the
    direction is deleted.
    """

    def __init__(self, pack: Path, source: str) -> None:
        """Raises PackCorrupt."""
        self._source = source
        try:
            model, shortlist = (
                _only(pack, pattern).read_bytes() for pattern in ("model.*.bin", "lex.*.bin")
            )
            source_vocabulary, target_vocabulary = (
                path.read_bytes() for path in _vocabularies(pack)
            )
            self._thread = ThreadPoolExecutor(1, thread_name_prefix=pack.name)
            self._thread.submit(
                _load, model, source_vocabulary, target_vocabulary, shortlist
            ).result()
        except ValueError as error:
            raise PackCorrupt(f"{pack.name} is not a model that can be run") from error

    def translate(self, text: str) -> str:
        """Translates each sentence by itself, as the models were trained. Raises EngineFailed."""
        try:
            translated = self._thread.submit(_translate, sentences(text, self._source)).result()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the Rust engine is no Exception
            raise EngineFailed from error
        joined = " ".join(part for part in translated if part)
        if not joined:
            raise EngineFailed
        return joined


def _load(model: bytes, source: bytes, target: bytes, shortlist: bytes) -> None:
    _of_this_thread.engine = Translator(model, source, target, shortlist)


def _translate(parts: Sequence[str]) -> list[str]:
    return [_of_this_thread.engine.translate(part) for part in parts]


def _vocabularies(pack: Path) -> tuple[Path, Path]:
    """The source and target vocabulary, which may be one shared file."""
    if any(pack.glob("vocab.*.spm")):
        shared = _only(pack, "vocab.*.spm")
        return shared, shared
    return _only(pack, "srcvocab.*.spm"), _only(pack, "trgvocab.*.spm")


def _only(pack: Path, pattern: str) -> Path:
    """The only file that matches the pattern. Raises ValueError if there is none, or several."""
    (path,) = pack.glob(pattern)
    return path
