"""The command 'aviary detect', and the example client."""

import json
import os
import re
import shutil
import subprocess
import sys

import cv2
import pytest

from command_line import aviary, on_terminal
from conftest import ROOT

PICTURES = ROOT / "Examples/laboratory/pictures"
SCENE = PICTURES / "scene-1.jpg"


def detect(server, *arguments, **environment):
    return aviary("detect", *arguments, "--model", "yolov3-tiny", "--server", server.url, **environment)


def test_what_is_found_is_printed_as_a_table(examples):
    code, out, err = detect(examples, SCENE)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].split() == ["LABEL", "CONFIDENCE", "LEFT", "TOP", "RIGHT", "BOTTOM"]
    label, sure, sign, *edges = lines[1].split()
    assert label in {"car", "clock"} and float(sure) > 50 and sign == "%"
    left, top, right, bottom = map(int, edges)
    assert 0 <= left < right <= 640 and 0 <= top < bottom <= 480


def test_the_picture_with_boxes_is_written(examples, tmp_path):
    target = tmp_path / "boxed.jpg"
    assert detect(examples, SCENE, "--out", target)[0] == 0
    before, after = cv2.imread(str(SCENE)).astype(int), cv2.imread(str(target)).astype(int)
    assert before.shape == after.shape
    assert 0.001 < (abs(after - before).max(axis=2) > 60).mean() < 0.25


def test_a_directory_is_taken_picture_by_picture(examples, tmp_path):
    code, out, err = detect(examples, PICTURES, "--out", tmp_path / "boxed")
    assert (code, err) == (0, "")
    names = sorted(path.name for path in PICTURES.iterdir())
    assert sorted(path.name for path in (tmp_path / "boxed").iterdir()) == names
    rows = out.splitlines()[1:]
    assert {row.split()[0] for row in rows} == {str(PICTURES / name) for name in names}
    assert len(rows) > 2 * len(names)


def test_json_is_a_line_for_each_picture(examples):
    code, out, _ = detect(examples, SCENE, PICTURES / "scene-2.jpg", "--json", "--confidence", "0.9")
    replies = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and [reply["file"] for reply in replies] == [str(SCENE), str(PICTURES / "scene-2.jpg")]
    assert all(item["confidence"] >= 0.9 for reply in replies for item in reply["detections"])


def test_one_bad_picture_does_not_cost_the_others(examples, tmp_path):
    shutil.copy(SCENE, tmp_path / "good.jpg")
    (tmp_path / "bad.jpg").write_text("not a picture")
    (tmp_path / "notes.txt").write_text("not looked at")
    code, out, err = detect(examples, tmp_path)
    assert code == 1 and "good.jpg" in out and "notes.txt" not in out + err
    assert err.startswith(f"aviary: {tmp_path}/bad.jpg: expected a JPEG, PNG or WebP picture") and err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments,code,words",
    [
        (["nowhere.jpg"], 1, "there is no file or directory nowhere.jpg"),
        ([SCENE, "--confidence", "2"], 64, "--confidence is a number from 0 to 1, got 2.0"),
        ([ROOT / "Sources/AviaryCore"], 1, "has no file that ends in jpg, jpeg, png, webp"),
        ([SCENE, "--out", SCENE], 1, "would be written over"),
        ([SCENE, PICTURES, "--out", "x"], 1, "would both be written to"),
        ([SCENE, "--show", "loud"], 64, "--show"),
        ([], 64, "missing expected argument"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(examples, arguments, code, words, tmp_path):
    ended, out, err = aviary(
        "detect", *arguments, "--model", "yolov3-tiny", "--server", examples.url, cwd=tmp_path
    )
    assert (ended, out) == (code, "")
    assert words in err and err.count("\n") == 1


def test_an_unknown_model_is_told_with_those_there_are(examples):
    code, out, err = aviary("detect", SCENE, "--model", "yolov9", "--server", examples.url)
    assert (code, out) == (1, "") and err == "aviary: model: Input should be 'yolov3-tiny'\n"


@pytest.mark.parametrize("show,start", [("kitty", "\x1b_G"), ("iterm2", "\x1b]1337;File="), ("sixel", "\x1bP")])
def test_pictures_are_shown_where_it_is_asked_for(examples, show, start):
    out = detect(examples, SCENE, "--show", show)[1]
    assert out.startswith(start) and out.splitlines()[-1].split()[-1].isdigit()


def on_screen(server, **choices):
    """What a terminal shows when all pictures are looked at."""
    return on_terminal("detect", PICTURES, "--model", "yolov3-tiny", "--server", server.url, **choices)


def test_a_terminal_with_sixels_is_asked_and_shown_pictures_and_progress(examples):
    shown = on_screen(examples, answer=b"\x1b[?62;4;22c")
    assert shown.count("\x1bP") == len(list(PICTURES.iterdir()))
    assert re.search(r"█+░+ 3/7 ", shown)


def test_a_terminal_without_sixels_is_shown_none(examples):
    shown = on_screen(examples)
    assert "\x1bP" not in shown and "\x1b_G" not in shown and "clock" in shown


def test_kitty_is_known_without_asking(examples):
    shown = on_screen(examples, TERM="xterm-kitty")
    assert "\x1b[c" not in shown and "\x1b_Ga=T" in shown


def test_the_example_client_writes_the_picture_with_boxes(examples, tmp_path):
    source = (ROOT / "Examples/laboratory/client.py").read_text()
    assert len(source.splitlines()) <= 22
    client = tmp_path / "client.py"
    client.write_text(source.replace("http://localhost:8000", examples.url))
    result = subprocess.run(
        [sys.executable, client, SCENE, "yolov3-tiny", "0.5"], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        env={**os.environ, "BROWSER": "true"},
    )
    assert result.returncode == 0, result.stderr
    assert cv2.imread(str(tmp_path / "scene-1-boxed.jpg")).shape == (480, 640, 3)
    refused = subprocess.run(
        [sys.executable, client, SCENE, "yolov9"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == 1 and refused.stderr.startswith("422: ")
