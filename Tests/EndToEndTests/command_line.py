"""Running the program as its users do."""

import fcntl
import os
import pty
import subprocess
import termios

from conftest import BINARY, ROOT

# What a program writes to learn what the terminal can do.
ASKED = b"\x1b[c"


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


def on_terminal(*arguments, answer=b"\x1b[?1;2c", **environment):
    """Runs the program on a terminal of its own, and gives what it shows there.

    The terminal gives `answer` to whoever asks what it can do.
    """
    parent, child = pty.openpty()
    with subprocess.Popen(
        [BINARY, *map(str, arguments)],
        stdin=child,
        stdout=child,
        stderr=child,
        env=os.environ | {"TERM": "xterm"} | environment,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    ) as process:
        os.close(child)
        shown = b""
        try:
            while part := os.read(parent, 1 << 16):
                if ASKED in part and ASKED not in shown:
                    os.write(parent, answer)
                shown += part
        except OSError:
            pass  # A terminal whose last user has gone says so by an error.
        process.wait(60)
    os.close(parent)
    return shown.decode()
