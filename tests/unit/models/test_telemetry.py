"""onnxruntime reports nothing to its makers."""

import os
import subprocess
import sys
from pathlib import Path

SESSION = """
import dragoman
import onnxruntime
from onnx import TensorProto, helper
value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [value], [result])
model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 21)])
session = onnxruntime.InferenceSession(model.SerializeToString())
"""


def test_a_session_keeps_no_device_id_and_no_events(tmp_path: Path) -> None:
    """With telemetry, onnxruntime writes both below the user's cache before it sends them."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", SESSION], env=environment, check=True)
    assert not list(tmp_path.rglob("*"))
