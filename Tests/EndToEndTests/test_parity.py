"""Every row of every example's test split: Aviary says what ONNX Runtime says in Python."""

import sys

import numpy
import onnxruntime
import pytest
import requests
import tritonclient.http as triton
from conftest import ROOT

sys.path.insert(0, str(ROOT / "Examples/train"))
from splits import LOADERS, split  # noqa: E402


def expected(name, rows):
    """What ONNX Runtime says, with maps laid out as Aviary serves them."""
    session = onnxruntime.InferenceSession(ROOT / f"Examples/repository/{name}/1/model.onnx")
    answers = {}
    for output, value in zip(session.get_outputs(), session.run(None, {"features": rows})):
        if isinstance(value, list):
            keys = sorted(value[0])
            answers[f"{output.name}.keys"] = numpy.array(keys)
            value = numpy.array([[row[key] for key in keys] for row in value], numpy.float32)
        answers[output.name] = value
    return answers


def compare(got, wanted):
    assert got.keys() == wanted.keys()
    for name, value in wanted.items():
        assert got[name].shape == value.shape
        if numpy.issubdtype(value.dtype, numpy.floating):
            numpy.testing.assert_allclose(got[name], value, rtol=1e-6, atol=1e-6)
        else:
            numpy.testing.assert_array_equal(got[name], value)


def rows_of(answers, start, count):
    """The part of the answers that belongs to some rows; keys belong to all."""
    return {
        name: value if name.endswith(".keys") else value[start : start + count] for name, value in answers.items()
    }


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("name", LOADERS)
def test_binary_replies_are_those_of_onnx_runtime(examples, name, size):
    rows = split(name).test_rows
    wanted = expected(name, rows)
    with triton.InferenceServerClient(examples.address) as client:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            entry = triton.InferInput("features", list(part.shape), "FP32")
            entry.set_data_from_numpy(part)
            result = client.infer(name, [entry])
            got = {output["name"]: result.as_numpy(output["name"]) for output in result.get_response()["outputs"]}
            compare(got, rows_of(wanted, start, len(part)))


@pytest.mark.parametrize("name", LOADERS)
def test_json_replies_are_those_of_onnx_runtime(examples, name):
    rows = split(name).test_rows
    wanted = expected(name, rows)
    kinds = {"FP32": numpy.float32, "INT64": numpy.int64}
    with requests.Session() as session:
        for index, row in enumerate(rows):
            body = {"inputs": [{"name": "features", "shape": [1, len(row)], "datatype": "FP32", "data": row.tolist()}]}
            reply = session.post(f"{examples.url}/v2/models/{name}/infer", json=body, timeout=30)
            assert reply.status_code == 200, reply.text
            got = {
                output["name"]: numpy.array(output["data"], kinds[output["datatype"]]).reshape(output["shape"])
                for output in reply.json()["outputs"]
            }
            compare(got, rows_of(wanted, index, 1))
