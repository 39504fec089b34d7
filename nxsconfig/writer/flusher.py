"""A named thread that writes what nobody else writes in time."""

import atexit
import logging
import threading
import time
from collections.abc import Callable
from weakref import WeakSet

from nxsconfig.errors import NexusFileError

logger = logging.getLogger(__name__)

JOIN_SECONDS = 10.0

_RUNNING: "WeakSet[Flusher]" = WeakSet()

SHARE = 0.5
"""Flushes come after this part of the time that is promised: a flush itself takes time, more so on a busy machine, and
what is under way when the writer is killed doesn't count."""


class Flusher:
    """Calls a function a given time after it was asked to, unless stopped; asking again before that changes nothing.

    The function runs in the flusher's thread and must take its own locks, as `settle` must, which is called at once
    when there is a hurry. That a file can't be written is logged here; both keep it to raise it where somebody listens.
    """

    def __init__(self, flush: Callable[[], None], delay: float, settle: Callable[[], None] = lambda: None) -> None:
        self._flush = flush
        self._settle = settle
        self._delay = delay
        self._changed = threading.Condition()
        self._due: float | None = None
        self._hurries = False
        self._stopped = False
        self._is_last = False
        self._is_calling = False
        self._hangs = False
        self._thread: threading.Thread | None = None

    def ask(self, *, hurry: bool = False) -> None:
        """Flush within the delay, and settle at once if there is a hurry. The thread starts with the first call."""
        if self._due is not None and (self._hurries or not hurry):
            return
        with self._changed:
            self._due = self._due or time.monotonic() + self._delay
            self._hurries |= hurry
            self._changed.notify_all()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="nxsconfig-flusher", daemon=True)
            _RUNNING.add(self)
            self._thread.start()

    def finish(self) -> None:
        """Flush at once what is due, then end the thread and wait for it."""
        with self._changed:
            self._is_last = True
            self._changed.notify_all()
        self.join()

    def stop(self) -> None:
        """Call nothing any more; what is being called ends first. Must not be called with the flush lock held."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
            self._hangs = not self._changed.wait_for(lambda: not self._is_calling, JOIN_SECONDS)

    def join(self) -> None:
        """Wait for the thread, which has been told to end; not for one that hangs."""
        if self._thread is not None and not self._hangs:
            self._thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        try:
            while call := self._next():
                try:
                    call()
                except NexusFileError as err:
                    logger.error("%s", err)  # noqa: TRY400  the trace says nothing that the message doesn't
        finally:
            self._rest()

    def _next(self) -> Callable[[], None] | None:
        """Wait for what is to be done next; None when the flusher is stopped."""
        with self._changed:
            self._rest()
            call = None
            while not self._stopped and (call := self._due_call()) is None and not self._is_last:
                self._changed.wait(None if self._due is None else self._due - time.monotonic())
            self._is_calling = call is not None
            return call

    def _rest(self) -> None:
        """Nothing is being called; whoever waits for that is told."""
        with self._changed:
            self._is_calling = False
            self._changed.notify_all()

    def _due_call(self) -> Callable[[], None] | None:
        if self._hurries:
            self._hurries = False
            return self._settle
        if self._due is not None and (self._is_last or self._due <= time.monotonic()):
            self._due = None
            return self._flush
        return None


@atexit.register
def _finish_all() -> None:
    """When Python ends, before the files are closed: a script has forgotten to."""
    for flusher in [*_RUNNING]:
        flusher.finish()
