"""Drift in a stream of numbers on standard input."""

import random
import select
import subprocess

import pytest
from command_line import aviary
from conftest import BINARY

NAMES = ["adwin", "ddm", "eddm", "hddm-a", "hddm-w", "kswin", "page-hinkley", "cusum", "e-detector"]


def stream(numbers, *arguments):
    code, out, err = aviary("stream", *arguments, stdin="".join(f"{number}\n" for number in numbers))
    assert (code, err) == (0, "")
    return [int(line) for line in out.splitlines()]


def errors(before, after, seed=1):
    """2000 bits of one rate, then 2000 of another."""
    source = random.Random(seed)
    return [int(source.random() < (before if index < 2000 else after)) for index in range(4000)]


@pytest.mark.parametrize("name", NAMES)
def test_a_change_is_found_soon_after_it_came(name):
    parameters = ["--param", "baseline=0.1"] if name == "e-detector" else []
    drifts = stream(errors(0.05, 0.9), name, *parameters)
    assert any(2000 <= index < 2200 for index in drifts) and drifts == sorted(set(drifts))


def test_parameters_change_what_is_found():
    numbers = errors(0.1, 0.5)
    assert stream(numbers, "page-hinkley", "--param", "threshold=1000") == []
    up = stream(numbers, "page-hinkley", "--param", "threshold=20", "--param", "mode=up")
    assert up and up == stream(numbers, "page-hinkley", "--param", "THRESHOLD=20", "--param", "mode=UP")
    assert stream(numbers, "page-hinkley", "--param", "threshold=20", "--param", "mode=down") == []


def test_indices_are_of_numbers_and_empty_lines_do_not_count():
    numbers = errors(0.05, 0.9)
    expected = stream(numbers, "ddm")
    code, out, _ = aviary("stream", "ddm", stdin="\n" + "\r\n\n".join(f" {number:.1e} " for number in numbers))
    assert code == 0 and [int(line) for line in out.splitlines()] == expected


def test_the_mark_of_utf_8_does_no_harm():
    assert aviary("stream", "adwin", stdin="\ufeff1\r\n0\r\n") == (0, "", "")


def test_a_drift_is_told_while_numbers_go_on():
    with subprocess.Popen([BINARY, "stream", "adwin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdin.write(b"0\n" * 1000 + b"1\n" * 100)
        process.stdin.flush()
        assert select.select([process.stdout], [], [], 30)[0]
        assert 1000 <= int(process.stdout.readline()) < 1100
        process.stdin.close()
        assert process.wait(30) == 0


def test_no_numbers_are_no_drift():
    assert stream([], "adwin") == []


def test_the_detectors_are_listed_with_their_parameters():
    code, out, err = aviary("stream", "--list", stdin="")
    assert (code, err) == (0, "")
    assert [line.split(":")[0] for line in out.splitlines() if line and not line.startswith(" ")] == NAMES
    assert "  min_window_length (default 5; a whole number from 1 to 1000000000): how many" in out
    assert "  mode (default both; one of both, up, down)" in out
    code, out, _ = aviary("stream", "--help", stdin="")
    assert code == 0 and "hddm-w: drift_confidence=0.001 warning_confidence=0.005 lambda_val=0.05" in " ".join(out.split())


@pytest.mark.parametrize(
    "arguments, lines, words",
    [
        (["adwin"], "1\nfoo\n", "line 2: expected a finite number, got 'foo'"),
        (["adwin"], "1\n\nnan", "line 3: expected a finite number, got 'nan'"),
        (["cusum"], "inf\n", "line 1: expected a finite number, got 'inf'"),
        (["cusum"], "1,2\n", "line 1: expected a finite number, got '1,2'"),
        (["adwin"], "0x1p3\n", "line 1: expected a finite number, got '0x1p3'"),
        (["kswin"], "1e999\n", "line 1: expected a finite number, got '1e999'"),
        (["ddm"], "1\n2\n", "line 2: ddm takes numbers from 0 to 1, got '2'"),
        (["adwin"], "1" * 5000, "line 1 is longer than 4096 bytes"),
    ],
)
def test_a_wrong_line_is_named(arguments, lines, words):
    code, out, err = aviary("stream", *arguments, stdin=lines)
    assert (code, out) == (65, "") and err.startswith("aviary: " + words) and err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments, words",
    [
        ([], "name a detector; known are adwin, ddm"),
        (["adwim"], "there is no detector 'adwim'; known are adwin, ddm"),
        (["adwin", "--param", "detla=0.1"], "adwin has no parameter 'detla'; known are delta, clock"),
        (["adwin", "--param", "delta"], "delta is a number above 0 and below 1, got ''"),
        (["adwin", "--param", "delta=2"], "delta is a number above 0 and below 1, got '2'"),
        (["adwin", "--param", "clock=1.5"], "clock is a whole number from 1 to 1000000000, got '1.5'"),
        (["cusum", "--param", "mode=sideways"], "mode is one of both, up, down, got 'sideways'"),
        (["eddm", "--param", "alpha=0.5"], "alpha is at least beta, got 0.5 and 0.9"),
        (["e-detector"], "e-detector needs baseline"),
    ],
)
def test_a_wrong_option_is_named(arguments, words):
    code, out, err = aviary("stream", *arguments, stdin="")
    assert (code, out) == (64, "") and words in err and err.count("\n") == 1
