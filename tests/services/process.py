"""Private servers: a process on a free loopback port with its data in a temporary directory."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")
START_SECONDS = 60
_PREFIX = "nxsconfig-test-"


class MissingError(Exception):
    """The service is not installed; the text says what is missing and how to get it."""


def find(program: str, *directories: str) -> str:
    """Path of an installed program. Raises MissingError."""
    path = shutil.which(program, path=os.pathsep.join([*directories, os.environ.get("PATH", ""), "/usr/sbin"]))
    if path is None:
        raise MissingError(f"the program {program} is not installed; .ci/services installs it")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def directory(name: str, user: str = "") -> Path:
    """A new temporary directory; those that killed test sessions left behind are removed."""
    base = Path(tempfile.gettempdir())
    for old in base.glob(f"{_PREFIX}*"):
        found = re.match(rf"{_PREFIX}(\d+)-", old.name)
        if found and not Path(f"/proc/{found.group(1)}").exists():
            shutil.rmtree(old, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-{name}-"))
    if user:
        shutil.chown(path, user)
    return path


class Process:
    """A server process; it ends with the test session, however that ends."""

    def __init__(self, command: Sequence[str], log: Path, *, user: str = "", end: int = signal.SIGKILL) -> None:
        self.command = list(command)
        self.log = log
        self._user = user
        self._end = end
        self._running: subprocess.Popen[bytes] | None = None

    def start(self, ready: Callable[[], bool], env: Mapping[str, str] | None = None) -> None:
        launch = [sys.executable, "-S", str(LAUNCH), str(os.getpid()), str(int(self._end)), self._user]
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [*launch, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.log.parent,
                env={**os.environ, **(env or {})},
                start_new_session=True,  # Ctrl-C is for pytest
            )
        limit = time.monotonic() + START_SECONDS
        while not ready():
            if self._running.poll() is not None or time.monotonic() > limit:
                self.stop()
                raise RuntimeError(f"{self.command[0]} does not start:\n{self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.05)

    def signal(self, number: int) -> None:
        """Send a signal, such as SIGSTOP and SIGCONT; behind SIGSTOP it answers nothing any more."""
        if self._running is None:
            return
        self._running.send_signal(number)
        while number == signal.SIGSTOP and not _is_stopped(self._running.pid):
            time.sleep(0.01)

    def stop(self) -> None:
        """End at once; the data are not needed any more, or recovered at the next start."""
        if self._running is None:
            return
        self._running.send_signal(self._end)
        try:
            self._running.wait(20)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait(20)
        self._running = None


def _is_stopped(pid: int) -> bool:
    """All threads of a process; or it has ended."""
    with suppress(OSError):
        stats = [(task / "stat").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
        return all(stat.rpartition(")")[2].split()[0] in "TZ" for stat in stats)
    return not Path(f"/proc/{pid}").exists()


def answers(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
