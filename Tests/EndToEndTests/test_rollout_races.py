"""Many who want something at once, and requests in every form on their way to a candidate."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from conftest import place
from rollout_tools import OTHER, SAME, Traffic, begin, call, events, infer, put_versions, question, rollout, said, wish
from test_lifecycle import eventually


@pytest.fixture
def server(start, tmp_path):
    put_versions(tmp_path)
    return start(tmp_path)


def at_once(count, ask):
    """What `count` clients get that ask at the same moment."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(ask, range(count)))


def test_of_many_rollouts_at_once_one_begins(server):
    body = {"endpoint": "m", "candidate": SAME, "steps": ["pause"]}
    replies = at_once(12, lambda _: call(server, "POST", "rollouts", body))
    assert sorted(reply.status_code for reply in replies) == [201] + 11 * [409]
    assert all("is busy" in reply.json()["error"] for reply in replies if reply.status_code == 409)
    assert len(call(server, "GET", "rollouts").json()["rollouts"]) == 1


def test_a_request_that_is_asked_twice_at_once_is_done_once(server):
    body = {"endpoint": "m", "candidate": SAME, "steps": 9 * [{"pause": "1h"}]}
    begun = at_once(8, lambda _: call(server, "POST", "rollouts", body, Idempotency_Key="begin"))
    assert {reply.status_code for reply in begun} == {201} and len({reply.content for reply in begun}) == 1
    identifier = begun[0].json()["id"]
    eventually(lambda: rollout(server)["phase"] == "running")
    replies = at_once(8, lambda _: wish(server, "promote", identifier, Idempotency_Key="one-step"))
    assert all(reply == replies[0] for reply in replies)
    assert rollout(server)["step"]["index"] == 1


def test_of_many_changes_of_one_revision_one_is_made(server):
    manifest = "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: e, owner: %s}\nspec: {model: m}\n"
    call(server, "PUT", "endpoints/e", manifest % "a", status=200)

    def change(number):
        return call(server, "PUT", "endpoints/e", manifest % f"b{number}", If_Match='"1"').status_code

    assert sorted(at_once(12, change)) == [200] + 11 * [412]
    assert call(server, "GET", "endpoints/e").headers["ETag"] == '"2"'


def test_wishes_from_all_sides_keep_the_story_straight(server):
    begin(server, SAME, 30 * [{"pause": "1h"}])
    words = ["pause", "resume", "promote"]

    def press(number):
        return [call(server, "POST", f"rollouts/m/{words[(number + turn) % 3]}", {}).status_code for turn in range(12)]

    with Traffic(server) as traffic:
        codes = {code for codes in at_once(6, press) for code in codes}
    assert codes == {200, 409} and traffic.failures() == []
    state = rollout(server)
    revisions = [event["revision"] for event in events(server) if event["kind"] == "changed"]
    assert revisions == list(range(1, state["revision"] + 1))


def test_followers_have_a_limit_and_leave_room_when_they_go(server):
    begin(server, SAME, ["pause"])
    fields = {"Accept": "text/event-stream"}

    def follow(_):
        return requests.get(f"{server.url}/api/v1/events", headers=fields, stream=True, timeout=30)

    followers = at_once(257, follow)
    codes = sorted(reply.status_code for reply in followers)
    assert codes == 256 * [200] + [429]
    for reply in followers:
        reply.close()

    # Who has gone is noticed when there is something to tell.
    wish(server, "abort")
    begin(server, SAME, ["pause"])

    def has_room():
        with follow(0) as reply:
            return reply.status_code == 200

    eventually(has_room)


def token(user):
    """A JWT that nobody signed: what keeps requests together is no question of trust."""
    parts = [{"alg": "none"}, {"sub": user}]
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*texts, ""])


@pytest.mark.parametrize(
    "key, fields",
    [
        ("{cookie: session}", lambda user: {"Cookie": f"a=b; session={user}; c=d"}),
        ("{claim: sub}", lambda user: {"Authorization": f"Bearer {token(user)}"}),
        ("{header: X-User}", lambda user: {"x-uSER": user}),
        ("{parameter: user}", None),
    ],
)
def test_requests_of_one_origin_stay_together_in_every_form(server, key, fields):
    manifest = (
        "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: m}\n"
        f"spec: {{stable: 1, routing: {{key: {key}}}}}\n"
    )
    call(server, "PUT", "endpoints/m", manifest, status=200)
    begin(server, OTHER, [{"setWeight": "50 %"}, "pause"])
    chosen = {}
    session = requests.Session()
    for user in map(str, range(40)):
        who = set()
        for _ in range(3):
            body = json.loads(question(3))
            if fields is None:
                body["parameters"] = {"user": user}
            reply = session.post(
                f"{server.url}/v2/models/m/infer", json=body, headers=fields(user) if fields else {}, timeout=30
            )
            who.add(said(reply))
        if fields:
            reply = session.post(
                f"{server.url}/v1/models/m:predict", json={"instances": [3]}, headers=fields(user), timeout=30
            )
            who.add(said(reply))
        assert len(who) == 1
        chosen[user] = who.pop()
    assert 5 < list(chosen.values()).count(("4", "candidate")) < 35


def test_a_candidate_that_is_too_slow_leaves_stable_time_to_answer(start, tmp_path):
    # Both loop for as long as they are told; the candidate has one thread, which is kept busy.
    place(tmp_path, "loop", "loop", configuration="versionPolicy: {specific: [1]}\n")
    place(tmp_path, "loop", "loop", version=2)
    server = start(tmp_path)
    manifest = (
        "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: loop}\n"
        "spec: {stable: 1, routing: {fallback: {deadlineShare: 20 %}}}\n"
    )
    call(server, "PUT", "endpoints/loop", manifest, status=200)
    begin(server, 2, [{"setWeight": "100 %"}, "pause"], "loop")

    def ask(rounds, timeout, **headers):
        inputs = [
            {"name": "rounds", "shape": [], "datatype": "INT64", "data": [rounds]},
            {"name": "start", "shape": [1], "datatype": "FP32", "data": [0]},
        ]
        body = {"inputs": inputs, "parameters": {"timeout": timeout}}
        return requests.post(f"{server.url}/v2/models/loop/infer", json=body, headers=headers, timeout=60)

    assert said(ask(1, 20_000_000)) == ("2", "candidate")
    with ThreadPoolExecutor(1) as pool:
        # A tester's request holds the candidate's thread for six seconds: others have to wait for more than their share.
        busy = pool.submit(ask, 2**40, 6_000_000, **{"x-aviary-version": "candidate"})
        eventually(lambda: said(ask(1, 2_000_000)) == ("1", "stable"))
        reply = ask(1, 5_000_000)
        assert reply.status_code == 200 and said(reply) == ("1", "stable")
        assert busy.result().status_code == 504
    assert said(ask(1, 20_000_000)) == ("2", "candidate")


def test_what_testers_ask_for_is_read_closely(server):
    begin(server, OTHER, [{"setWeight": "0.01 %"}, "pause"])
    for version in ["Candidate", "candidate,stable", "-1", "0", "4.0", "٤", "9" * 500]:
        reply = infer(server, version=None, **{"x-aviary-version": version.encode()})
        assert reply.status_code == 400 and "'candidate', 'stable' or a version's number" in reply.json()["error"]
    assert said(infer(server, version="candidate")) == ("4", "candidate")
