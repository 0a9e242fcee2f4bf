"""The command line as a whole, and its commands that ask no server."""

import json
import os
import re
import signal
import subprocess

import pytest
from command_line import aviary, on_terminal
from conftest import BINARY, ROOT, place

COMMANDS = [
    "", "serve", "models", "models list", "models inspect", "models load", "models unload",
    "models import", "models import darknet", "predict", "detect", "replay", "config", "doctor",
]
CODES = re.compile(r"\x1b\[[0-9;]*m")


# serve


def test_a_taken_port_is_told_in_one_line_before_models_are_loaded(examples):
    code, out, err = aviary("serve", "--repository", "Examples/repository", "--port", examples.port)
    assert (code, out) == (1, "")
    assert err.startswith(f"aviary: port {examples.port} is taken on 127.0.0.1: aviary ")
    assert err.endswith("choose another with --port\n") and err.count("\n") == 1


# config


def test_config_shows_values_and_sources_by_precedence(tmp_path):
    (tmp_path / "aviary.yaml").write_text("port: 7000\nlog:\n  level: debug\nreadTimeout: 5s\n")
    code, out, err = aviary("config", "--port", "9000", "--json", cwd=tmp_path, AVIARY_LOG_LEVEL="error")
    assert (code, err) == (0, "")
    shown = json.loads(out)
    assert shown["port"] == {"value": 9000, "source": "flag"}
    assert shown["log.level"]["value"] == "error" and shown["log.level"]["source"] == "environment"
    assert shown["readTimeout"]["value"] == "5s" and "aviary.yaml" in shown["readTimeout"]["source"]
    assert shown["host"] == {"value": "127.0.0.1", "source": "default"}
    table = aviary("config", "--port", "9000", cwd=tmp_path)[1].splitlines()
    assert table[0].split() == ["KEY", "VALUE", "SOURCE"]
    assert ["port", "9000", "flag"] in [line.split() for line in table]


def test_wrong_settings_are_told_all_at_once(tmp_path):
    (tmp_path / "aviary.yaml").write_text("prot: 7000\n")
    code, out, err = aviary("config", "--access-mode", "closed", "--read-timeout", "soon", cwd=tmp_path)
    assert (code, out) == (64, "")
    for words in ["did you mean port?", "'closed'", "'soon'"]:
        assert words in err
    warned = aviary("config", cwd=ROOT, AVIARY_PROT="1")
    assert warned[0] == 0 and "AVIARY_PROT has no effect" in warned[2]


# doctor


def test_doctor_finds_all_well():
    code, out, err = aviary("doctor", "--repository", "Examples/repository", "--port", "0")
    assert (code, err) == (0, ""), out
    assert re.search(r"^ok +ONNX Runtime: 1\.\d+", out, re.M)
    assert "model wine, version 1: loads and answers" in out


def test_doctor_says_what_is_wrong_and_what_to_do(examples, tmp_path):
    place(tmp_path, "broken", "garbage")
    place(tmp_path, "odd", "linear", configuration="instanzes: 2\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "config.pbtxt").write_text("")
    code, out, _ = aviary("doctor", "--repository", tmp_path, "--port", examples.port, "--json")
    findings = {finding["subject"]: finding for finding in json.loads(out)}
    assert code == 1
    assert findings["model broken, version 1"]["verdict"] == "failure"
    assert "did you mean 'instances'?" in json.dumps(findings["model odd"])
    assert findings["model empty"]["verdict"] == "failure" and "model.onnx" in findings["model empty"]["remedy"]
    assert "config.pbtxt" in out and "model.yaml" in out
    port = findings[f"port {examples.port}"]
    assert port["verdict"] == "failure" and "aviary 0" in port["detail"] and "--port" in port["remedy"]


def test_doctor_without_library_or_repository(tmp_path):
    code, out, _ = aviary("doctor", "--repository", tmp_path / "gone", "--port", "0", "--onnxruntime", "/gone.so")
    assert code == 1
    assert re.search(r"^fail +ONNX Runtime: .*gone.so", out, re.M)
    assert re.search(r"^fail +repository: .*gone' is not there", out, re.M)
    assert aviary("doctor", "--port", "0", cwd=tmp_path)[0] == 1


def test_doctor_reads_configurations_even_without_library(tmp_path):
    place(tmp_path, "odd", "linear", configuration="instanzes: 2\n")
    place(tmp_path, "plain", "linear")
    code, out, _ = aviary("doctor", "--repository", tmp_path, "--port", "0", "--onnxruntime", "/gone.so")
    assert code == 1
    assert re.search(r"^fail +model odd: .*instanzes", out, re.M)
    assert re.search(r"^warn +model plain: not loaded", out, re.M)


# the program as a whole


def test_the_program_without_a_command_explains_itself():
    code, out, err = aviary()
    assert code == 0 and "SUBCOMMANDS" in out and "Exit codes" in out
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", aviary("--version")[1])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command):
    code, out, _ = aviary(*command.split(), "--help", COLUMNS="80")
    assert code == 0 and out.startswith("OVERVIEW: ")
    examples = re.findall(rf"^  .*\baviary {command}\b.*$", out, re.M)
    assert examples
    # What is wrapped cannot be copied.
    wide = aviary(*command.split(), "--help", COLUMNS="300")[1].splitlines()
    assert all(example in wide for example in examples)


@pytest.mark.parametrize(
    "arguments,words",
    [
        (["srve"], "there is no command 'aviary srve'; did you mean 'serve'?"),
        (["models", "lst"], "there is no command 'aviary models lst'; did you mean 'list'?"),
        (["serve", "--prot", "1"], "unknown option '--prot'. Did you mean '--port'? See 'aviary serve --help'"),
        (["predict"], "missing expected argument '<endpoint>'; see 'aviary predict --help'"),
        (["predict", "wine"], "--input name=value"),
        (["predict", "wine", "--input", "x=1", "--timeout", "soon"], "'soon'"),
        (["predict", "wine", "--version"], "missing value for '--version <number>'"),
        (["serve"], "repository: expected a directory with models"),
    ],
)
def test_a_wrong_command_line_ends_with_64(arguments, words, tmp_path):
    code, out, err = aviary(*arguments, cwd=tmp_path)
    assert (code, out) == (64, "")
    assert err.startswith("aviary: ") and err.count("\n") == 1 and words in err, err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_are_there(shell, tmp_path):
    code, out, _ = aviary("--generate-completion-script", shell)
    assert code == 0 and "doctor" in out
    if shell == "bash":
        assert subprocess.run(["bash", "-n"], input=out, text=True).returncode == 0


def test_completions_know_files_words_and_models(examples, tmp_path):
    (tmp_path / "aviary").symlink_to(BINARY)
    (tmp_path / "completions").write_text(aviary("--generate-completion-script", "bash")[1])
    (tmp_path / "settings.yaml").write_text("")
    (tmp_path / "settings.txt").write_text("")
    (tmp_path / "models").mkdir()
    script = """source completions; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE}; _aviary aviary "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"; echo "${COMPREPLY[*]}" """
    for words, offered in [
        ("aviary doc", "doctor"),
        ("aviary predict w", "wine"),
        ("aviary models inspect d", "diabetes digits"),
        ("aviary serve --log-format j", "json"),
        ("aviary serve --config se", "settings.yaml"),
        ("aviary serve --repository m", "models"),
    ]:
        done = subprocess.run(
            ["bash", "-c", script % words],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
            env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "AVIARY_URL": examples.url},
        )
        assert done.stdout.split() == offered.split(), (words, done.stderr)


def test_colours_are_for_terminals_only(examples):
    assert CODES.search(on_terminal("models", "list", "--server", examples.url))
    assert not CODES.search(on_terminal("models", "list", "--server", examples.url, NO_COLOR="1"))
    assert not CODES.search(aviary("models", "list", "--server", examples.url)[1])


def test_a_reader_that_goes_away_is_no_crash(examples):
    command = f"'{BINARY}' models inspect wine --server {examples.url} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 141) and done.stderr == ""


def test_a_full_disk_is_told(examples):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [BINARY, "models", "list", "--server", examples.url], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr == "aviary: standard output cannot be written: No space left on device\n"


def test_an_interrupt_ends_a_command_that_waits(examples):
    with subprocess.Popen(
        [BINARY, "predict", "wine", "--input", "@-", "--server", examples.url],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell's background jobs, and so tests run as one, ignore the signal, and would hand that down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == -signal.SIGINT and process.stderr.read() == b""


def test_what_a_server_sends_cannot_move_the_cursor(start, tmp_path):
    place(tmp_path, "linear", "linear", configuration='description: "a\\u001b[2Jb"\n')
    server = start(tmp_path)
    assert "\x1b" not in aviary("models", "inspect", "linear", "--server", server.url)[1]
