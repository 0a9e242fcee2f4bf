"""Live monitoring with the program as it runs: measures, monitors, profiles, alerts, and who is told of them."""

import http.client
import json
import random
import re
import shutil
import socket
import struct
import subprocess
import threading
import time

import pytest
import requests
from command_line import aviary
from conftest import ROOT
from rollout_tools import call
from webhooks import webhook

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


def test_what_requests_were_like_is_told(start):
    server = start(EXAMPLES)
    apply(server, {"measure": "system.errors", "above": "5 %", "segment": "country"})
    send(server, 1200, parameters=lambda number: {"country": "fr" if number % 3 == 0 else "de"})
    wait(lambda: measures(server)[0] == 1200)
    seen = json.loads(run(server, "monitors", "show", "wine", "--json"))["versions"][0]
    assert (seen["endpoint"], seen["version"], seen["seen"]["requests"]) == ("wine", "1", 1200)
    _, known = measures(server)
    for column in range(13):
        feature = known["input.value", f"features[{column}]"]
        assert feature["count"] == 1200 and feature["mean"] == pytest.approx(10, abs=0.2)
        assert feature["p50"] == pytest.approx(10, abs=0.3) and feature["p99"] == pytest.approx(12.33, abs=0.6)
    assert 0.3 < known["prediction.confidence", None]["mean"] <= 1
    assert known["system.latency", None]["p50"] > 0 and known["system.errors", None]["share"] == 0
    assert sum(word["share"] for word in known["prediction.class", None]["categories"]) == pytest.approx(1)
    for country, count in [("de", 800), ("fr", 400), ("it", 0)]:
        assert measures(server, f"&segment=country:{country}")[0] == count
    shown = run(server, "monitors", "show", "wine", "--segment", "country:fr")
    assert shown.startswith("wine version 1, the last 5m: 400 requests, 400 looked at\n")
    assert re.search(r"^input\.value +features\[12\] +1 +400 ", shown, re.M)
    findings = wait(lambda: watched(server)["findings"])
    assert {one["labels"]["country"] for one in findings} == {"de", "fr"}
    listed = run(server, "monitors", "list")
    assert "country=de" in listed and "well" in listed
    top = run(server, "top", "--once").splitlines()
    assert top[2].split()[:3] == ["ENDPOINT", "VERSION", "REQ/S"] and top[3].split()[:2] == ["wine", "1"]


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


def test_nothing_is_left_of_an_endpoint_that_is_gone(start):
    server = start(EXAMPLES)
    # Called as one of those that are usual where no monitors are named.
    spec = {"model": "wine", "monitors": [{"measure": "system.latency", "above": 0, "name": "errors"}]}
    endpoint = {"apiVersion": "aviary/v1", "kind": "Endpoint", "metadata": {"name": "cellar"}, "spec": spec}
    call(server, "POST", "apply", json.dumps(endpoint).encode(), status=200)
    wait(lambda: watched(server, "cellar")["monitors"])
    body = json.dumps({"inputs": [{"name": "features", "datatype": "FP32", "shape": [1, 13], "data": [1.0] * 13}]})
    assert requests.post(f"{server.url}/v2/models/cellar/infer", data=body, timeout=30).status_code == 200
    wait(lambda: alerts(server, "firing"))
    call(server, "DELETE", "endpoints/cellar", status=200)
    wait(lambda: not alerts(server, "firing"))
    wait(lambda: not watched(server, "cellar")["findings"])


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


@pytest.fixture
def alertmanager(tmp_path):
    """An Alertmanager of the test's own: its address."""
    program = shutil.which("prometheus-alertmanager")
    if not program:
        pytest.skip("there is no Alertmanager; scripts/setup.sh test installs it")
    configuration = tmp_path / "alertmanager.yml"
    configuration.write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    address = f"127.0.0.1:{free_port()}"
    arguments = [
        f"--config.file={configuration}", f"--storage.path={tmp_path / 'alertmanager'}",
        f"--web.listen-address={address}", "--cluster.listen-address=",
    ]
    with open(tmp_path / "alertmanager.log", "w") as log:
        process = subprocess.Popen([program, *arguments], stdout=log, stderr=log)
    try:

        def is_ready():
            try:
                return requests.get(f"http://{address}/-/ready", timeout=5).status_code == 200
            except requests.ConnectionError:
                return False

        wait(is_ready)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(30)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


MISSING = {"measure": "input.missing", "above": "5 %", "severity": "critical"}


def test_an_alert_goes_to_the_alertmanager_and_ends_there(start, alertmanager):
    def active():
        return requests.get(f"{alertmanager}/api/v2/alerts?active=true", timeout=10).json()

    server = start(EXAMPLES)
    notify(server, "on-call", alertmanager={"url": alertmanager}, severities=["critical"])
    apply(server, MISSING)
    send(server, 200, holed)
    (alert,) = wait(active)
    labels = alert["labels"]
    assert (labels["alertname"], labels["endpoint"], labels["severity"]) == ("input.missing", "wine", "critical")
    assert alert["annotations"]["summary"].startswith("input.missing is 0.077, above 0.05")
    link = alert["generatorURL"]
    assert requests.get(link, timeout=10).json()["state"] == "firing"
    # Twice as many good ones halve the share, and more.
    send(server, 600)
    wait(lambda: not active())
    wait(lambda: requests.get(link, timeout=10).json()["state"] == "resolved")


def test_a_webhook_that_was_down_hears_of_an_alert_once(start):
    server = start(EXAMPLES)
    port = free_port()
    notify(server, "page", webhook={"url": f"http://127.0.0.1:{port}/hook", "timeout": "1s"}, events=["alerts"])
    apply(server, MISSING)
    send(server, 200, holed)
    wait(lambda: alerts(server, "firing"))
    wait(lambda: any("is sent again" in line for line in list(server.log)))
    with webhook(port=port) as (_, received):
        wait(lambda: received)
        send(server, 600)
        wait(lambda: any(event["status"] == "resolved" for event in received))
        assert [event["transition"] for event in received] == ["fired", "resolved"]
    assert received[0]["alerts"][0]["monitor"] == "input.missing"


MANIFEST = """
apiVersion: aviary/v1
kind: Endpoint
metadata: {name: wine}
spec:
  monitors:
    - { measure: input.missing, above: 5 %, for: 5m, severity: critical }
    - { measure: system.latency, quantile: p99, above: 250ms }
    - { measure: input.value, feature: 'features[3]', below: 2 }
    - { measure: system.queue, above: 10 }
    - { measure: system.memory, above: 4000000000 }
    - { measure: input.value, feature: 'features[4]', awayFromReference: 20 % }
    - { drift: inputs }
    - { absence: 10m }
"""


def test_rules_and_dashboard_fit_prometheus_and_what_metrics_has(start, tmp_path):
    promtool = shutil.which("promtool")
    if not promtool:
        pytest.skip("there is no promtool; scripts/setup.sh test installs it")
    manifest, rules, board = tmp_path / "aviary.yaml", tmp_path / "rules.yaml", tmp_path / "dashboard.json"
    manifest.write_text(MANIFEST)
    code, _, err = aviary("monitors", "export", "--rules", rules, "--dashboard", board, "-f", manifest)
    assert code == 0, err
    checked = subprocess.run([promtool, "check", "rules", rules], capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stderr
    assert "12 rules found" in checked.stdout, checked.stdout
    # A queue is a version's own, memory the whole process's.
    assert 'aviary_measure{endpoint="wine",measure="system.queue",statistic="mean"} > 10.0' in rules.read_text()
    assert 'aviary_measure{measure="system.memory",statistic="mean"} > 4000000000.0' in rules.read_text()
    server = start(EXAMPLES)
    apply(server, {"drift": "inputs", "reference": {"first": 50}, "window": 50})
    catalogue = (ROOT / "Sources/AviaryServer/Metrics/MetricCatalogue.swift").read_text()

    def asked():
        text = rules.read_text() + board.read_text()
        return {re.sub("_(bucket|count|sum)$", "", name) for name in re.findall(r"\b(?:aviary|process)_\w+", text)}

    def shown():
        page = requests.get(f"{server.url}/metrics", timeout=30).text
        return set(re.findall(r"^# TYPE (\w+) ", page, re.M)) | set(re.findall(r'"(aviary_\w+)"', catalogue))

    assert {"aviary_requests_total", "aviary_measure"} <= asked()
    with Flow(server):
        wait(lambda: finding(server, "drift of inputs") == "well")
        assert asked() - shown() == set()
    page = requests.get(f"{server.url}/metrics", timeout=30).text
    assert re.search(r'^aviary_measure\{feature="",measure="system.memory",statistic="mean"\} [1-9]', page, re.M)
    assert re.search(r'^aviary_build_info\{version="[\d.]+"\} 1$', page, re.M)
    assert 'aviary_model_ready{model="wine",version="1"} 1' in page


@pytest.mark.parametrize("method, path, body, status, words", [
    ("GET", "measures?window=soon", None, 400, "a duration is a number and a unit"),
    ("GET", "measures?window=7h", None, 400, "'window' is longer than nothing and at most 6 hours, got '7h'"),
    ("GET", "measures?window=0s", None, 400, "'window' is longer than nothing"),
    ("GET", "measures?segment=country", None, 400, "'segment' is PARAMETER:VALUE, such as country:DE, got 'country'"),
    ("GET", "measures?endpoint=a/b", None, 400, "a model's name is 1 to 128"),
    ("GET", "monitors?endpoint=a/b", None, 400, "a model's name is 1 to 128"),
    ("GET", "profiles/wine/7", None, 404, "there is no profile of wine version 7; 'aviary profile' makes one"),
    ("GET", "profiles/nobody/1", None, 404, "there is no profile of nobody version 1"),
    ("GET", "profiles/wine/first", None, 400, "a version is a number of 1 or more, got 'first'"),
    ("DELETE", "profiles/wine/0", None, 400, "a version is a number of 1 or more, got '0'"),
    ("DELETE", "profiles/wine/7", None, 404, "there is no profile of wine version 7"),
    ("PUT", "profiles/wine/1", b"age,country", 400, "the body is no profile: The given data was not valid JSON;"),
    ("PUT", "profiles/wine/1", b"[1]", 400, "the body is no profile: it is no JSON object;"),
    ("PUT", "profiles/wine/1", b"{}", 400, "the body is no profile: 'version' is missing;"),
    ("PUT", "profiles/wine/1", b'{"version": 9}', 400, "the body is no profile: expected a profile of version 1, got version 9;"),
    ("PUT", "profiles/wine/1", b'{"version": "1"}', 400, "the body is no profile: 'version' is of another type;"),
    ("PUT", "profiles/wine/1.5", b"{}", 400, "a version is a number of 1 or more, got '1.5'"),
    ("POST", "profiles/wine/7/pin", None, 404, "no request to wine version 7 came in the last 5m;"),
    ("POST", "profiles/wine/1/pin?window=never", None, 400, "a duration is a number and a unit"),
])
def test_what_is_asked_wrongly_is_named(examples, method, path, body, status, words):
    assert call(examples, method, path, body, status=status).json()["error"].startswith(words)


def test_an_endpoint_that_nobody_knows_has_nothing(examples):
    assert call(examples, "GET", "measures?endpoint=nobody", status=200).json() == {"versions": []}
    assert call(examples, "GET", "monitors?endpoint=nobody", status=200).json() == {"endpoints": []}
    assert run(examples, "monitors", "show", "nobody") == "No request to 'nobody' has been seen\n"
    assert "at most 6 hours" in run(examples, "monitors", "show", "wine", "--window", "7h", code=1)
    assert aviary("monitors", "export")[0] == 64
