"""Concept drift, told from labels in a file and the prediction log."""

import json
import random
import shutil

import pytest
from command_line import aviary
from conftest import ROOT, Server
from test_log import predict
from test_lifecycle import eventually
from test_openapi import ask

FLIP = 260
COUNT = 400


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A log of a server that has answered, with what it said and when."""
    directory = tmp_path_factory.mktemp("concept")
    for name in ("wine", "diabetes"):
        shutil.copytree(ROOT / "Examples/repository" / name, directory / "models" / name)
    database = directory / "predictions.sqlite"
    server = Server(directory / "models", "--log-database", database)
    names = predict(server, COUNT)
    source = random.Random(1)
    for _ in range(COUNT):
        row = [source.uniform(-0.1, 0.1) for _ in range(10)]
        body = json.dumps({"inputs": [{"name": "features", "datatype": "FP32", "shape": [1, 10], "data": row}]}).encode()
        assert ask(server, "POST", "/v2/models/diabetes/infer", body)[0] == 200
    exports = {name: directory / f"{name}.jsonl" for name in ("wine", "diabetes")}

    def are_logged():
        for name, file in exports.items():
            code, _, err = aviary("log", "export", "--endpoint", name, "-o", file, "--server", server.url)
            assert code == 0, err
        return all(len(file.read_text().splitlines()) == COUNT for file in exports.values())

    eventually(are_logged)
    assert server.stop() == 0
    rows = {name: [json.loads(line) for line in file.read_text().splitlines()] for name, file in exports.items()}
    # What was predicted first comes first, also of one millisecond.
    rows["wine"].sort(key=lambda row: names.index(row["id"]))
    return {"database": database, "exports": exports, "rows": rows}


def output(row, name):
    return next(output["data"][0] for output in row["outputs"] if output["name"] == name)


def wine_labels(world, flip=FLIP):
    """What was right: what was said, of which every 20th is wrong; all of it from the flip on."""
    return [
        (row["id"], output(row, "label") + 1 if index >= flip or index % 20 == 0 else output(row, "label"))
        for index, row in enumerate(world["rows"]["wine"])
    ]


def csv(file, labels):
    file.write_text("id,label\n" + "".join(f"{name},{label}\n" for name, label in labels))
    return file


def concept(world, labels, *arguments, endpoint="wine", log=True):
    source = ["--log-database", world["database"]] if log else ["--predictions", world["exports"][endpoint]]
    return aviary("concept", "--labels", labels, *source, "--endpoint", endpoint, "--reference", "100", *arguments)


def is_the_flip(world, change):
    at = world["rows"]["wine"][FLIP]["at"]
    assert change["kind"] == "sudden" and change["earliest"] <= at <= change["latest"], (change, at)
    assert change["earliest"] <= change["began"] <= change["latest"] and change["noticed"] >= at
    assert change["before"] < 0.1 and change["after"] > 0.9 and change["stepEvidence"] > 50


@pytest.mark.parametrize("log", [True, False])
def test_a_flip_of_the_truth_is_found_with_its_time_in_whatever_order_labels_come(world, tmp_path, log):
    labels = wine_labels(world)
    random.Random(2).shuffle(labels)
    code, out, err = concept(world, csv(tmp_path / "labels.csv", labels), "--json", log=log)
    report = json.loads(out)
    assert (code, err, report["verdict"]) == (1, "", "changed")
    assert report["labels"] == {
        "rows": COUNT, "joined": COUNT, "unknown": 0, "duplicate": 0, "conflicting": 0, "withoutOutput": 0,
        "unusable": 0, "unreadable": 0, "forgotten": 0,
    }
    assert (report["predictions"], report["reference"], report["over"]) == (COUNT, 100, False)
    assert report["referenceError"] == pytest.approx(0.05)
    (change,) = report["changes"]
    is_the_flip(world, change)


def test_people_read_when_it_began_how_and_when_it_was_noticed(world, tmp_path):
    code, out, err = concept(world, csv(tmp_path / "labels.csv", wine_labels(world)), "--version", "1")
    assert (code, err) == (1, "")
    for words in ["wine: 1 change", "sudden change: share of wrong answers 0.05", "began ", "noticed ", "evidence ",
                  f"{COUNT} joined, 0 unknown, 0 duplicate, 0 conflicting"]:
        assert words in out, out
    assert world["rows"]["wine"][FLIP]["at"] in out


@pytest.mark.parametrize("detector", ["adwin", "ddm", "hddm-a", "page-hinkley"])
def test_another_detector_may_signal(world, tmp_path, detector):
    arguments = ["--detector", detector, "--json"]
    code, out, _ = concept(world, csv(tmp_path / "labels.csv", wine_labels(world)), *arguments)
    report = json.loads(out)
    assert code == 1 and report["detector"] == detector
    is_the_flip(world, report["changes"][0])


def test_nothing_is_found_where_nothing_changes_and_nothing_said_where_little_is_known(world, tmp_path):
    steady = wine_labels(world, flip=COUNT)
    code, out, err = concept(world, csv(tmp_path / "steady.csv", steady), "--json")
    assert (code, err, json.loads(out)["verdict"], json.loads(out)["changes"]) == (0, "", "steady", [])
    code, out, _ = concept(world, csv(tmp_path / "few.csv", steady[:100]))
    assert code == 2 and "too few labels to say: 100 joined" in out
    code, out, _ = concept(world, csv(tmp_path / "other.csv", steady), "--version", "7", "--json")
    report = json.loads(out)
    assert (code, report["verdict"], report["predictions"]) == (2, "unknown", 0)
    assert report["labels"]["unknown"] == COUNT


def test_numbers_are_held_against_their_errors_in_the_reference(world, tmp_path):
    source = random.Random(3)
    rows = world["rows"]["diabetes"]
    name = rows[0]["outputs"][0]["name"]
    labels = [
        (row["id"], output(row, name) + source.uniform(-10, 10) * (1 if index < FLIP else 6))
        for index, row in enumerate(rows)
    ]
    code, out, err = concept(world, csv(tmp_path / "labels.csv", labels), "--json", endpoint="diabetes")
    report = json.loads(out)
    assert (code, err, report["error"]) == (1, "", "absolute")
    assert 3 < report["referenceError"] < 7 and 15 < report["largestError"] <= 20.01
    (change,) = report["changes"]
    assert change["earliest"] <= rows[FLIP]["at"] <= change["latest"]
    # A class for a number says nothing.
    words = [(name, "high") for name, _ in labels]
    code, out, _ = concept(world, csv(tmp_path / "words.csv", words), "--json", endpoint="diabetes")
    assert (code, json.loads(out)["labels"]["unusable"]) == (2, COUNT)


def test_labels_twice_and_unknown_and_ragged_rows_are_counted_and_nothing_is_lost(world, tmp_path):
    labels = wine_labels(world)
    file = csv(tmp_path / "labels.csv", labels)
    unknown = "019a7c1e-5f0b-7c44-a4f3-6c1d2b9e8f01"
    with file.open("a") as text:
        text.write(f"{labels[0][0]},{labels[0][1]}\n{labels[1][0]},99\n{unknown},1\n{unknown},1\n")
        text.write(f"{labels[2][0]}\n{labels[3][0]},1,2\nyesterday,1\n{labels[4][0]},\n,1\n")
    code, out, err = concept(world, file, "--json")
    report = json.loads(out)
    assert code == 1
    counted = report["labels"]
    assert (counted["joined"], counted["duplicate"], counted["conflicting"]) == (COUNT, 2, 1)
    assert (counted["unknown"], counted["unreadable"], counted["rows"]) == (1, 5, COUNT + 9)
    assert "5 rows passed over, the first is line 406: the row has 1 field, the header has 2" in err
    assert f"line 403 says '99' of {labels[1][0]}, an earlier one '{labels[1][1]}'" in err
    is_the_flip(world, report["changes"][0])
    lines = tmp_path / "labels.jsonl"
    lines.write_text("".join(json.dumps({"id": name, "label": label, "by": ["ada"]}) + "\n" for name, label in labels))
    code, out, err = concept(world, lines, "--json")
    assert (code, err, json.loads(out)["labels"]["joined"]) == (1, "", COUNT)


def test_labels_of_other_classes_are_told_and_are_no_change(world, tmp_path):
    words = csv(tmp_path / "words.csv", [(row["id"], "red") for row in world["rows"]["wine"]])
    code, out, err = concept(world, words)
    assert code == 0 and "no change" in out and "every answer of the reference is wrong" in err


@pytest.mark.parametrize("arguments", [["--endpoint", "beer"], ["--version", "7"]])
def test_predictions_that_are_not_there_are_told(world, tmp_path, arguments):
    code, out, err = concept(world, csv(tmp_path / "labels.csv", wine_labels(world)), *arguments)
    assert code == 2 and "0 joined, more than 100 are needed" in out and "there is no prediction of '" in err
    code, _, err = concept(world, tmp_path / "labels.csv", "--output", "none")
    assert code == 2 and "--output names it" in err


def test_files_that_are_wrong_are_told_with_what_is_needed(world, tmp_path):
    good = csv(tmp_path / "labels.csv", wine_labels(world))
    for text, words in [
        ("id,truth\n1,2\n", "has no column 'label'; it has 'id', 'truth'"), ("", "empty"),
        ('id,label\n1,"a\n', "line 2: a quote is opened and never closed"),
    ]:
        file = tmp_path / "bad.csv"
        file.write_text(text)
        code, out, err = concept(world, file)
        assert (code, out) == (65, "") and words in err, err
    (tmp_path / "bad.jsonl").write_text('{"id": "a", "label": 1}\n{"id": \n')
    code, _, err = concept(world, tmp_path / "bad.jsonl")
    assert code == 65 and "line 2" in err
    assert concept(world, tmp_path / "none.csv")[0] == 66
    base = ["concept", "--labels", good, "--endpoint", "wine"]
    assert aviary(*base, "--log-database", tmp_path / "none.sqlite")[0] == 66
    assert aviary(*base, "--log-database", good)[0] == 65
    for arguments, words in [
        ([], "one of --log-database and --predictions"),
        (["--predictions", good, "--reference", "7"], "--reference is a number of 100 to 4096"),
        (["--predictions", good, "--false-alarms", "often"], "'1 per month'"),
        (["--predictions", good, "--detector", "adwim"], "adwin"),
        (["--predictions", good, "--version", "x"], "--version is the number"),
    ]:
        code, out, err = aviary(*base, *arguments)
        assert (code, out) == (64, "") and words in err, err


def test_without_labels_the_accuracy_is_expected_from_the_log(world, tmp_path):
    first = wine_labels(world)[:150]
    code, out, err = concept(world, csv(tmp_path / "first.csv", first), "--estimate", "--json")
    expected = json.loads(out)["expected"]
    assert (code, err) == (0, "")
    assert (expected["calibratedWith"], expected["reference"]) == (100, pytest.approx(0.95))
    assert expected["all"]["predictions"] == COUNT - 100 and expected["last"]["predictions"] == 100
    # The same input over and over: it is right as often as in the reference.
    assert expected["all"]["accuracy"] == pytest.approx(0.95, abs=0.01)
    assert expected["last"]["standardError"] > 0
    code, out, _ = concept(world, tmp_path / "first.csv", "--estimate")
    assert code == 0 and "Expected share of right answers: 0.95 in 300 predictions after the reference (0.95 in it)" in out
    code, out, _ = concept(world, csv(tmp_path / "few.csv", first[:50]), "--estimate")
    assert code == 2 and "No estimate: 50 predictions with probabilities have a label" in out
