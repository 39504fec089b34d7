"""Real shells on a pseudo terminal: lines with tabs are typed, and the words come back that the program would get."""

import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from nxsconfig.cli.main import COMPLETE_VARIABLE
from tests.cli.support import COMMAND

SECONDS = 30
END = "shell-has-ended"

START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {script}"),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit; compinit -D -u; source {script}"),
    "fish": (["fish", "--no-config", "-i"], "source {script}"),
}

_PROGRAM = """#!{python}
import json, os, sys
if {variable!r} in os.environ:
    os.execv({command[0]!r}, {command!r})
with open({record!r}, "a") as stream:
    stream.write(json.dumps(sys.argv[1:]) + "\\n")
"""


class InteractiveShell:
    """One sort of shell with the completion loaded; its `nxsconfig` only writes down what it is called with."""

    def __init__(self, name: str, directory: Path) -> None:
        if shutil.which(name) is None:
            pytest.skip(f"the shell {name} is not installed")
        self.arguments, loading = START[name]
        self.script = directory / f"completion.{name}"
        self.record = directory / "calls"
        self._loading = loading.format(script=self.script)
        program = directory / "bin" / "nxsconfig"
        program.parent.mkdir()
        command = [*COMMAND]
        program.write_text(
            _PROGRAM.format(python=sys.executable, variable=COMPLETE_VARIABLE, command=command, record=str(self.record))
        )
        program.chmod(0o755)
        self.script.write_text(subprocess.check_output([*COMMAND, "completion", name], text=True))
        self._home = directory

    def type(self, *lines: str) -> list[list[str]]:
        """Type the lines, where a tab completes, and return the arguments of each call of the program."""
        keys = "".join(f"{line}\n" for line in [self._loading, *lines, "exit"])
        terminal, other_end = pty.openpty()
        environment = {key: os.environ[key] for key in ("NXSCONFIG_STORE", "LANG", "LC_ALL") if key in os.environ} | {
            "PATH": f"{self._home}/bin:{os.environ['PATH']}",
            "HOME": str(self._home),
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
        }
        streams = {"stdin": other_end, "stdout": other_end, "stderr": other_end}
        with subprocess.Popen(["setsid", "--wait", "--ctty", *self.arguments], env=environment, **streams) as process:
            os.close(other_end)
            timer = threading.Timer(SECONDS, process.kill)
            timer.start()
            os.write(terminal, keys.encode())
            self.screen = _read_all(terminal)
            os.close(terminal)
        timer.cancel()
        timer.join()
        return [json.loads(line) for line in self.record.read_text().splitlines()] if self.record.exists() else []


def _read_all(terminal: int) -> str:
    seen = b""
    with suppress(OSError):
        while chunk := os.read(terminal, 4096):
            seen += chunk
    return seen.decode(errors="replace")
