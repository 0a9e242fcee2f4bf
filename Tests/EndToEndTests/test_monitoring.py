"""Live monitoring with the program as it runs: measures, monitors, profiles, alerts, and who is told of them."""

import json
import re
import shutil
import socket
import subprocess

import pytest
import requests
from command_line import aviary
from conftest import ROOT
from monitoring_tools import EXAMPLES, Flow, alerts, apply, finding, holed, measures, notify, run, send, wait, watched
from rollout_tools import call
from webhooks import webhook


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
