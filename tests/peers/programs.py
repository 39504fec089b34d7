"""Runs the peers' programs as a person would: as processes, with pipes or on a terminal."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.cli import support
from tests.cli.server_support import Server
from tests.cli.support import Result

SECONDS = 60


def run(command: Sequence[str | Path], stdin: str = "", env: Mapping[str, str | None] | None = None) -> Result:
    """Run a program to its end; a variable of `env` that is None is removed."""
    full = {name: value for name, value in {**os.environ, **(env or {})}.items() if value is not None}
    streams: dict[str, Any] = {"input": stdin, "capture_output": True, "encoding": "utf-8"}
    done = subprocess.run(list(map(str, command)), env=full, timeout=SECONDS, check=False, **streams)
    return Result(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class PeerClient(Server):
    """A configuration server, and the peers' nxsconfig as its client."""

    program: Path

    def replay(self, step: dict[str, Any]) -> Result:
        args = [self._filled(word) for word in step["argv"][1:]]
        env = {name: value and self._filled(value) for name, value in (step.get("env") or {}).items()}
        if not step.get("tty"):
            return run([self.program, *args], step.get("stdin") or "", env)
        with patch.object(support, "COMMAND", [str(self.program)]):
            return support.run_on_terminal(args, step["tty"], {"TERM": "dumb", **env})
