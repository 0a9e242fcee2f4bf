"""Requests as bytes on a connection: however they are cut and joined, the replies are the same and in order."""

import json
import random
import re
import socket

import pytest

ROW = [14.23, 1.71, 2.43, 15.6, 127.0, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065.0]


def infer(name="wine", row=ROW, identifier=None, fields=(), body=None, target=None):
    """An infer request as bytes."""
    request = {"inputs": [{"name": "features", "shape": [1, len(row)], "datatype": "FP32", "data": row}]}
    if identifier is not None:
        request["id"] = identifier
    body = json.dumps(request).encode() if body is None else body
    lines = [f"POST {target or f'/v2/models/{name}/infer'} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(path):
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def chunked(body):
    head = b"POST /v2/models/wine/infer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    parts = [body[:7], body[7:]]
    return head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


class Connection:
    """A connection that is read reply by reply."""

    def __init__(self, server):
        self.socket = socket.create_connection((server.host, server.port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def send(self, data):
        self.socket.sendall(data)

    def more(self):
        part = self.socket.recv(1 << 16)
        assert part, f"the connection ended after {self.rest!r}"
        self.rest += part

    def reply(self):
        """The next reply: status, header fields, body."""
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        status, *lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
        length = int(fields.get("content-length", 0))
        if "chunked" in fields.get("transfer-encoding", ""):
            return int(status.split()[1]), fields, self.chunks()
        while len(self.rest) < length:
            self.more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return int(status.split()[1]), fields, body

    def said(self):
        """The next reply's status and body, without the prediction's id: each reply has its own."""
        status, _, body = self.reply()
        return status, re.sub(rb'"prediction_id":"[0-9a-f-]{36}"', b'"prediction_id":""', body)

    def chunks(self):
        body = b""
        while True:
            while b"\r\n" not in self.rest:
                self.more()
            size, self.rest = self.rest.split(b"\r\n", 1)
            size = int(size, 16)
            while len(self.rest) < size + 2:
                self.more()
            body, self.rest = body + self.rest[:size], self.rest[size + 2 :]
            if size == 0:
                return body

    def close(self):
        self.socket.close()


@pytest.fixture
def connect(examples):
    connections = []

    def connect_one():
        connections.append(Connection(examples))
        return connections[-1]

    yield connect_one
    for connection in connections:
        connection.close()


def answer(connect, request):
    connection = connect()
    connection.send(request)
    return connection.said()


REQUESTS = [
    infer(identifier="plain"),
    infer(identifier="fields", fields=["Accept: */*", "User-Agent: a (b; c)", "Connection: keep-alive", "X-Odd_1:  v "]),
    infer(identifier="version", target="/v2/models/wine/versions/1/infer"),
    infer(identifier="query", target="/v2/models/wine/infer?a=b"),
    infer(identifier="escaped", target="/v2/models/w%69ne/infer"),
    infer(name="nobody"),
    infer(row=[1.0]),
    infer(body=b"{"),
    infer(body=b""),
    get("/v2/models/wine/ready"),
    get("/nowhere"),
    infer(target="/v2/models/wine/infer/"),
    infer(identifier="large", row=[float(number) for number in range(64)] * 40, name="digits"),
]


@pytest.mark.parametrize("number", range(len(REQUESTS)))
def test_a_request_may_be_cut_anywhere(connect, number):
    request = REQUESTS[number]
    expected = answer(connect, request)
    head = request.index(b"\r\n\r\n") + 4
    for cut in sorted({1, 5, 17, head - 2, head - 1, head, head + 1, len(request) - 1} & set(range(1, len(request)))):
        connection = connect()
        for part in (request[:cut], request[cut:]):
            connection.send(part)
        said = connection.said()
        assert said == expected, f"cut at {cut}"
        if not request.startswith(b"GET") and said[0] != 404:
            connection.send(REQUESTS[0])
            assert connection.reply()[0] == 200


@pytest.mark.parametrize("seed", range(12))
def test_any_mixture_in_any_pieces_is_answered_in_order(connect, seed):
    chance = random.Random(seed)
    # A request that is refused before its body is read ends the connection, if the body was not there.
    steady = [request for request in REQUESTS if b"nobody" not in request] + [chunked(REQUESTS[0].split(b"\r\n\r\n")[1])]
    chosen = [chance.choice(steady) for _ in range(25)]
    expected = [answer(connect, request) for request in chosen]
    stream = b"".join(chosen)
    connection = connect()
    sent = 0
    while sent < len(stream):
        size = chance.choice([1, 3, 50, 400, 3000])
        connection.send(stream[sent : sent + size])
        sent += size
    assert [connection.said() for _ in chosen] == expected


@pytest.mark.parametrize(
    "request_bytes,status",
    [
        (infer(fields=["Content-Length: 3"]), 400),
        (infer(fields=["Transfer-Encoding: chunked"]), 400),
        (infer().replace(b"Content-Length: ", b"Content-Length: +"), 400),
        (infer().replace(b"Host: x", b"Host x"), 400),
        (infer().replace(b"Host: x\r\n", b"Host: x\n"), 400),
        (infer().replace(b"Host: x", b"Host: \x00"), 400),
        (infer().replace(b"HTTP/1.1", b"HTTP/3.1"), 400),
        (infer().replace(b"Host", b" Host"), 400),
    ],
)
def test_what_is_not_http_is_refused_by_the_decoder(connect, request_bytes, status):
    connection = connect()
    connection.send(request_bytes)
    assert connection.reply()[0] == status


def test_a_whole_request_for_an_unknown_model_keeps_the_connection(connect):
    connection = connect()
    connection.send(infer(name="nobody") + infer())
    assert [connection.reply()[0] for _ in range(2)] == [404, 200]


def test_expecting_a_go_ahead_gets_one(connect):
    head, body = infer(fields=["Expect: 100-continue"]).split(b"\r\n\r\n", 1)
    connection = connect()
    connection.send(head + b"\r\n\r\n")
    assert connection.reply()[0] == 100
    connection.send(body)
    assert connection.reply()[0] == 200


def test_a_connection_that_is_to_close_closes(connect):
    connection = connect()
    connection.send(infer(fields=["Connection: close"]))
    status, fields, _ = connection.reply()
    assert (status, fields["connection"]) == (200, "close")
    assert connection.socket.recv(1) == b""
