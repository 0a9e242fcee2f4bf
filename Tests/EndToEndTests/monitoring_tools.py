"""What tests of live monitoring share: requests to `wine` as they usually are and otherwise, and questions about them."""

import http.client
import json
import random
import struct
import threading
import time

from command_line import aviary
from conftest import ROOT
from rollout_tools import call


EXAMPLES = ROOT / "Examples/repository"


def wait(condition, seconds=150):
    """Asks again until the answer is yes; monitors speak every five seconds, and a busy machine is slow."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.2)
    return answer


def ordinary(source):
    """A row as it usually is."""
    return [source.gauss(10, 1) for _ in range(13)]


def shifted(source):
    """A row whose fourth feature has moved."""
    row = ordinary(source)
    row[3] += 5
    return row


def holed(source):
    """A row in which one feature of 13 is missing."""
    return [float("nan"), *ordinary(source)[1:]]


def send(server, count, rows=ordinary, seed=1, parameters=lambda number: {}, until=lambda: False):
    """Asks `wine` so many times, or until something is so; rows go as bytes, because JSON has no NaN."""
    source = random.Random(seed)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    for number in range(count):
        tensor = {"name": "features", "datatype": "FP32", "shape": [1, 13], "parameters": {"binary_data_size": 52}}
        body = {"inputs": [tensor], "parameters": parameters(number)}
        if rows is holed:
            # Where there is no number going in there is no probability coming out, which JSON cannot say.
            body["outputs"] = [{"name": "label"}]
        head = json.dumps(body).encode()
        fields = {"Inference-Header-Content-Length": str(len(head))}
        connection.request("POST", "/v2/models/wine/infer", head + struct.pack("<13f", *rows(source)), fields)
        reply = connection.getresponse()
        text = reply.read()
        assert reply.status == 200, text
        if until():
            break
        # Above 2,000 requests a second not all of them are looked at.
        threading.Event().wait(0.001)
    connection.close()


class Flow:
    """Somebody who asks all the time."""

    def __init__(self, server, rows=ordinary, seed=2):
        self.is_over = threading.Event()
        asking = {"rows": rows, "seed": seed, "until": self.is_over.is_set}
        self.thread = threading.Thread(target=send, args=(server, 1_000_000), kwargs=asking, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join(60)


def apply(server, *monitors, name="wine"):
    """Has an endpoint watched by these monitors, and waits until it is."""
    endpoint = {"apiVersion": "aviary/v1", "kind": "Endpoint", "metadata": {"name": name}, "spec": {"monitors": list(monitors)}}
    call(server, "POST", "apply", json.dumps(endpoint).encode(), status=200)
    wait(lambda: len(watched(server, name)["monitors"]) == len(monitors))


def notify(server, name, **spec):
    notifier = {"apiVersion": "aviary/v1", "kind": "Notifier", "metadata": {"name": name}, "spec": spec}
    call(server, "POST", "apply", json.dumps(notifier).encode(), status=200)


def watched(server, name="wine"):
    """The monitors of an endpoint, and what they say."""
    entries = call(server, "GET", f"monitors?endpoint={name}", status=200).json()["endpoints"]
    return entries[0] if entries else {"monitors": [], "findings": []}


def finding(server, monitor):
    return next((one["finding"] for one in watched(server)["findings"] if one["monitor"] == monitor), None)


def measures(server, query=""):
    """What is known of `wine`: how many requests were looked at, and the measures by name and feature."""
    versions = call(server, "GET", f"measures?endpoint=wine{query}", status=200).json()["versions"]
    if not versions:
        return 0, {}
    seen = versions[0]["seen"]
    return seen["sampled"], {(one["measure"], one["feature"]): one for one in seen["measures"]}


def run(server, *arguments, code=0):
    found, out, err = aviary(*arguments, "--server", server.url)
    assert found == code, err
    return out if code == 0 else err


def alerts(server, state="live"):
    return call(server, "GET", f"alerts?state={state}", status=200).json()["alerts"]
