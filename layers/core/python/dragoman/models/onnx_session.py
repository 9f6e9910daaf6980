"""Inference sessions of onnxruntime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import onnxruntime

if TYPE_CHECKING:
    import onnx


def session(
    network: onnx.ModelProto, threads: int, *, plan_memory: bool = True
) -> onnxruntime.InferenceSession:
    """`plan_memory` lets tensors share buffers. Planning takes long for networks of thousands of nodes:
    1.9 of the 2.1 CPU seconds in which Piper's first part is loaded. Without it, neither the time of a
    sentence nor the memory grew measurably."""
    options = onnxruntime.SessionOptions()
    options.enable_mem_reuse = plan_memory
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A spinning thread would take the core from the thread it waits for.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        network.SerializeToString(), sess_options=options, providers=["CPUExecutionProvider"]
    )
