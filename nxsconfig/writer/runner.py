"""A named thread that does jobs one after the other."""

import logging
import queue
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

Job = Callable[[], None]


class Runner:
    """Does jobs in the order in which they come, in one thread that starts with the first of them.

    The thread doesn't hold up the end of the program: `stop` waits for it, with a limit.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> None:
        """Do a job when those before it are done. One thread at a time submits."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def stop(self, limit: float, nudge: Job = lambda: None) -> bool:
        """Let the jobs end and the thread with them; False if that takes longer than `limit` seconds.

        `nudge` is called now and then until it has ended, to make waiting jobs give up.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        self._jobs.put(None)
        until = time.monotonic() + limit
        while thread.is_alive() and time.monotonic() < until:
            nudge()
            thread.join(0.05)
        return not thread.is_alive()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:  # the border of a worker: the next job must still be done
                logger.exception("a job of %s failed unexpectedly", self._name)
