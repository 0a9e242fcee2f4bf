"""Drift between two tables."""

import json
import os
import random
import re
import subprocess

import pytest
from command_line import aviary, on_terminal
from conftest import ROOT

KEYS = {
    "column", "type", "test", "statistic", "pValue", "adjustedPValue", "threshold", "drifted", "distance", "reference",
    "current",
}


def table(path, rows, seed, shift=0.0, extra=""):
    """A table whose column 'moved' moves by a shift, and whose others stay as they are."""
    source = random.Random(seed)
    lines = ["moved,still,word" + extra]
    for _ in range(rows):
        still = "" if source.random() < 0.05 else f"{source.gauss(5, 2):.4f}"
        word = source.choice("abcd") if shift < 5 else source.choice("cdef")
        lines.append(f"{source.gauss(shift, 1)},{still},{word}" + ",1" * bool(extra))
    path.write_text("\n".join(lines) + "\n")
    return path


def columns(out):
    return {column["column"]: column for column in json.loads(out)}


@pytest.mark.parametrize("rows", [300, 3000])
def test_the_column_that_moved_is_told(tmp_path, rows):
    reference = table(tmp_path / "reference.csv", rows, 1)
    code, out, err = aviary("drift", reference, table(tmp_path / "current.csv", rows, 2, shift=1), "--json")
    assert (code, err) == (1, "")
    found = columns(out)
    assert all(set(column) == KEYS for column in found.values())
    assert {name: column["drifted"] for name, column in found.items()} == {
        "moved": True,
        "still": False,
        "word": False,
    }
    assert json.loads(out)[0]["column"] == "moved"
    tests = {name: column["test"] for name, column in found.items()}
    small = {"moved": "ks", "still": "ks", "word": "chi-square"}
    assert tests == (small if rows <= 1000 else {"moved": "wasserstein", "still": "wasserstein", "word": "jensen-shannon"})
    assert found["word"]["type"] == "category" and found["moved"]["type"] == "number"
    still = found["still"]["reference"]
    assert still["count"] + still["missing"] == rows and still["missing"] > 0


def test_a_copy_never_drifts(tmp_path):
    for rows in (1, 10, 1500):
        path = table(tmp_path / "table.csv", rows, rows)
        code, out, _ = aviary("drift", path, path, "--json")
        assert code == 0 and not any(column["drifted"] for column in json.loads(out))


def test_statistics_are_those_of_scipy(tmp_path):
    """Figures by scipy 1.17: ks_2samp(range(1, 8), range(3, 10)), chi2_contingency([[6, 4, 3], [2, 8, 3]])."""
    reference, current = tmp_path / "reference.csv", tmp_path / "current.csv"
    reference.write_text("x\n" + "\n".join(map(str, range(1, 8))))
    current.write_text("x\n" + "\n".join(map(str, range(3, 10))))
    _, out, _ = aviary("drift", reference, current, "--json", "--test", "ks", "--correction", "none")
    column = columns(out)["x"]
    assert column["statistic"] == pytest.approx(2 / 7, abs=1e-12)
    assert column["pValue"] == column["adjustedPValue"] == pytest.approx(0.9627039627039629, abs=1e-9)
    reference.write_text("x\n" + "a\n" * 6 + "b\n" * 4 + "c\n" * 3)
    current.write_text("x\n" + "b\n" * 8 + "c\n" * 3 + "a\n" * 2)
    column = columns(aviary("drift", reference, current, "--json")[1])["x"]
    assert column["statistic"] == pytest.approx(3.333333333333333, abs=1e-9)
    assert column["pValue"] == pytest.approx(0.18887560283756186, abs=1e-9)


def test_tests_thresholds_and_columns_can_be_chosen(tmp_path):
    reference, current = table(tmp_path / "a.csv", 500, 1), table(tmp_path / "b.csv", 500, 2, shift=0.3)
    code, out, _ = aviary("drift", reference, current, "--json", "--test", "psi", "--threshold", "5")
    assert code == 0 and {column["test"] for column in json.loads(out)} == {"psi"}
    assert {column["threshold"] for column in json.loads(out)} == {5}
    code, out, _ = aviary("drift", reference, current, "--json", "--column", "still", "word", "--test", "anderson")
    assert {name: column["test"] for name, column in columns(out).items()} == {
        "still": "anderson",
        "word": "chi-square",
    }
    code, _, _ = aviary("drift", reference, table(tmp_path / "c.csv", 500, 2, shift=2), "--fail-on", "share")
    assert code == 0  # One of three columns is less than half of them.


def test_people_get_a_table(tmp_path):
    reference, current = table(tmp_path / "a.csv", 500, 1), table(tmp_path / "b.csv", 500, 2, shift=2)
    code, out, _ = aviary("drift", reference, current)
    assert code == 1 and out.startswith("1 of 3 columns have drifted (33.3 %): ")
    assert re.search(r"^moved +number +ks .* drifted$", out, re.M)


def test_a_page_is_written_that_needs_nothing_else(tmp_path):
    reference, current = table(tmp_path / "a.csv", 500, 1), table(tmp_path / "b.csv", 500, 2, shift=2)
    page = tmp_path / "drift.html"
    aviary("drift", reference, current, "--report", page)
    text = page.read_text()
    assert "1 of 3 columns drifted" in text and text.count("<svg") == 5 and "http" not in text


def test_little_memory_gives_the_same(tmp_path):
    reference, current = table(tmp_path / "a.csv", 60_000, 1), table(tmp_path / "b.csv", 60_000, 2, shift=1)
    _, out, _ = aviary("drift", reference, current, "--json")
    _, other, _ = aviary("drift", reference, current, "--json", "--memory", "1MiB")
    assert out == other


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("moved,still,word\n1,2\n", "line 2, column 'word': the row has 2 fields, the header has 3"),
        ("moved;still;word\n1;2,3;4\n", None),
        ("moved,still\n1,2\n", "'word' only in the reference"),
        ('moved,still,word\n1,"2,3\n', "a quote is opened and never closed"),
        ("moved,still,word\n", None),
    ],
)
def test_bad_tables_are_told_in_a_line(tmp_path, text, words):
    reference = table(tmp_path / "a.csv", 20, 1)
    current = tmp_path / "b.csv"
    current.write_text(text)
    code, out, err = aviary("drift", reference, current)
    if words is None:
        return  # Another separator is read, and a header alone cannot be compared.
    assert code == 65 and out == "" and words in err and err.count("\n") == 1


def test_what_cannot_be_said_is_an_exit_code_of_its_own(tmp_path):
    reference, current = table(tmp_path / "a.csv", 20, 1), tmp_path / "b.csv"
    current.write_text("moved,still,word\n")
    assert aviary("drift", reference, current)[0] == 2
    current.write_text("moved,still,word\n,,\nNaN,NA,\n")
    assert aviary("drift", reference, current)[0] == 2


def test_words_among_numbers_are_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x\n" + "1\n2\n3\n" * 10 + "oops\n")
    code, out, err = aviary("drift", path, path, "--json")
    assert code == 0 and columns(out)["x"]["type"] == "category"
    assert "column 'x': 1 value is no number" in err and "first 'oops' in line 32" in err
    code, out, err = aviary("drift", path, path, "--json", "--missing", "oops")
    assert columns(out)["x"]["type"] == "number" and err == ""


def test_text_that_is_not_utf_8_is_told(tmp_path):
    reference, current = table(tmp_path / "a.csv", 20, 1), tmp_path / "b.csv"
    current.write_bytes(b"moved,still,word\n1,2,\xe9\n")
    code, _, err = aviary("drift", reference, current)
    assert code == 65 and "line 2, column 'word': the text is not UTF-8" in err


def test_columns_that_one_lacks_can_be_left_out(tmp_path):
    reference, current = table(tmp_path / "a.csv", 50, 1), table(tmp_path / "b.csv", 50, 1, extra=",more")
    assert aviary("drift", reference, current)[0] == 65
    code, out, err = aviary("drift", reference, current, "--common", "--json")
    assert code == 0 and len(json.loads(out)) == 3 and "'more' only in the current table" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--test", "x"], ["--threshold", "-1"], ["--memory", "1x"], ["--share", "2"], ["--separator", "ab"],
        ["--test", "ks", "--test", "anderson"], ["--test", "psi", "--test", "g-test"],
        ["--test", "wasserstein", "--test", "chi-square", "--threshold", "1.5"],
    ],
)
def test_a_wrong_command_line_is_64(tmp_path, arguments):
    path = table(tmp_path / "a.csv", 20, 1)
    assert aviary("drift", path, path, *arguments)[0] == 64


def test_a_file_that_is_not_there_is_66(tmp_path):
    path = table(tmp_path / "a.csv", 20, 1)
    code, _, err = aviary("drift", path, tmp_path / "none.csv")
    assert code == 66 and "cannot be opened: No such file" in err


def duckdb():
    return next(ROOT.glob(".deps/venv/lib/python*/site-packages/duckdb_cli/duckdb"), None)


def test_parquet_and_json_lines_are_tables_too(tmp_path):
    path = table(tmp_path / "a.csv", 500, 1)
    other = table(tmp_path / "b.csv", 500, 2, shift=1)
    _, expected, _ = aviary("drift", path, other, "--json")
    program = duckdb()
    assert program, "scripts/setup.sh installs DuckDB's program"
    for kind, form in [("parquet", "PARQUET"), ("jsonl", "JSON")]:
        for name in "ab":
            query = f"COPY (FROM read_csv('{tmp_path}/{name}.csv')) TO '{tmp_path}/{name}.{kind}' (FORMAT {form})"
            subprocess.run([program, "-no-init", "-c", query], check=True, capture_output=True)
        code, out, err = aviary("drift", tmp_path / f"a.{kind}", tmp_path / f"b.{kind}", "--json")
        assert (code, err) == (1, "")
        assert json.loads(out) == json.loads(expected)


def test_a_parquet_file_is_read_by_its_name_and_not_by_what_its_name_means(tmp_path):
    table(tmp_path / "a.csv", 500, 1)
    table(tmp_path / "b.csv", 500, 2, shift=1)
    folder = tmp_path / "kind=1"
    folder.mkdir()
    names = ["d[1].parquet", "d1.parquet", "it's'\u0301; .parquet"]
    for name, source in zip(names, "aba"):
        query = f"COPY (FROM read_csv('{tmp_path}/{source}.csv')) TO '{tmp_path}/x.parquet' (FORMAT PARQUET)"
        subprocess.run([duckdb(), "-no-init", "-c", query], check=True, capture_output=True)
        (tmp_path / "x.parquet").rename(folder / name)
    _, expected, _ = aviary("drift", tmp_path / "a.csv", tmp_path / "a.csv", "--json")
    for name in (names[0], names[2]):
        code, out, err = aviary("drift", tmp_path / "a.csv", folder / name, "--json")
        assert (code, err, json.loads(out)) == (0, "", json.loads(expected)), name


def test_of_parquet_files_the_columns_that_are_wanted_are_read_whatever_they_are_called(tmp_path):
    names = ['say ""hi""', "it's; DROP", "a", "B", "列", "x,y"]
    query = ", ".join(f'(i * {place + 1}) % 97 AS "{name}"' for place, name in enumerate(names))
    path = tmp_path / "a.parquet"
    query = f"COPY (SELECT {query} FROM range(60000) AS t(i)) TO '{path}' (FORMAT PARQUET)"
    subprocess.run([duckdb(), "-no-init", "-c", query], check=True, capture_output=True)
    plain = sorted(name.replace('""', '"') for name in names)
    code, out, err = aviary("drift", path, path, "--json", "--memory", "1MiB")
    assert (code, err, sorted(columns(out))) == (0, "", plain)
    assert all(column["reference"] == {"count": 60000, "missing": 0, "missingFraction": 0} for column in json.loads(out))
    code, out, _ = aviary("drift", path, path, "--json", "--column", plain[0], "x,y")
    assert code == 0 and sorted(columns(out)) == sorted([plain[0], "x,y"])


def test_parquet_without_its_reader_or_broken_is_told(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 no more than that")
    code, _, err = aviary("drift", path, path, AVIARY_DUCKDB=str(tmp_path / "none"))
    assert code in (65, 66) and "cannot be started" in err
    code, _, err = aviary("drift", path, path)
    assert code == 65 and "a.parquet" in err and err.count("\n") == 1


@pytest.mark.parametrize("command", ["drift", "profile"])
def test_where_nothing_can_be_written_is_told_before_anything_is_read(tmp_path, command):
    folder, path = tmp_path / "folder", tmp_path / "not-there.csv"
    folder.mkdir()
    tables = [path, path, "--report"] if command == "drift" else [path, "--endpoint", "wine", "--output"]
    for target, words in [(folder, "is a folder"), (tmp_path / "no" / "file", "cannot be written: No such file")]:
        code, out, err = aviary(command, *tables, target)
        assert (code, out) == (73, "") and words in err and err.count("\n") == 1


def test_a_device_is_written_to_and_not_replaced(tmp_path):
    path = table(tmp_path / "a.csv", 50, 1)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert aviary("profile", path, "--endpoint", "wine", "--output", pipe)[0] == 0
        assert pipe.is_fifo() and json.loads(os.read(reader, 1 << 20))
    finally:
        os.close(reader)


@pytest.mark.parametrize("command", ["drift", "profile"])
def test_a_pipe_is_no_table_and_nothing_waits_for_it(tmp_path, command):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    code, out, err = aviary(command, *([pipe, pipe] if command == "drift" else [pipe, "--endpoint", "wine"]))
    assert (code, out) == (65, "") and "is a pipe or a device, a file was expected" in err and err.count("\n") == 1


def test_members_that_nobody_asked_for_may_be_nested(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1, "b": [2, {"c": 3}]}\n' * 30)
    code, _, err = aviary("drift", path, path)
    assert code == 65 and "line 1, column 'b': a value is a number" in err and "--column" in err
    assert aviary("drift", path, path, "--column", "a")[0] == 0


def test_the_greatest_numbers_have_a_plot(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x\n" + "".join(f"{sign}1.{index:012}e308\n" for sign in ("", "-") for index in range(200)))
    code, _, _ = aviary("drift", path, path, "--report", tmp_path / "drift.html")
    assert code == 0 and "<circle" in (tmp_path / "drift.html").read_text()


def test_a_terminal_shows_how_far_it_is(tmp_path):
    reference, current = table(tmp_path / "a.csv", 500, 1), table(tmp_path / "b.csv", 500, 2)
    assert "/100" in on_terminal("drift", reference, current)
