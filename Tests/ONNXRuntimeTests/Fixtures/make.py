"""Writes the models that the tests of the ONNX Runtime binding load.

    pip install onnx==1.20.1 numpy==2.4.6
    python make.py

The files beside this script are its output; the same versions give the same bytes.
"""

from pathlib import Path

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
RANDOM = numpy.random.default_rng(1)
VERSION = 17


def value(name, element, shape):
    return helper.make_tensor_value_info(name, element, shape)


def write(name, nodes, inputs, outputs, initializers=(), opset=VERSION, metadata=None, check=True, **fields):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)],
        ir_version=9,
        producer_name="aviary-tests",
        **fields,
    )
    helper.set_model_props(model, metadata or {})
    if check:
        onnx.checker.check_model(model)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


def identities():
    types = {
        "bool": TensorProto.BOOL, "uint8": TensorProto.UINT8, "uint16": TensorProto.UINT16,
        "uint32": TensorProto.UINT32, "uint64": TensorProto.UINT64, "int8": TensorProto.INT8,
        "int16": TensorProto.INT16, "int32": TensorProto.INT32, "int64": TensorProto.INT64,
        "float16": TensorProto.FLOAT16, "bfloat16": TensorProto.BFLOAT16, "float32": TensorProto.FLOAT,
        "float64": TensorProto.DOUBLE, "bytes": TensorProto.STRING,
    }
    for name, element in types.items():
        write(
            f"identity-{name}",
            [helper.make_node("Identity", ["x"], ["y"])],
            [value("x", element, ["rows", "columns"])],
            [value("y", element, ["rows", "columns"])],
        )


def linear():
    weights = RANDOM.standard_normal((3, 2)).astype(numpy.float32).round(2)
    bias = numpy.array([0.5, -0.5], numpy.float32)
    write(
        "linear",
        [helper.make_node("MatMul", ["x", "w"], ["z"]), helper.make_node("Add", ["z", "b"], ["y"])],
        [value("x", TensorProto.FLOAT, ["batch", 3])],
        [value("y", TensorProto.FLOAT, ["batch", 2])],
        [numpy_helper.from_array(weights, "w"), numpy_helper.from_array(bias, "b")],
        metadata={"author": "Aviary", "licence": "none", "empty": ""},
        domain="org.aviary.tests",
        doc_string="A small linear layer.",
        model_version=7,
    )
    # Both are inputs and initializers: they may be overridden, but need not be given.
    write(
        "overridable",
        [helper.make_node("Add", ["x", "b"], ["y"])],
        [value("x", TensorProto.FLOAT, [2]), value("b", TensorProto.FLOAT, [2])],
        [value("y", TensorProto.FLOAT, [2])],
        [numpy_helper.from_array(bias, "b")],
    )


def shapes():
    write(
        "scalar",
        [helper.make_node("Neg", ["x"], ["y"])],
        [value("x", TensorProto.FLOAT, [])],
        [value("y", TensorProto.FLOAT, [])],
    )
    write(
        "any-rank",
        [helper.make_node("Neg", ["x"], ["y"])],
        [value("x", TensorProto.FLOAT, None)],
        [value("y", TensorProto.FLOAT, None)],
        check=False,
    )
    write(
        "free",
        [helper.make_node("Neg", ["x"], ["y"])],
        [value("x", TensorProto.FLOAT, ["batch", None, 2])],
        [value("y", TensorProto.FLOAT, ["batch", None, 2])],
    )
    write(
        "two-outputs",
        [helper.make_node("Sub", ["a", "b"], ["difference"]), helper.make_node("Add", ["a", "b"], ["sum"])],
        [value("a", TensorProto.INT32, ["n"]), value("b", TensorProto.INT32, ["n"])],
        [value("difference", TensorProto.INT32, ["n"]), value("sum", TensorProto.INT32, ["n"])],
    )
    # One output is the input itself, the other a weight: neither is memory of the run.
    write(
        "handed-through",
        [helper.make_node("Neg", ["x"], ["y"])],
        [value("x", TensorProto.FLOAT, [2])],
        [value("y", TensorProto.FLOAT, [2]), value("x", TensorProto.FLOAT, [2]), value("w", TensorProto.FLOAT, [2])],
        [numpy_helper.from_array(numpy.array([1, 2], numpy.float32), "w")],
        check=False,
    )
    write(
        "strings",
        [helper.make_node("Concat", ["a", "b"], ["y"], axis=0)],
        [value("a", TensorProto.STRING, ["n"]), value("b", TensorProto.STRING, ["m"])],
        [value("y", TensorProto.STRING, ["k"])],
        opset=18,
    )


def zipmaps():
    def sequence_of_maps(name, key):
        of_maps = helper.make_sequence_type_proto(
            helper.make_map_type_proto(key, helper.make_tensor_type_proto(TensorProto.FLOAT, []))
        )
        return helper.make_value_info(name, of_maps)

    for name, key, classes in [
        ("zipmap-int", TensorProto.INT64, {"classlabels_int64s": [10, 20, 30]}),
        ("zipmap-string", TensorProto.STRING, {"classlabels_strings": ["red", "green", "blue"]}),
    ]:
        write(
            name,
            [
                helper.make_node("ArgMax", ["x"], ["label"], axis=1, keepdims=0),
                helper.make_node("ZipMap", ["x"], ["probability"], domain="ai.onnx.ml", **classes),
            ],
            [value("x", TensorProto.FLOAT, ["batch", 3])],
            [value("label", TensorProto.INT64, ["batch"]), sequence_of_maps("probability", key)],
        )
    # The keys' output has the name of another.
    write(
        "zipmap-clash",
        [
            helper.make_node("ArgMax", ["x"], ["probability.keys"], axis=1, keepdims=0),
            helper.make_node("ZipMap", ["x"], ["probability"], domain="ai.onnx.ml", classlabels_int64s=[1, 2, 3]),
        ],
        [value("x", TensorProto.FLOAT, ["batch", 3])],
        [value("probability.keys", TensorProto.INT64, ["batch"]), sequence_of_maps("probability", TensorProto.INT64)],
    )


def sequences():
    def sequence(name, element, shape):
        of_tensors = helper.make_sequence_type_proto(helper.make_tensor_type_proto(element, shape))
        return helper.make_value_info(name, of_tensors)

    # Cuts its input into rows; the last one may be shorter.
    write(
        "sequence",
        [helper.make_node("SplitToSequence", ["x", "size"], ["y"], axis=0)],
        [value("x", TensorProto.FLOAT, ["n"])],
        [sequence("y", TensorProto.FLOAT, ["m"])],
        [numpy_helper.from_array(numpy.array(2, numpy.int64), "size")],
    )
    write(
        "sequence-strings",
        [helper.make_node("SequenceConstruct", ["a", "b"], ["y"])],
        [value("a", TensorProto.STRING, ["n"]), value("b", TensorProto.STRING, ["n"])],
        [sequence("y", TensorProto.STRING, ["n"])],
    )
    write(
        "sequence-empty",
        [helper.make_node("SequenceEmpty", [], ["y"], dtype=TensorProto.FLOAT)],
        [],
        [sequence("y", TensorProto.FLOAT, ["m", 4])],
    )
    write(
        "sequence-input",
        [helper.make_node("ConcatFromSequence", ["x"], ["y"], axis=0)],
        [sequence("x", TensorProto.FLOAT, ["m"])],
        [value("y", TensorProto.FLOAT, ["n"])],
    )


def optionals():
    of_tensor = helper.make_optional_type_proto(helper.make_tensor_type_proto(TensorProto.FLOAT, ["n"]))
    write(
        "optional",
        [helper.make_node("Optional", ["x"], ["y"])],
        [value("x", TensorProto.FLOAT, ["n"])],
        [helper.make_value_info("y", of_tensor)],
        opset=18,
    )
    write(
        "optional-absent",
        [helper.make_node("Optional", [], ["y"], type=helper.make_tensor_type_proto(TensorProto.FLOAT, ["n"]))],
        [],
        [helper.make_value_info("y", of_tensor)],
        opset=18,
        check=False,
    )


def loop():
    """Adds 1 to a number for as often as `rounds` says."""
    body = helper.make_graph(
        [helper.make_node("Add", ["before", "one"], ["after"]), helper.make_node("Identity", ["go"], ["go_on"])],
        "body",
        [value("round", TensorProto.INT64, []), value("go", TensorProto.BOOL, []), value("before", TensorProto.FLOAT, [1])],
        [value("go_on", TensorProto.BOOL, []), value("after", TensorProto.FLOAT, [1])],
        [numpy_helper.from_array(numpy.array([1], numpy.float32), "one")],
    )
    write(
        "loop",
        [helper.make_node("Loop", ["rounds", "", "start"], ["y"], body=body)],
        [value("rounds", TensorProto.INT64, []), value("start", TensorProto.FLOAT, [1])],
        [value("y", TensorProto.FLOAT, [1])],
    )


def failures():
    table = RANDOM.standard_normal(4).astype(numpy.float32)
    write(
        "gather",
        [helper.make_node("Gather", ["table", "index"], ["y"])],
        [value("index", TensorProto.INT64, ["n"])],
        [value("y", TensorProto.FLOAT, ["n"])],
        [numpy_helper.from_array(table, "table")],
    )
    write(
        "unknown-operator",
        [helper.make_node("Teleport", ["x"], ["y"])],
        [value("x", TensorProto.FLOAT, [1])],
        [value("y", TensorProto.FLOAT, [1])],
        check=False,
    )
    write(
        "float8",
        [helper.make_node("Cast", ["x"], ["y"], to=TensorProto.FLOAT8E4M3FN)],
        [value("x", TensorProto.FLOAT, ["n"])],
        [value("y", TensorProto.FLOAT8E4M3FN, ["n"])],
        opset=19,
    )
    (HERE / "garbage.onnx").write_bytes(RANDOM.bytes(300))


def detector(name, outputs, inputs=(), names=None):
    """A model that finds the same whatever the picture, in a form in which people have detectors."""
    picture = "images" if not inputs else "input_1"
    nodes, given, constants = [], [], []
    for output, (array, shape) in outputs.items():
        element = helper.np_dtype_to_tensor_dtype(array.dtype)
        constants.append(numpy_helper.from_array(array, f"{output}_values"))
        nodes.append(helper.make_node("Identity", [f"{output}_values"], [output]))
        given.append(value(output, element, shape))
    sides = ["unk__1", 3, "unk__2", "unk__3"] if inputs else [1, 3, 64, 64]
    write(
        f"detector-{name}", nodes, [value(picture, TensorProto.FLOAT, sides), *inputs], given, constants,
        metadata={"names": names} if names else None,
    )


def detectors():
    """Each finds class 1 at 8, 16, 40, 48 of a picture of 64 x 64, twice, and a class 0 that is less sure."""
    boxes = numpy.zeros((84, 7), numpy.float32)
    boxes[5] = [24, 32, 32, 32, 0.9, 0.1, 0.9]
    boxes[6] = [25, 32, 32, 32, 0.8, 0.1, 0.9]
    boxes[7] = [50, 50, 10, 10, 0.6, 0.9, 0.1]
    detector("yolov5", {"output0": (boxes[None], [1, 84, 7])}, names="{0: 'cat', 1: 'dog'}")
    columns = numpy.concatenate([boxes[:, :4], boxes[:, 5:] * boxes[:, 4:5]], 1).T[None]
    columns = numpy.ascontiguousarray(columns)
    detector("yolov8", {"output0": (columns, [1, 6, 84])}, names="{0: 'cat', 1: \"d'og\"}")
    corners = numpy.zeros((1, 5, 4), numpy.float32)
    corners[0, 1] = [16, 8, 48, 40]
    corners[0, 3] = [45, 45, 55, 55]
    scores = numpy.zeros((1, 2, 5), numpy.float32)
    scores[0, 1, 1], scores[0, 0, 3] = 0.81, 0.54
    indices = numpy.array([[0, 1, 1], [0, 0, 3], [-1, -1, -1]], numpy.int32)
    size = value("image_shape", TensorProto.FLOAT, ["unk__4", 2])
    detector(
        "model-zoo",
        {"boxes": (corners, ["unk__5", "unk__6", 4]), "scores": (scores, ["unk__7", 2, "unk__8"]), "indices": (indices, ["unk__9", 3])},
        [size],
    )


for make in (identities, linear, shapes, zipmaps, sequences, optionals, loop, failures, detectors):
    make()
