"""Who may do what: every documented operation, asked by everybody who may not, and by somebody who just may."""

import json
import shutil

import pytest
from conftest import ROOT
from test_keys import bearer, made
from test_lifecycle import eventually
from test_openapi import SCENE, ask, begin, form, logged, operations, prepared

ROLES = ["predict", "review", "operate", "admin"]

# What each operation needs, and what becomes of who is limited to another endpoint: `open` asks nobody, `list` hides what is
# not theirs, `named` is refused by the name of the endpoint, `hidden` is not there, `all` is for those without limits.
NEEDS = {
    "alive": ("", "open"),
    "serverLive": ("", "open"),
    "serverReady": ("", "open"),
    "serverMetadata": ("", "open"),
    "openAPI": ("", "open"),
    "documentation": ("", "open"),
    "tryDetection": ("", "open"),
    "infer": ("predict", "named"),
    "inferVersion": ("predict", "named"),
    "predict": ("predict", "named"),
    "listModels": ("predict", "list"),
    "listModelsV1": ("predict", "list"),
    "modelReadyV1": ("predict", "named"),
    "predictV1": ("predict", "named"),
    "predictV1OfVersion": ("predict", "named"),
    "allStatistics": ("predict", "list"),
    "repositoryIndex": ("predict", "list"),
    "loadModel": ("operate", "named"),
    "unloadModel": ("operate", "named"),
    "metrics": ("review", "metrics"),
    "listEndpoints": ("review", "list"),
    "getEndpoint": ("review", "named"),
    "putEndpoint": ("operate", "named"),
    "deleteEndpoint": ("operate", "named"),
    "getComparisons": ("review", "named"),
    "applyManifest": ("operate", "named"),
    "listNotifiers": ("review", "all"),
    "deleteNotifier": ("admin", "all"),
    "listRollouts": ("review", "list"),
    "startRollout": ("operate", "named"),
    "getRollout": ("review", "hidden"),
    "explainRollout": ("review", "hidden"),
    "pauseRollout": ("operate", "hidden"),
    "resumeRollout": ("operate", "hidden"),
    "promoteRollout": ("operate", "hidden"),
    "abortRollout": ("operate", "hidden"),
    "listEvents": ("review", "list"),
    "listMeasures": ("review", "list"),
    "listMonitors": ("review", "list"),
    "getProfile": ("review", "named"),
    "putProfile": ("operate", "named"),
    "pinProfile": ("operate", "named"),
    "deleteProfile": ("operate", "named"),
    "listAlerts": ("review", "list"),
    "getAlert": ("review", "hidden"),
    "acknowledgeAlert": ("operate", "hidden"),
    "listSilences": ("review", "list"),
    "createSilence": ("operate", "named"),
    "deleteSilence": ("operate", "named"),
    "listPredictions": ("review", "list"),
    "getPrediction": ("review", "hidden"),
    "erasePredictions": ("admin", "all"),
    "listKeys": ("admin", "all"),
    "createKey": ("admin", "all"),
    "rotateKey": ("admin", "all"),
    "revokeKey": ("admin", "all"),
}
for name in ["modelMetadata", "modelConfiguration", "modelStatistics", "modelReady"]:
    NEEDS[name] = NEEDS[name + "OfVersion"] = ("predict", "named")


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A repository, and a database with an admin's key."""
    root = tmp_path_factory.mktemp("access")
    for model in (ROOT / "Examples/repository").iterdir():
        if (model / "1").is_dir():
            shutil.copytree(model, root / "models" / model.name)
    shutil.copytree(root / "models/wine/1", root / "models/wine/2")
    (root / "models/wine/model.yaml").write_text("versionPolicy: {specific: [1]}\n")
    return root / "models", root / "aviary.sqlite", made("--role", "admin", "--database", root / "aviary.sqlite")


@pytest.fixture
def server(start, scene):
    models, database, admin = scene
    server = start(models, "--database", database)
    server.credentials = bearer(admin)
    manifest = b"apiVersion: aviary/v1\nkind: Notifier\nmetadata: {name: nobody}\nspec: {webhook: {url: 'http://127.0.0.1:9'}}\n"
    assert ask(server, "POST", "/api/v1/apply", manifest)[0] == 200
    return server


def key(server, role, endpoints=None, **rest):
    """Makes a key by the API."""
    body = json.dumps({"role": role, "endpoints": endpoints} | rest).encode()
    status, _, reply = ask(server, "POST", "/api/v1/keys", body)
    assert status == 201, reply
    return json.loads(reply)["key"]


def everybody(server):
    """Who may do nothing, and keys of all roles, unlimited and for another endpoint than is asked."""
    expired, revoked = key(server, "admin", expires="1ms"), key(server, "admin")
    assert ask(server, "DELETE", f"/api/v1/keys/{revoked[:12]}")[0] == 200
    strangers = {
        "nobody": {"Authorization": ""},
        "wrong": bearer(revoked[:13] + expired[13:]),
        "expired": bearer(expired),
        "revoked": bearer(revoked),
    }
    eventually(lambda: ask(server, "GET", "/v2/models", headers=strangers["expired"])[0] == 401)
    unlimited = {role: bearer(key(server, role)) for role in ROLES}
    limited = {role: bearer(key(server, role, ["digits"])) for role in ROLES[:3]}
    return strangers, unlimited, limited


def request(server, path, method, operation):
    """What an operation is asked with, so that it would succeed."""
    ask(server, "POST", "/api/v1/rollouts/wine/abort", b"{}")
    target, body = prepared(server, path, method)
    fields = {}
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        target += "?model=yolov3-tiny"
        body, fields = form(SCENE.read_bytes())
    known = content.get("application/json", {}).get("examples", {})
    if "wine" in known:
        body = json.dumps(known["wine"]["value"]).encode()
    return target, None if method in ("get", "delete") else body, fields


def test_every_operation_is_for_those_who_may_and_nobody_else(server):
    document = json.loads(ask(server, "GET", "/openapi.json")[2])
    strangers, unlimited, limited = everybody(server)
    # Something of wine is in every list.
    begin(server)
    logged(server)
    assert ask(server, "POST", "/api/v1/silences", b'{"matchers": ["endpoint=wine"], "duration": "1h"}')[0] == 201
    for path, method, operation in sorted(operations(document), key=lambda operation: operation[1] == "delete"):
        name = operation["operationId"]
        needed, kind = NEEDS[name]
        target, body, fields = request(server, path, method, operation)

        def status(credentials):
            return ask(server, method.upper(), target, body, fields | credentials)

        if kind == "open":
            assert operation["security"] == []
            for credentials in strangers.values():
                assert status(credentials)[0] == 200, name
            continue
        assert {"401", "403"} <= set(operation["responses"]), name
        refusals = set()
        for who, credentials in strangers.items():
            code, headers, said = status(credentials)
            assert (code, headers["WWW-Authenticate"]) == (401, "Bearer"), f"{name} by {who}: {code}"
            refusals.add(said)
        assert len(refusals) == 1, name
        for role in ROLES[: ROLES.index(needed)]:
            assert status(unlimited[role])[0] == 403, f"{name} by {role}"
            assert status(limited[role])[0] == 403, f"{name} by limited {role}"
        for role in ROLES[ROLES.index(needed) : 3]:
            code, _, said = status(limited[role])
            wanted = {"named": 403, "all": 403, "hidden": 404, "list": 200, "metrics": 200}[kind]
            assert code == wanted, f"{name} by limited {role}: {code} {said[:200]}"
            assert kind not in ("list", "hidden") or b"wine" not in said.replace(target.encode(), b""), f"{name}: {said[:500]}"
        assert status(unlimited[needed])[0] not in (401, 403), name
        if "unload" in path:
            assert ask(server, "POST", target.replace("unload", "load"))[0] == 200


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/v2/models/none/infer/more", "/v2/models/none/ready"])
def test_nobody_learns_which_paths_there_are(server, path):
    for method in ["GET", "HEAD", "PATCH", "OPTIONS", "POST"]:
        code, headers, _ = ask(server, method, path, headers={"Authorization": ""})
        assert code == 401 and headers["Allow"] is None
    assert ask(server, "GET", path)[0] == 404


def test_a_known_path_does_not_tell_its_methods_either(server):
    for path in ["/v2/models", "/v2/models/wine/infer", "/api/v1/keys", "/metrics"]:
        code, headers, _ = ask(server, "PATCH", path, headers={"Authorization": ""})
        assert code == 401 and headers["Allow"] is None
        assert ask(server, "PATCH", path)[0] == 405


def test_who_is_limited_sees_theirs_and_that_alone(server):
    mine = bearer(key(server, "operate", ["wine"]))
    for path in ["/v2/models", "/v1/models"]:
        assert json.loads(ask(server, "GET", path, headers=mine)[2])["models"] == ["wine"]
    index = json.loads(ask(server, "POST", "/v2/repository/index", b"", mine)[2])
    assert {entry["name"] for entry in index} == {"wine"}
    begin(server)
    for path, member in [("endpoints", "endpoints"), ("rollouts", "rollouts"), ("events", "events")]:
        reply = json.loads(ask(server, "GET", f"/api/v1/{path}", headers=mine)[2])
        names = {entry.get("endpoint", entry.get("name")) for entry in reply[member]}
        assert names == {"wine"}, path
    assert ask(server, "POST", "/api/v1/rollouts/wine/abort", b"{}", mine)[0] == 200
    for path in ["endpoints", "rollouts", "events", "alerts", "measures", "monitors", "log"]:
        code = ask(server, "GET", f"/api/v1/{path}?endpoint=digits", headers=mine)[0]
        assert code == (200 if path == "endpoints" else 403), path


def test_the_document_shows_the_models_that_one_may_know_of(server):
    def examples(fields):
        document = json.loads(ask(server, "GET", "/openapi.json", headers=fields)[2])
        media = document["paths"]["/v2/models/{model}/infer"]["post"]["requestBody"]["content"]["application/json"]
        return set(media.get("examples", {}))

    assert "wine" not in examples({"Authorization": ""})
    assert examples(bearer(key(server, "predict", ["wine"]))) == {"wine"}
    assert {"wine", "digits"} <= examples({})


def test_a_limited_key_gets_at_no_other_model_by_a_manifest(server):
    mine = bearer(key(server, "operate", ["wine"]))
    manifest = b"apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: wine}\nspec: {model: digits, stable: 1}\n"
    assert ask(server, "POST", "/api/v1/apply?dryRun=true", manifest, mine)[0] == 403
    assert ask(server, "PUT", "/api/v1/endpoints/wine?dryRun=true", manifest, mine)[0] == 403
    assert ask(server, "PUT", "/api/v1/endpoints/wine?dryRun=true", manifest)[0] == 200


def test_a_notifier_that_runs_a_program_is_for_an_admin(server):
    def notifier(way):
        return f"apiVersion: aviary/v1\nkind: Notifier\nmetadata: {{name: n}}\nspec: {way}\n".encode()

    command, webhook = notifier("{command: [/bin/true]}"), notifier("{webhook: {url: 'http://127.0.0.1:9'}}")
    operator, limited = bearer(key(server, "operate")), bearer(key(server, "operate", ["wine"]))
    for manifest, fields, wanted in [
        (command, operator, 403),
        (webhook, operator, 200),
        (webhook, limited, 403),
        (command, {}, 200),
    ]:
        assert ask(server, "POST", "/api/v1/apply?dryRun=true", manifest, fields)[0] == wanted
