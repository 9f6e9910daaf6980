"""A Piper voice split in two, for an early first sound.

Piper's VITS network first computes the frames of the whole sentence, then a vocoder converts frames
to samples. The vocoder takes most of the time and depends only on a few neighbouring frames. It
therefore runs chunk by chunk, and the joined chunks equal the samples of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import onnx

from dragoman.models.onnx_session import session
from dragoman.tts.vits_noise import make_noise_deterministic

if TYPE_CHECKING:
    from dragoman.ports import Samples

_VOCODER = "/dec/"
"""The prefix of the vocoder's node names."""
_CONTEXT_FRAMES = 12
"""The receptive field of the vocoder, found by comparison with the whole."""
_FIRST_CHUNK_FRAMES = 40
"""About half a second of audio, which takes a few milliseconds."""
_GROWTH = 2
_LONGEST_PIECE_FRAMES = 320


class SplitVits:
    """The two parts of a voice's network. Raises ValueError for a network that cannot be split."""

    def __init__(self, model: Path, threads: int) -> None:
        network = onnx.load(str(model))
        make_noise_deterministic(network.graph)
        head, tail, self._vocoder_inputs = _split(network)
        self._head = session(head, threads, plan_memory=False)
        self._vocoder = session(tail, threads)

    def speak(self, inputs: dict[str, Any]) -> Iterator[Samples]:
        """The samples of one sentence in chunks of growing length."""
        vocoder_inputs = self.frames(inputs)
        for begin, end in chunk_bounds(self.count(vocoder_inputs)):
            yield self.samples(vocoder_inputs, begin, end)

    def frames(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """The inputs of the vocoder for a sentence, by name."""
        return dict(
            zip(self._vocoder_inputs, self._head.run(self._vocoder_inputs, inputs), strict=True)
        )

    @staticmethod
    def count(vocoder_inputs: dict[str, Any]) -> int:
        """The number of frames."""
        return int(max(tensor.shape[2] for tensor in vocoder_inputs.values()))

    def samples(self, vocoder_inputs: dict[str, Any], begin: int, end: int) -> Samples:
        """The samples of the frames from `begin` to `end`."""
        count = self.count(vocoder_inputs)
        left, right = max(0, begin - _CONTEXT_FRAMES), min(count, end + _CONTEXT_FRAMES)
        window = {
            name: tensor[:, :, left:right] if tensor.shape[2] == count else tensor
            for name, tensor in vocoder_inputs.items()
        }
        sound: Samples = self._vocoder.run(None, window)[0].ravel()
        hop = len(sound) // (right - left)
        return sound[(begin - left) * hop : (end - left) * hop]


def chunk_bounds(frames: int) -> Iterator[tuple[int, int]]:
    """The bounds of the chunks: short at first, then longer, without a very short last one."""
    begin, size = 0, _FIRST_CHUNK_FRAMES
    while begin < frames:
        end = begin + size
        if frames - end < _FIRST_CHUNK_FRAMES:
            end = frames
        yield begin, end
        begin, size = end, min(size * _GROWTH, _LONGEST_PIECE_FRAMES)


def _split(network: onnx.ModelProto) -> tuple[onnx.ModelProto, onnx.ModelProto, list[str]]:
    """The network before and after the inputs of the vocoder, and the names of these tensors: the
    frames and, with several speakers, the speaker."""
    nodes = list(network.graph.node)
    weights = {weight.name for weight in network.graph.initializer}
    vocoder = [node for node in nodes if node.name.startswith(_VOCODER)]
    made_inside = {name for node in vocoder for name in node.output}
    fed = {name for node in vocoder for name in node.input} - made_inside - weights - {""}
    if not fed:
        raise ValueError("this voice has no vocoder of its own")
    tail = _downstream(nodes, vocoder)
    names = {node.name for node in tail}
    head = [node for node in nodes if node.name not in names]
    vocoder_inputs = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, None, None])
        for name in sorted(fed)
    ]
    return (
        _part(network, head, list(network.graph.input), vocoder_inputs),
        _part(network, tail, vocoder_inputs, list(network.graph.output)),
        sorted(fed),
    )


def _downstream(nodes: Sequence[Any], start: Sequence[Any]) -> list[Any]:
    """The nodes of `start` and all that depend on them; the graph lists nodes in running order."""
    made = {name for node in start for name in node.output}
    found = []
    for node in nodes:
        if node.name.startswith(_VOCODER) or made.intersection(node.input):
            made.update(node.output)
            found.append(node)
    return found


def _part(
    network: onnx.ModelProto, nodes: Sequence[Any], inputs: Sequence[Any], outputs: Sequence[Any]
) -> onnx.ModelProto:
    needed = {name for node in nodes for name in node.input}
    weights = [weight for weight in network.graph.initializer if weight.name in needed]
    graph = onnx.helper.make_graph(nodes, "part", inputs, outputs, weights)
    return onnx.helper.make_model(
        graph, opset_imports=network.opset_import, ir_version=network.ir_version
    )
