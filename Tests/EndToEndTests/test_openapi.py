"""The document at /openapi.json, held against what the server does, and its page."""

import gzip
import json
import re
import shutil
import urllib.error
import urllib.request

import pytest
from conftest import ROOT
from openapi_spec_validator import OpenAPIV31SpecValidator
from test_lifecycle import eventually

SCENE = ROOT / "Examples/laboratory/pictures/scene-1.jpg"


def ask(server, method, path, body=None, headers=None):
    """Sends one request and gives status, headers and body."""
    fields = getattr(server, "credentials", {}) | (headers or {})
    request = urllib.request.Request(server.url + path, method=method, data=body, headers=fields)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def form(picture):
    """A form with a file, as a browser sends it: body and headers."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n\r\n'
    return head + picture + b"\r\n--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}


@pytest.fixture(scope="module")
def document(examples):
    status, headers, body = ask(examples, "GET", "/openapi.json")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    return json.loads(body)


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_the_document_is_valid(document):
    OpenAPIV31SpecValidator(document).validate()


@pytest.fixture
def rolling(start, tmp_path):
    """A server of the test's own with the example models, a rollout that goes on, and somebody who is told of it."""
    for model in (ROOT / "Examples/repository").iterdir():
        if (model / "1").is_dir():
            shutil.copytree(model, tmp_path / model.name)
    shutil.copytree(tmp_path / "wine/1", tmp_path / "wine/2")
    (tmp_path / "wine/model.yaml").write_text("versionPolicy: {specific: [1]}\n")
    # So that the keys which this makes lock nobody out.
    server = start(tmp_path, "--access-mode", "open")
    manifest = b"apiVersion: aviary/v1\nkind: Notifier\nmetadata: {name: nobody}\nspec: {webhook: {url: 'http://127.0.0.1:9'}}\n"
    assert ask(server, "POST", "/api/v1/apply", manifest)[0] == 200
    return server


ENDPOINT = b"apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: wine}\nspec: {stable: 1}\n"


def begin(server):
    """A rollout that waits for a person."""
    body = b'{"endpoint": "wine", "candidate": 2, "steps": ["preview", "pause", "switch", {"bake": "1h"}]}'
    status, _, reply = ask(server, "POST", "/api/v1/rollouts", body)
    assert status == 201, reply
    return json.loads(reply)["id"]


KEY = b'{"role": "predict"}'
SILENCE = b'{"matchers": ["endpoint=wine"], "duration": "1h"}'


def logged(server):
    """The name of a prediction that the log has."""
    row = {"name": "features", "datatype": "FP32", "shape": [1, 13], "data": [1] * 13}
    reply = ask(server, "POST", "/v2/models/wine/infer", json.dumps({"inputs": [row]}).encode())[2]
    name = json.loads(reply)["parameters"]["prediction_id"]
    eventually(lambda: ask(server, "GET", f"/api/v1/log/{name}")[0] == 200)
    return name


PROFILE = b'{"version": 1, "rows": 0, "dropped": 0, "seed": 1, "measures": []}'


def profile(server, is_pinned):
    """Puts a profile there, or traffic that can become one, and gives a profile."""
    if is_pinned:
        logged(server)
        eventually(lambda: json.loads(ask(server, "GET", "/api/v1/measures?endpoint=wine")[2])["versions"])
    else:
        status, _, reply = ask(server, "PUT", "/api/v1/profiles/wine/1", PROFILE)
        assert status == 200, reply
    return PROFILE


def prepared(server, path, method):
    """Puts what a path names there, and gives the path and a body."""
    target = path.replace("{model}", "wine").replace("{version}", "1").replace("{endpoint}", "wine")
    target = target.replace("{notifier}", "nobody").replace("{alert}", "a1")
    if "{silence}" in path:
        status, _, reply = ask(server, "POST", "/api/v1/silences", SILENCE)
        assert status == 201, reply
        target = target.replace("{silence}", json.loads(reply)["id"])
    if "{key}" in path:
        target = target.replace("{key}", json.loads(ask(server, "POST", "/api/v1/keys", KEY)[2])["prefix"])
    if path == "/api/v1/keys":
        return target, KEY
    if path == "/api/v1/silences":
        return target, SILENCE
    if "{id}" in path:
        target = target.replace("{id}", logged(server))
    if (path, method) == ("/api/v1/log", "delete"):
        target += "?subject=ada"
    if "{rollout}" in path:
        target = target.replace("{rollout}", begin(server))
        word = target.rsplit("/", 1)[-1]
        if word in ("resume", "promote"):
            eventually(lambda: json.loads(ask(server, "GET", target.removesuffix(f"/{word}"))[2])["hold"])
        if word == "pause":
            # Until it is prepared it can be paused; then it waits anyway.
            ask(server, "POST", target.replace("/pause", "/abort"))
            body = b'{"endpoint": "wine", "candidate": 2, "steps": [{"bake": "1h"}]}'
            target = f"/api/v1/rollouts/{json.loads(ask(server, 'POST', '/api/v1/rollouts', body)[2])['id']}/pause"
    if path.startswith("/api/v1/profiles/"):
        return target, profile(server, path.endswith("/pin"))
    if method == "put" or path == "/api/v1/apply":
        return target, ENDPOINT
    return target, b'{"endpoint": "wine", "candidate": 2}' if path == "/api/v1/rollouts" else b"{}"


def test_every_documented_operation_answers_as_documented(rolling, document):
    asked = sorted(operations(document), key=lambda operation: operation[1] == "delete")
    for path, method, operation in asked:
        # One rollout at a time.
        ask(rolling, "POST", "/api/v1/rollouts/wine/abort", b"{}")
        target, body = prepared(rolling, path, method)
        fields = {}
        content = operation.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            target += "?model=yolov3-tiny"
            body, fields = form(SCENE.read_bytes())
        known = content.get("application/json", {}).get("examples", {})
        if "wine" in known:
            body = json.dumps(known["wine"]["value"]).encode()
        status, headers, said = ask(rolling, method.upper(), target, None if method in ("get", "delete") else body, fields)
        if "unload" in path:
            assert ask(rolling, "POST", target.replace("unload", "load"))[0] == 200
        assert str(status) in operation["responses"], f"{method} {path} answered {status}"
        good = 201 if path in ("/api/v1/rollouts", "/api/v1/silences", "/api/v1/keys") and method == "post" else 200
        if "{alert}" in path:
            # Nothing is watched here, so there is none.
            good = 404
        assert status == good, f"{method} {path} answered {status}: {said[:300]}"
        documented = operation["responses"][str(good)].get("content", {})
        if documented:
            assert headers["Content-Type"].split(";")[0] in {name.split(";")[0] for name in documented}


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/rollouts/wine", "/api/v1/log"])
def test_what_is_documented_as_a_stream_is_one(rolling, document, path):
    begin(rolling)
    logged(rolling)
    fields = {"Accept": "text/event-stream"}
    with urllib.request.urlopen(urllib.request.Request(rolling.url + path, headers=fields), timeout=30) as reply:
        assert reply.headers["Content-Type"] == "text/event-stream" and reply.readline().startswith(b"id: ")
    documented = document["paths"][path.replace("wine", "{rollout}")]["get"]["responses"]["200"]["content"]
    assert "text/event-stream" in documented


def test_every_documented_path_refuses_other_methods(examples, document):
    for path, item in document["paths"].items():
        target = re.sub(r"\{\w+\}", "1", path.replace("{model}", "wine"))
        status, headers, body = ask(examples, "PATCH", target)
        assert status == 405, f"PATCH {path}"
        assert {method.upper() for method in item} <= set(re.split(", *", headers["Allow"]))
        assert "error" in json.loads(body)


def test_the_examples_are_accepted_by_the_models(examples, document):
    path = "/v2/models/{model}/infer"
    media = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    assert set(media["examples"]) == {"breast-cancer", "diabetes", "digits", "wine"}
    for name, example in media["examples"].items():
        body = json.dumps(example["value"]).encode()
        status, _, reply = ask(examples, "POST", path.replace("{model}", name), body)
        assert status == 200, reply
        assert json.loads(reply)["model_name"] == name


def test_the_page_and_all_that_it_loads_are_there(examples):
    status, headers, page = ask(examples, "GET", "/docs")
    assert status == 200 and headers["Content-Type"].startswith("text/html")
    loads = re.findall(r'(?:href|src)="([^"]+)"', page.decode())
    assert len(loads) == 4
    for path in loads:
        status, _, body = ask(examples, "GET", path)
        assert status == 200 and body, path
    assert b"SwaggerUIBundle" in ask(examples, "GET", "/docs/assets/swagger-ui-bundle.js")[2]


@pytest.mark.parametrize("name", ["..%2f..%2fREADME.md", "swagger-ui.js", "%2e%2e", "swagger-ui.css%00"])
def test_nothing_but_the_pages_files_is_served(examples, name):
    assert ask(examples, "GET", f"/docs/assets/{name}")[0] == 404


def test_the_root_tells_programs_that_the_server_lives_and_where_the_docs_are(examples):
    status, headers, body = ask(examples, "GET", "/", headers={"Accept": "*/*"})
    assert (status, headers["Content-Type"]) == (200, "application/json")
    said = json.loads(body)
    assert said["status"] == "alive"
    for path in (said["docs"], said["openapi"], said["try"]):
        assert ask(examples, "GET", path)[0] == 200


def test_the_root_gives_browsers_the_start_page(examples):
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    status, headers, body = ask(examples, "GET", "/", headers={"Accept": accept})
    assert status == 200 and headers["Content-Type"].startswith("text/html")
    links = re.findall(r'(?:href|src)="(/[^"]*)"', body.decode())
    assert {"/docs", "/try"} <= set(links)
    for path in links:
        assert ask(examples, "GET", path)[0] == 200, path


def test_replies_are_packed_for_those_who_ask(examples):
    status, headers, body = ask(examples, "GET", "/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert status == 200 and headers["Content-Encoding"] == "gzip"
    plain = gzip.decompress(body)
    assert len(plain) > 4 * len(body)
    assert json.loads(plain)["openapi"] == "3.1.0"


def test_v1_takes_packed_bodies(examples):
    row = [14.23, 1.71, 2.43, 15.6, 127.0, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065.0]
    body = json.dumps({"instances": [row]}).encode()
    plain = ask(examples, "POST", "/v1/models/wine:predict", body)
    packed = ask(
        examples, "POST", "/v1/models/wine:predict", gzip.compress(body), {"Content-Encoding": "gzip"}
    )
    assert plain[0] == packed[0] == 200
    assert plain[2] == packed[2]
    assert ask(examples, "POST", "/v1/models/wine:predict", body, {"Content-Encoding": "br"})[0] == 415


def test_v1_refuses_a_body_beyond_the_limit(start):
    server = start("Examples/repository", "--max-body-size", "1KiB")
    status, _, body = ask(server, "POST", "/v1/models/wine:predict", b" " * 100_000)
    assert status == 413 and "1024" in json.loads(body)["error"]
