"""What is wrong gets the right status and a sentence; the server stays up, and the next request is answered."""

import gzip
import json
import socket
import zlib

import pytest

GOOD = json.dumps({"inputs": [{"name": "x", "shape": [1, 3], "datatype": "FP32", "data": [1, 2, 3]}]}).encode()


class Wire:
    """A connection on which anything can be written."""

    def __init__(self, server):
        self.socket = socket.create_connection((server.host, server.port), timeout=20)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def reply(self, head=False):
        """Reads one reply: status, header fields in lower case, body."""
        status = self.file.readline().split()
        assert status, "the connection was closed without a reply"
        fields = {}
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().partition(":")
            fields[name.lower()] = value.strip()
        body = b"" if head else self.file.read(int(fields.get("content-length", 0)))
        return int(status[1]), fields, body


def request(body, path="/v2/models/linear/infer", method="POST", **fields):
    lines = [f"{method} {path} HTTP/1.1", "Host: test", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture(autouse=True)
def stays_up(fixtures):
    yield
    with Wire(fixtures) as wire:
        wire.send(request(GOOD))
        assert wire.reply()[0] == 200


def changed(old, new):
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the body is empty"),
        (b"{", "malformed JSON at byte 1 (line 1, column 2)"),
        (b"[]", "expected '{', got '['"),
        (b"\xff\xfe", "got byte 0xFF"),
        (changed(b"[1, 2, 3]}", b"[1, 2, 3}"), "malformed JSON at byte"),
        (changed(b"[1, 2, 3]", b"[1, 2]"), "data has 2 elements, the shape asks for 3"),
        (changed(b"[1, 2, 3]", b"[1, 2, 3, 4]"), "more elements than the 3"),
        (changed(b"[1, 2, 3]", b"[1, NaN, 3]"), "got NaN"),
        (changed(b"[1, 2, 3]", b"[1, 1e39, 3]"), "beyond the type's range"),
        (changed(b"[1, 2, 3]", b'[1, "2", 3]'), "expected a number"),
        (changed(b'"x"', b'"z"'), "input 'x' is missing"),
        (changed(b"FP32", b"FP64"), "expected datatype FP32, got FP64"),
        (changed(b"FP32", b"FLOAT"), "got 'FLOAT'"),
        (changed(b"[1, 3]", b"[3, 1]"), "expected shape [-1, 3], got [3, 1]"),
        (changed(b"[1, 3]", b"[-1, 3]"), "0 or more"),
        (changed(b'"name": "x"', b'"name": "x", "name": "x"'), "'name' occurs twice"),
        (b'{"inputs":' + b"[" * 100_000, "expected '{'"),
        (b'{"a":' + b"[" * 100_000, "nested 64 deep"),
    ],
)
def test_malformed_requests_are_told_where(fixtures, body, message):
    with Wire(fixtures) as wire:
        wire.send(request(body))
        status, fields, text = wire.reply()
        assert status == 400 and fields["content-type"] == "application/json"
        assert message in json.loads(text)["error"]
        # The connection lives on.
        wire.send(request(GOOD))
        assert wire.reply()[0] == 200


@pytest.mark.parametrize(
    ("length", "size", "binary", "message"),
    [
        ("abc", 12, 12, "got 'abc'"), ("-1", 12, 12, "got '-1'"), ("99999", 12, 12, "the body has only"),
        (None, 12, 11, "the body has 11 bytes left"), (None, 12, 13, "1 bytes are left over"),
        (None, 8, 8, "takes 12 bytes, got 8"), (None, 2**63 - 1, 12, "the body has 12 bytes left"),
        (None, 2**64, 12, "a number beyond the type's range"),
    ],
)
def test_binary_parts_must_add_up(fixtures, length, size, binary, message):
    head = json.dumps(
        {"inputs": [{"name": "x", "shape": [1, 3], "datatype": "FP32", "parameters": {"binary_data_size": size}}]}
    ).encode()
    fields = {"Inference_Header_Content_Length": length or len(head)}
    with Wire(fixtures) as wire:
        wire.send(request(head + b"\0" * binary, **fields))
        status, _, text = wire.reply()
        assert status == 400 and message in json.loads(text)["error"]


def test_an_announced_body_beyond_the_limit_is_refused_before_it_is_read(fixtures):
    with Wire(fixtures) as wire:
        wire.send(b"POST /v2/models/linear/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n")
        status, fields, text = wire.reply()
        assert status == 413 and "1048576 bytes" in json.loads(text)["error"] and fields["connection"] == "close"


def test_a_chunked_body_is_refused_where_it_passes_the_limit(fixtures):
    with Wire(fixtures) as wire:
        wire.send(b"POST /v2/models/linear/infer HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        for _ in range(17):
            wire.send(chunk)
        assert wire.reply()[0] == 413


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_bomb_is_refused(fixtures, coding, pack):
    with Wire(fixtures) as wire:
        wire.send(request(pack(b" " * (64 << 20)), Content_Encoding=coding))
        status, _, text = wire.reply()
        assert status == 413 and "unpacks to more than 1048576" in json.loads(text)["error"]


def test_packed_bodies_must_be_whole(fixtures):
    packed = gzip.compress(GOOD)
    for body, status in [(packed[:-9], 400), (packed + b"x", 400), (b"junk", 400), (packed, 200)]:
        with Wire(fixtures) as wire:
            wire.send(request(body, Content_Encoding="gzip"))
            assert wire.reply()[0] == status
    with Wire(fixtures) as wire:
        wire.send(request(GOOD, Content_Encoding="br"))
        assert wire.reply()[0] == 415


def test_slow_senders_are_shown_the_door(fixtures):
    with Wire(fixtures) as wire:
        wire.send(b"POST /v2/models/linear/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
        status, fields, text = wire.reply()
        assert status == 408 and "too slow" in json.loads(text)["error"] and fields["connection"] == "close"
        assert wire.file.read() == b""


def test_pipelined_requests_are_answered_in_order(fixtures):
    slow = json.dumps(
        {
            "id": "slow",
            "inputs": [
                {"name": "rounds", "shape": [], "datatype": "INT64", "data": [20000]},
                {"name": "start", "shape": [1], "datatype": "FP32", "data": [0]},
            ],
        }
    ).encode()
    with Wire(fixtures) as wire:
        wire.send(
            request(slow, "/v2/models/loop/infer") + request(GOOD) + request(b"", "/v2", "GET")
            + request(b"{") + request(GOOD, Connection="close")
        )
        replies = [wire.reply() for _ in range(5)]
        assert [status for status, _, _ in replies] == [200, 200, 200, 400, 200]
        assert json.loads(replies[0][2])["id"] == "slow"
        assert json.loads(replies[2][2])["name"] == "aviary"
        assert wire.file.read() == b""


def test_a_reply_to_head_has_no_body(fixtures):
    with Wire(fixtures) as wire:
        for path, status in [("/v2", 200), ("/nowhere", 404), ("/v2/models/linear/infer", 405)]:
            wire.send(f"HEAD {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            assert wire.reply(head=True)[0] == status
        wire.send(request(GOOD))
        assert wire.reply()[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/v2/models/linear/infer", 405, "POST"), ("POST", "/v2", 405, "GET, HEAD"),
        ("DELETE", "/v2/models/linear", 405, "GET, HEAD"), ("GET", "/nowhere", 404, None),
        ("POST", "/v2/models/linear/versions/9/infer", 404, None), ("POST", "/v2/models/no/infer", 404, None),
        ("POST", "/v2/models/linear/versions/x/infer", 404, None), ("POST", "/v2/models/%ff/infer", 404, None),
        ("GET", "/v2/models/no/stats", 404, None), ("GET", "/v1/models/no", 404, None),
    ],
)
def test_paths_and_methods_that_are_not_there_are_said_in_json(fixtures, method, path, status, allow):
    with Wire(fixtures) as wire:
        wire.send(request(b"", path, method))
        got, fields, text = wire.reply()
        assert got == status and json.loads(text)["error"] and fields["content-type"] == "application/json"
        assert fields.get("allow") == allow


def test_what_is_not_http_gets_an_answer(fixtures):
    with Wire(fixtures) as wire:
        wire.send(b"\x16\x03\x01\x02\x00\x01\x00 hello\r\n\r\n")
        assert wire.reply()[0] == 400
