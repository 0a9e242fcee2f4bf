"""Profiles of training data."""

import json
import random

import pytest
from command_line import aviary


def table(path, rows=2000, seed=1):
    source = random.Random(seed)
    lines = ["age,country,income"]
    for _ in range(rows):
        income = "" if source.random() < 0.1 else f"{source.lognormvariate(10, 0.5):.2f}"
        lines.append(f"{source.randrange(18, 90)},{source.choice(['de', 'de', 'fr', 'it'])},{income}")
    path.write_text("\n".join(lines) + "\n")
    return path


def profile(path, *arguments):
    output = path.parent / "profile.json"
    code, out, err = aviary("profile", path, "--endpoint", "wine", "-o", output, *arguments)
    return code, out, err, json.loads(output.read_text()) if output.exists() else None


def test_a_profile_holds_each_column(tmp_path):
    code, out, err, found = profile(table(tmp_path / "a.csv"))
    assert (code, err) == (0, "")
    assert found["rows"] == 2000
    kinds = {measure["feature"]: measure["measure"] for measure in found["measures"]}
    assert kinds == {"age": "input.value", "country": "input.category", "income": "input.value"}
    assert out.startswith("2,000 rows, 3 columns\n")
    lines = {line.split()[0]: line.split() for line in out.splitlines()[3:]}
    assert lines["age"][1:3] == ["number", "2,000"] and lines["country"][1] == "category"
    assert "de" in lines["country"]
    # The mean of 18...89, and the extremes, which are exact.
    assert 50 < float(lines["age"][6]) < 57 and lines["age"][7] == "18" and lines["age"][11] == "89"
    missing = float(lines["income"][3])
    assert 7 < missing < 13


def test_a_profile_grows_with_columns_and_not_with_rows(tmp_path):
    small = profile(table(tmp_path / "a.csv", rows=20_000))[3]
    large = profile(table(tmp_path / "a.csv", rows=80_000))[3]
    assert len(json.dumps(large)) < 1.3 * len(json.dumps(small))


def test_the_same_table_gives_the_same_profile(tmp_path):
    path = table(tmp_path / "a.csv", rows=30_000)
    assert profile(path)[3] == profile(path)[3]


def test_words_among_numbers_are_told_and_counted_as_words(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "1,2\n3,4\n" * 50 + "none,5\n")
    code, _, err, found = profile(path)
    assert code == 0 and "column 'x': 1 value is no number, first 'none' in line 102" in err
    kinds = {measure["feature"]: measure["measure"] for measure in found["measures"]}
    assert kinds == {"x": "input.category", "y": "input.value"}


def test_columns_can_be_chosen(tmp_path):
    code, _, _, found = profile(table(tmp_path / "a.csv"), "--column", "age")
    assert code == 0 and [measure["feature"] for measure in found["measures"]] == ["age"]
    code, _, err, _ = profile(table(tmp_path / "a.csv"), "--column", "agee")
    assert code == 65 and "no column 'agee'" in err and "age" in err


@pytest.mark.parametrize(
    ("name", "text", "code", "words"),
    [
        ("a.csv", "", 65, "is empty"),
        ("a.csv", "a,b\n", 65, "has no rows"),
        ("a.csv", "a,b\n1\n", 65, "line 2, column 'b': the row has 1 field, the header has 2"),
        ("a.jsonl", '{"a": 1}\n{"a": [1]}\n', 65, "line 2, column 'a'"),
        ("a.txt", "a\n1\n", 65, "the name tells no format"),
    ],
)
def test_bad_tables_are_told(tmp_path, name, text, code, words):
    path = tmp_path / name
    path.write_text(text)
    found, out, err, _ = profile(path)
    assert (found, out) == (code, "") and words in err


def test_a_wrong_command_line_is_64(tmp_path):
    path = table(tmp_path / "a.csv")
    assert aviary("profile", path)[0] == 64
    assert aviary("profile", path, "--endpoint", "a/b")[0] == 64
    assert aviary("profile", path, "--endpoint", "wine", "--version", "x")[0] == 64
