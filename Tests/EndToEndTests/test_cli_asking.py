"""The commands that ask a server: models and predict."""

import json
import re
import socket

import numpy
import pytest
from command_line import aviary
from conftest import place

WINE = "13.2,1.8,2.4,19,101,2.1,1.9,0.3,1.5,5,1,2.8,510"


@pytest.fixture
def asking(examples):
    """Runs a command that asks the server of the examples."""
    return lambda *arguments, **more: aviary(*arguments, AVIARY_URL=examples.url, **more)


# models


def test_list_shows_every_version_and_its_state(asking):
    code, out, err = asking("models", "list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["MODEL", "VERSION", "STATE", "REASON"]
    assert [line.split() for line in lines[1:]] == [
        [name, "1", "ready"] for name in ["breast-cancer", "diabetes", "digits", "wine", "yolov3-tiny"]
    ]


def test_list_says_why_a_model_does_not_answer(fixtures):
    code, out, _ = aviary("models", "list", "--server", fixtures.url)
    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("broken"))
    assert "unavailable" in line and "ONNX" in line
    entries = json.loads(aviary("models", "list", "--server", fixtures.url, "--json")[1])
    assert [entry["state"] for entry in entries if entry["name"] == "broken"] == ["UNAVAILABLE"]
    ready = json.loads(aviary("models", "list", "--server", fixtures.url, "--json", "--ready")[1])
    assert len(ready) == len(entries) - 1


def test_inspect_shows_what_a_model_takes(asking):
    code, out, err = asking("models", "inspect", "wine")
    assert (code, err) == (0, "")
    for words in ["Tells three cultivars", "features", "FP32", "[-1, 13]", "probabilities", "ANSWERED"]:
        assert words in out
    shown = json.loads(asking("models", "inspect", "wine", "--json")[1])
    assert shown["inputs"] == [{"name": "features", "datatype": "FP32", "shape": [-1, 13]}]
    assert shown["statistics"][0]["version"] == "1"


def test_an_unknown_model_is_told_in_one_line(asking):
    for command in [["models", "inspect"], ["models", "load"], ["models", "unload"]]:
        code, out, err = asking(*command, "wien")
        assert (code, out) == (1, "")
        assert err.startswith("aviary: ") and err.count("\n") == 1
        assert "'wien'" in err and err.endswith("did you mean 'wine'?\n")
    assert "there are breast-cancer, diabetes, digits, wine, yolov3-tiny\n" in asking("models", "inspect", "elephant")[2]


def test_a_model_that_does_not_answer_says_why(start, tmp_path):
    place(tmp_path, "broken", "garbage")
    place(tmp_path, "odd", "linear", configuration="instanzes: 2\n")
    server = start(tmp_path)
    for model, why in [("broken", "not an ONNX model"), ("odd", "did you mean 'instances'?")]:
        for command in ["inspect", "load"]:
            code, out, err = aviary("models", command, model, "--server", server.url)
            assert (code, out) == (1, "") and why in err and err.count("\n") == 1 and "again" not in err, err


def test_unload_and_load(start, tmp_path):
    place(tmp_path, "linear", "linear")
    server = start(tmp_path)
    assert aviary("models", "unload", "linear", "--server", server.url)[1] == "Unloaded linear\n"
    assert "unavailable" in aviary("models", "list", "--server", server.url)[1]
    assert aviary("models", "load", "linear", "--server", server.url)[1] == "Loaded linear, version 1\n"
    place(tmp_path, "linear", "two-outputs")
    code, _, err = aviary("models", "load", "linear", "--server", server.url)
    assert code == 1 and "changed" in err
    assert aviary("models", "load", "linear", "--force", "--server", server.url)[0] == 0
    for command, state in [("unload", "UNAVAILABLE"), ("load", "READY")]:
        entries = json.loads(aviary("models", command, "linear", "--server", server.url, "--json")[1])
        assert [(entry["name"], entry["version"], entry["state"]) for entry in entries] == [("linear", "1", state)]


# predict


def test_predict_from_values(asking):
    code, out, err = asking("predict", "wine", "--input", f"features={WINE}")
    assert (code, err) == (0, "")
    assert "probabilities" in out and "FP32 [1, 3]" in out and "label" in out


def test_predict_gives_the_protocols_reply_as_json(asking):
    code, out, _ = asking("predict", "wine", "--input", f"features={WINE}", "--json", "--id", "a7", "--output", "label")
    reply = json.loads(out)
    assert code == 0
    assert reply["model_name"] == "wine" and reply["id"] == "a7"
    assert [output["name"] for output in reply["outputs"]] == ["label"]


def test_predict_from_files_and_standard_input(asking, tmp_path):
    row = [float(number) for number in WINE.split(",")]
    rows = [row, row]
    numpy.save(tmp_path / "rows.npy", numpy.array(rows))
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    (tmp_path / "named.json").write_text(json.dumps({"features": rows}))
    request = {"inputs": [{"name": "features", "shape": [2, 13], "datatype": "FP32", "data": rows}]}
    (tmp_path / "request.json").write_text(json.dumps(request))
    ways = [
        ["--input", f"features=@{tmp_path}/rows.npy"],
        ["--input", f"features=@{tmp_path}/rows.json"],
        ["--input", f"@{tmp_path}/rows.npy"],
        ["--input", f"@{tmp_path}/rows.json"],
        ["--input", f"@{tmp_path}/named.json"],
        ["--input", f"@{tmp_path}/request.json"],
        ["--input", f"features={json.dumps(rows)}"],
    ]
    replies = [asking("predict", "wine", "--json", *way) for way in ways]
    replies.append(asking("predict", "wine", "--json", "--input", "@-", stdin=json.dumps(rows)))
    replies.append(asking("predict", "wine", "--json", "--input", "features=@-", stdin=json.dumps(rows)))
    assert [code for code, _, _ in replies] == [0] * len(replies), replies
    # Each reply has its own prediction's id.
    assert len({json.dumps(json.loads(out)["outputs"]) for _, out, _ in replies}) == 1
    assert json.loads(replies[0][1])["outputs"][0]["shape"] == [2]


@pytest.mark.parametrize(
    "arguments,words",
    [
        (["wien", "--input", "features=1"], ["unknown model 'wien'", "wine"]),
        (["wine", "--input", "feature=1"], ["no input 'feature'", "did you mean 'features'?"]),
        (["wine", "--input", "features"], ["name=value", "'features'"]),
        (["wine", "--input", "features=1,2,x"], ["element 2", "'x'"]),
        (["wine", "--input", "features=1,2"], ["[-1, 13]", "a flat list of 2"]),
        (["wine", "--input", "features=@gone.npy"], ["gone.npy"]),
        (["wine", "--input", "@gone.csv"], ["gone.csv", ".json or .npy"]),
        (["wine", "--input", f"features={WINE}", "--output", "labels"], ["did you mean 'label'?"]),
        (["wine", "--input", f"features={WINE}", "--version", "9"], ["unknown version '9'", "versions 1"]),
    ],
)
def test_a_wrong_prediction_is_told_in_one_line(asking, arguments, words):
    code, out, err = asking("predict", *arguments)
    assert (code, out) == (1, ""), err
    assert err.startswith("aviary: ") and err.count("\n") == 1
    for word in words:
        assert word in err


def test_a_person_is_shown_what_fits_and_json_has_the_rest(asking, tmp_path):
    numpy.save(tmp_path / "pictures.npy", numpy.tile(numpy.arange(64.0) % 17, (40, 1)))
    code, out, _ = asking("predict", "digits", "--input", f"@{tmp_path}/pictures.npy")
    assert code == 0 and "FP32 [40, 10]" in out and "and 20 more rows" in out and "--json shows all" in out
    rows = re.search(r"FP32 \[40, 10\]\n((?:  .*\n){20})  and", out)[1].splitlines()
    assert len({len(row) for row in rows}) == 1, "the columns are aligned"
    assert all(len(re.sub(r"e.*|\D|^[0.]+", "", number)) <= 6 for number in rows[0].split())
    reply = json.loads(asking("predict", "digits", "--input", f"@{tmp_path}/pictures.npy", "--json")[1])
    probabilities = next(output for output in reply["outputs"] if output["name"] == "probabilities")
    assert len(probabilities["data"]) == 400 and "parameters" not in probabilities


def test_numbers_that_json_lacks_are_text(fixtures):
    code, out, _ = aviary(
        "predict", "identity-float64", "--input", "@-", "--json", "--server", fixtures.url, stdin="[1.5]"
    )
    assert code == 0 and json.loads(out)["outputs"][0]["data"] == [1.5]
    name = json.loads(aviary("models", "inspect", "identity-float64", "--json", "--server", fixtures.url)[1])
    code, out, err = aviary(
        "predict", "identity-float64", "--input", f"{name['inputs'][0]['name']}=nan,-inf", "--json",
        "--server", fixtures.url,
    )
    assert code == 0, err
    assert json.loads(out)["outputs"][0]["data"] == ["NaN", "-Infinity"]


def test_a_server_that_is_not_there_is_told_with_the_remedy():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        for arguments in [["models", "list"], ["predict", "wine", "--input", "x=1"]]:
            code, out, err = aviary(*arguments, "--server", url)
            assert (code, out) == (1, "")
            assert url in err and "aviary serve" in err and err.count("\n") == 1


def test_a_flag_names_the_server_before_the_environment_does(examples):
    asked = ["models", "list", "--server", examples.url]
    assert aviary(*asked, AVIARY_URL="http://127.0.0.1:1")[0] == 0
    assert aviary("models", "list", AVIARY_URL=examples.address)[0] == 0
