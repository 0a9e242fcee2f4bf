"""The command line as its users type it: what it prints, where, and with which exit code."""

import json
import os
import pty
import re
import signal
import socket
import subprocess

import numpy
import pytest
from conftest import BINARY, FIXTURES, ROOT, place

WINE = "13.2,1.8,2.4,19,101,2.1,1.9,0.3,1.5,5,1,2.8,510"
COMMANDS = [
    "", "serve", "models", "models list", "models inspect", "models load", "models unload", "predict", "config", "doctor",
]
CODES = re.compile(r"\x1b\[[0-9;]*m")


def aviary(*arguments, stdin=None, cwd=ROOT, **environment):
    """Runs the program, and gives exit code, output and error output."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AVIARY_")}
    done = subprocess.run(
        [BINARY, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env=clean | environment,
    )
    return done.returncode, done.stdout, done.stderr


def on_terminal(*arguments, **environment):
    """Runs the program on a terminal, and gives what it shows there."""
    parent, child = pty.openpty()
    with subprocess.Popen(
        [BINARY, *map(str, arguments)], stdout=child, stderr=child, env=os.environ | {"TERM": "xterm"} | environment
    ) as process:
        os.close(child)
        shown = b""
        try:
            while part := os.read(parent, 1 << 16):
                shown += part
        except OSError:
            pass  # A terminal whose last user has gone says so by an error.
        process.wait(60)
    os.close(parent)
    return shown.decode()


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
        [name, "1", "ready"] for name in ["breast-cancer", "diabetes", "digits", "wine"]
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
    assert "there are breast-cancer, diabetes, digits, wine\n" in asking("models", "inspect", "elephant")[2]


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
    assert len({out for _, out, _ in replies}) == 1
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
    code, out, err = aviary("config", "--host", "0.0.0.0", "--read-timeout", "soon", cwd=tmp_path)
    assert (code, out) == (64, "")
    for words in ["did you mean port?", "--insecure", "'soon'"]:
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
        [BINARY, "predict", "wine", "--input", "@-", "--server", examples.url], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == -signal.SIGINT and process.stderr.read() == b""


def test_what_a_server_sends_cannot_move_the_cursor(start, tmp_path):
    place(tmp_path, "linear", "linear", configuration='description: "a\\u001b[2Jb"\n')
    server = start(tmp_path)
    assert "\x1b" not in aviary("models", "inspect", "linear", "--server", server.url)[1]
