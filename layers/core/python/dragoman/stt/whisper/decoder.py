"""Whisper's decoder: what was said, by what the encoder made of the sound."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from dragoman.errors import EngineFailed
from dragoman.models.onnx_session import session
from dragoman.stt.whisper.beam_search import Followers, Way, beam_search
from dragoman.stt.whisper.network import memory_graph, step_graph
from dragoman.stt.whisper.weights import Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 448
"""Tokens that the decoder can look back on, the first ones included."""
_UNSEEN = -1e9
_STEP_THREADS = 2
"""A step waits for its weights more than for processors: a second one saves a tenth, a third nothing."""

Tensors: TypeAlias = "Mapping[str, NDArray[Any]]"


@dataclass(frozen=True)
class Opening:
    """Clips heard side by side, of which the decoder has read the same first tokens."""

    memory: Tensors
    caches: Tensors
    tokens: int
    """How many were read."""
    logits: NDArray[np.float32]
    """[clips, vocabulary]: what may follow."""


class WhisperDecoder:
    """Of one pack. Raises PackCorrupt for a model in no known form."""

    def __init__(self, pack: Path, threads: int) -> None:
        weights = Weights(pack / "model.bin")
        config = json.loads((pack / "config.json").read_text())
        self.languages: list[int] = config["lang_ids"]
        """The tokens of the languages it was trained on."""
        self._never_first = frozenset(config.get("suppress_ids_begin", ()))
        self._memory = session(memory_graph(weights), threads)
        step = step_graph(weights, config.get("suppress_ids", ()))
        self._step = session(step, min(threads, _STEP_THREADS))
        self._told = [name for name in _given(self._step) if name != "logits"]
        self._weights = weights
        self._positions = weights.vector("decoder/position_encodings/encodings")
        heads = int(weights["decoder/num_heads"])
        width = self._positions.shape[1] // heads
        before_any = {"key": (1, heads, width, 0), "value": (1, heads, 0, width)}
        self._nothing = {
            f"past_{kind}.{layer}": np.zeros(shape, np.float32)
            for layer in range(weights.layers("decoder"))
            for kind, shape in before_any.items()
        }

    def open(self, encoded: NDArray[np.float32], tokens: Sequence[int]) -> Opening:
        """Reads the first tokens; `encoded` is [clips, frames, size]. Raises EngineFailed."""
        return self._open(
            _run(self._memory, _given(self._memory), {"encoded": encoded}), len(encoded), tokens
        )

    def reopen(self, opening: Opening, tokens: Sequence[int]) -> Opening:
        """Reads other first tokens for the same clips. Raises EngineFailed."""
        return self._open(opening.memory, len(opening.logits), tokens)

    def say(
        self, opening: Opening, tokens: Sequence[int], *, beam: int, end: int, longest: int
    ) -> list[Way]:
        """Reads some more tokens; then, for each clip, the likeliest way to go on from there to the
        token that ends it, in no more than so many. Raises EngineFailed."""
        clips = list(range(len(opening.logits)))
        read = self._read(
            opening.memory,
            opening.caches,
            opening.tokens,
            [tokens] * len(clips),
            clips,
            2 * beam + len(self._never_first),
        )
        first = [
            [(token, likely) for token, likely in followers if token not in self._never_first]
            for followers in _followers(read)
        ]
        memory, caches, length = opening.memory, _caches(read), opening.tokens + len(tokens)

        def step(of: Sequence[int], origins: Sequence[int], last: Sequence[int]) -> list[Followers]:
            nonlocal clips, memory, caches, length
            if (still := sorted(set(of))) != clips:
                clips, memory = still, {name: all_[still] for name, all_ in opening.memory.items()}
            read = self._read(memory, caches, length, [[t] for t in last], origins, 2 * beam)
            caches, length = _caches(read), length + 1
            return _followers(read)

        longest = min(longest, LONGEST - length)
        return beam_search(first, step, beam=beam, end=end, longest=longest)

    def _open(self, memory: Tensors, clips: int, tokens: Sequence[int]) -> Opening:
        read = self._read(memory, self._nothing, 0, [tokens] * clips, [0] * clips, 1, "logits")
        return Opening(memory, _caches(read), len(tokens), read["logits"])

    def _read(
        self,
        memory: Tensors,
        caches: Tensors,
        length: int,
        tokens: Sequence[Sequence[int]],
        origins: Sequence[int],
        most: int,
        *besides: str,
    ) -> Tensors:
        """What the step gives when each row reads its tokens, having read `length` before; all the
        logits, which are many, only if they are asked for besides."""
        rows = np.array(tokens, np.int64)
        count = rows.shape[1]
        positions = self._positions[length : length + count]
        feed = {
            "embedded": self._weights.matrix("decoder/embeddings/weight", rows) + positions,
            "mask": np.triu(np.full((count, length + count), _UNSEEN, np.float32), length + 1),
            "origin": np.array(origins, np.int64),
            "most": np.array([most], np.int64),
        }
        return _run(self._step, [*self._told, *besides], {**feed, **caches, **memory})


def _run(session: Any, wanted: Sequence[str], feed: Tensors) -> Tensors:
    try:
        return dict(zip(wanted, session.run(wanted, feed), strict=True))
    except Exception as error:  # onnxruntime's errors have no public base
        raise EngineFailed from error


def _given(session: Any) -> list[str]:
    return [output.name for output in session.get_outputs()]


def _caches(read: Tensors) -> Tensors:
    """What the next step is to look back on."""
    return {
        name.replace("present", "past"): tensor
        for name, tensor in read.items()
        if name.startswith("present")
    }


def _followers(read: Tensors) -> list[Followers]:
    """Of each row."""
    return [
        list(zip(tokens, likely, strict=True))
        for tokens, likely in zip(read["tokens"].tolist(), read["likely"].tolist(), strict=True)
    ]
