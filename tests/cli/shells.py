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

from nxsconfig.cli.completion import LIMIT_VARIABLE
from nxsconfig.cli.main import COMPLETE_VARIABLE
from tests.cli.support import COMMAND

SECONDS = 90

PROGRAMS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
FROM_PROGRAM = {
    "bash": "source <(nxsconfig completion bash)",
    "zsh": "autoload -Uz compinit; compinit -D -u; source <(nxsconfig completion zsh)",
    "fish": "nxsconfig completion fish | source",
}
COMPLETIONS = Path(__file__).parents[2] / "completions"
FROM_FILES = {
    "bash": f"source {COMPLETIONS}/bash/nxsconfig",
    "zsh": f"fpath=({COMPLETIONS}/zsh $fpath); autoload -Uz compinit; compinit -D -u",
    "fish": f"set -p fish_complete_path {COMPLETIONS}/fish",
}

_PROGRAM = """#!{python}
import json, os, sys
if {variable!r} in os.environ or sys.argv[1:2] == ["completion"]:
    os.execv({command[0]!r}, [*{command!r}, *sys.argv[1:]])
with open({calls!r}, "a") as stream:
    stream.write(json.dumps(sys.argv[1:]) + "\\n")
"""


class InteractiveShell:
    """One sort of shell; its `nxsconfig` completes, prints scripts, and else writes down what it is called with."""

    def __init__(self, name: str, home: Path) -> None:
        if shutil.which(name) is None:
            pytest.skip(f"the shell {name} is not installed")
        self.name = name
        self.screen = ""
        self._home = home
        self._calls = home / "calls"
        program = home / "bin" / "nxsconfig"
        program.parent.mkdir()
        given = {"variable": COMPLETE_VARIABLE, "command": COMMAND, "calls": str(self._calls)}
        program.write_text(_PROGRAM.format(python=sys.executable, **given))
        program.chmod(0o755)

    def type(self, *lines: str) -> list[list[str]]:
        """Type the lines, where a tab completes, and return the arguments of each call of the program."""
        terminal, other_end = pty.openpty()
        streams = {"stdin": other_end, "stdout": other_end, "stderr": other_end}
        command = ["setsid", "--wait", "--ctty", *PROGRAMS[self.name]]
        with subprocess.Popen(command, env=self._environment(), **streams) as process:
            os.close(other_end)
            timer = threading.Timer(SECONDS, process.kill)
            timer.start()
            os.write(terminal, "".join(f"{line}\n" for line in (*lines, "exit")).encode())
            self.screen = _read_all(terminal)
            os.close(terminal)
        timer.cancel()
        timer.join()
        return [json.loads(line) for line in self._calls.read_text().splitlines()] if self._calls.exists() else []

    def _environment(self) -> dict[str, str]:
        path = f"{self._home}/bin:{os.environ['PATH']}"
        store = os.environ.get("NXSCONFIG_STORE", "")
        return {
            "PATH": path,
            "HOME": str(self._home),
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
            "NXSCONFIG_STORE": store,
            LIMIT_VARIABLE: str(SECONDS),
        }


def _read_all(terminal: int) -> str:
    seen = b""
    with suppress(OSError):
        while chunk := os.read(terminal, 4096):
            seen += chunk
    return seen.decode(errors="replace")
