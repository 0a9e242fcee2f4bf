"""What others say of a candidate: webhooks that answer, hang or lie, and a real Prometheus."""

import re
import shutil
import socket
import subprocess
import threading
from contextlib import ExitStack

import pytest
import requests
from rollout_tools import OTHER, SAME, Traffic, begin, ended, events, put_versions, rollout
from test_lifecycle import eventually
from webhooks import respond, webhook


@pytest.fixture
def server(start, tmp_path):
    put_versions(tmp_path / "repository")
    return start(tmp_path / "repository")


def judged_by(metric, deadline="2s", **more):
    """A rollout's body: one metric decides."""
    external = {"interval": "100ms"} | metric
    analysis = {"min": 0, "max": deadline, "metrics": [external]}
    return {"steps": [{"setWeight": "10 %"}, {"analysis": analysis}]} | more


def hang(handler, _):
    threading.Event().wait(5)
    handler.close_connection = True


LIES = {
    "hangs": (hang, "does not answer"),
    "is no JSON": (lambda handler, _: respond(handler, b"oh dear"), ""),
    "has another type": (lambda handler, _: respond(handler, b'{"pass": true}', kind="text/html"), "expected application/json"),
    "is a list": (lambda handler, _: respond(handler, b"[true]"), "expected {\"value\": number}"),
    "passes by a word": (lambda handler, _: respond(handler, b'{"pass": "true"}'), "expected {\"value\": number}"),
    "passes by a number": (lambda handler, _: respond(handler, b'{"pass": 1}'), "expected {\"value\": number}"),
    "has no finite value": (lambda handler, _: respond(handler, b'{"value": 1e999}'), ""),
    "redirects": (
        lambda handler, _: respond(handler, b'{"pass": true}', status=302, Location="/other"), "answers 302",
    ),
    "fails": (lambda handler, _: respond(handler, b'{"pass": true}', status=500), "answers 500"),
    "is another success": (lambda handler, _: respond(handler, b'{"pass": true}', status=203), "answers 203"),
    "is too long": (lambda handler, _: respond(handler, b'{"pass": true}' + b" " * (2 << 20)), ""),
}


def test_an_answer_that_cannot_be_used_is_never_a_pass(server):
    with ExitStack() as hooks:
        heard, metrics = {}, []
        for lie, (answer, _) in LIES.items():
            address, heard[lie] = hooks.enter_context(webhook(answer))
            metrics.append({"name": "webhook", "as": lie, "url": address, "interval": "100ms", "timeout": "300ms"})
        analysis = {"analysis": {"min": 0, "max": "2s", "metrics": metrics}}
        identifier = begin(server, SAME, [{"setWeight": "10 %"}, analysis])
        eventually(lambda: rollout(server, identifier)["hold"])
        state = rollout(server, identifier)
    reason = state["hold"]["reason"]
    assert state["hold"]["kind"] == "inconclusive" and state["weight"] == 0.1
    assert reason.startswith("no verdict within 2s: ")
    for lie, (_, words) in LIES.items():
        told = re.search(rf"{lie}: (.*?)(; \w|$)", reason)
        assert told and words in told[1], (lie, reason)
        assert heard[lie][0] == {
            "endpoint": "m", "rollout": identifier, "stable": "1", "candidate": "2", "metric": lie,
        }
    judged = [event for event in events(server) if event.get("event") == "judged"]
    assert [event["verdict"] for event in judged] == ["inconclusive"]
    assert {evidence["verdict"] for evidence in judged[0]["evidence"]} == {"continue"}


@pytest.mark.parametrize("what, phase", [("abort", "aborted"), ("promote", "promoted")])
def test_what_follows_from_no_answer_can_be_chosen(server, what, phase):
    metric = {"name": "webhook", "url": "http://127.0.0.1:9/"}
    over = ended(server, begin(server, SAME, **judged_by(metric, deadline="500ms", onInconclusive=what)))
    assert over["phase"] == phase
    verdict = [event for event in events(server) if event.get("event") == "judged"][-1]
    assert verdict["verdict"] == "inconclusive" and "does not answer" in verdict["text"]


def test_a_webhook_that_disapproves_takes_the_candidate_out(server):
    with webhook(lambda handler, _: respond(handler, b'{"pass": false}')) as (address, _):
        metric = {"name": "webhook", "as": "smoke", "url": address}
        over = ended(server, begin(server, SAME, **judged_by(metric, deadline="1m")))
    assert over["phase"] == "aborted" and over["reason"] == "smoke: the webhook disapproved"


def test_a_few_bad_answers_may_be_forgiven(server):
    answers = [b'{"value": 9}', b'{"value": 9}', b'{"value": 1}']

    def answer(handler, _):
        respond(handler, answers.pop(0) if len(answers) > 1 else answers[0])

    with webhook(answer) as (address, received):
        metric = {"name": "webhook", "url": address, "below": 5, "failureLimit": 2}
        over = ended(server, begin(server, SAME, **judged_by(metric, deadline="1m")))
    assert over["phase"] == "promoted" and len(received) >= 3


@pytest.fixture
def prometheus(server, tmp_path):
    """A Prometheus that looks at the server all the time."""
    program = shutil.which("prometheus")
    if not program:
        pytest.skip("there is no Prometheus; scripts/setup.sh test installs it")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    configuration = tmp_path / "prometheus.yml"
    configuration.write_text(
        "global: {scrape_interval: 200ms}\n"
        f"scrape_configs: [{{job_name: aviary, static_configs: [{{targets: ['{server.address}']}}]}}]\n"
    )
    arguments = [
        f"--config.file={configuration}", f"--storage.tsdb.path={tmp_path / 'data'}", f"--web.listen-address={address}",
    ]
    with open(tmp_path / "prometheus.log", "w") as log:
        process = subprocess.Popen([program, *arguments], stdout=log, stderr=log)
    try:

        def is_ready():
            try:
                return requests.get(f"http://{address}/-/ready", timeout=5).status_code == 200
            except requests.ConnectionError:
                return False

        eventually(is_ready)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(30)


QUERY = 'sum(aviary_requests_total{endpoint="$endpoint", version="$candidate", role="candidate"})'


def test_a_query_to_prometheus_decides(server, prometheus):
    with Traffic(server):
        metric = {"name": "prometheus", "as": "answers", "url": prometheus, "query": QUERY, "above": 5}
        # Until it has seen requests, it answers with no series, which is no verdict.
        over = ended(server, begin(server, SAME, **judged_by(metric, deadline="1m")))
        assert over["phase"] == "promoted", over["reason"]
        metric = {"name": "prometheus", "url": prometheus, "query": QUERY, "below": 1}
        failed = ended(server, begin(server, OTHER, **judged_by(metric, deadline="1m")))
    assert failed["phase"] == "aborted" and failed["reason"].startswith("prometheus: the query said ")
    verdict = [event for event in events(server, rollout=over["id"]) if event.get("event") == "judged"][-1]
    assert verdict["evidence"][0]["metric"] == "answers" and verdict["evidence"][0]["effect"] > 5


def test_a_query_that_gives_no_number_is_inconclusive(server, prometheus):
    queries = {
        "sum(": "Prometheus says: invalid parameter", "aviary_nothing": "gives 0 series",
        "scalar(aviary_nothing)": "is no finite number", "aviary_requests_total[5m]": "expected a vector or a scalar",
    }
    metrics = [
        {"name": "prometheus", "as": f"query-{number}", "url": prometheus, "query": query, "below": 1, "interval": "100ms"}
        for number, query in enumerate(queries)
    ]
    analysis = {"analysis": {"min": 0, "max": "2s", "metrics": metrics}}
    identifier = begin(server, SAME, [{"setWeight": "10 %"}, analysis])
    eventually(lambda: rollout(server, identifier)["hold"])
    reason = rollout(server, identifier)["hold"]["reason"]
    assert all(words in reason for words in queries.values()), reason
