"""The models of the benchmark, opened by onnxruntime as Aviary opens them: one thread for a run."""

from pathlib import Path

import onnxruntime

MODELS = Path(__file__).parent.parent / "models"


def session(name):
    """Opens one model."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(MODELS / name / "1" / "model.onnx", options, providers=["CPUExecutionProvider"])
