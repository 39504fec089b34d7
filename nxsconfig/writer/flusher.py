"""A named thread that flushes what nobody else flushes in time."""

import logging
import threading
from collections.abc import Callable

from nxsconfig.errors import NexusFileError

logger = logging.getLogger(__name__)

JOIN_SECONDS = 10.0

SHARE = 0.5
"""Flushes come after this part of the time that is promised: a flush itself takes time, more so on a busy machine, and
what is under way when the writer is killed doesn't count."""


class Flusher:
    """Calls a function a given time after it was asked to, unless stopped; asking again before that changes nothing.

    The function runs in the flusher's thread and must take its own locks. That a file can't be written is logged here;
    the function keeps it to raise it where somebody listens.
    """

    def __init__(self, flush: Callable[[], None], delay: float) -> None:
        self._flush = flush
        self._delay = delay
        self._asked = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        """Flush within the delay. The thread starts with the first call."""
        if self._asked.is_set():
            return
        self._asked.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="nxsconfig-flusher", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it; nothing is flushed any more. Must not be called with the flush lock held."""
        self._stopped.set()
        self._asked.set()
        if self._thread is not None:
            self._thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        while True:
            self._asked.wait()
            if self._stopped.wait(self._delay):
                return
            self._asked.clear()
            try:
                self._flush()
            except NexusFileError as err:
                logger.error("%s", err)  # noqa: TRY400  the trace says nothing that the message doesn't
