"""Whisper's decoder: from encoder output to tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from dragoman.errors import EngineFailed
from dragoman.models.onnx_session import session
from dragoman.stt.whisper.beam_search import Hypothesis, TokenCandidates, beam_search
from dragoman.stt.whisper.network import cross_attention_graph, step_graph
from dragoman.stt.whisper.weights import Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTEXT_TOKENS = 448
"""Tokens of one sequence at most, the prompt included."""
_MASKED = -1e9
_STEP_THREADS = 2
"""A step is bound by reading its weights: a second thread saves a tenth, a third nothing."""

Tensors: TypeAlias = "Mapping[str, NDArray[Any]]"


@dataclass(frozen=True)
class DecoderState:
    """A batch of clips of which the decoder has read the same prompt."""

    cross_attention: Tensors
    """The keys and values of the encoder output."""
    cache: Tensors
    """The keys and values of the tokens read."""
    tokens: int
    """The number of tokens read."""
    logits: NDArray[np.float32]
    """[clips, vocabulary]: of the next token."""


class WhisperDecoder:
    """The decoder of one model pack. Raises PackCorrupt for an unknown format."""

    def __init__(self, pack: Path, threads: int) -> None:
        weights = Weights(pack / "model.bin")
        config = json.loads((pack / "config.json").read_text())
        self.languages: list[int] = config["lang_ids"]
        """The language tokens of the model."""
        self._suppressed_first = frozenset(config.get("suppress_ids_begin", ()))
        self._cross_attention = session(cross_attention_graph(weights), threads)
        step = step_graph(weights, config.get("suppress_ids", ()))
        self._step = session(step, min(threads, _STEP_THREADS))
        self._step_outputs = [name for name in _output_names(self._step) if name != "logits"]
        self._weights = weights
        self._positions = weights.vector("decoder/position_encodings/encodings")
        heads = int(weights["decoder/num_heads"])
        width = self._positions.shape[1] // heads
        empty = {"key": (1, heads, width, 0), "value": (1, heads, 0, width)}
        self._empty_cache = {
            f"past_{kind}.{layer}": np.zeros(shape, np.float32)
            for layer in range(weights.layers("decoder"))
            for kind, shape in empty.items()
        }

    def start(self, encoded: NDArray[np.float32], prompt: Sequence[int]) -> DecoderState:
        """Reads a prompt; `encoded` is [clips, frames, size]. Raises EngineFailed."""
        outputs = _output_names(self._cross_attention)
        cross_attention = _run(self._cross_attention, outputs, {"encoded": encoded})
        return self._start(cross_attention, len(encoded), prompt)

    def restart(self, state: DecoderState, prompt: Sequence[int]) -> DecoderState:
        """Reads another prompt for the same clips. Raises EngineFailed."""
        return self._start(state.cross_attention, len(state.logits), prompt)

    def restart_in_section(
        self, state: DecoderState, clip: int, frames: slice, prompt: Sequence[int]
    ) -> DecoderState:
        """Reads a prompt for a section of one clip, in frames of the encoder output. Raises
        EngineFailed."""
        section = {
            name: tensor[[clip]][..., frames]
            if name.startswith("key")
            else tensor[[clip]][..., frames, :]
            for name, tensor in state.cross_attention.items()
        }
        return self._start(section, 1, prompt)

    def decode(
        self,
        state: DecoderState,
        prompt: Sequence[int],
        *,
        beam: int,
        end: int,
        max_tokens: int,
        prefix: Sequence[int] = (),
    ) -> list[Hypothesis]:
        """Reads the rest of the prompt and the first tokens of the text, then returns the best
        continuation of each clip, up to the token `end` or `max_tokens`. Raises EngineFailed."""
        prompt = [*prompt, *prefix]
        suppressed_first = frozenset() if prefix else self._suppressed_first
        clips = list(range(len(state.logits)))
        step_outputs = self._read(
            state.cross_attention,
            state.cache,
            state.tokens,
            [prompt] * len(clips),
            clips,
            2 * beam + len(suppressed_first),
        )
        first = [
            [candidate for candidate in candidates if candidate[0] not in suppressed_first]
            for candidates in _candidates(step_outputs)
        ]
        cross_attention, cache = state.cross_attention, _cache(step_outputs)
        length = state.tokens + len(prompt)

        def step(
            row_clips: Sequence[int], origins: Sequence[int], last: Sequence[int]
        ) -> list[TokenCandidates]:
            nonlocal clips, cross_attention, cache, length
            if (unfinished := sorted(set(row_clips))) != clips:
                clips = unfinished
                cross_attention = {k: v[clips] for k, v in state.cross_attention.items()}
            step_outputs = self._read(
                cross_attention, cache, length, [[token] for token in last], origins, 2 * beam
            )
            cache, length = _cache(step_outputs), length + 1
            return _candidates(step_outputs)

        max_tokens = min(max_tokens, CONTEXT_TOKENS - length)
        return beam_search(first, step, beam=beam, end=end, max_tokens=max_tokens)

    def _start(self, cross_attention: Tensors, clips: int, prompt: Sequence[int]) -> DecoderState:
        prompts, origins = [prompt] * clips, [0] * clips
        outputs = self._read(cross_attention, self._empty_cache, 0, prompts, origins, 1, "logits")
        return DecoderState(cross_attention, _cache(outputs), len(prompt), outputs["logits"])

    def _read(
        self,
        cross_attention: Tensors,
        cache: Tensors,
        length: int,
        tokens: Sequence[Sequence[int]],
        origins: Sequence[int],
        candidates: int,
        *extra_outputs: str,
    ) -> Tensors:
        """Runs a step: each row reads its tokens after `length` earlier ones. The logits are large
        and returned only on request."""
        rows = np.array(tokens, np.int64)
        count = rows.shape[1]
        positions = self._positions[length : length + count]
        inputs = {
            "embedded": self._weights.matrix("decoder/embeddings/weight", rows) + positions,
            "mask": np.triu(np.full((count, length + count), _MASKED, np.float32), length + 1),
            "origin": np.array(origins, np.int64),
            "count": np.array([candidates], np.int64),
        }
        outputs = [*self._step_outputs, *extra_outputs]
        return _run(self._step, outputs, {**inputs, **cache, **cross_attention})


def _run(session: Any, outputs: Sequence[str], inputs: Tensors) -> Tensors:
    try:
        return dict(zip(outputs, session.run(outputs, inputs), strict=True))
    except Exception as error:  # onnxruntime's errors have no public base
        raise EngineFailed from error


def _output_names(session: Any) -> list[str]:
    return [output.name for output in session.get_outputs()]


def _cache(outputs: Tensors) -> Tensors:
    """The outputs of a step that are inputs of the next one."""
    return {
        name.replace("present", "past"): tensor
        for name, tensor in outputs.items()
        if name.startswith("present")
    }


def _candidates(outputs: Tensors) -> list[TokenCandidates]:
    """The candidates of each row."""
    return [
        list(zip(tokens, log_probabilities, strict=True))
        for tokens, log_probabilities in zip(
            outputs["tokens"].tolist(), outputs["log_probabilities"].tolist(), strict=True
        )
    ]
