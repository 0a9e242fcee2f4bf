"""Starting, stopping, and models that come, change and go."""

import json
import os
import socket
import threading
import time

import requests
from conftest import place


def loop(rounds):
    return {
        "inputs": [
            {"name": "rounds", "shape": [], "datatype": "INT64", "data": [rounds]},
            {"name": "start", "shape": [1], "datatype": "FP32", "data": [0]},
        ]
    }


def index(server):
    entries = requests.post(f"{server.url}/v2/repository/index", timeout=10).json()
    return {(entry["name"], entry.get("version")): entry for entry in entries}


def eventually(condition):
    """Asks again until the answer is yes, for at most half a minute."""
    end = time.monotonic() + 30
    while not (answer := condition()):
        assert time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.05)
    return answer



def test_what_was_accepted_is_answered_before_the_program_ends(start, tmp_path):
    place(tmp_path, "loop", "loop", configuration="instances: 4\n")
    server = start(tmp_path)
    body = json.dumps(loop(300_000)).encode()
    sockets = []
    for _ in range(4):
        connection = socket.create_connection((server.host, server.port), timeout=60)
        connection.sendall(
            b"POST /v2/models/loop/infer HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        sockets.append(connection)
    # A whole round trip on a connection that was opened later: the four before it have been read.
    assert requests.get(f"{server.url}/v2", timeout=10).status_code == 200
    server.process.terminate()
    for connection in sockets:
        reply = connection.makefile("rb").read()
        assert reply.startswith(b"HTTP/1.1 200"), reply[:100]
        connection.close()
    assert server.process.wait(30) == 0


def test_a_drain_has_a_limit(start, tmp_path):
    place(tmp_path, "loop", "loop")
    server = start(tmp_path, "--drain-timeout", "1s")
    body = json.dumps(loop(2**40)).encode()
    with socket.create_connection((server.host, server.port), timeout=60) as connection:
        connection.sendall(
            b"POST /v2/models/loop/infer HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        assert requests.get(f"{server.url}/v2", timeout=10).status_code == 200
        server.process.terminate()
        server.process.wait(20)


def test_new_versions_are_noticed_and_bad_ones_take_nothing_down(start, tmp_path):
    place(tmp_path, "m", "identity-float32")
    server = start(tmp_path, "--watch", "--watch-interval", "100ms")
    ask = {"inputs": [{"name": "x", "shape": [1, 1], "datatype": "FP32", "data": [1]}]}

    def version():
        return requests.post(f"{server.url}/v2/models/m/infer", json=ask, timeout=10).json()["model_version"]

    assert version() == "1"
    place(tmp_path, "m", "identity-float32", version=2)
    eventually(lambda: version() == "2")
    place(tmp_path, "m", "garbage", version=3)
    bad = eventually(lambda: index(server).get(("m", "3")))
    eventually(lambda: index(server)[("m", "3")]["state"] == "UNAVAILABLE")
    assert bad["name"] == "m" and version() == "2"
    place(tmp_path, "n", "linear")
    eventually(lambda: index(server).get(("n", "1"), {}).get("state") == "READY")


def test_a_version_that_changed_is_refused_unless_forced(start, tmp_path):
    place(tmp_path, "m", "identity-float32")
    server = start(tmp_path)
    place(tmp_path, "m", "identity-int32")
    load = f"{server.url}/v2/repository/models/m/load"
    refused = requests.post(load, timeout=10)
    assert refused.status_code == 409 and "model.onnx" in refused.json()["error"]
    assert requests.get(f"{server.url}/v2/models/m", timeout=10).json()["inputs"][0]["datatype"] == "FP32"
    assert requests.post(load, json={"parameters": {"force": True}}, timeout=10).status_code == 200
    assert requests.get(f"{server.url}/v2/models/m", timeout=10).json()["inputs"][0]["datatype"] == "INT32"


def test_a_link_out_of_the_repository_is_refused(start, tmp_path):
    outside = tmp_path / "outside"
    place(outside, "m", "linear")
    repository = tmp_path / "repository"
    (repository / "m" / "1").mkdir(parents=True)
    os.symlink(outside / "m" / "1" / "model.onnx", repository / "m" / "1" / "model.onnx")
    place(repository, "good", "linear")
    server = start(repository)
    entry = index(server)[("m", "1")]
    assert entry["state"] == "UNAVAILABLE" and "leave" in entry["reason"] or "outside" in entry["reason"]
    assert index(server)[("good", "1")]["state"] == "READY"


def test_a_configuration_with_mistakes_is_reported(start, tmp_path):
    place(tmp_path, "m", "linear", configuration="instances: 0\nbatchng: off\n")
    place(tmp_path, "good", "linear")
    server = start(tmp_path)
    reason = index(server)[("m", None)]["reason"]
    assert "instances" in reason and "batchng" in reason and "batching" in reason
    for path in ["", "/versions/1"]:
        refused = requests.post(f"{server.url}/v2/models/m{path}/infer", json={"inputs": []}, timeout=10)
        assert refused.status_code == 503 and reason in refused.json()["error"]
    assert index(server)[("good", "1")]["state"] == "READY"


def test_a_client_that_goes_away_frees_the_model(start, tmp_path):
    place(tmp_path, "loop", "loop")
    server = start(tmp_path, "--default-deadline", "1h")
    body = json.dumps(loop(2**40)).encode()
    with socket.create_connection((server.host, server.port), timeout=60) as connection:
        connection.sendall(
            b"POST /v2/models/loop/infer HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        assert requests.get(f"{server.url}/v2", timeout=10).status_code == 200
    # The one thread of the model answers the next request only if the endless run was stopped.
    reply = requests.post(f"{server.url}/v2/models/loop/infer", json=loop(2), timeout=30)
    assert reply.json()["outputs"][0]["data"] == [2.0]


def test_a_full_queue_says_when_to_come_again(start, tmp_path):
    place(tmp_path, "loop", "loop", configuration="queueSize: 1\n")
    server = start(tmp_path)
    body = json.dumps(loop(2**40)).encode()
    connections = []
    statuses = []
    for _ in range(3):
        connection = socket.create_connection((server.host, server.port), timeout=60)
        connection.sendall(
            b"POST /v2/models/loop/infer HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        connections.append(connection)
        assert requests.get(f"{server.url}/v2", timeout=10).status_code == 200

    def refused():
        reply = requests.post(f"{server.url}/v2/models/loop/infer", json=loop(2), timeout=30)
        statuses.append(reply.status_code)
        return reply if reply.status_code == 429 else None

    reply = refused()
    assert reply is not None, statuses
    assert reply.headers["retry-after"] == "1" and "takes no more" in reply.json()["error"]
    for connection in connections:
        connection.close()
