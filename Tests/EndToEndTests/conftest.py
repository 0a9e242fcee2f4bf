"""Starts the built program, as its users do, and hands its address to the tests."""

import os
import re
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("AVIARY_BINARY", ROOT / ".build/debug/aviary"))
# In place of a flag: the database lies where it does when nobody says anything.
STANDARD_DATABASE = ("standard database",)
FIXTURES = ROOT / "Tests/ONNXRuntimeTests/Fixtures"


class Server:
    """A running Aviary."""

    def __init__(self, repository, *flags):
        # Unless a test says otherwise nothing is left behind, and several servers may share a repository.
        database = [] if {"--database", *STANDARD_DATABASE} & set(flags) else ["--database", ":memory:"]
        given = [str(flag) for flag in flags if flag not in STANDARD_DATABASE]
        port = [] if "--port" in flags else ["--port", "0"]
        self.process = subprocess.Popen(
            [BINARY, "serve", "--repository", str(repository), *port, *database, *given],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.log = []
        # Read all the time, so that the program never waits for room in the pipe.
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        self.reader.start()
        guard = threading.Timer(60, self.process.kill)
        guard.start()
        line = self.process.stdout.readline()
        guard.cancel()
        match = re.search(r"http://([\d.]+):(\d+)", line)
        if not match:
            self.process.wait(10)
            self.reader.join(10)
            raise AssertionError("the server did not start: " + "".join(self.log))
        self.host, self.port = match[1], int(match[2])
        self.address = f"{self.host}:{self.port}"
        self.url = f"http://{self.address}"

    def stop(self, number=signal.SIGTERM):
        """Stops the program and gives its exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture
def start(request):
    """Starts servers that end with the test."""
    servers = []

    def start_one(repository, *flags):
        servers.append(Server(repository, *flags))
        return servers[-1]

    yield start_one
    for server in servers:
        if server.process.poll() is None:
            server.stop()


def place(repository, name, fixture, version=1, configuration=None):
    """Puts a fixture into a repository as a version of a model."""
    directory = Path(repository) / name / str(version)
    directory.mkdir(parents=True, exist_ok=True)
    shutil.copy(FIXTURES / f"{fixture}.onnx", directory / "model.onnx")
    if configuration:
        (directory.parent / "model.yaml").write_text(configuration)


@pytest.fixture(scope="session")
def examples():
    """The example models, served for all tests that do not change them."""
    server = Server(ROOT / "Examples/repository")
    yield server
    assert server.process.poll() is None, "the server went down: " + "".join(server.log)
    assert server.stop() == 0


@pytest.fixture(scope="session")
def fixtures(tmp_path_factory):
    """Small models of every type, served for all tests that do not change them."""
    repository = tmp_path_factory.mktemp("repository")
    for file in FIXTURES.glob("identity-*.onnx"):
        place(repository, file.stem, file.stem)
    for name in ["linear", "loop", "two-outputs", "gather", "zipmap-string", "scalar"]:
        place(repository, name, name)
    place(repository, "broken", "garbage")
    server = Server(repository, "--max-body-size", "1MiB", "--read-timeout", "1s")
    yield server
    assert server.process.poll() is None, "the server went down: " + "".join(server.log)
    assert server.stop() == 0
