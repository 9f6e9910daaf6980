"""A Piper voice in two halves, so that the first sound need not wait for the last.

Piper's VITS network first decides how the whole sentence will sound (the frames), then a vocoder
turns frames into samples. Most of the time goes into the vocoder, which looks only a few frames to
either side: it can work piece by piece, and the pieces joined are the samples of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import onnx

from dragoman.models.onnx_session import session
from dragoman.tts.vits_noise import settle_noise

if TYPE_CHECKING:
    from dragoman.ports import Samples

_VOCODER = "/dec/"
"""How the exporter names the vocoder's nodes."""
_LOOK_ASIDE_FRAMES = 12
"""Beyond it no sample changes: the vocoder's reach, found by comparing with the whole."""
_FIRST_PIECE_FRAMES = 40
"""About half a second of sound, and a few milliseconds of work."""
_GROWTH = 2
_LONGEST_PIECE_FRAMES = 320


class SplitVits:
    """The two halves of one voice. Raises ValueError for a network that has no such halves."""

    def __init__(self, model: Path, threads: int) -> None:
        network = onnx.load(str(model))
        settle_noise(network.graph)
        head, tail, self._joints = _halves(network)
        self._head = session(head, threads)
        self._vocoder = session(tail, threads)

    def speak(self, inputs: dict[str, Any]) -> Iterator[Samples]:
        """The samples of one sentence in pieces that grow, the first as early as it exists."""
        joints = self.frames(inputs)
        for begin, end in pieces(self.count(joints)):
            yield self.samples(joints, begin, end)

    def frames(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """How the sentence will sound: what the vocoder is fed, by name."""
        return dict(zip(self._joints, self._head.run(self._joints, inputs), strict=True))

    @staticmethod
    def count(joints: dict[str, Any]) -> int:
        """How many frames there are."""
        return int(max(tensor.shape[2] for tensor in joints.values()))

    def samples(self, joints: dict[str, Any], begin: int, end: int) -> Samples:
        """The sound of some of the frames."""
        count = self.count(joints)
        left, right = max(0, begin - _LOOK_ASIDE_FRAMES), min(count, end + _LOOK_ASIDE_FRAMES)
        window = {
            name: tensor[:, :, left:right] if tensor.shape[2] == count else tensor
            for name, tensor in joints.items()
        }
        sound: Samples = self._vocoder.run(None, window)[0].ravel()
        hop = len(sound) // (right - left)
        return sound[(begin - left) * hop : (end - left) * hop]


def pieces(frames: int) -> Iterator[tuple[int, int]]:
    """Where to cut so many frames: short at first, then longer, without a tiny rest."""
    begin, size = 0, _FIRST_PIECE_FRAMES
    while begin < frames:
        end = begin + size
        if frames - end < _FIRST_PIECE_FRAMES:
            end = frames
        yield begin, end
        begin, size = end, min(size * _GROWTH, _LONGEST_PIECE_FRAMES)


def _halves(network: onnx.ModelProto) -> tuple[onnx.ModelProto, onnx.ModelProto, list[str]]:
    """The network before and after the tensors that feed the vocoder, and those tensors: the
    frames and, where a network has several speakers, the speaker."""
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
    joints = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, None, None])
        for name in sorted(fed)
    ]
    return (
        _part(network, head, list(network.graph.input), joints),
        _part(network, tail, joints, list(network.graph.output)),
        sorted(fed),
    )


def _downstream(nodes: Sequence[Any], start: Sequence[Any]) -> list[Any]:
    """The nodes of `start` and all that needs them; the graph lists nodes in running order."""
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
