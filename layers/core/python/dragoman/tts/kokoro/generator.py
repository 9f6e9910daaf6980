"""Kokoro's generator, rebuilt as a network that can run in chunks.

It turns acoustic frames and a harmonic source into a spectrum. Each of its 48 adaptive instance
normalizations subtracts the mean of the whole utterance and divides by its deviation. Here mean and
deviation are the averages of the voice, so a frame depends only on its neighbours, and the joined
chunks equal the whole.

Convolutions are two-dimensional with a height of one, a form onnxruntime has faster kernels for. The
activation x + sin²(ax) / a is (v - cos v + 1) / 2a with v = 2ax; the factors are part of the
normalization before it and of the weights after it, which leaves one cosine, two additions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from dragoman.tts.kokoro.weights import Convolution, Tensor, Weights

PATH: Final = "/decoder/decoder/generator"
FRAMES, SOURCE, SPECTRUM = "frames", "source", "spectrum"
"""The inputs and the output, besides a scale and a shift for each norm."""

_STAGES: Final = (
    (256, "noise_res.0", ("resblocks.0", "resblocks.1", "resblocks.2")),
    (128, "noise_res.1", ("resblocks.3", "resblocks.4", "resblocks.5")),
)
"""For each upsampling: channels, the block of the source, the blocks of the sum."""
_ROUNDS: Final = 3
EPSILON: Final = 1e-5


@dataclass(frozen=True)
class Norm:
    """An adaptive normalization, which precedes activation and convolution."""

    name: str
    channels: int
    block: str
    step: int
    """1 or 2: the position in its block."""
    round: int

    @property
    def alpha(self) -> str:
        """The name of the tensor of its activation's frequencies."""
        return f"decoder.decoder.generator.{self.block}.alpha{self.step}.{self.round}"

    @property
    def convolution(self) -> str:
        return f"{PATH}/{self.block}/convs{self.step}.{self.round}"


def norms() -> Iterator[Norm]:
    """All norms, in the order of the statistics in voice files."""
    for channels, source, blocks in _STAGES:
        for block in (source, *blocks):
            for number in range(_ROUNDS):
                for step in (1, 2):
                    yield Norm(f"{block}/adain{step}.{number}", channels, block, step, number)


def statistic_names(norm: Norm) -> tuple[str, str]:
    """The names of the outputs with the mean and variance of a norm's input."""
    return f"{norm.name}/mean", f"{norm.name}/variance"


def draw_generator(weights: Weights, measuring: bool = False) -> onnx.ModelProto:
    """Builds the generator. With `measuring`, an utterance is normalized by its own statistics, as
    in training, and every norm's mean and variance are outputs. Raises ValueError for a network
    that is not Kokoro's."""
    drawing = _Drawing(weights, measuring)
    drawing.ask(FRAMES, [1, 512, 1, "frames"])
    drawing.ask(SOURCE, [1, 22, 1, "columns"])
    x = FRAMES
    for stage, (_, source_block, blocks) in enumerate(_STAGES):
        x = drawing.node("LeakyRelu", [x], alpha=0.1)
        source = drawing.convolve(SOURCE, weights.convolution(f"{PATH}/noise_convs.{stage}"))
        source = drawing.block(source, source_block)
        x = drawing.convolve(x, weights.convolution(f"{PATH}/ups.{stage}"), "ConvTranspose")
        if stage == len(_STAGES) - 1:  # the source has one column more
            left = drawing.constant(np.array([0, 0, 0, 1, 0, 0, 0, 0], np.int64))
            x = drawing.node("Pad", [x, left], mode="reflect")
        x = drawing.node("Add", [x, source])
        first, second, third = (drawing.block(x, block) for block in blocks)
        x = drawing.node("Add", [drawing.node("Add", [first, second]), third])
        x = drawing.node("Mul", [x, drawing.constant(np.float32(1 / len(blocks)))])
    x = drawing.node("LeakyRelu", [x], alpha=0.01)
    x = drawing.convolve(x, weights.convolution(f"{PATH}/conv_post"))
    drawing.node("Identity", [x], SPECTRUM)
    return drawing.model([SPECTRUM])


class NormInputs:
    """The inputs of the norms for a style."""

    def __init__(self, weights: Weights) -> None:
        self._norms = list(norms())
        projections = [weights.projection(f"{PATH}/{norm.name}/fc") for norm in self._norms]
        self._matrix = np.concatenate([matrix for matrix, _ in projections], axis=1)
        self._bias = np.concatenate([bias for _, bias in projections])
        alphas = [weights.tensor(norm.alpha).ravel() for norm in self._norms]
        self._frequency = np.concatenate([np.tile(2 * alpha, 2) for alpha in alphas])

    def of(self, style: Tensor, mean: Tensor, deviation: Tensor) -> dict[str, Tensor]:
        """The inputs for the acoustic half of a style, (128,), and the statistics of all norms in
        sequence: zeros and ones for frames that are normalized already."""
        wanted = (style @ self._matrix + self._bias) * self._frequency
        inputs, at = {}, 0
        for norm in self._norms:
            size = norm.channels
            scale = wanted[2 * at : 2 * at + size] + self._frequency[2 * at : 2 * at + size]
            shift = wanted[2 * at + size : 2 * at + 2 * size]
            known = slice(at, at + size)
            scale = scale / deviation[known]
            shift = shift - mean[known] * scale
            inputs[f"{norm.name}/scale"] = scale.reshape(1, size, 1, 1)
            inputs[f"{norm.name}/shift"] = shift.reshape(1, size, 1, 1)
            at += size
        return inputs


@dataclass
class _Drawing:
    weights: Weights
    measuring: bool
    _nodes: list[Any] = field(default_factory=list)
    _tensors: list[Any] = field(default_factory=list)
    _inputs: list[Any] = field(default_factory=list)
    _outputs: list[str] = field(default_factory=list)

    def ask(self, name: str, shape: list[Any]) -> str:
        self._inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        return name

    def constant(self, value: Any) -> str:
        name = f"constant/{len(self._tensors)}"
        self._tensors.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, does: str, takes: list[str], makes: str = "", **how: Any) -> str:
        makes = makes or f"{does}/{len(self._nodes)}"
        self._nodes.append(helper.make_node(does, takes, [makes], name=makes, **how))
        return makes

    def convolve(self, x: str, form: Convolution, does: str = "Conv") -> str:
        width = form.weight.shape[2]
        return self.node(
            does,
            [x, self.constant(form.weight[:, :, None]), self.constant(form.bias)],
            kernel_shape=[1, width],
            strides=[1, form.stride],
            dilations=[1, form.dilation],
            pads=[0, form.padding, 0, form.padding],
        )

    def block(self, x: str, name: str) -> str:
        for number in range(_ROUNDS):
            y = x
            for norm in (norm for norm in norms() if (norm.block, norm.round) == (name, number)):
                y = self._activate(self._normalize(y, norm), norm)
            x = self.node("Add", [y, x])
        return x

    def _normalize(self, x: str, norm: Norm) -> str:
        scale, shift = (
            self.ask(f"{norm.name}/{what}", [1, norm.channels, 1, 1]) for what in ("scale", "shift")
        )
        if self.measuring:
            x = self._measure(x, norm)
        return self.node("Add", [self.node("Mul", [x, scale]), shift])

    def _measure(self, x: str, norm: Norm) -> str:
        """Normalizes a tensor by its own statistics, which become outputs."""
        time = self.constant(np.array([2, 3], np.int64))
        mean, variance = statistic_names(norm)
        self.node("ReduceMean", [x, time], mean)
        off = self.node("Sub", [x, mean])
        self.node("ReduceMean", [self.node("Mul", [off, off]), time], variance)
        self._outputs += [mean, variance]
        sure = self.node("Add", [variance, self.constant(np.float32(EPSILON))])
        return self.node("Div", [off, self.node("Sqrt", [sure])])

    def _activate(self, v: str, norm: Norm) -> str:
        """Adds activation and convolution."""
        alpha = self.weights.tensor(norm.alpha).ravel()
        form = self.weights.convolution(norm.convolution)
        halved = Convolution(
            form.weight / (2 * alpha)[:, None], form.bias, form.stride, form.dilation, form.padding
        )
        y = self.node("Sub", [v, self.node("Cos", [v])])
        return self.convolve(self.node("Add", [y, self.constant(np.float32(1))]), halved)

    def model(self, outputs: list[str]) -> onnx.ModelProto:
        made = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
            for name in (*outputs, *self._outputs)
        ]
        graph = helper.make_graph(self._nodes, "generator", self._inputs, made, self._tensors)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
