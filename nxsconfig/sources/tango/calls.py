"""Calls of the Tango library that are under way.

A process that ends while one of its threads is inside the library is aborted. So its end waits a little for such calls.
"""

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EXIT_SECONDS = 10.0
"""How long the end of the process waits; all calls of the library end by themselves within about that time."""


class Calls:
    """Counts calls; any thread may enter and leave."""

    def __init__(self) -> None:
        self._count = 0
        self._ended = threading.Condition()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Around a call."""
        with self._ended:
            self._count += 1
        try:
            yield
        finally:
            with self._ended:
                self._count -= 1
                self._ended.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until none is under way: True; or until the time is over: False."""
        with self._ended:
            return self._ended.wait_for(lambda: not self._count, seconds)


CALLS = Calls()
"""Those of this process."""

atexit.register(CALLS.wait, EXIT_SECONDS)
