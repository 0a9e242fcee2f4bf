"""The control API: revisions, requests that are asked again, pages, streams, and what is refused."""

import json
import re

import pytest
import requests
from rollout_tools import (
    FAILING, NOT_FINITE, OTHER, SAME, TAKES_TEXT, begin, call, events, infer, put_versions, rollout, said, wish,
)
from test_lifecycle import eventually

STEPS = [{"setWeight": "10 %"}, "pause"]
MANIFEST = "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: %s}\nspec: {model: m, stable: 1}\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Endpoints that tests make for themselves, on one model."""
    from conftest import Server

    repository = tmp_path_factory.mktemp("rollout-api")
    put_versions(repository)
    server = Server(repository)
    yield server
    assert server.process.poll() is None, "the server went down: " + "".join(server.log)
    assert server.stop() == 0


@pytest.fixture
def name(server, request):
    """An endpoint of the test's own."""
    name = re.sub("[^a-z]", "-", request.node.name.lower())[:60].strip("-")
    call(server, "PUT", f"endpoints/{name}", MANIFEST % name, status=200)
    yield name
    if call(server, "GET", f"endpoints/{name}").json().get("rollout"):
        wish(server, "abort", name)


def test_a_change_about_what_is_no_longer_so_is_refused(server, name):
    endpoint = call(server, "GET", f"endpoints/{name}", status=200)
    assert endpoint.headers["ETag"] == '"1"' and endpoint.json()["revision"] == 1
    changed = MANIFEST.replace("}\nspec", ", owner: Ada}\nspec") % name
    assert call(server, "PUT", f"endpoints/{name}", changed, status=200, If_Match='"1"').headers["ETag"] == '"2"'
    stale = call(server, "PUT", f"endpoints/{name}", MANIFEST % name, status=412, If_Match='"1"').json()["error"]
    assert stale.startswith(f"endpoint '{name}' is at revision 2, the request is about revision 1; read it again")
    call(server, "DELETE", f"endpoints/{name}", status=412, If_Match='"1"')
    identifier = begin(server, SAME, STEPS, name)
    reply = call(server, "GET", f"rollouts/{identifier}", status=200)
    revision = reply.json()["revision"]
    assert reply.headers["ETag"] == f'"{revision}"'
    wish(server, "promote", identifier, If_Match='"0"', status=412)
    wish(server, "promote", identifier, If_Match="nonsense", status=400)
    assert wish(server, "promote", identifier, If_Match=f'"{revision}"')["phase"] == "promoted"
    assert call(server, "GET", f"endpoints/{name}").json()["stable"] == SAME


def test_a_request_that_is_asked_again_is_answered_again_and_done_once(server, name):
    body = {"endpoint": name, "candidate": SAME, "steps": STEPS}
    key = {"Idempotency_Key": f"{name}-1"}
    first = call(server, "POST", "rollouts", body, status=201, **key)
    again = call(server, "POST", "rollouts", body, status=201, **key)
    assert again.content == first.content and again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    other = call(server, "POST", "rollouts", body | {"candidate": OTHER}, status=409, **key).json()["error"]
    assert "was used for another request; give each request a key of its own" in other
    identifier = first.json()["id"]
    eventually(lambda: rollout(server, identifier)["phase"] == "running")
    step = wish(server, "promote", identifier, Idempotency_Key=f"{name}-2")
    assert step["phase"] == "promoted" and wish(server, "promote", identifier, Idempotency_Key=f"{name}-2") == step
    assert len(call(server, "GET", f"rollouts?endpoint={name}", status=200).json()["rollouts"]) == 1
    bad = call(server, "POST", "rollouts", body, status=400, Idempotency_Key="a" * 129).json()["error"]
    assert "1 to 128 printable characters" in bad


def test_rollouts_and_events_come_in_pages(server, name):
    identifiers = []
    for _ in range(5):
        identifiers.append(begin(server, SAME, STEPS, name))
        wish(server, "abort", name)
    seen, after = [], ""
    while True:
        page = call(server, "GET", f"rollouts?endpoint={name}&limit=2{after}", status=200).json()
        assert len(page["rollouts"]) <= 2
        seen += [entry["id"] for entry in page["rollouts"]]
        if page["next"] is None:
            break
        after = f"&before={page['next']}"
    assert seen == identifiers[::-1]
    whole = events(server, endpoint=name)
    parts, after = [], 0
    while after is not None:
        page = call(server, "GET", f"events?endpoint={name}&limit=3&after={after}", status=200).json()
        parts, after = parts + page["events"], page["next"]
    assert parts == whole and [event["sequence"] for event in whole] == sorted(event["sequence"] for event in whole)
    assert [event["kind"] for event in events(server, rollout=identifiers[0])] == [
        "started", "changed", "routed", "changed", "routed",
    ]
    assert call(server, "GET", f"rollouts?state=live&endpoint={name}", status=200).json()["rollouts"] == []
    names = [entry["name"] for entry in call(server, "GET", "endpoints?limit=1", status=200).json()["endpoints"]]
    following = call(server, "GET", f"endpoints?limit=1000&after={names[0]}", status=200).json()
    assert name in names + [entry["name"] for entry in following["endpoints"]] and following["next"] is None
    for query in ["events?limit=0", "events?limit=1001", "events?after=-1", "rollouts?state=odd", "rollouts?limit=x"]:
        assert "got '" in call(server, "GET", query, status=400).json()["error"]


def follow(server, path, **headers):
    """Server-sent events, one after the other."""
    fields = {"Accept": "text/event-stream"} | {name.replace("_", "-"): value for name, value in headers.items()}
    with requests.get(f"{server.url}/api/v1/{path}", headers=fields, stream=True, timeout=30) as reply:
        assert reply.status_code == 200 and reply.headers["Content-Type"] == "text/event-stream"
        event = {}
        for line in reply.iter_lines(decode_unicode=True):
            if line and not line.startswith(":"):
                key, _, value = line.partition(": ")
                event[key] = value
            elif event:
                yield event["event"], event["id"], json.loads(event["data"])
                event = {}


def test_the_log_can_be_followed_and_taken_up_again(server, name):
    identifier = begin(server, SAME, STEPS, name)
    stream = follow(server, f"events?rollout={identifier}")
    seen = [next(stream) for _ in range(3)]
    assert [(kind, event["kind"]) for kind, _, event in seen] == [
        ("event", "started"), ("event", "changed"), ("event", "routed"),
    ]
    # What happens later comes when it does.
    wish(server, "abort", identifier, {"reason": "a test"})
    later = [next(stream) for _ in range(2)]
    assert later[0][2]["event"] == "abort" and later[1][2]["routes"]["candidate"] is None
    assert all(int(number) == event["sequence"] for _, number, event in seen + later)
    again = follow(server, f"events?rollout={identifier}", Last_Event_ID=seen[1][1])
    assert [next(again) for _ in range(3)] == [seen[2], *later]


def test_a_rollout_can_be_followed_until_it_is_over(server, name):
    identifier = begin(server, SAME, STEPS, name)
    stream = follow(server, f"rollouts/{identifier}")
    kind, number, state = next(stream)
    assert (kind, number, state["phase"], state["analyses"]) == ("rollout", str(state["revision"]), "running", [])
    wish(server, "promote", identifier)
    last = list(stream)[-1]
    assert last[2]["phase"] == "promoted"
    # One that is over is told once.
    assert [state["phase"] for _, _, state in follow(server, f"rollouts/{identifier}")] == ["promoted"]


def test_a_second_rollout_on_a_busy_endpoint_is_refused_with_the_reason(server, name):
    identifier = begin(server, SAME, STEPS, name)
    busy = call(server, "POST", "rollouts", {"endpoint": name, "candidate": OTHER}, status=409).json()["error"]
    assert busy == (
        f"endpoint '{name}' is busy: rollout {identifier} of version 2 goes on; "
        f"let it end, or abort it with 'aviary rollout abort {identifier}'"
    )
    deleted = call(server, "DELETE", f"endpoints/{name}", status=409).json()["error"]
    assert deleted == busy
    moved = MANIFEST.replace("stable: 1", "stable: 4, routing: {key: {cookie: c}}") % name
    refused = call(server, "PUT", f"endpoints/{name}", moved, status=409).json()["error"]
    assert "stable, routing.key cannot change while rollout" in refused and identifier in refused


def test_what_is_over_stays_over(server, name):
    identifier = begin(server, SAME, STEPS, name)
    wish(server, "abort", identifier, {"reason": "no luck"}, X_Aviary_Actor="Ada")
    for word in ("promote", "pause", "resume", "abort"):
        refused = wish(server, word, identifier, status=409)["error"]
        assert refused == (
            f"cannot {word} rollout {identifier} of {name}: it was aborted: Ada: no luck; start another one"
        )


def test_what_is_not_there_is_told_with_what_is(server, name):
    for body, words in [
        (
            {"endpoint": name, "candidate": 9},
            "version 9 of m is not in the repository; there are versions 1, 2, 3, 4, 5, 6",
        ),
        (
            {"endpoint": "nobody", "candidate": 1},
            "model 'nobody' is not in the repository; 'aviary models list' shows all",
        ),
    ]:
        assert words in call(server, "POST", "rollouts", body, status=404).json()["error"]
    manifest = MANIFEST.replace("stable: 1", "stable: 77") % name
    assert "there are versions 1, 2" in call(server, "PUT", f"endpoints/{name}", manifest, status=404).json()["error"]
    for method, path in [
        ("GET", "rollouts/none"), ("POST", "rollouts/none/abort"), ("GET", "rollouts/none/explanation"),
        ("GET", "endpoints/none"), ("DELETE", "endpoints/none"), ("DELETE", "notifiers/none"),
        ("GET", "endpoints/none/comparisons"),
    ]:
        error = call(server, method, path, status=404).json()["error"]
        assert "none" in error, path


def test_a_candidate_that_does_not_fit_is_refused_tensor_by_tensor(server, name):
    refused = call(server, "POST", "rollouts", {"endpoint": name, "candidate": TAKES_TEXT}, status=400).json()["error"]
    assert "input 'index': stable takes INT64 [-1], the candidate INT32 [-1]" in refused
    assert "give a changed interface an endpoint of its own" in refused
    refused = call(server, "POST", "rollouts", {"endpoint": name, "candidate": NOT_FINITE}, status=400).json()["error"]
    assert "output 'y' is not finite for a warm-up, stable's is" in refused
    same = call(server, "POST", "rollouts", {"endpoint": name, "candidate": 1}, status=400).json()["error"]
    assert "version 1 is stable already" in same
    # Nothing of it has happened, and nothing is loaded that nobody needs.
    assert call(server, "GET", f"endpoints/{name}").json()["rollout"] is None
    assert events(server, endpoint=name)[-1]["kind"] in ("applied", "routed")
    eventually(lambda: infer(server, path=f"/versions/{TAKES_TEXT}").status_code == 404)


@pytest.mark.parametrize(
    "body, words",
    [
        (
            {"steps": [{"setWeight": "10 %"}, {"setWeight": "5 %"}]},
            "steps[1].setWeight: the weight rises from step to step",
        ),
        ({"steps": [{"setWeight": "101 %"}]}, "steps[0].setWeight"),
        ({"steps": [{"setWeight": "-1 %"}]}, "steps[0].setWeight"),
        ({"steps": [{"setWeight": "0.001 %"}]}, "steps[0].setWeight"),
        ({"steps": []}, "a rollout has at least one step"),
        ({"steps": ["swich"]}, "did you mean 'switch'"),
        ({"stratgy": "canary"}, "did you mean 'strategy'"),
        ({"strategy": "canry"}, "did you mean 'canary'"),
        ({"strategy": "canary", "steps": STEPS}, "not both"),
        ({"analysis": {"metrics": [{"name": "eror-rate"}]}}, "did you mean 'error-rate'"),
        ({"analysis": {"alpha": 0.7}}, "a probability above 0 and below 0.5"),
        ({"analysis": {"metrics": []}}, "there is nothing to judge the candidate by"),
        ({"strategy": "canary", "analysis": {"metrics": [{"name": "disagreement"}]}}, "takes copies of requests"),
        ({"candidate": 0}, "candidate"),
        ({"candidate": [2]}, "candidate"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_its_place(server, body, words):
    whole = {"endpoint": "m", "candidate": SAME} | body
    reply = call(server, "POST", "rollouts", whole, status=400).json()
    assert words in reply["error"] and reply["problems"][0]["key"]
    assert call(server, "GET", "endpoints/m", status=200).json()["revision"] == 0


def test_all_that_is_wrong_with_a_plan_is_told_at_once(server):
    body = {"endpoint": "m", "candidate": "x", "onInconclusive": "panic", "progressDeadline": "soon", "more": 1}
    problems = call(server, "POST", "rollouts", body, status=400).json()["problems"]
    assert {problem["key"] for problem in problems} == {"candidate", "onInconclusive", "progressDeadline", "more"}


@pytest.mark.parametrize(
    "body, words",
    [
        (b"[]", "the body is a JSON object with 'endpoint' and 'candidate'"),
        (b"{", "expected"),
        (b"", "'endpoint' is missing"),
        (b'{"candidate": 2}', "'endpoint' is missing"),
        (b'{"endpoint": "m"}', "candidate"),
        (b'{"endpoint": "../m", "candidate": 2}', "name"),
        (b'{"endpoint": "m", "candidate": 2, "candidate": 3}', "candidate"),
        (b"\xff", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(server, body, words):
    assert words in call(server, "POST", "rollouts", body, status=400).json()["error"]


def test_a_body_that_is_too_large_is_refused(server):
    assert call(server, "POST", "apply", b"#" * ((1 << 20) + 1), status=413).json()["error"]


def test_wishes_are_read_closely(server, name):
    identifier = begin(server, SAME, STEPS, name)
    assert "'fully' is true or false" in wish(server, "promote", identifier, {"fully": 1}, status=400)["error"]
    for reason in ("", 3):
        assert "not empty" in wish(server, "abort", identifier, {"reason": reason}, status=400)["error"]
    assert rollout(server, identifier)["phase"] == "running"


def test_an_endpoint_that_is_removed_is_its_model_again(server, name):
    assert said(infer(server, name)) == ("1", "stable")
    assert call(server, "DELETE", f"endpoints/{name}", status=200).json() == {"removed": True}
    assert infer(server, name).status_code == 404
    assert events(server, endpoint=name)[-1]["kind"] == "removed"
    call(server, "DELETE", f"endpoints/{name}", status=404)


def test_an_explanation_tells_why_in_sentences(server, name):
    identifier = begin(server, SAME, STEPS, name)
    wish(server, "abort", identifier, {"reason": "it smells"}, X_Aviary_Actor="Ada")
    told = call(server, "GET", f"rollouts/{name}/explanation", status=200).json()
    assert told["summary"] == (
        f"Rollout {identifier} of version 2 on endpoint {name} is aborted, and all requests go to version 1; "
        "the reason: Ada: it smells."
    )
    assert [event["sentence"] for event in told["events"]] == [
        f"api began rollout {identifier}, which brings version 2 in for version 1: steps of its own, 2 steps.",
        "Version 2 is loaded, warmed up, and fits stable's signature, so it waits until a person approves.",
        "From here on version 2 answers 10 % of the requests, version 1 the rest.",
        "Ada aborted it (it smells), so version 2 was taken out and all requests go to version 1.",
        "From here on all requests go to version 1.",
    ]


def test_a_failing_candidate_without_analysis_goes_on(server, name):
    # Nobody asked for a verdict, so there is none.
    identifier = begin(server, FAILING, [{"setWeight": "100 %"}, "pause"], name)
    assert infer(server, name).status_code == 500 and rollout(server, identifier)["phase"] == "running"
