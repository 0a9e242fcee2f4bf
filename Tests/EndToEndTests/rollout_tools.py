"""What tests of rollouts have in common: models that do as they are told, traffic, and the control API."""

import http.client
import json
import struct
import threading
import time

import requests
from test_lifecycle import eventually

STABLE, SAME, FAILING, OTHER, TAKES_TEXT, NOT_FINITE = 1, 2, 3, 4, 5, 6
# What each version looks its answer up in. Warming up looks at the first entry alone, which all of them have; a request for
# the fourth fails where there is none.
TABLES = {
    STABLE: [1, 10, 20, 30], SAME: [1, 10, 20, 30], FAILING: [1], OTHER: [1, 11, 22, 33], TAKES_TEXT: [1],
    NOT_FINITE: [float("nan"), 10, 20, 30],
}
CONFIGURATION = "versionPolicy: {specific: [1]}\n"


def field(number, value):
    """A field of a protobuf message: a number, or bytes, or the fields of another message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value):
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def table_model(values, index_type=7):
    """An ONNX model that gives the entries of a table at the places that `index` (INT64, or another type) names."""

    def described(name, element):
        shape = field(2, field(1, field(2, "n")))
        return field(1, name) + field(2, field(1, field(1, element) + shape))

    numbers = struct.pack(f"<{len(values)}f", *values)
    table = field(1, len(values)) + field(2, 1) + field(8, "table") + field(9, numbers)
    node = field(1, "table") + field(1, "index") + field(2, "y") + field(4, "Gather")
    graph = field(1, node) + field(2, "table") + field(5, table)
    graph += field(11, described("index", index_type)) + field(12, described("y", 1))
    return field(1, 9) + field(7, graph) + field(8, field(2, 17))


def put_versions(repository, name="m", versions=TABLES):
    """Puts versions of a model into a repository, of which the first one is loaded."""
    for version in versions:
        directory = repository / name / str(version)
        directory.mkdir(parents=True)
        element = 6 if version == TAKES_TEXT else 7
        (directory / "model.onnx").write_bytes(table_model(TABLES[version], element))
    (repository / name / "model.yaml").write_text(CONFIGURATION)


def question(*places):
    tensor = {"name": "index", "shape": [len(places)], "datatype": "INT64", "data": list(places)}
    return json.dumps({"inputs": [tensor]}).encode()


def infer(server, name="m", place=3, version=None, path="", **headers):
    """Asks once; the reply with who has answered."""
    if version:
        headers["x-aviary-version"] = str(version)
    url = f"{server.url}/v2/models/{name}{path}/infer"
    return requests.post(url, data=question(place), headers=headers, timeout=30)


def said(reply):
    """Version and role that the reply's head names."""
    return reply.headers.get("x-aviary-version"), reply.headers.get("x-aviary-role")


class Traffic:
    """Clients that ask without pause, and keep for each reply when it was asked for, when it came, and who gave it."""

    def __init__(self, server, clients=2, name="m", place=3):
        self.server, self.name, self.body = server, name, question(place)
        self.replies, self.is_over = [], threading.Event()
        self.threads = [threading.Thread(target=self.ask, daemon=True) for _ in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        for thread in self.threads:
            thread.join(60)

    def ask(self):
        connection = None
        while not self.is_over.is_set():
            try:
                connection = connection or http.client.HTTPConnection(self.server.host, self.server.port, timeout=30)
                asked = time.time()
                connection.request("POST", f"/v2/models/{self.name}/infer", self.body)
                reply = connection.getresponse()
                text = reply.read()
                version, role = reply.getheader("x-aviary-version"), reply.getheader("x-aviary-role")
                self.replies.append((asked, time.time(), reply.status, version, role, text))
            except (OSError, http.client.HTTPException):
                # The server has gone; it will be back.
                connection.close()
                connection = None
                self.is_over.wait(0.02)
        if connection:
            connection.close()

    def failures(self):
        return [reply for reply in self.replies if reply[2] != 200]

    def count(self, role):
        return sum(reply[4] == role for reply in list(self.replies))


def call(server, method, path, body=None, status=None, **headers):
    """Calls the control API; fields of the head have `_` in place of `-`."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
    reply = requests.request(method, f"{server.url}/api/v1/{path}", data=data, headers=fields, timeout=60)
    if status is not None:
        assert reply.status_code == status, reply.text
    return reply


def begin(server, candidate, steps=None, name="m", **more):
    """Begins a rollout and gives its id, as soon as the candidate is ready and its first step is on."""
    body = {"endpoint": name, "candidate": candidate} | ({"steps": steps} if steps else {}) | more
    identifier = call(server, "POST", "rollouts", body, status=201).json()["id"]
    eventually(lambda: rollout(server, identifier)["phase"] != "preparing")
    return identifier


def rollout(server, identifier="m"):
    return call(server, "GET", f"rollouts/{identifier}", status=200).json()


def ended(server, identifier="m"):
    """The rollout, once it is over."""
    eventually(lambda: rollout(server, identifier)["phase"] in ("promoted", "aborted"))
    return rollout(server, identifier)


def wish(server, word, identifier="m", body=None, status=200, **headers):
    return call(server, "POST", f"rollouts/{identifier}/{word}", body or {}, status=status, **headers).json()


def events(server, **query):
    """The whole log."""
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return call(server, "GET", f"events?limit=1000&{text}", status=200).json()["events"]


def rate_analysis(minimum=50, margin="20 %", **more):
    """An analysis that needs few requests, because it tolerates much."""
    return {"analysis": {"min": minimum, "max": "1m", "metrics": [{"name": "error-rate", "margin": margin}]} | more}
