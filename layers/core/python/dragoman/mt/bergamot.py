"""Firefox's translation models on fxtranslate (MPL-2.0)."""

from __future__ import annotations

from pathlib import Path

from fxtranslate import Translator

from dragoman.errors import EngineFailed, PackCorrupt
from dragoman.text_segmentation import sentences


class BergamotDirection:
    """The translation engine of one direction. It works only in the thread that made it."""

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
            self._engine = Translator(model, source_vocabulary, target_vocabulary, shortlist)
        except ValueError as error:
            raise PackCorrupt(f"{pack.name} is not a model that can be run") from error

    def translate(self, text: str) -> str:
        """Translates each sentence by itself, as the models were trained. Raises EngineFailed."""
        try:
            translated = [self._engine.translate(part) for part in sentences(text, self._source)]
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the Rust engine is no Exception
            raise EngineFailed from error
        joined = " ".join(part for part in translated if part)
        if not joined:
            raise EngineFailed
        return joined


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
