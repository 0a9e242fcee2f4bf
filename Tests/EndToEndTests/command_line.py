"""Running the program as its users do."""

import os
import pty
import subprocess

from conftest import BINARY, ROOT


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
