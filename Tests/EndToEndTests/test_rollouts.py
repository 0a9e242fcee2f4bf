"""Versions on their way from the first copied request to all traffic, or back out."""

import pytest
import requests
from rollout_tools import (
    FAILING, OTHER, SAME, Traffic, begin, call, ended, events, infer, put_versions, question, rate_analysis, rollout,
    said, wish,
)
from test_lifecycle import eventually


@pytest.fixture
def server(start, tmp_path):
    """One model, whose first version is loaded."""
    put_versions(tmp_path)
    return start(tmp_path)


def apply(server, specification, name="m"):
    manifest = {"apiVersion": "aviary/v1", "kind": "Endpoint", "metadata": {"name": name}, "spec": specification}
    return call(server, "PUT", f"endpoints/{name}", manifest, status=200).json()


def stable_version(server, name="m"):
    return call(server, "GET", f"endpoints/{name}", status=200).json()["stable"]


def test_a_good_candidate_is_promoted_under_load(server):
    with Traffic(server) as traffic:
        analysis = rate_analysis()["analysis"]
        identifier = begin(server, SAME, strategy="canary", analysis=analysis)
        over = ended(server, identifier)
        eventually(lambda: traffic.replies[-1][3] == "2")
    assert (over["phase"], over["strategy"], over["weight"]) == ("promoted", "canary", 1.0)
    assert traffic.failures() == [] and stable_version(server) == SAME
    assert {reply[3:5] for reply in traffic.replies} == {("1", "stable"), ("2", "candidate"), ("2", "stable")}
    assert said(infer(server)) == ("2", "stable")
    judged = [event for event in events(server, rollout=identifier) if event.get("event") == "judged"]
    assert [event["verdict"] for event in judged] == ["pass"]
    evidence = judged[0]["evidence"][0]
    assert evidence["metric"] == "error-rate" and evidence["requests"]["candidate"] >= 50


def test_a_candidate_that_always_fails_is_taken_out_with_few_requests_lost(server):
    with Traffic(server) as traffic:
        identifier = begin(server, FAILING, [{"setWeight": "50 %"}, rate_analysis(margin="1 %")])
        over = ended(server, identifier)
        lost = len(traffic.failures())
        count = len(traffic.replies)
        eventually(lambda: len(traffic.replies) > count + 200)
    assert over["phase"] == "aborted" and "error-rate" in over["reason"] and over["weight"] == 0
    judged = [event for event in events(server, rollout=identifier) if event.get("event") == "judged"]
    assert judged[0]["verdict"] == "fail" and judged[0]["evidence"][0]["requests"]["candidate"] <= 100
    assert {reply[3:5] for reply in traffic.failures()} == {("3", "candidate")}
    # Those that were under way when the verdict fell are all that may follow.
    assert 1 <= len(traffic.failures()) <= lost + 2 and stable_version(server) == 1
    after = traffic.replies[count + 10:]
    assert {reply[2:5] for reply in after} == {(200, "1", "stable")}


def test_where_stable_answers_for_the_candidate_no_client_sees_a_failure(server):
    apply(server, {"stable": 1, "routing": {"fallback": "stable"}})
    with Traffic(server) as traffic:
        over = ended(server, begin(server, FAILING, [{"setWeight": "50 %"}, rate_analysis(margin="1 %")]))
        assert over["phase"] == "aborted"
    assert traffic.failures() == []
    assert all(b"30.0" in reply[5] or b"[30]" in reply[5] for reply in traffic.replies)
    identifier = begin(server, FAILING, [{"setWeight": "100 %"}, "pause"])
    reply = infer(server)
    assert reply.status_code == 200 and said(reply) == ("1", "stable") and reply.json()["outputs"][0]["data"] == [30]
    # Whoever asks for the candidate sees how it fails.
    assert infer(server, version="candidate").status_code == 500
    wish(server, "abort", identifier)


def test_fallbacks_are_a_metric_that_takes_the_candidate_out(server):
    apply(server, {"stable": 1, "routing": {"fallback": {"deadlineShare": "30 %"}}})
    metrics = [{"name": "fallback-rate", "margin": "5 %"}]
    with Traffic(server) as traffic:
        over = ended(server, begin(server, FAILING, [{"setWeight": "50 %"}, {"analysis": {"metrics": metrics}}]))
    assert over["phase"] == "aborted" and "fallback-rate" in over["reason"] and traffic.failures() == []


def test_progressive_goes_through_copies_canary_and_ramp_to_the_bake(server):
    metrics = [{"name": "error-rate", "margin": "20 %"}, {"name": "disagreement", "max": "20 %"}]
    with Traffic(server) as traffic:
        identifier = begin(server, SAME, analysis={"min": 20, "metrics": metrics})
        eventually(lambda: rollout(server)["status"].startswith("step 11 of 11: bake 10m"))
        eventually(lambda: traffic.replies[-1][3:5] == ("2", "candidate"))
        assert stable_version(server) == 1
        # Stable is warm still, and takes everything back at once.
        wish(server, "abort", identifier, {"reason": "the bake smells"})
        eventually(lambda: traffic.replies[-1][3:5] == ("1", "stable"))
    routes = [event["routes"] for event in events(server, rollout=identifier) if event["kind"] == "routed"]
    assert [(route["weight"], route["mirrored"]) for route in routes] == [
        (0, 0.2), (0.05, 0), (0.25, 0), (0.5, 0), (1.0, 0), (0, 0),
    ]
    assert traffic.failures() == [] and rollout(server, identifier)["reason"].endswith("the bake smells")


def test_blue_green_is_previewed_approved_switched_and_taken_back(server):
    identifier = begin(server, OTHER, strategy="blue-green")
    state = rollout(server)
    assert state["hold"]["kind"] == "approval" and state["weight"] == 0
    for reply in [infer(server, version="candidate"), infer(server, path="/versions/4"), infer(server, version=4)]:
        assert reply.json()["outputs"][0]["data"] == [33]
    for reply in [infer(server), infer(server, version="stable"), infer(server, version=1)]:
        assert reply.json()["outputs"][0]["data"] == [30] and said(reply) == ("1", "stable")
    with Traffic(server) as traffic:
        eventually(lambda: len(traffic.replies) > 50)
        assert {reply[3] for reply in traffic.replies} == {"1"}
        wish(server, "resume", identifier)
        assert said(infer(server)) == ("4", "candidate") and said(infer(server, version="stable")) == ("1", "stable")
        eventually(lambda: traffic.count("candidate") > 50)
        wish(server, "abort", identifier)
        assert said(infer(server)) == ("1", "stable")
    assert traffic.failures() == [] and stable_version(server) == 1
    # Version by version the clients have seen stable, the candidate, and stable again.
    assert infer(server, version="candidate").status_code == 404
    # The version that nobody needs any more is let go.
    eventually(lambda: infer(server, path="/versions/4").status_code == 404)


def test_all_at_once_is_over_at_once(server):
    identifier = begin(server, SAME, strategy="all-at-once")
    assert ended(server, identifier)["phase"] == "promoted" and said(infer(server)) == ("2", "stable")


def test_a_person_may_pause_resume_and_promote_at_any_time(server):
    identifier = begin(server, SAME, [{"setWeight": "10 %"}, {"pause": "1h"}, {"setWeight": "20 %"}, {"bake": "1h"}])
    paused = wish(server, "pause", identifier, X_Aviary_Actor="Ada")
    assert paused["hold"] == {
        "kind": "paused", "by": "Ada", "reason": "until somebody resumes it: Ada has paused it",
    } and paused["next_tick"] is None
    refused = call(server, "POST", f"rollouts/{identifier}/pause", {}, status=409)
    assert "Ada has paused it" in refused.json()["error"]
    resumed = wish(server, "resume", identifier)
    assert resumed["hold"] is None and resumed["next_tick"] and resumed["step"]["index"] == 1
    assert "it is not paused" in wish(server, "resume", identifier, status=409)["error"]
    promoted = wish(server, "promote", identifier)
    assert (promoted["weight"], promoted["step"]["description"]) == (0.2, "bake 1h")
    over = wish(server, "promote", "m", {"fully": True})
    assert over["phase"] == "promoted" and stable_version(server) == SAME
    assert said(infer(server)) == ("2", "stable")


def test_time_goes_by_in_pauses_and_bakes(server):
    over = ended(server, begin(server, SAME, [{"setWeight": "1 %"}, {"pause": "300ms"}, "switch", {"bake": "300ms"}]))
    assert over["phase"] == "promoted"
    ticked = [event["event"] for event in events(server, rollout=over["id"]) if event["kind"] == "changed"]
    assert ticked == ["prepared", "ticked", "ticked"]


def test_copies_show_where_a_candidate_disagrees(server):
    apply(server, {"stable": 1, "shadows": {str(SAME): "50 %"}})
    with Traffic(server) as traffic:
        steps = [{"mirror": "100 %"}, {"analysis": {"min": 20, "metrics": [{"name": "disagreement", "max": "10 %"}]}}]
        over = ended(server, begin(server, OTHER, steps))
    assert over["phase"] == "aborted" and "disagreement" in over["reason"] and traffic.failures() == []
    assert {reply[3:5] for reply in traffic.replies} == {("1", "stable")}
    shown = call(server, "GET", "endpoints/m/comparisons", status=200).json()["comparisons"]
    by_version = {entry["version"]: entry["comparison"] for entry in shown}
    assert set(by_version) == {SAME, OTHER}
    same, other = by_version[SAME], by_version[OTHER]
    assert same["disagreed"] == 0 < same["compared"] and same["rate"] == 0 and same["samples"] == []
    assert other["disagreed"] == other["compared"] > 0 and other["rate"] == 1 and other["interval"][0] > 0.3
    sample = other["samples"][0]
    assert sample["inputs"][0]["data"] == [3] and sample["difference"]
    assert (sample["stable"][0]["data"], sample["candidate"][0]["data"]) == ([30], [33])


def test_failures_of_copies_reach_no_client_and_count(server):
    with Traffic(server) as traffic:
        over = ended(server, begin(server, FAILING, strategy="shadow"))
    assert over["phase"] == "aborted" and "error-rate" in over["reason"] and traffic.failures() == []


def test_whoever_is_on_the_candidate_stays_on_it(server):
    apply(server, {"stable": 1, "routing": {"key": {"header": "X-User-Id"}}})
    steps = [step for share in (5, 25, 60, 100) for step in ({"setWeight": f"{share} %"}, "pause")]
    identifier = begin(server, OTHER, steps)
    session = requests.Session()

    def on_candidate():
        chosen = set()
        for user in range(300):
            versions = set()
            for _ in range(2):
                headers = {"x-user-id": f"user-{user}"}
                url = f"{server.url}/v2/models/m/infer"
                reply = session.post(url, data=question(3), headers=headers, timeout=30)
                versions.add(said(reply))
            assert len(versions) == 1
            if versions == {("4", "candidate")}:
                chosen.add(user)
        return chosen

    last = set()
    for least, most in [(2, 45), (45, 110), (140, 220), (300, 300)]:
        now = on_candidate()
        # The chance that a fair share of 300 falls outside is below one in a million.
        assert last <= now and least <= len(now) <= most
        last = now
        if least < 300:
            wish(server, "resume", identifier)


def test_every_reply_says_who_answered_in_its_head_and_parameters(server):
    begin(server, OTHER, [{"setWeight": "100 %"}, "pause"])
    for version, expected in [
        (None, ("4", "candidate")), ("candidate", ("4", "candidate")), ("4", ("4", "candidate")),
        ("stable", ("1", "stable")), ("1", ("1", "stable")),
    ]:
        reply = infer(server, version=version)
        parameters = reply.json()["parameters"]
        assert said(reply) == expected and reply.headers["x-aviary-endpoint"] == "m"
        assert (parameters["version"], parameters["role"], parameters["endpoint"]) == (*expected, "m")
        assert parameters["prediction_id"] == reply.headers["x-aviary-prediction-id"]
        assert reply.json()["model_version"] == expected[0]
    named = infer(server, path="/versions/1")
    assert said(named) == ("1", "named")
    v1 = requests.post(f"{server.url}/v1/models/m:predict", json={"instances": [3]}, timeout=30)
    assert said(v1) == ("4", "candidate") and v1.json() == {"predictions": [33]}


def test_a_fixed_experiment_goes_on_beside_a_rollout(server):
    apply(server, {"stable": 1, "experiment": {str(SAME): "50 %"}})
    begin(server, OTHER, [{"setWeight": "50 %"}, "pause"])
    with Traffic(server) as traffic:
        eventually(lambda: len(traffic.replies) > 400)
    shares = {role: traffic.count(role) / len(traffic.replies) for role in ("candidate", "experiment", "stable")}
    assert 0.35 < shares["candidate"] < 0.65 and 0.1 < shares["experiment"] < 0.4 and 0.1 < shares["stable"] < 0.4
    assert traffic.failures() == []


def test_metrics_tell_of_each_step(server):
    with Traffic(server) as traffic:
        begin(server, SAME, [{"setWeight": "30 %"}, rate_analysis(minimum=100_000)])
        eventually(lambda: traffic.count("candidate") > 20)
        lines = [
            'aviary_rollout_step{candidate="2",endpoint="m"} 1', 'aviary_rollout_weight{candidate="2",endpoint="m"} 0.3',
            'aviary_rollout_active{candidate="2",endpoint="m"} 1',
            'aviary_rollout_samples_total{endpoint="m",role="candidate",step="1",version="2"} ',
            'aviary_rollout_metric{bound="upper",candidate="2",endpoint="m",metric="error-rate"} ',
            'aviary_requests_total{endpoint="m",role="candidate",version="2"} ',
        ]
        eventually(lambda: all(line in requests.get(f"{server.url}/metrics", timeout=20).text for line in lines))
