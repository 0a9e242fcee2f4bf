"""The program is killed under load, again and again, and goes on where it stood."""

import random
import socket
import threading
import time
from datetime import datetime

import pytest
import requests
from conftest import Server
from rollout_tools import OTHER, SAME, Traffic, begin, call, events, infer, put_versions, rollout, said, wish
from test_lifecycle import eventually


class Immortal:
    """A server that is started again on the same port and database when it was killed."""

    def __init__(self, repository, database):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.host, self.url = "127.0.0.1", f"http://127.0.0.1:{self.port}"
        self.arguments = (repository, "--port", self.port, "--database", database)
        # When it was ready, each time: from then on the routes are those of the log.
        self.ready = []
        self.start()

    def start(self):
        self.server = Server(*self.arguments)
        self.ready.append(time.time())

    def kill(self):
        self.server.process.kill()
        self.server.process.wait(30)
        self.start()


@pytest.fixture
def immortal(tmp_path):
    put_versions(tmp_path / "repository")
    server = Immortal(tmp_path / "repository", tmp_path / "aviary.sqlite")
    yield server
    # What it ends by now is its own doing.
    assert server.server.stop() == 0


def seconds(iso):
    """A time of the log as a number."""
    return datetime.fromisoformat(iso).timestamp()


def explained(log, replies, settled):
    """Replies that no entry of the log explains.

    An entry is written before its routes are in force, so they may answer from its time on. They have been replaced by
    the next entry's at the latest when the server has answered the call that made it, or is ready after a start:
    `settled`. Nobody waits for what the program does by itself: as it makes one change after the other, that is done when
    the next change begins, which its time, in whole milliseconds, may seem to precede.
    """
    entries = [event for event in log if event["kind"] == "routed"]
    routes = [(0.0, {"stable": 1, "candidate": None, "weight": 0})]
    routes += [(seconds(event["at"]), event["routes"]) for event in entries]
    never = float("inf")

    def end(event):
        since = seconds(event["at"])
        if event["actor"] != "aviary":
            return min((time for time in settled if time >= since), default=never)
        return min((time + 0.001 for time in map(seconds, (entry["at"] for entry in log)) if time > since), default=never)

    ends = [end(event) for event in entries]
    spans = [(since, end, route) for (since, route), end in zip(routes, [*ends, never])]
    return [
        reply for reply in replies
        if not any(
            since <= reply[1] and reply[0] <= end and (reply[3], reply[4]) in answering(route)
            for since, end, route in spans
        )
    ]


def answering(route):
    """Who answers by these routes."""
    who = set()
    if route["weight"] < 1:
        who.add((str(route["stable"]), "stable"))
    if route["weight"] > 0:
        who.add((str(route["candidate"]), "candidate"))
    return who


@pytest.mark.parametrize("seed", [1, 2])
def test_a_canary_stands_where_it_stood_after_each_kill(immortal, seed):
    chance = random.Random(seed)
    settled = []
    with Traffic(immortal, clients=3) as traffic:
        eventually(lambda: len(traffic.replies) > 50)
        before = time.time()
        identifier = begin(immortal, OTHER, [{"setWeight": "30 %"}, "pause"])
        settled.append(time.time())
        for _ in range(4):
            count = len(traffic.replies) + chance.randrange(20, 300)
            eventually(lambda: len(traffic.replies) > count)
            immortal.kill()
            settled.append(immortal.ready[-1])
            state = rollout(immortal, identifier)
            assert (state["phase"], state["step"]["index"], state["weight"]) == ("running", 1, 0.3)
            assert state["hold"]["kind"] == "approval"
        count = len(traffic.replies)
        eventually(lambda: len(traffic.replies) > count + 200)
        wish(immortal, "abort", identifier)
        settled.append(time.time())
        aborted = settled[-1]
        count = len(traffic.replies)
        eventually(lambda: len(traffic.replies) > count + 100)
        immortal.kill()
        eventually(lambda: traffic.replies[-1][0] > immortal.ready[-1])
    log = events(immortal)
    assert [event["kind"] for event in log].count("resumed") == 4
    assert traffic.failures() == [] and explained(log, traffic.replies, settled) == []
    # The check can fail: by an empty log, no reply of the candidate is explained.
    assert len(explained([], traffic.replies, settled)) == traffic.count("candidate")
    roles = {role: [reply for reply in traffic.replies if reply[4] == role] for role in ("stable", "candidate")}
    assert all(reply[3] == "4" and b"33" in reply[5] for reply in roles["candidate"])
    assert all(reply[3] == "1" and b"30" in reply[5] for reply in roles["stable"])
    assert min(reply[1] for reply in roles["candidate"]) >= before
    assert max(reply[0] for reply in roles["candidate"]) <= aborted
    during = [reply for reply in traffic.replies if settled[0] <= reply[0] <= settled[-2]]
    assert 0.2 < len([reply for reply in during if reply[4] == "candidate"]) / len(during) < 0.4
    # After the last start that was survived the candidate had its share again.
    last = max(reply[0] for reply in roles["candidate"])
    assert len(roles["candidate"]) > 50 and last > settled[-2]


def test_a_kill_while_rollouts_begin_pause_and_end(immortal):
    """One client of the API makes changes as fast as it can, while the program is killed."""
    chance = random.Random(7)
    settled, problems, is_over = immortal.ready, [], threading.Event()
    # It goes on until it was worth the while: versions came in, went out, and took stable's place.
    wanted = {"pause", "resume", "promote", "abort", "promoted", "aborted", "resumed"}

    def has_seen_all():
        seen = {event.get(key) for event in events(immortal) for key in ("event", "phase", "kind")}
        return wanted <= seen and {reply[4] for reply in list(traffic.replies)} == {"stable", "candidate"}

    def change():
        choice = random.Random(11)
        while not is_over.is_set():
            word = choice.choice(["pause", "resume", "promote", "abort", "start", "promote", "resume", "finish"])
            try:
                if word == "start":
                    body = {"endpoint": "m", "candidate": choice.choice([1, 2, 4]), "steps": STEPS}
                    reply = call(immortal, "POST", "rollouts", body)
                elif word == "finish":
                    reply = call(immortal, "POST", "rollouts/m/promote", {"fully": True})
                else:
                    reply = call(immortal, "POST", f"rollouts/m/{word}", {})
                # Whoever is told of a rollout finds its routes in force.
                call(immortal, "GET", "rollouts/m")
                settled.append(time.time())
                if reply.status_code not in (200, 201, 400, 404, 409):
                    problems.append(reply.text)
            except requests.RequestException:
                is_over.wait(0.01)

    thread = threading.Thread(target=change, daemon=True)
    with Traffic(immortal, clients=2) as traffic:
        thread.start()
        kills = 0
        while kills < 6 or not has_seen_all():
            assert (kills := kills + 1) <= 40, "not all has happened"
            count = len(traffic.replies) + chance.randrange(5, 200)
            eventually(lambda: len(traffic.replies) > count)
            immortal.kill()
        is_over.set()
        thread.join(60)
    assert problems == [] and traffic.failures() == []
    assert explained(events(immortal), traffic.replies, settled) == []
    # State and log agree, and the log knows each rollout's story to its end.
    log = events(immortal)
    assert len(log) < 1000
    last = [event["routes"] for event in log if event["kind"] == "routed"][-1]
    endpoint = call(immortal, "GET", "endpoints/m", status=200).json()
    assert endpoint["stable"] == last["stable"]
    for entry in call(immortal, "GET", "rollouts?limit=1000").json()["rollouts"]:
        story = [event for event in log if event["rollout"] == entry["id"]]
        phases = [event["phase"] for event in story if "phase" in event]
        revisions = [event["revision"] for event in story if event["kind"] == "changed"]
        assert story[0]["kind"] == "started" and phases[-1] == entry["phase"]
        assert revisions == list(range(1, len(revisions) + 1)) and entry["revision"] == len(revisions)


STEPS = [{"setWeight": "20 %"}, "pause", {"setWeight": "60 %"}, {"pause": "50ms"}, "switch", {"bake": "1h"}]


def test_a_kill_right_after_the_start_loses_nothing_that_was_answered(immortal):
    body = {"endpoint": "m", "candidate": SAME, "steps": [{"setWeight": "100 %"}, "pause"]}
    for _ in range(3):
        begun = call(immortal, "POST", "rollouts", body, status=201, Idempotency_Key="the-first")
        identifier = begun.json()["id"]
        immortal.kill()
    # Asked again three times under the same name, it was begun once.
    assert len(call(immortal, "GET", "rollouts").json()["rollouts"]) == 1
    eventually(lambda: rollout(immortal, identifier)["phase"] == "running")
    assert said(infer(immortal)) == ("2", "candidate")


def test_a_pause_of_some_time_and_a_persons_hold_outlive_a_kill(immortal):
    identifier = begin(immortal, SAME, [{"setWeight": "10 %"}, {"pause": "1h"}])
    due = rollout(immortal, identifier)["next_tick"]
    immortal.kill()
    assert rollout(immortal, identifier)["next_tick"] == due
    wish(immortal, "pause", identifier, X_Aviary_Actor="Ada")
    immortal.kill()
    assert rollout(immortal, identifier)["hold"]["by"] == "Ada"
    wish(immortal, "resume", identifier)
    wish(immortal, "abort", identifier)
    short = begin(immortal, SAME, [{"setWeight": "10 %"}, {"pause": "100ms"}, "pause"])
    immortal.kill()
    eventually(lambda: rollout(immortal, short)["step"]["index"] == 2)


def test_whoever_was_on_the_candidate_is_on_it_after_a_kill(immortal):
    manifest = (
        "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: m}\n"
        "spec: {stable: 1, routing: {key: {header: x-user}}}\n"
    )
    call(immortal, "PUT", "endpoints/m", manifest, status=200)
    begin(immortal, SAME, [{"setWeight": "50 %"}, "pause"])

    def chosen():
        return [user for user in range(60) if said(infer(immortal, **{"x-user": str(user)})) == ("2", "candidate")]

    before = chosen()
    immortal.kill()
    assert chosen() == before and 10 < len(before) < 50


def test_two_servers_do_not_share_a_database(immortal):
    with pytest.raises(AssertionError, match="uses the database .*; give this server its own with --database"):
        Server(*immortal.arguments[:1], "--database", immortal.arguments[4])
