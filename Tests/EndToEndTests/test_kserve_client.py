"""The unmodified client of KServe, in both of its protocols."""

import asyncio
import sys

import numpy
import pytest

sys.argv = sys.argv[:1]  # The package reads the command line when it is imported.
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig  # noqa: E402
from kserve.protocol.infer_type import RequestedOutput  # noqa: E402

ROW = [[0.5, 1.5, -2.0]]


def call(method, *arguments, protocol="v2", **options):
    async def run():
        client = InferenceRESTClient(RESTConfig(protocol=protocol, timeout=30))
        return await getattr(client, method)(*arguments, **options)

    return asyncio.run(run())


def test_health_is_told_as_the_client_expects(fixtures):
    assert call("is_server_live", fixtures.url) is True
    assert call("is_server_ready", fixtures.url) is True
    assert call("is_model_ready", fixtures.url, "linear") is True


@pytest.mark.parametrize("binary", [True, False])
def test_inference_goes_both_ways(fixtures, binary):
    entry = InferInput("x", [1, 3], "FP32")
    entry.set_data_from_numpy(numpy.array(ROW, numpy.float32), binary_data=binary)
    request = InferRequest(
        "linear", [entry], request_id="k1", request_outputs=[RequestedOutput("y", {"binary_data": binary})]
    )
    reply = call("infer", fixtures.url, request, model_name="linear")
    assert reply.model_name == "linear" and reply.id == "k1"
    assert reply.outputs[0].as_numpy().shape == (1, 2)


def test_the_first_protocol_predicts(fixtures):
    reply = call("infer", fixtures.url, {"instances": ROW}, model_name="linear", protocol="v1")
    assert numpy.array(reply["predictions"]).shape == (1, 2)


def test_errors_keep_their_words(fixtures):
    entry = InferInput("x", [1, 2], "FP32", data=[[1.0, 2.0]])
    with pytest.raises(Exception, match=r"expected shape \[-1, 3\], got \[1, 2\]"):
        call("infer", fixtures.url, InferRequest("linear", [entry]), model_name="linear")
