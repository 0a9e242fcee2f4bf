"""Webhooks that are told what happens."""

import json
import threading

import pytest
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


def test_the_log_tells_of_each_transition_too(server):
    begin(server, SAME, ["pause"])
    lines = [json.loads(line) for line in eventually(lambda: list(server.log) if len(server.log) > 5 else None)]
    told = {line["message"] for line in lines if line["label"] == "aviary"}
    assert {event["text"] for event in events(server)} <= told
