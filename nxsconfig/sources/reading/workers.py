"""The threads that wait for sources."""

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable

logger = logging.getLogger(__name__)

STOP_SECONDS = 1.0
"""How long the end waits for calls under way, all together; a thread that hangs in one ends when it returns."""

Job = Callable[[], None]


class Workers:
    """Named threads that do jobs in the order in which they were handed in; started when first needed.

    Jobs must not raise. `limit` is the most threads that work at the same moment; below 1 there is none.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit if limit >= 1 else sys.maxsize
        self._jobs: deque[Job] = deque()
        self._threads: set[threading.Thread] = set()
        self._idle = 0
        self._written_off = 0
        self._number = 0
        self._open = True
        self._wake = threading.Condition()

    def submit(self, jobs: list[Job]) -> None:
        """Hand in jobs; they start at once as long as there are threads."""
        with self._wake:
            self._jobs.extend(jobs)
            missing = min(len(self._jobs) - self._idle, self._limit + self._written_off - len(self._threads))
            for _ in range(max(0, missing)):
                self._start()
            self._wake.notify(len(jobs))

    def write_off(self) -> None:
        """A job hangs: its thread doesn't count any more, another one may take its place."""
        with self._wake:
            self._written_off += 1

    def take_back(self) -> None:
        """A job that was written off has ended after all; its thread is one of many again."""
        with self._wake:
            self._written_off -= 1

    def stop(self) -> None:
        """No further jobs; waits at most STOP_SECONDS for those under way."""
        with self._wake:
            self._open = False
            self._jobs.clear()
            self._wake.notify_all()
            threads = list(self._threads)
        limit = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(max(0.0, limit - time.monotonic()))
        left = [thread.name for thread in threads if thread.is_alive()]
        if left:
            logger.warning("sources still hang, their threads end later: %s", ", ".join(left))

    def _start(self) -> None:
        self._number += 1
        thread = threading.Thread(target=self._work, name=f"nxsconfig-source-{self._number}", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _work(self) -> None:
        while job := self._next():
            job()
        with self._wake:
            self._threads.discard(threading.current_thread())

    def _next(self) -> Job | None:
        with self._wake:
            self._idle += 1
            while self._open and not self._jobs:
                self._wake.wait()
            self._idle -= 1
            return self._jobs.popleft() if self._open else None
