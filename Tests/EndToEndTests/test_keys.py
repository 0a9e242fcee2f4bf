"""API keys: made, listed, replaced and revoked by the program, and what a running server makes of them."""

import http.client
import json
import re
import sqlite3
import time
import urllib.request

import pytest
from command_line import aviary
from conftest import BINARY, ROOT, place  # noqa: F401
from test_lifecycle import eventually
from test_openapi import ask

KEY = re.compile(r"avk_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}")
ROW = {"name": "features", "datatype": "FP32", "shape": [1, 13], "data": [1] * 13}
INFER = json.dumps({"inputs": [ROW]}).encode()


def made(*arguments, **environment):
    """Makes a key, and gives it."""
    code, out, err = aviary("keys", "create", *arguments, **environment)
    assert code == 0 and KEY.fullmatch(out.strip()), err
    assert out.strip() not in err and out[:12] in err and "shown this once" in err
    return out.strip()


@pytest.fixture
def database(tmp_path):
    return tmp_path / "state/aviary.sqlite"


@pytest.fixture
def admin(database):
    return made("--role", "admin", "--database", database)


@pytest.fixture
def server(start, database, admin):
    return start(ROOT / "Examples/repository", "--database", database)


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def status(server, path, key=None, method="GET", body=None):
    return ask(server, method, path, body, bearer(key) if key else {})[0]


def test_a_key_is_made_listed_and_revoked_on_a_connection_that_stays_open(server, admin):
    asking = {"AVIARY_KEY": admin, "AVIARY_URL": server.url}
    key = made("--role", "predict", "--endpoint", "wine", "--expires", "90d", "--name", "checkout", **asking)
    connection = http.client.HTTPConnection(server.address, timeout=30)

    def infer(key):
        connection.request("POST", "/v2/models/wine/infer", INFER, bearer(key))
        reply = connection.getresponse()
        reply.read()
        return reply.status

    assert infer(key) == 200
    socket = connection.sock
    code, out, _ = aviary("keys", "list", **asking)
    assert code == 0 and key not in out
    row = next(line for line in out.splitlines() if line.startswith(key[:12]))
    assert "predict" in row and "wine" in row and row.rstrip().endswith("checkout") and "never" not in row
    assert "avk_" in out and key[13:] not in out
    assert aviary("keys", "revoke", key[:12], **asking)[:2] == (0, f"Key {key[:12]} holds no more\n")
    assert connection.sock is socket
    # Still the connection that the key was good for.
    assert infer(key) == 401
    # Whether that one goes on depends on whether the body had come when the head was refused.
    assert infer(admin) == 200
    assert key[:12] not in aviary("keys", "list", **asking)[1]
    assert "there is no key" in aviary("keys", "revoke", key[:12], **asking)[2]


def test_a_rotated_key_holds_for_its_grace_alone(server, admin):
    asking = {"AVIARY_KEY": admin, "AVIARY_URL": server.url}
    key = made("--role", "predict", **asking)
    code, out, err = aviary("keys", "rotate", key[:12], "--grace", "1h", **asking)
    second = out.strip()
    assert code == 0 and second[:13] == key[:13] and second != key and "the one before holds until" in err
    assert [status(server, "/v2/models", each) for each in (key, second)] == [200, 200]
    third = aviary("keys", "rotate", key[:12], **asking)[1].strip()
    assert [status(server, "/v2/models", each) for each in (key, second, third)] == [401, 401, 200]


def test_a_key_that_has_expired_is_refused_and_listed(server, admin):
    asking = {"AVIARY_KEY": admin, "AVIARY_URL": server.url}
    key = made("--role", "predict", "--expires", "1500ms", **asking)
    assert status(server, "/v2/models", key) == 200
    eventually(lambda: status(server, "/v2/models", key) == 401)
    listed = json.loads(aviary("keys", "list", "--json", **asking)[1])["keys"]
    assert [each["expired"] for each in listed if each["prefix"] == key[:12]] == [True]


def test_a_stream_of_events_ends_with_its_key(server, admin):
    asking = {"AVIARY_KEY": admin, "AVIARY_URL": server.url}
    key = made("--role", "review", **asking)
    fields = bearer(key) | {"Accept": "text/event-stream"}
    begun = time.monotonic()
    with urllib.request.urlopen(urllib.request.Request(server.url + "/api/v1/events", headers=fields), timeout=30) as reply:
        assert reply.readline() == b":\n"
        assert aviary("keys", "revoke", key[:12], **asking)[0] == 0
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            reply.read()
    # Not the next sign of life, which comes every ten seconds.
    assert time.monotonic() - begun < 8


def test_when_a_key_was_last_used_survives_a_restart(start, server, admin, database):
    assert status(server, "/v2/models", admin) == 200
    assert server.stop() == 0
    again = start(ROOT / "Examples/repository", "--database", database)
    reply = ask(again, "GET", "/api/v1/keys", headers=bearer(admin))
    assert json.loads(reply[2])["keys"][0]["last_used"]


def test_the_database_and_the_log_hold_no_secret(start, server, admin, database):
    key = made("--role", "predict", AVIARY_KEY=admin, AVIARY_URL=server.url)
    body = json.dumps({"role": "predict"}).encode()
    fields = bearer(admin) | {"Idempotency-Key": "once"}
    other = json.loads(ask(server, "POST", "/api/v1/keys", body, fields)[2])["key"]
    assert json.loads(ask(server, "POST", "/api/v1/keys", body, fields)[2])["key"] != other
    assert server.stop() == 0
    kept = b"".join(file.read_bytes() for file in database.parent.iterdir()) + "".join(server.log).encode()
    for secret in (admin, key, other):
        assert secret[:12].encode() in kept and secret[13:].encode() not in kept
    with sqlite3.connect(database) as connection:
        digests = [json.loads(body)["digest"] for (body,) in connection.execute("SELECT body FROM api_key")]
    assert len({tuple(digest["salt"]) for digest in digests}) == 4 and all(len(each["hash"]) == 32 for each in digests)


def test_a_database_that_a_server_uses_is_left_alone(server, database):
    code, out, err = aviary("keys", "create", "--role", "admin", "--database", database)
    assert (code, out) == (1, "") and "ask that server instead" in err


def test_the_program_shows_the_key_that_it_is_given(server, admin, tmp_path):
    file = tmp_path / "key"
    file.write_text(admin + "\n")
    for flags, environment in [(("--key", admin), {}), (("--key-file", file), {}), ((), {"AVIARY_KEY": admin})]:
        code, out, _ = aviary("models", "list", "--server", server.url, *flags, **environment)
        assert code == 0 and "wine" in out
    code, _, err = aviary("models", "list", "--server", server.url)
    assert code == 1 and "credentials" in err and "AVIARY_KEY" in err
    # A flag is stronger than the variable.
    assert aviary("models", "list", "--server", server.url, "--key", "x", AVIARY_KEY=admin)[0] == 1
    code, _, err = aviary("models", "list", "--server", server.url, "--key", "two words")
    assert code == 1 and "two words" not in err
    code, _, err = aviary("models", "list", "--server", server.url, AVIARY_KEY=admin[:-1] + ("0" if admin[-1] != "0" else "1"))
    assert code == 64 and "mistyped" in err
    assert "exclude each other" in aviary("models", "list", "--key", "x", "--key-file", file)[2]
    assert "cannot be read" in aviary("models", "list", "--key-file", tmp_path / "none")[2]


def test_no_server_listens_for_others_without_a_key(start, tmp_path):
    fresh = tmp_path / "fresh.sqlite"
    with pytest.raises(AssertionError, match="aviary keys create --role admin --database"):
        start(ROOT / "Examples/repository", "--host", "0.0.0.0", "--database", fresh)
    server = start(ROOT / "Examples/repository", "--host", "0.0.0.0", "--insecure")
    assert status(server, "/api/v1/events") == 200
    assert any("No credentials are asked for" in line for line in server.log)
    made("--role", "admin", "--database", fresh)
    server = start(ROOT / "Examples/repository", "--host", "0.0.0.0", "--database", fresh)
    assert status(server, "/api/v1/events") == 401


def test_a_server_of_this_machine_alone_asks_from_the_first_key_on(start):
    server = start(ROOT / "Examples/repository")
    assert any("No credentials are asked for" in line for line in server.log)
    assert status(server, "/api/v1/events") == 200
    code, _, err = aviary("keys", "create", "--role", "predict", AVIARY_URL=server.url)
    assert code == 1 and "the first key must be an admin's" in err
    admin = made("--role", "admin", AVIARY_URL=server.url)
    assert [status(server, "/api/v1/events"), status(server, "/api/v1/events", admin)] == [401, 200]
    # The end of the last key opens nothing.
    assert aviary("keys", "revoke", admin[:12], AVIARY_URL=server.url, AVIARY_KEY=admin)[0] == 0
    assert [status(server, "/api/v1/events"), status(server, "/api/v1/events", admin)] == [401, 401]


def test_metrics_are_open_where_that_is_wanted(start, server, database, admin):
    assert [status(server, "/metrics"), status(server, "/metrics", admin)] == [401, 200]
    assert server.stop() == 0
    server = start(ROOT / "Examples/repository", "--database", database, "--access-metrics", "open")
    assert [status(server, "/metrics"), status(server, "/api/v1/events")] == [200, 401]
    assert server.stop() == 0
    server = start(ROOT / "Examples/repository", "--database", database, "--access-mode", "open")
    assert status(server, "/api/v1/events") == 200


def test_an_actor_that_is_named_counts_only_where_nobody_is_asked(server, admin):
    body = b'{"matchers": ["endpoint=wine"], "duration": "1h"}'
    silence = json.loads(ask(server, "POST", "/api/v1/silences", body, bearer(admin) | {"X-Aviary-Actor": "eve"})[2])
    assert silence["author"] == admin[:12]
