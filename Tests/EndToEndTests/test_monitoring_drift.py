"""Drift of live traffic: against what was pinned, training data, and how features hang together."""

import random
import re

from monitoring_tools import (
    EXAMPLES, Flow, alerts, apply, finding, measures, ordinary, run, send, shifted, wait)
from rollout_tools import call


def test_traffic_that_moves_away_from_what_was_pinned_is_an_alert_until_it_comes_back(start):
    server = start(EXAMPLES)
    send(server, 1500)
    wait(lambda: measures(server)[0] == 1500)
    assert call(server, "POST", "profiles/wine/1/pin?window=10m", status=200).json()["rows"] == 1500
    assert call(server, "GET", "profiles/wine/1", status=200).json()["rows"] == 1500
    with Flow(server, shifted):
        # Predictions may move with the inputs, or not far enough to be told.
        alert = wait(lambda: next((one for one in alerts(server, "firing") if one["monitor"] == "input-drift"), None))
    assert (alert["endpoint"], alert["monitor"], alert["severity"]) == ("wine", "input-drift", "warning")
    assert "features[3]" in alert["summary"]
    assert alert["evidence"]["ranking"][0]["feature"] == "features[3]" and alert["evidence"]["p_value"] < 1e-6
    listed = run(server, "alerts", "list")
    assert "firing" in listed and "input-drift" in listed and "features[3]" in listed
    shown = run(server, "alerts", "show", alert["id"])
    assert re.search(r"^features\[3\] +0\.9\d* ", shown, re.M)
    # What people read has no more digits than count.
    assert not re.search(r"\d\.\d{8}", shown), shown
    assert re.search(r"\d breached", run(server, "top", "--once"))
    with Flow(server):
        wait(lambda: not alerts(server))
    resolved = alerts(server, "resolved")
    assert "input-drift" in {one["monitor"] for one in resolved}
    assert {one["state"] for one in resolved} == {"resolved"}
    assert finding(server, "input-drift") == "well"


def table(path, rows=3000, row=ordinary):
    """A table of ordinary rows or of others, with the columns as the endpoint's features are called."""
    source = random.Random(7)
    lines = [",".join(f"features[{column}]" for column in range(13))]
    lines += [",".join(f"{value:.6f}" for value in row(source)) for _ in range(rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_test_that_is_asked_for_is_used_and_named(start):
    server = start(EXAMPLES)
    watch = {"drift": "inputs", "test": "anderson", "reference": {"first": 100}, "window": 50}
    apply(server, watch)
    send(server, 100)
    with Flow(server, shifted):
        alert = wait(lambda: next(iter(alerts(server, "firing")), None))
    assert "features[3]" in alert["summary"] and alert["evidence"]["test"] == "anderson"
    assert alert["evidence"]["p_value"] < 1e-6


def test_training_data_say_what_is_out_of_range_and_what_has_drifted(start, tmp_path):
    server = start(EXAMPLES)
    apply(server, {"measure": "input.out-of-range", "above": "1 %"}, {"drift": "inputs", "window": 300})
    send(server, 100)
    wait(lambda: measures(server)[0] == 100)
    assert ("input.out-of-range", None) not in measures(server)[1]
    wait(lambda: finding(server, "drift of inputs") == "unknown")
    out = run(server, "profile", table(tmp_path / "training.csv"), "--endpoint", "wine", "--version", "1")
    assert out.startswith("3,000 rows, 13 columns\n")
    with Flow(server):
        wait(lambda: finding(server, "drift of inputs") == "well" and finding(server, "input.out-of-range") == "well")
    count, known = measures(server)
    # What came before is not forgotten over the new profile.
    assert count > 400 and known["input.value", "features[3]"]["count"] == count
    with Flow(server, shifted, seed=3):
        found = wait(lambda: {one["monitor"]: one for one in alerts(server, "firing")}.keys() >= {
            "drift of inputs", "input.out-of-range"} and alerts(server, "firing"))
    assert any("features[3]" in one["summary"] for one in found)
    call(server, "DELETE", "profiles/wine/1", status=200)
    call(server, "DELETE", "profiles/wine/1", status=404)


def mixed(source):
    """A row whose features have nothing to do with each other."""
    return [source.gauss(0, 1) for _ in range(13)]


def joined(source):
    """A row whose features all say the same, each by itself as in `mixed`."""
    return [source.gauss(0, 1)] * 13


def test_features_that_hang_together_otherwise_have_drifted(start, tmp_path):
    server = start(EXAMPLES)
    apply(server, {"drift": "inputs", "window": 300})
    training = table(tmp_path / "training.csv", rows=2000, row=joined)
    run(server, "profile", training, "--endpoint", "wine", "--version", "1")
    with Flow(server, joined):
        wait(lambda: finding(server, "drift of inputs") == "well")
    with Flow(server, mixed, seed=3):
        found = wait(lambda: alerts(server, "firing"))
    assert found[0]["summary"].startswith("inputs have drifted: all columns together")
    assert found[0]["evidence"]["test"] == "reconstruction"
    run(server, "profile", training, "--endpoint", "wine", "--version", "1", "--no-rows")
    with Flow(server, mixed, seed=4):
        wait(lambda: not alerts(server))
