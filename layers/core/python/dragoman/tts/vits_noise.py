"""Makes the noise of a Piper voice deterministic, so that a sentence always gives the same audio.

A seed in the network is not enough: the second run of a session continues the random sequence of
the first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

_TABLE = (1, 256, 2_048)
"""Noise for more channels than any voice has, and for some twenty seconds of frames; longer
sentences repeat it."""


def make_noise_deterministic(graph: onnx.GraphProto) -> None:
    """Replaces every random node of the network by a look-up in one table of noise."""
    nodes = list(graph.node)
    settled = [
        step
        for node in nodes
        for step in (_read(node) if node.op_type == "RandomNormalLike" else [node])
    ]
    del graph.node[:]
    graph.node.extend(settled)
    table = np.random.default_rng(0).standard_normal(_TABLE, np.float32)
    constants = {"noise": table, "noise/0": np.int64(0), "noise/1": np.int64(1)}
    constants |= {f"noise/length/{axis}": np.int64(_TABLE[axis]) for axis in (1, 2)}
    constants |= {f"noise/axis/{axis}": np.int64(axis) for axis in (1, 2)}
    graph.initializer.extend(
        numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()
    )


def _read(draw: Any) -> list[Any]:
    """The nodes that fill a tensor of shape (1, channels, frames) from the table."""
    made = f"{draw.output[0]}/noise"

    def node(does: str, takes: list[str], makes: list[str], **how: Any) -> Any:
        return helper.make_node(does, takes, makes, name=f"{makes[0]}/{does}", **how)

    steps, noise = [node("Shape", [draw.input[0]], [f"{made}/shape"])], "noise"
    for axis in (1, 2):
        size, places, wrapped = (f"{made}/{what}/{axis}" for what in ("size", "places", "wrapped"))
        read = draw.output[0] if axis == 2 else f"{made}/{axis}"
        steps += [
            node("Gather", [f"{made}/shape", f"noise/axis/{axis}"], [size]),
            node("Range", ["noise/0", size, "noise/1"], [places]),
            node("Mod", [places, f"noise/length/{axis}"], [wrapped]),
            node("Gather", [noise, wrapped], [read], axis=axis),
        ]
        noise = read
    return steps
