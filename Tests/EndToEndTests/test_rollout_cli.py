"""The commands about rollouts, as people and scripts use them."""

import json
import os
import pwd
import re
import threading

import pytest
from command_line import aviary, on_terminal
from rollout_tools import SAME, Traffic, begin, call, ended, events, put_versions, rollout, wish
from test_lifecycle import eventually

# By whom what the commands do is done.
ME = pwd.getpwuid(os.getuid()).pw_name
STEPS = [{"setWeight": "10 %"}, "pause", {"setWeight": "50 %"}, {"bake": "1h"}]
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"


@pytest.fixture
def server(start, tmp_path):
    put_versions(tmp_path)
    return start(tmp_path)


@pytest.fixture
def run(server):
    """Runs `aviary rollout`, and expects it to succeed unless told otherwise."""

    def command(*arguments, code=0):
        result, out, err = aviary("rollout", *arguments, "--server", server.url)
        assert result == code, err
        return out if code == 0 else out + err

    return command


def test_the_life_of_a_rollout_by_hand(server, run):
    assert run("list") == "No rollout goes on\n"
    assert run("list", "--all") == "There were no rollouts\n"
    assert run("start", "m", "--candidate", 2, "--strategy", "blue-green") == (
        "m: version 2, preparing version 2\nWatch it with 'aviary rollout status m --watch'\n"
    )
    eventually(lambda: rollout(server)["hold"])
    identifier = rollout(server)["id"]
    assert run("status", "m") == (
        f"m 1 -> 2  step 2 of 4: pause until a person approves, held until a person approves\n"
        f"rollout {identifier}, blue-green\n\n"
        "[..............................] 0 % of the requests\n"
        "  ✓ preview\n"
        "  > pause until a person approves\n"
        "    switch\n"
        "    bake 10m\n"
    )
    listed = run("list").splitlines()
    assert listed[0].split() == ["ID", "ENDPOINT", "CANDIDATE", "STRATEGY", "STATE", "WEIGHT", "STARTED"]
    assert re.fullmatch(
        rf"{identifier}  m +2  blue-green  step 2 of 4: pause until a person approves, held until a person approves +"
        rf"0 %  {TIME}", listed[1],
    )
    assert run("resume", "m") == "m: version 2, step 4 of 4: bake 10m\n"
    assert run("pause", identifier) == (
        f"m: version 2, step 4 of 4: bake 10m, held until somebody resumes it: {ME} has paused it\n"
    )
    assert run("abort", "m", "--reason", "it calls everything a Barolo") == (
        f"m: version 2, aborted: {ME}: it calls everything a Barolo\n"
    )
    assert run("promote", "m", code=1) == (
        f"aviary: cannot promote rollout {identifier} of m: it was aborted: {ME}: it calls everything a Barolo; "
        "start another one\n"
    )
    history = run("history", "m").splitlines()
    assert history[0].split() == ["AT", "BY", "WHAT"]
    told = [
        (ME, f"{ME} began rollout {identifier}, which brings version 2 in for version 1: blue-green, 4 steps."),
        ("aviary", "Version 2 is loaded, warmed up, and fits stable's signature, so it waits until a person approves."),
        ("aviary", "From here on version 1 answers all requests but those that ask for version 2."),
        (ME, f"{ME} let it go on, so step 4 of 4 is on: bake 10m."),
        (ME, "From here on version 2 answers all requests, and version 1 stays warm."),
        (ME, f"{ME} paused it."),
        (
            ME, f"{ME} aborted it (it calls everything a Barolo), so version 2 was taken out and all requests go to "
            "version 1.",
        ),
        (ME, "From here on all requests go to version 1."),
    ]
    assert len(history) == len(told) + 1
    for line, (who, what) in zip(history[1:], told):
        assert re.fullmatch(rf"{TIME}  {who} +{re.escape(what)}", line), line
    explained = run("explain", "m").splitlines()
    assert explained[0] == (
        f"Rollout {identifier} of version 2 on endpoint m is aborted, and all requests go to version 1; "
        f"the reason: {ME}: it calls everything a Barolo."
    )
    assert [line[21:] for line in explained[2:]] == [what for _, what in told]
    assert run("list") == "No rollout goes on\n" and identifier in run("list", "--all", "--endpoint", "m")


def test_promotion_by_a_step_and_to_the_end(server, run):
    identifier = begin(server, SAME, STEPS)
    assert run("promote", "m") == "m: version 2, step 4 of 4: bake 1h\n"
    assert run("promote", identifier, "--full") == "m: version 2, promoted: version 2 is stable\n"
    assert run("status", "m").splitlines()[3:] == [
        "[##############################] 100 % of the requests",
        "  ✓ setWeight 10 %", "  ✓ pause until a person approves", "  ✓ setWeight 50 %", "  ✓ bake 1h",
    ]


def test_json_is_what_the_server_says(server, run):
    started = json.loads(run("start", "m", "--candidate", 2, "--strategy", "shadow", "--min-requests", 7, "--json"))
    assert started["steps"][1]["minimum_requests"] == 7 and started["strategy"] == "shadow"
    eventually(lambda: rollout(server)["phase"] == "running")
    identifier = started["id"]
    assert json.loads(run("status", "m", "--json"))["id"] == identifier
    assert [entry["id"] for entry in json.loads(run("list", "--json"))["rollouts"]] == [identifier]
    assert json.loads(run("pause", "m", "--json"))["hold"]["by"] == ME
    history = [json.loads(line) for line in run("history", "m", "--json").splitlines()]
    assert history == events(server, rollout=identifier)
    assert json.loads(run("explain", "m", "--json"))["rollout"] == identifier


def test_start_takes_how_to_judge(server, run):
    options = ["--alpha", "0.01", "--min-requests", "9", "--max-time", "5m", "--on-inconclusive", "abort"]
    begun = json.loads(run("start", "m", "--candidate", 2, "--strategy", "canary", *options, "--json"))
    analysis = begun["steps"][1]
    assert (analysis["alpha"], analysis["minimum_requests"], analysis["deadline_seconds"]) == (0.01, 9, 300)
    assert begun["on_inconclusive"] == "abort"
    wish(server, "abort")
    assert json.loads(run("start", "m", "--candidate", 2, "--json"))["strategy"] == "progressive"


def test_watching_ends_with_the_rollout_and_tells_how(server, run):
    with Traffic(server):
        metrics = {"min": 50, "metrics": [{"name": "error-rate", "margin": "20 %"}]}
        identifier = begin(server, SAME, [{"setWeight": "50 %"}, {"analysis": metrics}])
        shown = run("status", identifier, "--watch")
    assert shown.rstrip().endswith("✓ analysis, at most 2h")
    assert f"m 1 -> 2  promoted: version 2 is stable\nrollout {identifier}, own steps" in shown and "\x1b" not in shown
    begin(server, 4, STEPS)
    call(server, "POST", "rollouts/m/abort", {"reason": "no"}, status=200)
    assert "aborted: api: no" in run("status", "m", "--watch", code=1)
    lines = run("status", "m", "--watch", "--json", code=1).splitlines()
    assert [json.loads(line)["phase"] for line in lines] == ["aborted"]


def test_start_can_watch_what_it_began(server):
    code, out, err = aviary(
        "rollout", "start", "m", "--candidate", 2, "--strategy", "all-at-once", "--watch", "--server", server.url
    )
    assert (code, err) == (0, "") and "promoted: version 2 is stable" in out


def test_a_terminal_sees_one_view_with_metrics_that_is_drawn_anew(server):
    with Traffic(server, place=0) as traffic:
        metrics = [{"name": "error-rate", "margin": "1 %"}, {"name": "slower-than", "bound": "stable.p95"}]
        begin(server, SAME, [{"setWeight": "30 %"}, {"analysis": {"min": 1500, "metrics": metrics}}])
        eventually(lambda: traffic.count("candidate") > 50)
        shown = on_terminal("rollout", "status", "m", "--watch", "--server", server.url)
        ended(server)
    # The screen is cleared once; each view is drawn over the one before, from the corner.
    assert shown.count("\x1b[2J") == 1 < shown.count("\x1b[H") == shown.count("\x1b[J")
    plain = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown).replace("\r", "")
    assert re.search(r"step 2: \d+ of the candidate's requests, \d+ s of at most 2 h", plain)
    assert re.search(r"^METRIC +EFFECT +INTERVAL +MARGIN +VERDICT +TO A VERDICT$", plain, re.M)
    assert re.search(r"^error-rate +0 +-[\d.]+ to [\d.]+ +0.01 +(continue +about \d+ requests, |pass)", plain, re.M)
    assert "[#########.....................] 30 % of the requests" in plain


def test_what_cannot_be_is_told_in_one_line(server, run):
    identifier = begin(server, SAME, STEPS)
    for arguments, words in [
        (("start", "m", "--candidate", 4), f"endpoint 'm' is busy: rollout {identifier} of version 2 goes on"),
        (("start", "n", "--candidate", 4), "model 'n' is not in the repository"),
        (("start", "m", "--candidate", "two"), "candidate"),
        (("start", "m", "--candidate", 2, "--strategy", "canry"), "did you mean 'canary'?"),
        (("start", "m", "--candidate", 2, "--max-time", "soon"), "analysis.max"),
        (("status", "nobody"), "there is no rollout 'nobody'"),
        (("resume", "../m"), "there is no rollout '../m'"),
        (("explain", "nobody"), "'aviary rollout list' shows all"),
        (("history", "nobody"), "there is no rollout 'nobody'"),
    ]:
        said = run(*arguments, code=1)
        assert words in said and said.startswith("aviary: ") and said.count("\n") == 1, said
    assert "--limit is a number of 1 to 1000" in run("list", "--limit", 0, code=64)
    assert "missing expected argument '--candidate <version>'" in run("start", "m", code=64)


def test_a_server_that_is_not_there_is_named():
    for arguments in [("list",), ("status", "m"), ("status", "m", "--watch"), ("abort", "m")]:
        code, out, err = aviary("rollout", *arguments, "--server", "http://127.0.0.1:9")
        assert (code, out, err.count("\n")) == (1, "", 1) and "127.0.0.1:9" in err


def test_watching_a_server_that_stops_says_so(server):
    begin(server, SAME, STEPS)
    threading.Timer(1, server.process.terminate).start()
    code, _, err = aviary("rollout", "status", "m", "--watch", "--server", server.url)
    assert code == 1 and "the server has ended the view; watch again when it is back" in err
