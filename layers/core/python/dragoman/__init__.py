"""Dragoman: a serverless interpreter between two people who share no language."""

import os

# onnxruntime reports its use to Microsoft unless this is set before it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
