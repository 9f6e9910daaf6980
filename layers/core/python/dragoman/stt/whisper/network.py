"""Whisper's decoder as two ONNX graphs, built from the weights of a model pack.

See README.md for why it exists. Weights are quantized to 8 bits with a scale for each `_BLOCK` of them.

Dimensions: `clips` of the batch; `rows`, the active hypotheses, equally many for each clip; `t` new
tokens; `heads`; `width` of a head; `frames` of the encoder output; `size` of the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.stt.whisper.weights import Weights

_BLOCK = 128
"""It divides the size of every Whisper model."""
_BATCH_ROWS = 256
_SUPPRESS = -1e9
"""Added to the logits of suppressed tokens."""
_EPSILON = 1e-5
_MICROSOFT = "com.microsoft"
_FLOAT = TensorProto.FLOAT


def cross_attention_graph(weights: Weights) -> onnx.ModelProto:
    """Computes the keys and values of the cross-attention, once for each clip.

    encoded    [clips, frames, size]
    -> key.N   [clips, 1, heads, width, frames], value.N [clips, 1, heads, frames, width], layer N
    """
    graph = _Graph(weights)
    for layer in range(weights.layers("decoder")):
        both = graph.linear("encoded", f"decoder/layer_{layer}/attention/linear_1")
        key, value = graph.add("Split", both, axis=-1, num_outputs=2, outputs=2)
        for name, tensor, order in (("key", key, [0, 2, 3, 1]), ("value", value, [0, 2, 1, 3])):
            heads = graph.add("Transpose", graph.split_heads(tensor), perm=order)
            graph.output(f"{name}.{layer}", graph.add("Unsqueeze", heads, graph.integers([1])))
    return graph.model([("encoded", 3)])


def step_graph(weights: Weights, suppressed: Sequence[int]) -> onnx.ModelProto:
    """Reads `t` tokens and returns the candidates for the token after the last of them.

    embedded   [rows, t, size]: token embeddings plus position encodings
    origin     [rows]: the row of the previous step that each row continues
    mask       [t, past tokens + t]: 0, or a large negative number for future tokens
    count      [1]: how many candidates to return
    key.N, value.N: see `cross_attention_graph`
    past_key.N [previous rows, heads, width, tokens], past_value.N [previous rows, heads, tokens, width]
    -> log_probabilities [rows, count]: the highest first, suppressed tokens excluded
       tokens            [rows, count]
       logits            [rows, vocabulary]: suppressed tokens included
       present_key.N, present_value.N: as past, with the new tokens
    """
    graph = _Graph(weights)
    layers = range(weights.layers("decoder"))
    row_shape = graph.add("Shape", "embedded")
    clips = graph.add("Shape", "key.0", start=0, end=1)
    new = graph.add("Shape", "embedded", start=1, end=2)
    heads = graph.integers([graph.heads, graph.size // graph.heads])
    clip_shape = graph.add("Concat", clips, graph.integers([-1]), new, heads, axis=0)
    x = "embedded"
    for layer in layers:
        x = graph.add("Add", x, _self_attention(graph, x, layer))
        x = graph.add("Add", x, _cross_attention(graph, x, layer, clip_shape, row_shape))
        x = graph.add("Add", x, _feed_forward(graph, x, f"decoder/layer_{layer}/ffn"))
    last = graph.add("Gather", x, graph.integers(-1), axis=1)
    vocabulary = "decoder/embeddings"
    logits = graph.linear(graph.layer_norm(last, "decoder/layer_norm"), vocabulary)
    graph.output("logits", logits)
    bias = np.zeros(len(weights[f"{vocabulary}/weight"]), np.float32)
    bias[list(suppressed)] = _SUPPRESS
    allowed = graph.add("LogSoftmax", graph.add("Add", logits, graph.constant(bias)), axis=-1)
    log_probabilities, tokens = graph.add("TopK", allowed, "count", outputs=2)
    graph.output("log_probabilities", log_probabilities)
    graph.output("tokens", tokens)
    cache = [f"{kind}.{n}" for n in layers for kind in ("past_key", "past_value")]
    cross_attention = [f"{kind}.{n}" for n in layers for kind in ("key", "value")]
    return graph.model(
        [("embedded", 3), ("mask", 2)]
        + [(name, 4) for name in cache]
        + [(name, 5) for name in cross_attention],
        integers=["origin", "count"],
    )


def _self_attention(graph: _Graph, x: str, layer: int) -> str:
    """Attention to the tokens so far, with the key and value cache extended."""
    part = f"decoder/layer_{layer}/self_attention"
    # Scaling the weights of the query saves scaling the attention scores.
    scale = np.ones(3 * graph.size, np.float32)
    scale[: graph.size] = graph.query_scale
    joint = graph.linear(graph.layer_norm(x, f"{part}/layer_norm"), f"{part}/linear_0", scale)
    query, key, value = graph.add("Split", joint, axis=-1, num_outputs=3, outputs=3)
    present = {}
    for kind, new, order, axis in (
        ("key", key, [0, 2, 3, 1], 3),
        ("value", value, [0, 2, 1, 3], 2),
    ):
        heads = graph.add("Transpose", graph.split_heads(new), perm=order)
        past = graph.add("Gather", f"past_{kind}.{layer}", "origin", axis=0)
        present[kind] = graph.add("Concat", past, heads, axis=axis)
        graph.output(f"present_{kind}.{layer}", present[kind])
    query = graph.add("Transpose", graph.split_heads(query), perm=[0, 2, 1, 3])
    scores = graph.add("Add", graph.add("MatMul", query, present["key"]), "mask")
    attended = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), present["value"])
    by_token = graph.add("Transpose", attended, perm=[0, 2, 1, 3])
    merged = graph.add("Reshape", by_token, graph.integers([0, 0, graph.size]))
    return graph.linear(merged, f"{part}/linear_1")


def _cross_attention(graph: _Graph, x: str, layer: int, clip_shape: str, row_shape: str) -> str:
    """Attention to the encoder output, which all rows of a clip share."""
    part = f"decoder/layer_{layer}/attention"
    scale = np.full(graph.size, graph.query_scale, np.float32)
    query = graph.linear(graph.layer_norm(x, f"{part}/layer_norm"), f"{part}/linear_0", scale)
    query = graph.add("Transpose", graph.add("Reshape", query, clip_shape), perm=[0, 1, 3, 2, 4])
    scores = graph.add("MatMul", query, f"key.{layer}")
    attended = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), f"value.{layer}")
    by_token = graph.add("Transpose", attended, perm=[0, 1, 3, 2, 4])
    return graph.linear(graph.add("Reshape", by_token, row_shape), f"{part}/linear_2")


def _feed_forward(graph: _Graph, x: str, part: str) -> str:
    hidden = graph.linear(graph.layer_norm(x, f"{part}/layer_norm"), f"{part}/linear_0")
    return graph.linear(graph.add("Gelu", hidden), f"{part}/linear_1")


class _Graph:
    """An ONNX graph under construction. Tensors are referred to by name."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}
        self._outputs: list[str] = []
        self.heads = int(weights["decoder/num_heads"])
        self.size = weights["decoder/embeddings/weight"].shape[1]
        self.query_scale = (self.size // self.heads) ** -0.5

    def add(
        self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any
    ) -> Any:
        """Adds a node and returns the name of its output, or a list of names for several outputs."""
        names = [f"{len(self._nodes)}.{number}" for number in range(outputs)]
        self._nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, value: NDArray[Any], name: str = "") -> str:
        name = name or f"constant {len(self._constants)}"
        self._constants[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def integers(self, value: int | list[int]) -> str:
        name = f"integers {value}"
        return self.constant(np.array(value, np.int64), name)

    def output(self, name: str, tensor: str) -> None:
        """Makes a tensor an output of the graph under this name."""
        self._nodes.append(helper.make_node("Identity", [tensor], [name]))
        self._outputs.append(name)

    def split_heads(self, tensor: str) -> str:
        """Reshapes [a, b, size] to [a, b, heads, width]."""
        return str(self.add("Reshape", tensor, self.integers([0, 0, self.heads, -1])))

    def layer_norm(self, tensor: str, part: str) -> str:
        gamma, beta = (self._weights.vector(f"{part}/{name}") for name in ("gamma", "beta"))
        return str(
            self.add(
                "LayerNormalization",
                tensor,
                self.constant(gamma),
                self.constant(beta),
                axis=-1,
                epsilon=_EPSILON,
            )
        )

    def linear(self, tensor: str, part: str, scale: NDArray[np.float32] | None = None) -> str:
        """Multiplies by the matrix of a layer and adds its bias, if any. `scale` applies to each output."""
        bias = f"{part}/bias"
        biases = [self._weights.vector(bias)] if bias in self._weights else []
        if scale is not None:
            biases = [b * scale for b in biases]
        outputs, inputs = self._weights[f"{part}/weight"].shape
        quantized, scales = self._quantized(f"{part}/weight", scale)
        absent = ["", ""]  # zero points (128 by default) and group indices
        extra = [*absent, *(self.constant(b) for b in biases)] if biases else []
        return str(
            self.add(
                "MatMulNBits",
                tensor,
                self.constant(quantized),
                self.constant(scales),
                *extra,
                domain=_MICROSOFT,
                K=inputs,
                N=outputs,
                bits=8,
                block_size=_BLOCK,
                accuracy_level=4,  # activations in 8 bits, too
            )
        )

    def _quantized(
        self, name: str, scale: NDArray[np.float32] | None
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """See `_quantize`. The rows are converted in batches that fit into the processor's cache."""
        outputs, inputs = self._weights[name].shape
        blocks = inputs // _BLOCK
        quantized = np.empty((outputs, blocks, _BLOCK), np.uint8)
        scales = np.empty((outputs, blocks), np.float32)
        for begin in range(0, outputs, _BATCH_ROWS):
            rows = slice(begin, begin + _BATCH_ROWS)
            matrix = self._weights.matrix(name, rows)
            if scale is not None:
                matrix *= scale[rows, np.newaxis]
            quantized[rows], scales[rows] = _quantize(matrix)
        return quantized, scales.reshape(-1)

    def model(self, inputs: list[tuple[str, int]], integers: Sequence[str] = ()) -> onnx.ModelProto:
        """Builds the model. `inputs` have a rank each; `integers` are inputs of rank one."""
        graph_inputs = [
            helper.make_tensor_value_info(name, _FLOAT, [None] * r) for name, r in inputs
        ] + [helper.make_tensor_value_info(name, TensorProto.INT64, [None]) for name in integers]
        graph_outputs = [
            helper.make_tensor_value_info(
                name, TensorProto.INT64 if name == "tokens" else _FLOAT, None
            )
            for name in self._outputs
        ]
        graph = helper.make_graph(
            self._nodes, "whisper", graph_inputs, graph_outputs, list(self._constants.values())
        )
        return helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(_MICROSOFT, 1)],
            ir_version=10,
        )


def _quantize(matrix: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Returns weights [outputs, blocks, _BLOCK] with zero at 128, and the scales [outputs, blocks]."""
    blocks = matrix.reshape(len(matrix), -1, _BLOCK)
    scales = np.abs(blocks).max(axis=-1, keepdims=True) / 127
    scales[scales == 0] = 1
    return (np.rint(blocks / scales) + 128).astype(np.uint8), scales[..., 0]
