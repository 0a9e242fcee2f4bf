"""Writes the models of the benchmark, each as models/NAME/1/model.onnx.

The weights are drawn by a fixed seed, so that every machine measures the same models. A file that is there already is
left alone: the small ones are committed, the others are made when the benchmark first needs them.
"""

import os
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MODELS = Path(__file__).parent / "models"


def save(name, nodes, inputs, outputs, constants=()):
    """Writes one model, whole or not at all."""
    path = MODELS / name / "1" / "model.onnx"
    if path.exists():
        return
    graph = helper.make_graph(nodes, name, inputs, outputs, [numpy_helper.from_array(v, k) for k, v in constants])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="aviary")
    onnx.checker.check_model(model, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    onnx.save(model, partial)
    partial.rename(path)


def floats(name, shape):
    """Describes an FP32 input or output."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def tiny(random):
    """Four numbers in, three out: what a request costs when the model costs nothing."""
    weights = random.standard_normal((4, 3), dtype=np.float32)
    bias = random.standard_normal(3, dtype=np.float32)
    nodes = [helper.make_node("MatMul", ["x", "weights"], ["h"]), helper.make_node("Add", ["h", "bias"], ["y"])]
    save("tiny", nodes, [floats("x", ["batch", 4])], [floats("y", ["batch", 3])], [("weights", weights), ("bias", bias)])


def mlp(random, names):
    """256-512-512-10 with ReLU: the same function under several names, to be served in several ways."""
    widths = [256, 512, 512, 10]
    nodes, constants, last = [], [], "x"
    for layer, (rows, columns) in enumerate(zip(widths, widths[1:]), start=1):
        scale = np.float32(np.sqrt(2 / rows))
        constants.append((f"weights{layer}", random.standard_normal((rows, columns), dtype=np.float32) * scale))
        constants.append((f"bias{layer}", np.zeros(columns, dtype=np.float32)))
        is_last = layer == len(widths) - 1
        sum_name = "y" if is_last else f"sum{layer}"
        nodes.append(helper.make_node("Gemm", [last, f"weights{layer}", f"bias{layer}"], [sum_name]))
        if not is_last:
            last = f"hidden{layer}"
            nodes.append(helper.make_node("Relu", [sum_name], [last]))
    for name in names:
        save(name, nodes, [floats("x", ["batch", 256])], [floats("y", ["batch", 10])], constants)


def identity():
    """Gives back what came: what the bytes of a request cost on their way in and out."""
    save("identity", [helper.make_node("Identity", ["x"], ["y"])], [floats("x", ["count"])], [floats("y", ["count"])])


def slow(random):
    """Multiplies a vector by a rotation as often as `trips` says: a run that takes as long as one asks for.

    A rotation keeps the vector's length, so that no number of trips ends in infinities or denormals, which would change
    the cost of a step.
    """
    size = 128
    rotation, _ = np.linalg.qr(random.standard_normal((size, size)))
    body = helper.make_graph(
        [helper.make_node("MatMul", ["before", "rotation"], ["after"]), helper.make_node("Identity", ["go"], ["on"])],
        "step",
        [
            helper.make_tensor_value_info("trip", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            floats("before", [1, size]),
        ],
        [helper.make_tensor_value_info("on", TensorProto.BOOL, []), floats("after", [1, size])],
    )
    nodes = [
        helper.make_node("Squeeze", ["trips"], ["count"]),
        helper.make_node("Loop", ["count", "", "x"], ["y"], body=body),
    ]
    trips = helper.make_tensor_value_info("trips", TensorProto.INT64, [1])
    save("slow", nodes, [floats("x", [1, size]), trips], [floats("y", [1, size])], [("rotation", rotation.astype(np.float32))])


if __name__ == "__main__":
    random = np.random.default_rng(20240607)
    tiny(random)
    slow(random)
    mlp(random, ["mlp", "mlp-batched"])
    identity()
