"""The prediction log: what is kept, asked for, taken out, erased and replayed."""

import csv
import io
import json
import shutil
import signal
import subprocess

import pytest
from command_line import aviary
from conftest import BINARY, ROOT, STANDARD_DATABASE
from test_lifecycle import eventually
from test_openapi import ask

ROW = [13, 2, 2.4, 19, 101, 2, 2, 0.3, 2, 5, 1, 3, 510]
CANARY = "canary-5d1e07"


@pytest.fixture
def repository(tmp_path):
    for version in ("1", "2"):
        shutil.copytree(ROOT / "Examples/repository/wine/1", tmp_path / "models/wine" / version)
    (tmp_path / "models/wine/model.yaml").write_text("versionPolicy: {specific: [1, 2]}\n")
    return tmp_path / "models"


def predict(server, count=1, endpoint="wine", **parameters):
    """Asks, and gives the predictions' names."""
    rows = [{"name": "features", "datatype": "FP32", "shape": [1, 13], "data": ROW}]
    names = []
    for _ in range(count):
        body = json.dumps({"inputs": rows, "parameters": parameters}).encode()
        status, _, reply = ask(server, "POST", f"/v2/models/{endpoint}/infer", body)
        assert status == 200, reply
        names.append(json.loads(reply)["parameters"]["prediction_id"])
    return names


def rows(server, query=""):
    status, _, body = ask(server, "GET", "/api/v1/log?limit=1000" + query)
    assert status == 200, body
    return json.loads(body)["rows"]


def log(server, *arguments):
    return aviary("log", *arguments, "--server", server.url)


def apply(server, endpoint, **spec):
    manifest = {"apiVersion": "aviary/v1", "kind": "Endpoint", "metadata": {"name": endpoint}, "spec": spec}
    status, _, body = ask(server, "POST", "/api/v1/apply", json.dumps(manifest).encode())
    assert status == 200, body


def files(repository):
    """All bytes of the log's files."""
    return b"".join(file.read_bytes() for file in (repository / ".aviary").glob("predictions.sqlite*"))


def test_a_request_is_in_the_log_with_what_was_asked_and_answered(start, repository):
    server = start(repository)
    (name,) = predict(server, country="is")
    eventually(lambda: rows(server))
    status, _, body = ask(server, "GET", f"/api/v1/log/{name}")
    row = json.loads(body)
    assert status == 200 and row["id"] == name
    assert (row["endpoint"], row["model"], row["version"], row["role"]) == ("wine", "wine", "2", "stable")
    assert (row["decision"], row["parameters"], row["inputs_kept"]) == ("served", {"country": "is"}, "whole")
    assert row["inputs"] == [{"name": "features", "datatype": "FP32", "shape": [1, 13], "data": pytest.approx(ROW)}]
    assert {output["name"] for output in row["outputs"]} == {"label", "probabilities.keys", "probabilities"}
    assert row["latency_seconds"] > 0
    page = ask(server, "GET", "/metrics")[2].decode()
    assert "aviary_log_rows_total 1" in page


def test_pages_and_filters(start, repository):
    server = start(repository)
    names = predict(server, 25)
    eventually(lambda: len(rows(server)) == 25)
    seen, after = [], ""
    while True:
        page = json.loads(ask(server, "GET", f"/api/v1/log?limit=10&order=oldest{after}")[2])
        seen += [row["id"] for row in page["rows"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert sorted(seen) == seen and set(seen) == set(names)
    assert len(rows(server, "&endpoint=wine&version=2&role=stable&decision=served")) == 25
    assert rows(server, "&endpoint=other") == [] and rows(server, "&from=2100-01-01T00:00:00Z") == []
    for query, words in [
        ("version=x", "'version' is a version's number"), ("role=boss", "'role' is one of stable"),
        ("decision=faild", "did you mean 'failed'?"), ("from=yesterday", "'from' is a time such as"),
        ("after=1", "'after' is a page's 'next'"), ("limit=0", "'limit' is a whole number"),
    ]:
        status, _, body = ask(server, "GET", f"/api/v1/log?{query}")
        assert status == 400 and words in json.loads(body)["error"], body


def test_the_command_line_lists_and_exports(start, repository, tmp_path):
    server = start(repository)
    names = predict(server, 12, note='a "quoted", line')
    eventually(lambda: len(rows(server)) == 12)
    code, out, err = log(server, "query", "--endpoint", "wine", "--since", "1h", "--where", "role=stable", "--limit", "5")
    lines = out.splitlines()
    assert (code, err, len(lines)) == (0, "", 6) and lines[0].split()[:3] == ["AT", "ENDPOINT", "VERSION"]
    assert "served" in lines[1] and " ms " in lines[1]
    assert log(server, "query", "--where", "decision=failed")[1] == "No such rows\n"
    code, out, _ = log(server, "query", names[0])
    assert code == 0 and json.loads(out)["id"] == names[0]
    code, out, _ = log(server, "export")
    assert code == 0 and {json.loads(line)["id"] for line in out.splitlines()} == set(names)
    file = tmp_path / "rows.csv"
    code, out, err = log(server, "export", "-o", file)
    assert (code, out) == (0, "") and "12 rows written" in err
    table = list(csv.DictReader(io.StringIO(file.read_text())))
    assert [row["id"] for row in table] == sorted(names)
    assert json.loads(table[0]["parameters"]) == {"note": 'a "quoted", line'}
    assert json.loads(table[0]["inputs"])[0]["shape"] == [1, 13]


def test_a_tail_shows_the_latest_rows_and_then_the_new_ones(start, repository):
    server = start(repository)
    first = predict(server, 3)
    eventually(lambda: len(rows(server)) == 3)
    command = [BINARY, "log", "tail", "-n", "2", "--json", "--server", server.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tail:
        shown = [json.loads(tail.stdout.readline())["id"] for _ in range(2)]
        assert set(shown) <= set(first)
        (name,) = predict(server)
        assert json.loads(tail.stdout.readline())["id"] == name
        # Whoever follows does not hold up the end.
        assert server.stop() == 0
        assert tail.wait(30) == 1


@pytest.mark.parametrize("rule", ["hash", "mask", "drop"])
def test_what_must_not_be_stored_is_in_no_file(start, repository, rule):
    server = start(repository, *STANDARD_DATABASE)
    apply(server, "wine", log={"fields": {"email": rule}, "subject": {"parameter": "email"}})
    predict(server, 5, email=CANARY)
    eventually(lambda: len(rows(server)) == 5)
    assert CANARY.encode() not in files(repository)
    server.stop()
    assert CANARY.encode() not in files(repository)


def test_what_was_answered_a_moment_ago_is_erased_as_well(start, repository):
    server = start(repository, *STANDARD_DATABASE)
    apply(server, "wine", log={"subject": {"parameter": "user"}})
    predict(server, 20, user=CANARY)
    assert log(server, "erase", "--subject", CANARY)[:2] == (0, "20 rows erased\n")
    predict(server, user="somebody else")
    eventually(lambda: rows(server))
    assert len(rows(server)) == 1 and CANARY.encode() not in files(repository)


def test_somebody_is_erased_and_nothing_is_left_in_the_files(start, repository):
    server = start(repository, *STANDARD_DATABASE)
    apply(server, "wine", log={"subject": {"parameter": "user"}})
    for number in range(10):
        predict(server, 5, user=CANARY if number % 2 else "other-user")
    eventually(lambda: len(rows(server)) == 50)
    assert CANARY.encode() in files(repository)
    assert log(server, "erase", "--subject", CANARY)[:2] == (0, "25 rows erased\n")
    assert CANARY.encode() not in files(repository) and b"other-user" in files(repository)
    assert log(server, "erase", "--subject", CANARY, "--json")[:2] == (0, '{"erased":0}\n')
    assert log(server, "erase", "--subject", "")[0] == 64


def test_the_sample_and_the_size_are_the_manifests(start, repository):
    server = start(repository)
    apply(server, "few", model="wine", log={"sample": "0 %"})
    apply(server, "short", model="wine", log={"maxBody": "100B"})
    predict(server, 20, "few")
    predict(server, 3, "short")
    eventually(lambda: len(rows(server)) == 3)
    for row in rows(server):
        assert (row["endpoint"], row["inputs"], row["inputs_kept"]) == ("short", None, "too-large")


def test_what_was_written_survives_a_crash(start, repository):
    server = start(repository, *STANDARD_DATABASE)
    names = predict(server, 40)
    eventually(lambda: len(rows(server)) == 40)
    server.stop(signal.SIGKILL)
    again = start(repository, *STANDARD_DATABASE)
    assert {row["id"] for row in rows(again)} == set(names)


def test_a_server_can_do_without(start, repository):
    server = start(repository, "--log-database", "off")
    predict(server)
    for command in (["query"], ["tail"], ["export"], ["erase", "--subject", "x"]):
        code, out, err = log(server, *command)
        assert (code, out) == (1, "") and "this server writes no prediction log" in err


@pytest.mark.parametrize("is_running", [True, False])
def test_the_log_is_replayed_while_a_server_runs_and_after(start, repository, is_running):
    server = start(repository, *STANDARD_DATABASE)
    predict(server, 30)
    eventually(lambda: len(rows(server)) == 30)
    apply(server, "wine", log={"fields": {"features": "mask"}})
    predict(server, 7)
    eventually(lambda: len(rows(server)) == 37)
    if not is_running:
        server.stop()
    fixed = ["--endpoint", "wine", "--candidate", 2, "--stable", 1, "--repository", repository, "--without-latency"]
    code, out, err = aviary("replay", *fixed, "--from", "log", "--json")
    report = json.loads(out)
    assert (code, err) == (2, "")
    assert (report["candidate"]["requests"], report["skipped"], report["disagreements"]["count"]) == (30, 7, 0)
    code, out, _ = aviary("replay", *fixed, "--from", "log", "--limit", 10, "--since", "1h")
    assert code == 2 and "7 requests passed over" in out and "after 10 requests" in out


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["query", "--where", "colour=red"], "--where knows no 'colour'"),
        (["query", "--where", "role"], "--where is NAME=VALUE"),
        (["query", "--where", "role=a", "--where", "role=b"], "--where names 'role' twice"),
        (["query", "--since", "yesterday"], "a duration is a number and a unit"),
        (["query", "--limit", "0"], "--limit is above 0"),
        (["tail", "--lines=-1"], "--lines is a number of 0 to 1000"),
        (["export", "--format", "xml"], "xml"),
        (["erase"], "--subject"),
    ],
)
def test_a_wrong_option_is_named(arguments, words):
    code, out, err = aviary("log", *arguments)
    assert (code, out) == (64, "") and words in err and err.count("\n") == 1


def test_an_export_that_fails_leaves_no_file(tmp_path):
    file = tmp_path / "rows.jsonl"
    code, out, err = aviary("log", "export", "-o", file, "--server", "http://127.0.0.1:9")
    assert (code, out) == (1, "") and "no server answers" in err
    assert list(tmp_path.iterdir()) == []
