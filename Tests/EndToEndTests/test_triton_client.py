"""The unmodified client of Triton, against every part of the protocol that it speaks."""

import ml_dtypes
import numpy
import pytest
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

TYPES = {
    "bool": (numpy.bool_, "BOOL"), "uint8": (numpy.uint8, "UINT8"), "uint16": (numpy.uint16, "UINT16"),
    "uint32": (numpy.uint32, "UINT32"), "uint64": (numpy.uint64, "UINT64"), "int8": (numpy.int8, "INT8"),
    "int16": (numpy.int16, "INT16"), "int32": (numpy.int32, "INT32"), "int64": (numpy.int64, "INT64"),
    "float16": (numpy.float16, "FP16"), "float32": (numpy.float32, "FP32"), "float64": (numpy.float64, "FP64"),
}


@pytest.fixture(scope="module")
def client(fixtures):
    with triton.InferenceServerClient(fixtures.address, concurrency=8) as client:
        yield client


def tensor(name, array, datatype, binary=True):
    entry = triton.InferInput(name, list(array.shape), datatype)
    entry.set_data_from_numpy(array, binary_data=binary)
    return entry


def sample(kind):
    random = numpy.random.default_rng(7)
    if kind == numpy.bool_:
        return random.random((3, 5)) > 0.5
    if numpy.issubdtype(kind, numpy.integer):
        limits = numpy.iinfo(kind)
        array = random.integers(limits.min, limits.max, (3, 5), dtype=kind, endpoint=True)
        array[0, :2] = limits.min, limits.max
        return array
    return random.standard_normal((3, 5)).astype(kind)


def test_server_and_model_tell_what_they_are(client):
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("linear")
    assert not client.is_model_ready("nobody")
    assert not client.is_model_ready("broken")
    server = client.get_server_metadata()
    assert server["name"] == "aviary" and "binary_tensor_data" in server["extensions"]
    model = client.get_model_metadata("linear", "1")
    assert model["inputs"] == [{"name": "x", "datatype": "FP32", "shape": [-1, 3]}]
    config = client.get_model_config("linear")
    assert config["max_batch_size"] == 32 and config["input"][0]["dims"] == [3]


@pytest.mark.parametrize("binary_in", [True, False])
@pytest.mark.parametrize("binary_out", [True, False])
@pytest.mark.parametrize("name", TYPES)
def test_every_type_comes_back_as_it_went(client, name, binary_in, binary_out):
    kind, datatype = TYPES[name]
    if datatype == "FP16" and not (binary_in and binary_out):
        pytest.skip("half-precision numbers have no JSON form")
    array = sample(kind)
    result = client.infer(
        f"identity-{name}",
        [tensor("x", array, datatype, binary_in)],
        outputs=[triton.InferRequestedOutput("y", binary_data=binary_out)],
        request_id="r1",
    )
    assert result.get_response()["id"] == "r1"
    numpy.testing.assert_array_equal(result.as_numpy("y"), array)


def test_bfloat16_and_strings_come_back_as_they_went(client):
    array = numpy.array([[1.5, -2.0, 0.25]], dtype=ml_dtypes.bfloat16)
    result = client.infer("identity-bfloat16", [tensor("x", array, "BF16")])
    numpy.testing.assert_array_equal(result.as_numpy("y"), array)
    texts = numpy.array([["a", "", "ä😀", "x" * 1000]], dtype=object)
    for binary in [True, False]:
        result = client.infer(
            "identity-bytes",
            [tensor("x", texts, "BYTES", binary)],
            outputs=[triton.InferRequestedOutput("y", binary_data=binary)],
        )
        assert [text.decode() if isinstance(text, bytes) else text for text in result.as_numpy("y").ravel()] == list(
            texts.ravel()
        )
    raw = numpy.array([[b"\x00\xff\x00"]], dtype=object)
    assert client.infer("identity-bytes", [tensor("x", raw, "BYTES")]).as_numpy("y")[0, 0] == b"\x00\xff\x00"


def test_empty_tensors_are_tensors(client):
    result = client.infer("identity-float32", [tensor("x", numpy.zeros((0, 4), numpy.float32), "FP32")])
    assert result.as_numpy("y").shape == (0, 4)


@pytest.mark.parametrize("algorithm", ["gzip", "deflate"])
def test_bodies_may_be_packed_both_ways(client, algorithm):
    array = numpy.tile(numpy.arange(64, dtype=numpy.float32), (50, 1))
    result = client.infer(
        "identity-float32",
        [tensor("x", array, "FP32")],
        request_compression_algorithm=algorithm,
        response_compression_algorithm=algorithm,
    )
    numpy.testing.assert_array_equal(result.as_numpy("y"), array)


def test_only_the_outputs_that_are_asked_for_come(client):
    numbers = [tensor(name, numpy.array([value], numpy.int32), "INT32") for name, value in [("a", 5), ("b", 3)]]
    result = client.infer("two-outputs", numbers, outputs=[triton.InferRequestedOutput("sum")])
    assert [output["name"] for output in result.get_response()["outputs"]] == ["sum"]
    assert result.as_numpy("sum").tolist() == [8]


def test_many_requests_at_once_are_answered_each_with_its_own(client):
    arrays = [numpy.full((1 + index % 3, 3), index, numpy.float32) for index in range(100)]
    alone = [client.infer("linear", [tensor("x", array, "FP32")]).as_numpy("y") for array in arrays]
    pending = [client.async_infer("linear", [tensor("x", array, "FP32")]) for array in arrays]
    for expected, answer in zip(alone, pending):
        numpy.testing.assert_allclose(answer.get_result().as_numpy("y"), expected, rtol=1e-6)


def test_classification_gives_the_best_classes(client):
    array = numpy.array([[0.1, 0.7, 0.2]], numpy.float32)
    result = client.infer(
        "identity-float32",
        [tensor("x", array, "FP32")],
        outputs=[triton.InferRequestedOutput("y", class_count=2)],
    )
    assert result.as_numpy("y").tolist() == [[b"0.7:1", b"0.2:2"]]


@pytest.mark.parametrize(
    ("model", "name", "array", "datatype", "status", "message"),
    [
        ("nobody", "x", numpy.zeros((1, 3), numpy.float32), "FP32", "404", "unknown model 'nobody'"),
        ("linear", "z", numpy.zeros((1, 3), numpy.float32), "FP32", "400", "input 'x' is missing"),
        ("linear", "x", numpy.zeros((1, 4), numpy.float32), "FP32", "400", "expected shape [-1, 3], got [1, 4]"),
        ("linear", "x", numpy.zeros((1, 3), numpy.int32), "INT32", "400", "expected datatype FP32, got INT32"),
        ("gather", "index", numpy.array([99]), "INT64", "500", "indices element out of data bounds"),
        ("broken", "x", numpy.zeros((1, 3), numpy.float32), "FP32", "503", "cannot be served"),
    ],
)
def test_what_is_wrong_is_said(client, model, name, array, datatype, status, message):
    with pytest.raises(InferenceServerException) as caught:
        client.infer(model, [tensor(name, array, datatype)])
    assert caught.value.status() == status
    assert message in caught.value.message()


def test_a_deadline_stops_the_work(client):
    inputs = [
        tensor("rounds", numpy.array(2**40), "INT64"),
        tensor("start", numpy.zeros(1, numpy.float32), "FP32"),
    ]
    with pytest.raises(InferenceServerException) as caught:
        client.infer("loop", inputs, timeout=50_000)
    assert caught.value.status() == "504"
    # The model's one thread is free again.
    inputs[0] = tensor("rounds", numpy.array(3), "INT64")
    assert client.infer("loop", inputs).as_numpy("y").tolist() == [3.0]


def test_statistics_count_rows_and_runs(client):
    before = client.get_inference_statistics("scalar")["model_stats"][0]
    for _ in range(3):
        client.infer("scalar", [tensor("x", numpy.array(1, numpy.float32), "FP32")])
    after = client.get_inference_statistics("scalar")["model_stats"][0]
    assert after["inference_stats"]["success"]["count"] - before["inference_stats"]["success"]["count"] == 3
    assert after["execution_count"] - before["execution_count"] == 3
    assert after["last_inference"] > 0
    assert len(client.get_inference_statistics()["model_stats"]) > 10


def test_models_are_listed_unloaded_and_loaded(client):
    states = {entry["name"]: entry for entry in client.get_model_repository_index()}
    assert states["linear"]["state"] == "READY"
    assert states["broken"]["state"] == "UNAVAILABLE" and states["broken"]["reason"]
    client.unload_model("two-outputs")
    assert not client.is_model_ready("two-outputs")
    client.load_model("two-outputs")
    assert client.is_model_ready("two-outputs")
    for call in [client.load_model, client.unload_model]:
        with pytest.raises(InferenceServerException) as caught:
            call("nobody")
        assert caught.value.status() == "404"
