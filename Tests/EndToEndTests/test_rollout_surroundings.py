"""Rollouts while files, models and the database are not as they should be."""

import shutil
import sqlite3

import pytest
import requests
from conftest import STANDARD_DATABASE, Server
from rollout_tools import (
    OTHER, SAME, Traffic, begin, call, ended, events, infer, put_versions, rollout, said, wish,
)
from test_lifecycle import eventually

STEPS = [{"setWeight": "50 %"}, "pause"]


@pytest.fixture
def repository(tmp_path):
    put_versions(tmp_path / "repository")
    return tmp_path / "repository"


def test_the_database_lies_in_the_repository_and_is_no_model(start, repository):
    # A key of the configuration file and an environment variable may say where it is; without any of them it is there.
    server = start(repository, *STANDARD_DATABASE)
    begin(server, SAME, STEPS)
    index = requests.post(f"{server.url}/v2/repository/index", timeout=20).json()
    assert {entry["name"] for entry in index} == {"m"}
    assert server.stop() == 0 and (repository / ".aviary/aviary.sqlite").is_file()
    assert said(infer(start(repository, *STANDARD_DATABASE), version="candidate")) == ("2", "candidate")


def test_a_candidate_whose_files_have_gone_meanwhile_is_taken_out(start, repository, tmp_path):
    database = tmp_path / "aviary.sqlite"
    server = start(repository, "--database", database)
    identifier = begin(server, OTHER, STEPS)
    server.stop()
    shutil.rmtree(repository / "m" / str(OTHER))
    server = start(repository, "--database", database)
    over = ended(server, identifier)
    assert over["phase"] == "aborted" and over["reason"].startswith("after a restart: version 4 of m is not in the")
    with Traffic(server) as traffic:
        eventually(lambda: len(traffic.replies) > 100)
    assert {reply[2:5] for reply in traffic.replies} == {(200, "1", "stable")}
    assert events(server)[-1]["routes"]["candidate"] is None


def test_a_stable_version_whose_files_have_gone_is_told_and_others_answer(start, repository, tmp_path):
    put_versions(repository, "n", [1, 2])
    database = tmp_path / "aviary.sqlite"
    server = start(repository, "--database", database)
    wish(server, "promote", begin(server, SAME, STEPS), {"fully": True})
    begin(server, SAME, STEPS, "n")
    server.stop()
    shutil.rmtree(repository / "m" / str(SAME))
    server = start(repository, "--database", database)
    # Nobody has decided that version 1 should answer again.
    refused = infer(server)
    assert refused.status_code == 503 and "2" in refused.json()["error"]
    assert rollout(server, "n")["phase"] == "running" and infer(server, "n").status_code == 200


def test_files_that_go_while_the_program_runs_change_nothing(start, repository):
    server = start(repository, "--watch", "--watch-interval", "100ms")
    begin(server, OTHER, STEPS)
    with Traffic(server) as traffic:
        shutil.rmtree(repository / "m" / str(OTHER))
        put_versions(repository, "n", [1])
        eventually(lambda: infer(server, "n").status_code == 200)
        wish(server, "promote", "m")
        count = len(traffic.replies)
        eventually(lambda: len(traffic.replies) > count + 50)
    assert traffic.failures() == [] and said(infer(server)) == ("4", "stable")


def test_a_model_that_is_unloaded_by_hand_takes_its_endpoint_along_and_brings_it_back(start, repository):
    server = start(repository)
    identifier = begin(server, OTHER, STEPS)
    load = f"{server.url}/v2/repository/models/m"
    assert requests.post(f"{load}/unload", timeout=20).status_code == 200
    assert infer(server).status_code == 503
    assert rollout(server, identifier)["weight"] == 0.5
    assert requests.post(f"{load}/load", timeout=20).status_code == 200
    assert infer(server, version="stable").status_code == 200
    # The candidate is needed as before.
    eventually(lambda: infer(server, version="candidate").status_code == 200)
    wish(server, "promote", identifier)
    assert said(infer(server)) == ("4", "stable")


def test_a_database_that_is_none_or_of_another_program_is_refused(repository, tmp_path):
    file = tmp_path / "aviary.sqlite"
    file.write_bytes(b"This is no database. " * 1000)
    with pytest.raises(AssertionError, match="aviary.sqlite"):
        Server(repository, "--database", file)
    assert file.read_bytes().startswith(b"This is no database.")
    file.unlink()
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE birds (name TEXT)")
    try:
        server = Server(repository, "--database", file)
    except AssertionError as error:
        assert "aviary.sqlite" in str(error)
    else:
        assert server.stop() == 0
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT count(*) FROM birds").fetchone() == (0,)
    with pytest.raises(AssertionError, match="missing/aviary.sqlite|cannot"):
        Server(repository, "--database", "/proc/missing/aviary.sqlite")


def test_an_endpoint_that_comes_and_goes_under_load_costs_no_request(start, repository):
    server = start(repository)
    manifest = "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: m}\nspec: {stable: %d}\n"
    with Traffic(server, clients=3) as traffic:
        for version in [2, 4, 1, 2, 4]:
            call(server, "PUT", "endpoints/m", manifest % version, status=200)
            assert said(infer(server)) == (str(version), "stable")
        call(server, "DELETE", "endpoints/m", status=200)
        assert said(infer(server)) == ("1", "stable")
    assert traffic.failures() == []


def test_many_rollouts_at_once_do_not_disturb_each_other(start, repository):
    server = start(repository)
    names = [f"bird-{number}" for number in range(30)]
    manifests = "\n---\n".join(
        f"apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {{name: {name}}}\n"
        f"spec: {{model: m, stable: 1, rollout: {{candidate: 4, steps: [{{setWeight: 100 %}}, pause]}}}}"
        for name in names
    )
    results = call(server, "POST", "apply", manifests, status=200).json()["results"]
    assert all(result["rollout"] for result in results)
    for name in names:
        eventually(lambda name=name: rollout(server, name)["phase"] == "running")
        assert said(infer(server, name)) == ("4", "candidate")
    for name in names[::2]:
        wish(server, "abort", name)
    assert [said(infer(server, name)) for name in names] == [("1", "stable"), ("4", "candidate")] * 15
    for name in names[1::2]:
        wish(server, "abort", name)
    # The version goes when the last one that needs it has let it go.
    eventually(lambda: infer(server, path="/versions/4").status_code == 404)
