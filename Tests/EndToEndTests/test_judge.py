"""The judge of two streams of numbers."""

import json
import random
import subprocess

import pytest
from command_line import aviary
from conftest import BINARY


def judge(lines, *arguments):
    code, out, err = aviary("judge", *arguments, stdin="".join(f"{line}\n" for line in lines))
    assert (code, err) == (0, "")
    return json.loads(out)


def failures(stable, candidate, count, share=0.05, seed=1):
    """Lines of requests that fail at these rates."""
    source = random.Random(seed)
    for _ in range(count):
        arm = "candidate" if source.random() < share else "stable"
        yield f"{arm},{int(source.random() < (candidate if arm == 'candidate' else stable))}"


def test_a_worse_candidate_fails_at_the_line_that_proves_it():
    lines = list(failures(0.01, 0.05, 60_000))
    verdict = judge(lines)
    assert verdict["verdict"] == "fail" and verdict["effect"] > 0 and verdict["forecast"] == 0
    assert 0 <= verdict["interval"][0] <= 0.04 <= verdict["interval"][1]
    line = verdict["line"]
    # The verdict is of the lines up to there, whatever comes later, and not of fewer.
    assert judge(lines[:line]) == verdict
    before = judge(lines[: line - 1])
    assert before["verdict"] == "continue" and before["line"] is None and before["forecast"] > 0
    seen = sum(text.startswith("candidate") for text in lines[:line])
    assert verdict["requests"] == {"stable": line - seen, "candidate": seen}


def test_a_candidate_that_always_fails_is_known_by_few_requests():
    for seed in range(20):
        assert judge(failures(0.01, 1, 2000, seed=seed))["requests"]["candidate"] <= 10


def test_a_good_candidate_passes_a_margin_after_its_minimum():
    lines = list(failures(0.01, 0.01, 100_000, share=0.5))
    verdict = judge(lines, "--margin", "0.01")
    assert verdict["verdict"] == "pass" and verdict["interval"][1] <= 0.01
    later = judge(lines, "--margin", "0.01", "--min-requests", "20000")
    assert later["verdict"] == "pass" and later["requests"]["candidate"] == 20_000


def test_twins_are_rarely_told_apart():
    # One in twenty is allowed; more than five of thirty come by chance three times in a thousand.
    verdicts = [judge(failures(0.02, 0.02, 4000, 0.2, seed))["verdict"] for seed in range(30)]
    assert verdicts.count("fail") <= 5


@pytest.mark.parametrize("kind", [["--kind", "mean"], ["--kind", "quantile"], ["--kind", "quantile", "--quantile", "0.5"]])
def test_slower_is_worse_unless_more_is_better(kind):
    source = random.Random(4)
    lines = []
    for _ in range(20_000):
        arm, slower = ("candidate", 1.5) if source.random() < 0.3 else ("stable", 1)
        lines.append(f"{arm},{slower * source.lognormvariate(3, 0.5)}")
    assert judge(lines, *kind)["verdict"] == "fail"
    assert judge(lines, *kind, "--margin", "100")["verdict"] == "pass"
    better = judge(lines, *kind, "--higher-is-better")
    assert better["verdict"] == "pass" and better["effect"] > 0


def test_a_verdict_comes_while_lines_go_on():
    with subprocess.Popen([BINARY, "judge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            for line in failures(0, 1, 10_000, share=0.5):
                print(line, file=process.stdin, flush=True)
        except BrokenPipeError:
            pass  # It has its verdict, and reads no further.
        assert json.loads(process.stdout.read())["verdict"] == "fail"
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass


def test_no_lines_are_no_verdict():
    assert judge([]) == {
        "verdict": "continue",
        "line": None,
        "effect": None,
        "interval": [-1, 1],
        "requests": {"stable": 0, "candidate": 0},
        "forecast": None,
    }


@pytest.mark.parametrize(
    "lines, words",
    [
        ("stable,0\nfoo\n", "line 2: expected 'stable,VALUE' or 'candidate,VALUE', got 'foo'"),
        ("stable,0\n\ncandidate,nan", "line 3: expected a finite number after the comma, got 'nan'"),
        ("stable,0.5", "line 1: a rate is of 0 and 1, where 1 is bad, got '0.5'"),
        ("stable,0\r\ncandidate", "line 2: expected"),
        ("x" * 5000, "line 1 is longer than 4096 bytes"),
    ],
)
def test_a_wrong_line_is_named(lines, words):
    code, out, err = aviary("judge", stdin=lines)
    assert (code, out) == (1, "") and err.startswith("aviary: " + words) and err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--alpha", "0"], "--alpha is above 0 and below 0.5, got 0.0"),
        (["--alpha", "0.5"], "--alpha is above 0 and below 0.5, got 0.5"),
        (["--margin", "1"], "--margin is above -1 and below 1 for a rate, got 1.0"),
        (["--kind", "mean", "--margin", "inf"], "--margin is a finite number, got inf"),
        (["--min-requests", "-1"], "--min-requests"),
        (["--quantile", "0.5"], "--quantile belongs to --kind quantile"),
        (["--kind", "quantile", "--quantile", "1"], "--quantile is above 0 and below 1, got 1.0"),
        (["--kind", "median"], "median"),
    ],
)
def test_a_wrong_option_is_named(arguments, words):
    code, out, err = aviary("judge", *arguments, stdin="")
    assert (code, out) == (64, "") and words in err and err.count("\n") == 1
