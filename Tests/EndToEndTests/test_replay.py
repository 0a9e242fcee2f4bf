"""Recorded requests through two versions."""

import json
import random
import struct

import numpy
import onnxruntime
import pytest
from command_line import aviary, on_terminal
from conftest import FIXTURES, ROOT, place

WINE = ROOT / "Examples/repository/wine/1/model.onnx"
# What the classifier calls its classes, and what it is made to call them.
CLASSES, OTHERS = b"classlabels_ints@\x00@\x01@\x02", b"classlabels_ints@\x01@\x02@\x00"
BIAS = struct.pack("<2f", 0.5, -0.5)


def put(repository, name, version, content):
    directory = repository / name / str(version)
    directory.mkdir(parents=True)
    (directory / "model.onnx").write_bytes(content)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Pairs of versions: the second is the same, worse, not a number, or takes other inputs."""
    repository = tmp_path_factory.mktemp("models")
    wine, linear = WINE.read_bytes(), (FIXTURES / "linear.onnx").read_bytes()
    assert wine.count(CLASSES) == 1 and linear.count(BIAS) == 1
    put(repository, "wine", 1, wine)
    put(repository, "wine", 2, wine)
    put(repository, "wine", 3, wine.replace(CLASSES, OTHERS))
    put(repository, "linear", 1, linear)
    put(repository, "linear", 2, linear.replace(BIAS, struct.pack("<2f", 0.75, -0.5)))
    put(repository, "linear", 3, linear.replace(BIAS, struct.pack("<2f", float("nan"), -0.5)))
    place(repository, "linear", "identity-float64", version=4)
    return repository


def request(name, rows, datatype="FP32"):
    shape = [len(rows), len(rows[0])]
    return {"inputs": [{"name": name, "datatype": datatype, "shape": shape, "data": rows}]}


@pytest.fixture(scope="module")
def wines(tmp_path_factory):
    """Recorded requests with what version 1 says as their labels."""
    source = random.Random(3)
    rows = [
        [round(value * source.uniform(0.7, 1.3), 3) for value in (13, 2, 2.4, 19, 101, 2, 2, 0.3, 2, 5, 1, 3, 700)]
        for _ in range(2000)
    ]
    session = onnxruntime.InferenceSession(WINE)
    labels = session.run(["label"], {"features": numpy.array(rows, numpy.float32)})[0]
    assert len(set(labels.tolist())) > 1
    file = tmp_path_factory.mktemp("recorded") / "wines.jsonl"
    records = ({"request": request("features", [row]), "labels": {"label": int(label)}} for row, label in zip(rows, labels))
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file


def replay(models, endpoint, candidate, file, *more, **options):
    fixed = ["--endpoint", endpoint, "--candidate", candidate, "--stable", 1, "--repository", models]
    return aviary("replay", *fixed, "--from", file, "--without-latency", *more, **options)


def test_the_same_version_passes_by_all_that_can_be_computed(models, wines):
    code, out, err = replay(models, "wine", 2, wines, "--json")
    report = json.loads(out)
    assert (code, err, report["verdict"]) == (0, "", "pass")
    assert [metric["metric"] for metric in report["metrics"]] == [
        "error-rate", "empty-rate", "disagreement", "confidence", "label-error",
    ]
    assert all(metric["verdict"] == "pass" for metric in report["metrics"])
    assert report["disagreements"] == {"count": 0, "examples": []}
    assert all(share["stable"] == share["candidate"] for share in report["classes"])
    assert sum(share["stable"] for share in report["classes"]) == pytest.approx(1)
    for side, version in [("stable", "1"), ("candidate", "2")]:
        told = report[side]
        assert (told["version"], told["requests"], told["failures"]) == (version, 2000, 0)
        assert 0 < told["latency_seconds"]["p50"] <= told["latency_seconds"]["p99"]


def test_a_worse_version_fails_and_its_disagreements_are_shown(models, wines):
    code, out, err = replay(models, "wine", 3, wines)
    assert (code, err) == (1, "")
    assert "fail  label-error is 1.00 higher than stable's" in out and "2000 disagreements, for instance:\n  line " in out
    assert out.splitlines()[-1].startswith("fail: ")
    report = json.loads(replay(models, "wine", 3, wines, "--json")[1])
    examples = report["disagreements"]["examples"]
    shares = {share["class"]: (share["stable"], share["candidate"]) for share in report["classes"]}
    assert [shares[name][0] for name in "012"] == [shares[name][1] for name in "120"]
    assert len(examples) == 5 and all(example["text"].startswith("label: ") for example in examples)


def test_latency_is_judged_unless_it_is_told_not_to_be(models, wines):
    fixed = ["--endpoint", "wine", "--candidate", 2, "--stable", 1, "--repository", models, "--from", wines, "--json"]
    report = json.loads(aviary("replay", *fixed)[1])
    slower = report["metrics"][-1]
    assert slower["metric"] == "slower-than" and slower["requests"]["candidate"] > 1000


MANIFEST = """
apiVersion: aviary/v1
kind: Endpoint
metadata: {name: tasting}
spec:
  model: wine
  stable: 1
  agreement: {label: ignored, probabilities: ignored}
---
apiVersion: aviary/v1
kind: Endpoint
metadata: {name: linear}
spec: {stable: 2, agreement: {y: {tolerance: {absolute: 0.3, relative: 0}}}}
"""


def test_a_manifest_says_the_model_the_stable_version_and_when_outputs_agree(models, wines, tmp_path):
    manifest = tmp_path / "aviary.yaml"
    manifest.write_text(MANIFEST)
    common = ["--repository", models, "--without-latency", "--json", "-f", manifest]
    # Both call all wines something else, which does not count here.
    code, out, err = aviary("replay", "--endpoint", "tasting", "--candidate", 3, "--from", wines, *common)
    report = json.loads(out)
    assert (report["model"], report["stable"]["version"], report["disagreements"]["count"]) == ("wine", "1", 0)
    assert next(metric for metric in report["metrics"] if metric["metric"] == "disagreement")["verdict"] == "pass"
    lines = "".join(json.dumps(request("x", [[number % 9, 1, 2]])) + "\n" for number in range(500))
    fixed = ["replay", "--endpoint", "linear", "--candidate", 1, "--from", "-"]
    assert json.loads(aviary(*fixed, *common, stdin=lines)[1])["disagreements"]["count"] == 0
    for arguments, words in [
        (["--endpoint", "lineal", "--candidate", 1], "has no endpoint 'lineal', did you mean 'linear'?"),
        (["--endpoint", "linear", "--candidate", 2], "version 2 is the manifest's stable version"),
    ]:
        code, out, err = aviary("replay", *arguments, "--from", "-", *common, stdin="")
        assert (code, out) == (1, "") and words.split(", ")[0] in err and err.count("\n") == 1


def test_too_few_requests_are_no_verdict(models, wines):
    few = "".join(wines.read_text().splitlines(keepends=True)[:100])
    code, out, err = replay(models, "wine", 2, "-", stdin=few)
    assert (code, err) == (2, "")
    last = out.splitlines()[-1]
    assert last.startswith("inconclusive: no verdict after 100 requests: ") and "it takes 500 requests to pass" in last
    # Enough of them, and still none that would prove a margin of nothing.
    assert replay(models, "wine", 2, wines, "--max-disagreement", "0")[0] == 2


def test_no_requests_are_no_verdict(models):
    code, out, _ = replay(models, "wine", 2, "-", "--json", stdin="\n \n")
    report = json.loads(out)
    assert (code, report["verdict"], report["candidate"]["requests"]) == (2, "inconclusive", 0)


def test_plain_requests_need_no_wrapping(models):
    lines = "".join(json.dumps(request("x", [[number % 9, 1, 2], [3, number % 7, 5]])) + "\n" for number in range(1000))
    code, out, _ = replay(models, "linear", 2, "-", "--json", stdin=lines)
    report = json.loads(out)
    assert code == 1 and report["disagreements"]["count"] == 1000 and "disagreement" in report["reason"]
    assert "y: 2 of 4 are farther apart than allowed" in report["disagreements"]["examples"][0]["text"]


def test_a_candidate_that_does_not_fit_is_refused_tensor_by_tensor(models):
    code, out, err = replay(models, "linear", 4, "-", stdin="")
    assert (code, out) == (1, "") and err.count("\n") == 1
    for words in ["input 'x': stable takes FP32 [-1, 3], the candidate FP64 [-1, -1]", "output 'y': stable gives FP32"]:
        assert words in err


def test_a_candidate_that_is_not_finite_is_refused_before_any_request(models):
    code, out, err = replay(models, "linear", 3, "-", stdin="nonsense")
    assert (code, out) == (1, "")
    assert err.startswith("aviary: version 3: output 'y' is not finite for a warm-up, stable's is") and err.count("\n") == 1


GOOD = json.dumps(request("x", [[1, 2, 3]]))


@pytest.mark.parametrize(
    "line, words",
    [
        ("nonsense", "expected '{'"),
        (GOOD[:-1], "expected"),
        ("{}", "the request has no 'inputs'"),
        (json.dumps(request("z", [[1, 2, 3]])), "input 'x' is missing"),
        (json.dumps(request("x", [[1, 2]])), "input 'x': expected shape [-1, 3], got [1, 2]"),
        (f'{{"labels": {{"y": 1}}, {GOOD[1:]}', "there are 'labels' but no 'request'"),
        (f'{{"request": {GOOD}, "labels": [1]}}', "'labels' is an object"),
        (f'{{"request": {GOOD}, "labels": {{"z": 1}}}}', "labels of 'z': there is no such output"),
        (f'{{"request": {GOOD}, "labels": {{"y": [1, 0]}}}}', "labels of 'y': 2 labels came for 1 row"),
        (f'{{"request": {GOOD}, "labels": {{"y": [[1]]}}}}', "labels of 'y': a label is a text, a number or a truth value"),
    ],
)
def test_a_bad_line_is_named_with_its_file(models, tmp_path, line, words):
    file = tmp_path / "bad.jsonl"
    # Of several, it is the first that is told.
    file.write_text(f"{GOOD}\n\n{line}\n{GOOD}\nworse\n")
    code, out, err = replay(models, "linear", 2, file)
    assert (code, out) == (1, "")
    assert err.startswith(f"aviary: {file}: line 3: ") and words in err and err.count("\n") == 1


def test_a_file_a_model_or_a_version_that_is_not_there_is_named(models, tmp_path):
    gone = tmp_path / "gone.jsonl"
    for arguments, words in [
        (("wine", 2, gone), f"'{gone}' cannot be opened"),
        (("wines", 2, "-"), "there is no model 'wines' in the repository; did you mean 'wine'?"),
        (("wine", 9, "-"), "model 'wine' has no version 9"),
        (("wine", 2, "log"), "there is no prediction log '"),
    ]:
        code, out, err = replay(models, *arguments, stdin="")
        assert (code, out) == (1, "") and words in err and err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--from", "-", "--since", "1h"], "--since is for requests from the log"),
        (["--from", "log", "--limit", "0"], "--limit is above 0, got 0"),
        (["--from", "-", "--stable", "2"], "--stable and --candidate name the same version, 2"),
        (["--from", "-", "--stable", "0"], "--stable is the number of a version, 1 or more, got '0'"),
        (["--from", "-", "--alpha", "1"], "--alpha is above 0 and below 0.5, got 1.0"),
        (["--from", "-", "--margin", "-1"], "--margin"),
        (["--from", "-", "--max-disagreement", "1"], "--max-disagreement is at least 0 and below 1, got 1.0"),
    ],
)
def test_a_wrong_option_is_named(arguments, words):
    code, out, err = aviary("replay", "--endpoint", "wine", "--candidate", "2", *arguments, stdin="")
    assert (code, out) == (64, "") and words in err and err.count("\n") == 1


def test_a_terminal_sees_how_far_it_is(models, wines):
    shown = on_terminal("replay", "--endpoint", "wine", "--candidate", 2, "--repository", models, "--from", wines)
    assert "100/100 wine" in shown
