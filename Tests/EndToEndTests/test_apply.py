"""Endpoints as a file says that they should be."""

import json
import os
import pwd

import pytest
from command_line import aviary
from rollout_tools import SAME, begin, call, ended, events, infer, put_versions, rollout, said, wish
from test_lifecycle import eventually

PLAIN = """\
apiVersion: aviary/v1
kind: Endpoint
metadata: {name: bird, owner: cellar}
spec:
  model: m
  stable: 1
"""
ROLLOUT = PLAIN + """\
  routing: {fallback: stable}
  rollout:
    candidate: 2
    steps: [{setWeight: 10 %}, pause]
---
apiVersion: aviary/v1
kind: Notifier
metadata: {name: on-call}
spec: {webhook: {url: "http://127.0.0.1:9/"}}
"""


@pytest.fixture
def server(start, tmp_path):
    put_versions(tmp_path / "repository")
    return start(tmp_path / "repository")


@pytest.fixture
def apply(server, tmp_path):
    """Writes a manifest and applies it."""

    def run(text, *more):
        file = tmp_path / "aviary.yaml"
        file.write_text(text)
        return aviary("apply", "-f", file, "--server", server.url, *more)

    return run


def test_a_manifest_makes_what_it_says_and_again_nothing(server, apply):
    assert apply(PLAIN) == (0, "endpoint bird: created\n", "")
    assert apply(PLAIN) == (0, "endpoint bird: unchanged\n", "")
    assert said(infer(server, "bird")) == ("1", "stable")
    before = len(events(server))
    assert apply(PLAIN)[0] == 0 and len(events(server)) == before
    assert events(server)[0]["actor"] == pwd.getpwuid(os.getuid()).pw_name
    code, out, err = apply(ROLLOUT)
    identifier = rollout(server, "bird")["id"]
    assert (code, err) == (0, "")
    assert out == (
        f"endpoint bird: changed, a rollout of version 2 has begun ({identifier})\n"
        "notifier on-call: created\n"
    )
    assert apply(ROLLOUT) == (0, "endpoint bird: unchanged\nnotifier on-call: unchanged\n", "")
    assert apply(ROLLOUT.replace("cellar", "attic"))[1].startswith("endpoint bird: changed\n")
    assert rollout(server, "bird")["id"] == identifier


def test_a_trial_shows_the_difference_and_changes_nothing(server, apply):
    assert apply(PLAIN, "--dry-run") == (0, (
        "endpoint bird: would be created\n"
        "  +apiVersion: aviary/v1\n  +kind: Endpoint\n  +metadata:\n  +  name: bird\n  +  owner: cellar\n"
        '  +spec:\n  +  model: m\n  +  stable: "1"\n  +  routing:\n  +    key: random\n  +    fallback: none\n'
    ), "")
    call(server, "GET", "endpoints/bird", status=404)
    apply(PLAIN)
    log = events(server)
    code, out, err = apply(ROLLOUT.replace("cellar", "attic"), "--dry-run")
    assert (code, err) == (0, "")
    head, *lines = out.splitlines()
    assert head == "endpoint bird: would be changed, a rollout of version 2 would begin"
    assert lines[-1] == "notifier on-call: would be created"
    assert "  -  owner: cellar" in lines and "  +  owner: attic" in lines and '     stable: "1"' in lines
    assert [line for line in lines if line.startswith("  -")] == ["  -  owner: cellar", "  -    fallback: none"]
    assert events(server) == log and call(server, "GET", "notifiers").json() == {"notifiers": []}
    shown = json.loads(apply(ROLLOUT, "--dry-run", "--json")[1])
    assert shown["dryRun"] is True and [result["change"] for result in shown["results"]] == ["changed", "created"]


def test_what_is_there_can_be_written_down_and_applied_again(server, apply):
    apply(ROLLOUT)
    manifest = call(server, "GET", "endpoints/bird", status=200).json()["manifest"]
    assert apply(manifest) == (0, "endpoint bird: unchanged\n", "")


def test_all_mistakes_are_told_at_once_with_file_line_and_key(apply, server, tmp_path):
    text = """\
apiVersion: aviary/v2
kind: Endpoint
metadata: {name: bird}
spec:
  stabel: 1
  routing: {fallback: maybe}
  shadows: {"3": 200 %}
  rollout:
    candidate: two
    steps:
      - {setWeight: 10 %}
      - {setWeight: 5}
      - {analisis: {}}
---
kind: Endpont
apiVersion: aviary/v1
metadata: {name: other}
"""
    code, out, err = apply(text)
    assert (code, out) == (1, "")
    file = tmp_path / "aviary.yaml"
    lines = err.splitlines()
    for number, key, words in [
        (1, "apiVersion", "'aviary/v1'"), (5, "spec.stabel", "did you mean 'stable'?"),
        (6, "spec.routing.fallback", "stable, none or"), (7, "spec.shadows.3", "200 %"),
        (9, "spec.rollout.candidate", "two"), (13, "spec.rollout.steps[2]", "analysis"),
        (15, "kind", "did you mean 'Endpoint'?"),
    ]:
        assert any(f"{file}:{number}: {key}" in line and words in line for line in lines), (number, key, err)
    assert call(server, "GET", "notifiers").json() == {"notifiers": []} and events(server) == []


@pytest.mark.parametrize(
    "text, words",
    [
        ("a: [", "not YAML"),
        ("", "there is nothing in it"),
        ("- 1\n", "a document with apiVersion, kind, metadata and spec"),
        (PLAIN + "---\n" + PLAIN, "another Endpoint in this file has the name 'bird'"),
        (PLAIN + "  stable: 2\n", "stable"),
        (PLAIN.replace("stable: 1", "stable: &a 1\n  rollout: *a"), "alias"),
        (PLAIN.replace("Endpoint", "Pipeline"), "a Pipeline is not offered yet"),
        (PLAIN + "  monitors: [{measure: input.mising, above: 1}]\n", "did you mean 'input.missing'?"),
        (PLAIN + "  experiment: {\"2\": 70 %, \"3\": 40 %}\n", "the shares come to 110"),
        (PLAIN + "  rollout: {candidate: 1}\n", "version 1 is stable already"),
    ],
)
def test_a_manifest_that_cannot_be_is_refused_before_the_server_is_asked(tmp_path, text, words):
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    code, out, err = aviary("apply", "-f", file, "--server", "http://127.0.0.1:9")
    assert (code, out) == (1, "") and words in err and str(file) in err


def test_a_file_with_one_mistake_changes_nothing(server, apply):
    broken = ROLLOUT + "---\n" + PLAIN.replace("bird", "other").replace("stable: 1", "stable: 99")
    code, out, err = apply(broken)
    assert (code, out) == (1, "")
    assert "endpoint 'other': version 99 of m is not in the repository; there are versions 1, 2" in err
    assert events(server) == [] and call(server, "GET", "notifiers").json() == {"notifiers": []}


def test_standard_input_is_a_file_too(server):
    code, out, err = aviary("apply", "-f", "-", "--server", server.url, stdin=PLAIN)
    assert (code, out, err) == (0, "endpoint bird: created\n", "")
    assert aviary("apply", "-f", "-", "--server", server.url, stdin=PLAIN.replace("stable", "stabel"))[2].startswith(
        "aviary: standard input:6: spec.stabel"
    )


def test_a_file_or_a_server_that_is_not_there_is_told(tmp_path):
    gone = tmp_path / "gone.yaml"
    code, out, err = aviary("apply", "-f", gone)
    assert (code, out) == (1, "") and str(gone) in err and err.count("\n") == 1
    gone.write_text(PLAIN)
    code, out, err = aviary("apply", "-f", gone, "--server", "http://127.0.0.1:9")
    assert (code, out) == (1, "") and "127.0.0.1:9" in err and err.count("\n") == 1
    assert aviary("apply")[0] == 64


def test_a_promoted_candidate_stays_stable_when_the_file_is_applied_again(server, apply):
    apply(ROLLOUT)
    eventually(lambda: rollout(server, "bird")["phase"] == "running")
    wish(server, "promote", "bird", {"fully": True})
    assert ended(server, "bird")["phase"] == "promoted"
    assert apply(ROLLOUT)[1].startswith("endpoint bird: unchanged\n")
    # Even with another owner, the file does not bring the old version back, nor the candidate in again.
    assert apply(ROLLOUT.replace("cellar", "attic"))[1].startswith("endpoint bird: changed\n")
    endpoint = call(server, "GET", "endpoints/bird").json()
    assert endpoint["stable"] == SAME and endpoint["rollout"] is None
    assert said(infer(server, "bird")) == ("2", "stable")
    # Another stable version in the file is a new wish.
    assert apply(PLAIN.replace("stable: 1", "stable: 4"))[0] == 0
    assert said(infer(server, "bird")) == ("4", "stable")


def test_what_a_rollout_stands_on_cannot_be_changed_under_it(server, apply):
    apply(ROLLOUT)
    identifier = rollout(server, "bird")["id"]
    code, out, err = apply(ROLLOUT.replace("candidate: 2", "candidate: 4"))
    assert (code, out) == (1, "")
    assert f"rollout cannot change while rollout {identifier} goes on; let it end, or abort it with" in err
    # Without the section the rollout goes on: a file is no way to end one.
    assert apply(PLAIN)[0] == 0 and rollout(server, "bird")["phase"] != "aborted"


def test_an_aborted_rollout_is_not_begun_again_by_the_same_file(server, apply):
    apply(ROLLOUT)
    wish(server, "abort", "bird")
    assert apply(ROLLOUT)[1].startswith("endpoint bird: unchanged\n")
    assert len(call(server, "GET", "rollouts?endpoint=bird").json()["rollouts"]) == 1
    begin(server, SAME, ["pause"], "bird")
    assert len(call(server, "GET", "rollouts?endpoint=bird").json()["rollouts"]) == 2
