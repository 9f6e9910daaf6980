"""Whisper's decoder as two ONNX graphs, made of the weights of its pack.

CTranslate2 runs the encoder, whose few hundred frames at once suit it. The decoder takes a step for
each token, and each step reads every weight: CTranslate2 sorts them anew each time for the processor
at hand, which takes three quarters of the step. onnxruntime sorts them once, when the graph is loaded.

The weights are in 8 bits, with a scale for each `_BLOCK` of them.

Shapes below: clips heard side by side; rows, the ways of going on that are open, as many for each
clip; `t` tokens read at once; heads; width, of a head; frames of the encoder.
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
"""It divides the width of every Whisper."""
_NEVER = -1e9
"""Added to the logit of a token that is not to be said."""
_EPSILON = 1e-5
_MICROSOFT = "com.microsoft"
_FLOAT = TensorProto.FLOAT


def memory_graph(weights: Weights) -> onnx.ModelProto:
    """What every step looks up of a clip, computed once.

    encoded    [clips, frames, size]
    -> key.N   [clips, 1, heads, width, frames], value.N [clips, 1, heads, frames, width]: of layer N
    """
    graph = _Graph(weights)
    for layer in range(weights.layers("decoder")):
        both = graph.linear("encoded", f"decoder/layer_{layer}/attention/linear_1")
        key, value = graph.add("Split", both, axis=-1, num_outputs=2, outputs=2)
        for name, tensor, order in (("key", key, [0, 2, 3, 1]), ("value", value, [0, 2, 1, 3])):
            heads = graph.add("Transpose", graph.split_heads(tensor), perm=order)
            graph.give(f"{name}.{layer}", graph.add("Unsqueeze", heads, graph.integers([1])))
    return graph.model([("encoded", 3)])


def step_graph(weights: Weights, suppressed: Sequence[int]) -> onnx.ModelProto:
    """One step: `t` tokens are read, and what may follow the last of them is told.

    embedded   [rows, t, size]: the tokens with their positions
    origin     [rows]: which of the earlier rows each row goes on from
    mask       [t, tokens with these]: 0, or far below it for a token that is not yet to be seen
    most       [1]: how many followers are wanted
    key.N, value.N: see `memory_graph`
    past_key.N [earlier rows, heads, width, tokens], past_value.N [earlier rows, heads, tokens, width]
    -> likely  [rows, most]: log-probabilities, the best first, and
       tokens  [rows, most]: of which tokens; the suppressed ones count for nothing
       logits  [rows, vocabulary]: of all, the suppressed ones too
       present_key.N, present_value.N: as past, with the new tokens
    """
    graph = _Graph(weights)
    layers = range(weights.layers("decoder"))
    whole = graph.add("Shape", "embedded")
    clips = graph.add("Shape", "key.0", start=0, end=1)
    read = graph.add("Shape", "embedded", start=1, end=2)
    heads = graph.integers([graph.heads, graph.size // graph.heads])
    of_clips = graph.add("Concat", clips, graph.integers([-1]), read, heads, axis=0)
    x = "embedded"
    for layer in layers:
        x = graph.add("Add", x, _look_back(graph, x, layer))
        x = graph.add("Add", x, _look_up(graph, x, layer, of_clips, whole))
        x = graph.add("Add", x, _think(graph, x, f"decoder/layer_{layer}/ffn"))
    last = graph.add("Gather", x, graph.integers(-1), axis=1)
    vocabulary = "decoder/embeddings"
    logits = graph.linear(graph.normal(last, "decoder/layer_norm"), vocabulary)
    graph.give("logits", logits)
    never = np.zeros(len(weights[f"{vocabulary}/weight"]), np.float32)
    never[list(suppressed)] = _NEVER
    allowed = graph.add("Add", logits, graph.constant(never))
    likely, tokens = graph.add("TopK", graph.add("LogSoftmax", allowed, axis=-1), "most", outputs=2)
    graph.give("likely", likely)
    graph.give("tokens", tokens)
    caches = [f"{kind}.{n}" for n in layers for kind in ("past_key", "past_value")]
    memory = [f"{kind}.{n}" for n in layers for kind in ("key", "value")]
    return graph.model(
        [("embedded", 3), ("mask", 2)]
        + [(name, 4) for name in caches]
        + [(name, 5) for name in memory],
        integers=["origin", "most"],
    )


def _look_back(graph: _Graph, x: str, layer: int) -> str:
    """Attention to the tokens so far."""
    part = f"decoder/layer_{layer}/self_attention"
    # The query's part of the weights is scaled, so that its products need not be.
    thirds = np.ones(3 * graph.size, np.float32)
    thirds[: graph.size] = graph.query_scale
    mixed = graph.linear(graph.normal(x, f"{part}/layer_norm"), f"{part}/linear_0", thirds)
    query, key, value = graph.add("Split", mixed, axis=-1, num_outputs=3, outputs=3)
    seen = {}
    for kind, new, order, axis in (
        ("key", key, [0, 2, 3, 1], 3),
        ("value", value, [0, 2, 1, 3], 2),
    ):
        heads = graph.add("Transpose", graph.split_heads(new), perm=order)
        past = graph.add("Gather", f"past_{kind}.{layer}", "origin", axis=0)
        seen[kind] = graph.add("Concat", past, heads, axis=axis)
        graph.give(f"present_{kind}.{layer}", seen[kind])
    query = graph.add("Transpose", graph.split_heads(query), perm=[0, 2, 1, 3])
    like = graph.add("Add", graph.add("MatMul", query, seen["key"]), "mask")
    found = graph.add("MatMul", graph.add("Softmax", like, axis=-1), seen["value"])
    joined = graph.add("Transpose", found, perm=[0, 2, 1, 3])
    flat = graph.add("Reshape", joined, graph.integers([0, 0, graph.size]))
    return graph.linear(flat, f"{part}/linear_1")


def _look_up(graph: _Graph, x: str, layer: int, of_clips: str, whole: str) -> str:
    """Attention to the sound; the rows of a clip look into the one memory of it."""
    part = f"decoder/layer_{layer}/attention"
    scale = np.full(graph.size, graph.query_scale, np.float32)
    query = graph.linear(graph.normal(x, f"{part}/layer_norm"), f"{part}/linear_0", scale)
    query = graph.add("Transpose", graph.add("Reshape", query, of_clips), perm=[0, 1, 3, 2, 4])
    like = graph.add("MatMul", query, f"key.{layer}")
    found = graph.add("MatMul", graph.add("Softmax", like, axis=-1), f"value.{layer}")
    joined = graph.add("Transpose", found, perm=[0, 1, 3, 2, 4])
    return graph.linear(graph.add("Reshape", joined, whole), f"{part}/linear_2")


def _think(graph: _Graph, x: str, part: str) -> str:
    wide = graph.linear(graph.normal(x, f"{part}/layer_norm"), f"{part}/linear_0")
    return graph.linear(graph.add("Gelu", wide), f"{part}/linear_1")


class _Graph:
    """A graph while it is drawn. Tensors go by name."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}
        self._given: list[str] = []
        self.heads = int(weights["decoder/num_heads"])
        self.size = weights["decoder/embeddings/weight"].shape[1]
        self.query_scale = (self.size // self.heads) ** -0.5

    def add(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **how: Any) -> Any:
        """The name of what the node gives, or the names where there are several."""
        names = [f"{len(self._nodes)}.{number}" for number in range(outputs)]
        self._nodes.append(helper.make_node(kind, inputs, names, domain=domain, **how))
        return names[0] if outputs == 1 else names

    def constant(self, value: NDArray[Any], name: str = "") -> str:
        name = name or f"constant {len(self._constants)}"
        self._constants[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def integers(self, value: int | list[int]) -> str:
        name = f"integers {value}"
        return self.constant(np.array(value, np.int64), name)

    def give(self, name: str, tensor: str) -> None:
        """Makes a tensor an output under that name."""
        self._nodes.append(helper.make_node("Identity", [tensor], [name]))
        self._given.append(name)

    def split_heads(self, tensor: str) -> str:
        """[a, b, size] as [a, b, heads, width]."""
        return str(self.add("Reshape", tensor, self.integers([0, 0, self.heads, -1])))

    def normal(self, tensor: str, part: str) -> str:
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
        """The tensor times the part's matrix, plus its bias if it has one; each output scaled."""
        matrix = self._weights.matrix(f"{part}/weight")
        bias = f"{part}/bias"
        biases = [self._weights.vector(bias)] if bias in self._weights else []
        if scale is not None:
            matrix, biases = matrix * scale[:, np.newaxis], [b * scale for b in biases]
        outputs, inputs = matrix.shape
        whole, scales = _in_8_bits(matrix)
        absent = ["", ""]  # the zero points, all in the middle, and the order of the groups
        extra = [*absent, *(self.constant(b) for b in biases)] if biases else []
        return str(
            self.add(
                "MatMulNBits",
                tensor,
                self.constant(whole),
                self.constant(scales),
                *extra,
                domain=_MICROSOFT,
                K=inputs,
                N=outputs,
                bits=8,
                block_size=_BLOCK,
                accuracy_level=4,  # the tensor in 8 bits, too
            )
        )

    def model(self, inputs: list[tuple[str, int]], integers: Sequence[str] = ()) -> onnx.ModelProto:
        """Inputs with their ranks; of integers, all of rank one."""
        taken = [helper.make_tensor_value_info(name, _FLOAT, [None] * r) for name, r in inputs] + [
            helper.make_tensor_value_info(name, TensorProto.INT64, [None]) for name in integers
        ]
        given = [
            helper.make_tensor_value_info(
                name, TensorProto.INT64 if name == "tokens" else _FLOAT, None
            )
            for name in self._given
        ]
        graph = helper.make_graph(
            self._nodes, "whisper", taken, given, list(self._constants.values())
        )
        return helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(_MICROSOFT, 1)],
            ir_version=10,
        )


def _in_8_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """[outputs, blocks, _BLOCK] around 128, and the scale of each block, all in a row."""
    blocks = matrix.reshape(len(matrix), -1, _BLOCK)
    scales = np.abs(blocks).max(axis=-1, keepdims=True) / 127
    scales[scales == 0] = 1
    return (np.rint(blocks / scales) + 128).astype(np.uint8), scales.reshape(-1)
