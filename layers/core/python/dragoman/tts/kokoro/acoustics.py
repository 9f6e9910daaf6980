"""The first half of Kokoro: from tokens to acoustic frames. A part of the network as published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from dragoman.models.onnx_session import session
from dragoman.tts.kokoro.vocabulary import PAD
from dragoman.tts.kokoro.weights import Tensor

_FRAMES: Final = "/decoder/decoder/decode.3/Div_4_output_0"
_PITCH: Final = "/decoder/decoder/Unsqueeze_output_0"
_DURATIONS: Final = "/encoder/Clip_output_0"
_JOINTS: Final = (_FRAMES, _PITCH, _DURATIONS)

FRAMES_PER_S: Final = 80
_FRAMES_PER_UNIT: Final = 2
"""Durations are predicted in units of 25 ms."""


@dataclass(frozen=True)
class Acoustics:
    """The acoustic frames of an utterance."""

    frames: Tensor
    """(1, 512, frames)"""
    pitch_hz: Tensor
    """The pitch of each frame; 0 if unvoiced."""
    ends: NDArray[np.int64]
    """The frame at which each token ends; the first is the padding before the others."""

    @property
    def count(self) -> int:
        return int(self.frames.shape[2])


class AcousticModel:
    """Raises ValueError for a network that is not Kokoro's."""

    def __init__(self, network: onnx.ModelProto, threads: int) -> None:
        self._session = session(_until(network, _JOINTS), threads, plan_memory=False)

    def acoustics(self, tokens: list[int], style: Tensor, speed: float) -> Acoustics:
        """The frames of tokens without padding. `style` has shape (256,)."""
        inputs = {
            "tokens": np.array([[PAD, *tokens, PAD]], np.int64),
            "style": style[None],
            "speed": np.array([speed], np.float32),
        }
        frames, pitch, durations = self._session.run(list(_JOINTS), inputs)
        ends = np.cumsum(durations.ravel().astype(np.int64)) * _FRAMES_PER_UNIT
        return Acoustics(frames, pitch.ravel(), ends)


def _until(network: onnx.ModelProto, outputs: tuple[str, ...]) -> onnx.ModelProto:
    """The part of the network that computes these tensors."""
    needed, nodes = set(outputs), []
    for node in reversed(network.graph.node):
        if needed.intersection(node.output):
            nodes.append(node)
            needed.update(node.input)
    if not {output for node in nodes for output in node.output}.issuperset(outputs):
        raise ValueError("the network does not compute Kokoro's acoustic frames")
    graph = helper.make_graph(
        nodes[::-1],
        "acoustics",
        network.graph.input,
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [tensor for tensor in network.graph.initializer if tensor.name in needed],
    )
    return helper.make_model(
        graph, opset_imports=network.opset_import, ir_version=network.ir_version
    )
