"""The queues of models are watched: how many requests wait, how many run together, how many are refused."""

import concurrent.futures
import json
import re
import socket

import requests
from conftest import place
from rollout_tools import call
from test_lifecycle import loop
from monitoring_tools import alerts, apply, run, wait


def gauges(server, name, query=""):
    """What the system says of the queue of an endpoint's one version; `None` while no request has come."""
    versions = call(server, "GET", f"measures?endpoint={name}{query}", status=200).json()["versions"]
    return {one["measure"]: one["value"] for one in versions[0]["now"]} if versions else None


def metric(server, name, **labels):
    """The value of one series of `/metrics`."""
    page = requests.get(f"{server.url}/metrics", timeout=30).text
    printed = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    found = re.search(rf"^{name}{{{re.escape(printed)}}} (\S+)$", page, re.M)
    return found and float(found[1])


def measure(server, name, what):
    return metric(server, "aviary_measure", endpoint=name, version="1", measure=what, feature="", statistic="mean")


class Endless:
    """Requests that keep a model busy, or wait for it, until they are taken back."""

    def __init__(self, server):
        self.server = server
        self.connections = []

    def fill(self, depth):
        """Sends one more while fewer wait: the first leaves the queue when the model's thread comes, whenever that is."""
        if metric(self.server, "aviary_queue_depth", model="loop", version="1") < depth:
            body = json.dumps(loop(2**40)).encode()
            head = b"POST /v2/models/loop/infer HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body)
            connection = socket.create_connection((self.server.host, self.server.port), timeout=60)
            connection.sendall(head + body)
            self.connections.append(connection)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()


def test_a_full_queue_is_told_with_what_it_refuses_until_it_is_empty(start, tmp_path):
    place(tmp_path, "loop", "loop", configuration="queueSize: 3\n")
    server = start(tmp_path, "--default-deadline", "10m")
    apply(server, {"measure": "system.queue", "above": 2}, {"measure": "system.drops", "above": 0}, name="loop")
    assert gauges(server, "loop") is None

    def refuse():
        reply = requests.post(f"{server.url}/v2/models/loop/infer", json=loop(2), timeout=30)
        assert reply.status_code == 429

    def firing():
        return {one["monitor"] for one in alerts(server, "firing")}

    with Endless(server) as endless:
        # Nothing has been answered, and yet it is seen.
        wait(lambda: (endless.fill(3), (gauges(server, "loop") or {}).get("system.queue") == 3)[1])
        wait(lambda: (refuse(), firing() == {"system.queue", "system.drops"})[1])
        seen = gauges(server, "loop")
        assert seen["system.queue"] == 3 and seen["system.drops"] > 0 and "system.batch" not in seen
        (alert,) = [one for one in alerts(server, "firing") if one["monitor"] == "system.queue"]
        assert alert["summary"] == "system.queue is 3.00, above 2.00" and alert["labels"]["version"] == "1"
        assert measure(server, "loop", "system.queue") == 3 and measure(server, "loop", "system.drops") > 0
        assert gauges(server, "loop", "&segment=country:de") == {}
        shown = run(server, "monitors", "show", "loop")
        assert re.search(r"^system\.queue +\{request\} +3$", shown, re.M), shown
        assert re.search(r"^system\.drops +1/s +[\d.]+$", shown, re.M), shown
        heads, row = run(server, "top", "--once").splitlines()[2:4]
        assert heads.split()[6:9] == ["QUEUE", "BATCH", "DROPS/S"]
        assert row[heads.index("QUEUE"):].split()[0] == "3", row
    # What was refused is told for a minute.
    wait(lambda: firing() <= {"system.drops"})
    assert metric(server, "aviary_queue_depth", model="loop", version="1") == 0


def test_requests_that_run_together_are_told(start, tmp_path):
    place(tmp_path, "linear", "linear", configuration="batching: {maxBatchSize: 2, maxDelay: 60s}\n")
    server = start(tmp_path, "--event-loops", "1")
    apply(server, {"measure": "system.batch", "above": 1.5}, name="linear")
    body = {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 3], "data": [1, 2, 3]}]}

    def ask(_):
        reply = requests.post(f"{server.url}/v2/models/linear/infer", json=body, timeout=90)
        assert reply.status_code == 200, reply.text

    def asked_until_fired():
        # One waits for the other, so they always come in pairs.
        with concurrent.futures.ThreadPoolExecutor(2) as pair:
            list(pair.map(ask, range(2)))
        return alerts(server, "firing")

    (alert,) = wait(asked_until_fired)
    assert (alert["monitor"], alert["summary"]) == ("system.batch", "system.batch is 2.00, above 1.50")
    assert gauges(server, "linear")["system.batch"] == 2 and gauges(server, "linear")["system.drops"] == 0
    assert measure(server, "linear", "system.batch") == 2
    assert re.search(r"^system\.batch +\{request\} +2$", run(server, "monitors", "show", "linear"), re.M)


def test_a_queue_is_not_told_apart_by_a_segment(start, tmp_path):
    place(tmp_path, "loop", "loop")
    server = start(tmp_path)
    monitor = {"measure": "system.queue", "above": 1, "segment": "country"}
    endpoint = {"apiVersion": "aviary/v1", "kind": "Endpoint", "metadata": {"name": "loop"}, "spec": {"monitors": [monitor]}}
    refused = call(server, "POST", "apply", json.dumps(endpoint).encode(), status=400).json()["error"]
    assert "'system.queue' watches system.queue, which is not told apart by a segment" in refused
