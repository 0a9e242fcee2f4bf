"""Webhooks that are told what happens."""

import json
import signal
import sys
import threading

import pytest
from conftest import Server
from rollout_tools import SAME, begin, call, events, put_versions, wish
from test_lifecycle import eventually
from webhooks import respond, webhook


@pytest.fixture
def server(start, tmp_path):
    put_versions(tmp_path)
    return start(tmp_path)


def tell(server, **addresses):
    """Has webhooks told from now on."""
    manifest = "\n---\n".join(
        json.dumps({"apiVersion": "aviary/v1", "kind": "Notifier", "metadata": {"name": name}, "spec": {"webhook": {"url": url, "timeout": "1s"}}})
        for name, url in addresses.items()
    )
    return call(server, "POST", "apply", manifest.encode(), status=200).json()


def test_each_transition_is_told_once_and_in_order(server):
    with webhook() as (address, received):
        assert tell(server, one=address)["results"] == [{"notifier": "one", "change": "created"}]
        assert tell(server, one=address)["results"] == [{"notifier": "one", "change": "unchanged"}]
        for _ in range(3):
            begin(server, SAME, [{"setWeight": "10 %"}, "pause"])
            wish(server, "pause", status=409)
            wish(server, "abort")
        log = events(server)
        assert len(log) > 12
        eventually(lambda: len(received) >= len(log))
        assert received == log
        call(server, "DELETE", "notifiers/one", status=200)
        assert call(server, "GET", "notifiers", status=200).json() == {"notifiers": []}
        begin(server, SAME, ["pause"])
        # Whoever is told nothing more is not told late, either: the next one has heard of all by now.
        with webhook() as (other, heard):
            tell(server, two=other)
            wish(server, "abort")
            eventually(lambda: [event.get("event") for event in heard if event["kind"] == "changed"] == ["abort"])
        assert received == log


def test_what_is_not_taken_is_sent_again(server):
    times = iter(range(100))

    def answer(handler, _):
        respond(handler, b"", status=500 if next(times) == 0 else 204)

    with webhook(answer) as (address, received):
        tell(server, one=address)
        begin(server, SAME, ["pause"])
        log = events(server)
        eventually(lambda: len(received) > len(log))
        assert received == [log[0], *log]


def test_a_webhook_that_hangs_or_is_gone_holds_up_neither_the_others_nor_the_end(server):
    goes_on = threading.Event()
    with webhook(lambda handler, _: goes_on.wait(60)) as (hangs, _), webhook() as (good, received):
        tell(server, hangs=hangs, gone="http://127.0.0.1:9/", good=good)
        begin(server, SAME, ["pause"])
        wish(server, "abort")
        eventually(lambda: received == events(server))
        goes_on.set()
        assert server.stop() == 0


def test_a_webhook_that_is_down_gets_everything_once_when_it_returns_whatever_happened_meanwhile(tmp_path):
    put_versions(tmp_path / "repository")
    is_up, seen = threading.Event(), []

    def answer(handler, body):
        if is_up.is_set():
            seen.append((handler.headers["Idempotency-Key"], body))
        respond(handler, b"", status=204 if is_up.is_set() else 503)

    arguments = (tmp_path / "repository", "--database", tmp_path / "aviary.sqlite")
    with webhook(answer) as (address, received):
        for stop in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
            server = Server(*arguments)
            tell(server, one=address)
            before = len(received)
            begin(server, SAME, ["pause"])
            wish(server, "abort")
            eventually(lambda: len(received) > before)
            server.process.send_signal(stop)
            server.process.wait(60)
        is_up.set()
        server = Server(*arguments)
        log = events(server)
        eventually(lambda: len(seen) >= len(log))
        # Nothing comes after it: the next thing that happens is the next that is told.
        begin(server, SAME, ["pause"])
        eventually(lambda: seen[-1][1] == events(server)[-1])
        assert [body for _, body in seen] == events(server) and len(log) > 12
        assert len({key for key, _ in seen}) == len(seen)
        assert server.stop() == 0


def test_a_program_is_told_on_its_standard_input(server, tmp_path):
    script = tmp_path / "told.py"
    script.write_text("import os, sys\nopen(sys.argv[1], 'a').write(sys.stdin.read() + '\\n')\n")
    told = tmp_path / "it's $HOME"
    notifier = {
        "apiVersion": "aviary/v1", "kind": "Notifier", "metadata": {"name": "program"},
        "spec": {"command": [sys.executable, str(script), str(told)], "events": ["rollouts"]},
    }
    call(server, "POST", "apply", json.dumps(notifier).encode(), status=200)
    begin(server, SAME, ["pause"])
    wish(server, "abort")
    log = events(server)
    eventually(lambda: told.exists() and len(told.read_text().splitlines()) >= len(log))
    assert [json.loads(line) for line in told.read_text().splitlines()] == log
    described = call(server, "GET", "notifiers", status=200).json()["notifiers"]
    assert described == [{
        "name": "program", "way": "command", "command": notifier["spec"]["command"], "timeout": "5s",
        "severities": ["info", "warning", "critical"], "events": ["rollouts"],
    }]


def test_the_log_tells_of_each_transition_too(server):
    begin(server, SAME, ["pause"])
    lines = [json.loads(line) for line in eventually(lambda: list(server.log) if len(server.log) > 5 else None)]
    told = {line["message"] for line in lines if line["label"] == "aviary"}
    assert {event["text"] for event in events(server)} <= told
