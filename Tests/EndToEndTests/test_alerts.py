"""Alerts and silences by the API and the command line, before anything has happened."""

import json
import re

import pytest
import requests
from command_line import aviary
from rollout_tools import call, put_versions


@pytest.fixture
def server(start, tmp_path):
    put_versions(tmp_path / "repository")
    return start(tmp_path / "repository", "--database", tmp_path / "aviary.sqlite")


MONITORS = """
apiVersion: aviary/v1
kind: Endpoint
metadata: {name: m}
spec:
  monitors:
    - { measure: input.missing, above: 5 %, for: 5m, severity: critical }
    - { drift: inputs, falseAlarms: 1 per month }
    - { absence: 10m }
---
apiVersion: aviary/v1
kind: Notifier
metadata: {name: on-call}
spec: {alertmanager: {url: "http://127.0.0.1:9"}, severities: [critical]}
"""


def test_monitors_and_notifiers_are_applied_and_printed_back(server):
    results = call(server, "POST", "apply", MONITORS.encode(), status=200).json()["results"]
    assert [result["change"] for result in results] == ["created", "created"]
    manifest = call(server, "GET", "endpoints/m", status=200).json()["manifest"]
    assert "measure: input.missing" in manifest and "falseAlarms: 1.0 per month" in manifest
    again = call(server, "POST", "apply", manifest.encode(), status=200).json()["results"]
    assert again[0]["change"] == "unchanged" or "stable" in manifest
    assert call(server, "GET", "notifiers", status=200).json()["notifiers"][0]["way"] == "alertmanager"


def test_there_are_no_alerts_where_nothing_has_happened(server):
    assert call(server, "GET", "alerts", status=200).json() == {"alerts": [], "next": None}
    assert call(server, "GET", "alerts/a1", status=404).json()["error"].startswith("there is no alert 'a1'")
    call(server, "POST", "alerts/a1/ack", b"{}", status=404)
    for query, words in [
        ("state=odd", "'state' is live, pending, firing, resolved or all, got 'odd'"),
        ("severity=dire", "'severity' is info, warning or critical, got 'dire'"),
        ("before=12", "'before' is an alert's id such as a12, got '12'"),
    ]:
        assert call(server, "GET", f"alerts?{query}", status=400).json()["error"].startswith(words)
    page = requests.get(f"{server.url}/metrics", timeout=10).text
    assert 'aviary_alerts{severity="critical",state="firing"} 0' in page or 'aviary_alerts{state="firing",severity="critical"} 0' in page


@pytest.mark.parametrize("body, words", [
    ({}, "'matchers' is a list of texts"),
    ({"matchers": [], "duration": "1h"}, "a silence has 1 to 16 matchers"),
    ({"matchers": ["a!=b"], "duration": "1h"}, "one matcher at least says what a label has to be"),
    ({"matchers": ["a"], "duration": "1h"}, "a matcher is a label, '=' or '!=', and a value"),
    ({"matchers": ["a=b"]}, "'duration', such as 2h, or 'ends' says how long it lasts"),
    ({"matchers": ["a=b"], "duration": "1h", "ends": "2100-01-01T00:00:00Z"}, "'duration', such as 2h, or 'ends'"),
    ({"matchers": ["a=b"], "duration": "9000h"}, "a silence lasts at most a year"),
    ({"matchers": ["a=b"], "duration": "0s"}, "a silence ends after it begins"),
    ({"matchers": ["a=b"], "ends": "tomorrow"}, "'ends' is a time such as"),
    ({"matchers": ["a=b"], "durations": "1h"}, "unknown member 'durations'; did you mean 'duration'?"),
])
def test_what_is_no_silence_is_refused(server, body, words):
    assert call(server, "POST", "silences", json.dumps(body).encode(), status=400).json()["error"].startswith(words)


def test_silences_survive_a_restart_and_end(server, start, tmp_path):
    body = {"matchers": ["endpoint=m", "feature!=\"age\""], "duration": "1h", "comment": "maintenance"}
    made = call(server, "POST", "silences", json.dumps(body).encode(), status=201).json()
    assert made["matchers"] == ['endpoint="m"', 'feature!="age"'] and made["comment"] == "maintenance"
    assert server.stop() == 0
    server = start(tmp_path / "repository", "--database", tmp_path / "aviary.sqlite")
    assert call(server, "GET", "silences", status=200).json() == {"silences": [made]}
    call(server, "DELETE", f"silences/{made['id']}", status=200)
    call(server, "DELETE", f"silences/{made['id']}", status=404)
    assert call(server, "GET", "silences", status=200).json() == {"silences": []}


def test_the_command_line_says_what_there_is(server):
    def alerts(*arguments, code=0):
        found, out, err = aviary("alerts", *arguments, "--server", server.url)
        assert found == code, err
        return out if code == 0 else err

    assert alerts("list") == "No alert is pending or firing\n"
    assert alerts("list", "--all") == "There were no alerts\n"
    assert json.loads(alerts("list", "--json")) == {"alerts": [], "next": None}
    assert "there is no alert 'a7'" in alerts("show", "a7", code=1)
    made = alerts("silence", "endpoint=m", "--for", "2h", "--comment", "why not")
    name = re.match(r"Silence (\w+) holds until \d{4}-", made)[1]
    listed = alerts("silences")
    assert name in listed and 'endpoint="m"' in listed and "why not" in listed
    assert alerts("unsilence", name) == f"Silence {name} has ended\n"
    assert alerts("silences") == "There are no silences\n"
    assert "a matcher is a label" in alerts("silence", "endpoint", "--for", "2h", code=1)
