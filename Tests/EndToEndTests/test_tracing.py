"""Who a request is: its id and its trace go in, come back, and stand in the log."""

import json
import re

import pytest
from conftest import ROOT
from test_openapi import ask

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
INFER = ("POST", "/v2/models/wine/infer")
ROUTES = [INFER, ("GET", "/v2/models/wine"), ("POST", "/v1/models/wine:predict"), ("GET", "/nowhere")]


@pytest.mark.parametrize("method,path", ROUTES)
def test_id_and_trace_come_back(examples, method, path):
    body = b"{}" if method == "POST" else None
    sent = {"X-Request-Id": "order-7", "traceparent": TRACEPARENT}
    _, headers, _ = ask(examples, method, path, body, sent)
    assert headers["x-request-id"] == "order-7"
    version, trace, span, flags = headers["traceparent"].split("-")
    assert (version, trace, flags) == ("00", TRACE, "01")
    assert span != "00f067aa0ba902b7" and re.fullmatch("[0-9a-f]{16}", span)


@pytest.mark.parametrize("method,path", ROUTES)
def test_a_request_without_an_id_gets_one_and_no_trace(examples, method, path):
    body = b"{}" if method == "POST" else None
    ids = {ask(examples, method, path, body)[1]["x-request-id"] for _ in range(3)}
    assert len(ids) == 3 and all(re.fullmatch("[0-9a-f]{15}", one) for one in ids)
    assert ask(examples, method, path, body, {"traceparent": "00-zero"})[1]["traceparent"] is None


def test_a_successful_inference_says_who_it_was(examples):
    inputs = [{"name": "features", "shape": [1, 13], "datatype": "FP32", "data": [1.0] * 13}]
    body = json.dumps({"inputs": inputs}).encode()
    status, headers, _ = ask(examples, *INFER, body, {"X-Request-Id": "a", "traceparent": TRACEPARENT})
    assert status == 200
    assert headers["x-request-id"] == "a" and headers["traceparent"].split("-")[1] == TRACE


def test_the_log_names_request_and_trace(start):
    server = start(ROOT / "Examples/repository", "--log-level", "debug", "--log-format", "json")
    for number, (method, path) in enumerate(ROUTES):
        body = b"[" if method == "POST" else None
        ask(server, method, path, body, {"X-Request-Id": f"id-{number}", "traceparent": TRACEPARENT})
    assert server.stop() == 0
    server.reader.join(10)
    lines = [json.loads(line).get("metadata", {}) for line in server.log]
    for number in range(len(ROUTES)):
        mine = [line for line in lines if line.get("request_id") == f"id-{number}"]
        assert mine, f"no line of request {number}"
        assert {line["trace_id"] for line in mine} == {TRACE}
