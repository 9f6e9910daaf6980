"""The trained tensors of Kokoro's network, read from its quantized export, as float32."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray
from onnx import helper, numpy_helper

if TYPE_CHECKING:
    import onnx

Tensor: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True)
class Convolution:
    weight: Tensor
    """(out, in, width); (in, out, width) of a transposed one."""
    bias: Tensor
    stride: int
    dilation: int
    padding: int


class Weights:
    """The tensors by name. Raises ValueError for a network that is not Kokoro's."""

    def __init__(self, network: onnx.ModelProto) -> None:
        self._tensors = {tensor.name: tensor for tensor in network.graph.initializer}
        self._nodes = {node.name: node for node in network.graph.node}

    def tensor(self, name: str) -> Tensor:
        if name not in self._tensors:
            raise ValueError(f"the network has no tensor {name}")
        return numpy_helper.to_array(self._tensors[name]).astype(np.float32)

    def convolution(self, path: str) -> Convolution:
        """The convolution of a module path such as `/decoder/decoder/generator/ups.0`."""
        for kind, read in (
            ("Conv_quant", self._dequantized), ("Conv", self._plain), ("ConvTranspose", self._plain),
        ):  # fmt: skip
            if node := self._nodes.get(f"{path}/{kind}"):
                how = {a.name: helper.get_attribute_value(a) for a in node.attribute}
                return Convolution(
                    read(node), self.tensor(f"{_dotted(path)}.bias"),
                    how["strides"][0], how["dilations"][0], how["pads"][0],
                )  # fmt: skip
        raise ValueError(f"the network has no convolution {path}")

    def projection(self, path: str) -> tuple[Tensor, Tensor]:
        """The matrix (in, out) and the bias of a linear layer."""
        node = self._nodes.get(f"{path}/Gemm_MatMul_quant")
        if node is None:
            raise ValueError(f"the network has no linear layer {path}")
        return self._dequantized(node), self.tensor(f"{_dotted(path)}.bias")

    def _plain(self, node: onnx.NodeProto) -> Tensor:
        return self.tensor(node.input[1])

    def _dequantized(self, node: onnx.NodeProto) -> Tensor:
        scale = self.tensor(node.input[1].removesuffix("_quantized") + "_scale")
        return (self.tensor(node.input[1]) - self.tensor(node.input[3])) * scale


def _dotted(path: str) -> str:
    return path.strip("/").replace("/", ".")
