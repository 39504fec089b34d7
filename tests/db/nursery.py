"""Processes that work on a store and may be killed at any moment.

They are forked off one helper that has everything imported, so that a test can start and kill dozens of them.
Run as a program this file is that helper.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

COUNT = 20
"""Components in one upload; all of them get the same text, made from the number of the upload."""


def upload_text(number: int) -> str:
    return f'<definition upload="{number}">{"x" * 3000}</definition>'


class Nursery:
    """Starts children."""

    def __init__(self) -> None:
        root = Path(__file__).parents[2]
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "tests.db.nursery"],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._seen: dict[str, list[str]] = {"pid": [], "end": []}

    def start(self, work: str, url: str, **more: Any) -> "Child":
        assert self._helper.stdin is not None
        self._helper.stdin.write(json.dumps({"work": work, "url": url, **more}) + "\n")
        self._helper.stdin.flush()
        return Child(int(self._line("pid")))

    def ended(self) -> str:
        """Wait until a child has ended; returns how: `done`, `killed` or `failed…`."""
        return self._line("end")

    def close(self) -> None:
        self._helper.communicate()

    def _line(self, kind: str) -> str:
        """The next message of that kind; others are kept."""
        assert self._helper.stdout is not None
        while not self._seen[kind]:
            line = self._helper.stdout.readline()
            assert line, "the helper has ended"
            word, _, rest = line.strip().partition(" ")
            self._seen[word].append(rest)
        return self._seen[kind].pop(0)


class Child:
    """One working process."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def _store(url: str) -> Any:
    from nxsconfig.db import open_store

    return open_store(url)


def upload(url: str, start: int, rounds: int, die_at: int = 0) -> None:
    """Store COUNT components again and again; `die_at`: kill -9 in front of that statement."""
    from sqlalchemy import event

    from nxsconfig.db.records import Entry, Kind

    store = _store(url)
    seen = 0

    def count(*_args: object) -> None:
        nonlocal seen
        seen += 1
        if seen == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store._desk._access._engine, "before_cursor_execute", count)
    for number in range(start, start + rounds):
        store.store([Entry(Kind.COMPONENT, f"c{item}", upload_text(number)) for item in range(COUNT)], who="child")


def upload_and_die(url: str, start: int) -> None:
    """Store components once and end while the server works on the one request that does it all."""
    from sqlalchemy import event

    from nxsconfig.db.records import Entry, Kind

    def soon(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("BEGIN NOT ATOMIC"):
            signal.setitimer(signal.ITIMER_REAL, 0.1)  # its signal ends the process at once

    store = _store(url)
    event.listen(store._desk._access._engine, "before_cursor_execute", soon)
    store.store([Entry(Kind.COMPONENT, f"c{item}", upload_text(start)) for item in range(COUNT)], who="child")


def compete(url: str, me: str, rounds: int) -> None:
    """Store entries of one's own and one that others store too."""
    from nxsconfig.db.records import Entry, Kind

    store = _store(url)
    for number in range(rounds):
        store.store([Entry(Kind.COMPONENT, f"{me}{number}", me)], who=me)
        store.store([Entry(Kind.COMPONENT, "both", f"{me}{number}")], who=me)


def main() -> None:
    """Fork a child a line; report its number at once and its end later."""
    import nxsconfig.db
    import nxsconfig.db.migrations  # noqa: F401  the children find it imported

    for line in sys.stdin:
        request = json.loads(line)
        work = {"upload": upload, "upload_and_die": upload_and_die, "compete": compete}[request.pop("work")]
        watcher = os.fork()
        if watcher == 0:
            _watch(work, request)
            os._exit(0)


def _watch(work: Any, request: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(**request)
            code = 0
        finally:
            os._exit(code)
    _tell(f"pid {child}")
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    ends = {0: "done", -signal.SIGKILL: "killed", -signal.SIGALRM: "killed"}
    _tell(f"end {ends.get(code, f'failed with {code}')}")


def _tell(line: str) -> None:
    """Several processes write to the same pipe: a line is one write, also when Python doesn't buffer."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the watchers
    main()
