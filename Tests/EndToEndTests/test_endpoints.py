"""Who answered: what every reply says of it, and how testers ask for a version."""

import re

import pytest
import requests
from conftest import ROOT

SCENE = ROOT / "Examples/laboratory/pictures/scene-1.jpg"
ROW = [14.23, 1.71, 2.43, 15.6, 127.0, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065.0]
INPUT = {"name": "features", "shape": [1, 13], "datatype": "FP32", "data": ROW}
IDENTIFIER = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def v2(server, headers, path="/v2/models/wine/infer", **parameters):
    request = {"inputs": [INPUT], "parameters": parameters}
    return requests.post(server.url + path, json=request, headers=headers, timeout=20)


def binary(server, headers):
    return v2(server, headers, binary_data_output=True)


def v1(server, headers, path="/v1/models/wine:predict", row=ROW):
    return requests.post(server.url + path, json={"instances": [row]}, headers=headers, timeout=20)


def picture(server, headers, form="json"):
    url = f"{server.url}/predict?model=yolov3-tiny&format={form}"
    return requests.post(url, files={"file": SCENE.read_bytes()}, headers=headers, timeout=60)


def said(reply):
    """Endpoint, version and role that the reply's head names."""
    return tuple(reply.headers.get(f"x-aviary-{name}") for name in ("endpoint", "version", "role"))


@pytest.mark.parametrize("ask", [v2, binary, v1, picture])
def test_every_reply_says_who_answered(examples, ask):
    name = "yolov3-tiny" if ask is picture else "wine"
    identifiers = set()
    for version, role in [(None, "stable"), ("stable", "stable"), ("1", "stable")]:
        reply = ask(examples, {"X-Aviary-Version": version} if version else {})
        assert reply.status_code == 200 and said(reply) == (name, "1", role)
        identifier = reply.headers["x-aviary-prediction-id"]
        assert re.fullmatch(IDENTIFIER, identifier)
        identifiers.add(identifier)
        if ask is v2:
            parameters = {"endpoint": name, "version": "1", "role": role, "prediction_id": identifier}
            assert reply.json()["parameters"] == parameters
    assert len(identifiers) == 3


def test_a_picture_with_boxes_says_who_found_them(examples):
    assert said(picture(examples, {}, "jpeg")) == ("yolov3-tiny", "1", "stable")


@pytest.mark.parametrize("ask", [v2, v1, picture])
@pytest.mark.parametrize(
    "version, status, words",
    [
        ("candidate", 404, "has no candidate"),
        ("newest", 400, "'candidate', 'stable' or a version's number"),
        ("9", 404, "unknown version '9'"),
    ],
)
def test_whoever_asks_for_what_is_not_there_is_told_so(examples, ask, version, status, words):
    reply = ask(examples, {"X-Aviary-Version": version})
    # FastAPI's word for a request that cannot be processed.
    assert reply.status_code == (422 if (ask, status) == (picture, 400) else status)
    assert words in (reply.json().get("error") or reply.json()["detail"])


@pytest.mark.parametrize(
    "ask, path", [(v2, "/v2/models/wine/versions/1/infer"), (v1, "/v1/models/wine/versions/1:predict")]
)
def test_a_path_names_a_version_and_the_header_no_other(examples, ask, path):
    assert said(ask(examples, {}, path)) == ("wine", "1", "named")
    reply = ask(examples, {"X-Aviary-Version": "stable"}, path)
    assert reply.status_code == 400 and "name it in one place" in reply.json()["error"]


def test_a_failure_of_a_version_says_which(examples):
    reply = v1(examples, {}, row=ROW[:2])
    assert reply.status_code == 400 and said(reply) == ("wine", "1", "stable")


def test_metrics_tell_endpoint_version_and_role(examples):
    assert v2(examples, {}).status_code == 200
    page = requests.get(f"{examples.url}/metrics", timeout=20).text
    assert re.search(r'^aviary_requests_total\{endpoint="wine",role="stable",version="1"\} [1-9]', page, re.M)
    assert re.search(r"^aviary_observations_dropped_total 0$", page, re.M)
