"""Ctrl-C that waits a moment.

Python tells of signals wherever it runs, also inside what HDF5 calls; and HDF5 can't go on with a file when a call of
its own flush fails: what it has of the file is lost.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_HELD_BACK = signal.SIGINT, signal.SIGTERM

_Handler = Callable[[int, FrameType | None], Any]


@contextmanager
def held_back() -> Iterator[None]:
    """What handlers of signals do (Ctrl-C raises KeyboardInterrupt) is done behind it; the file is in order then."""
    if threading.current_thread() is not threading.main_thread():  # Python calls handlers in the main thread
        yield
        return
    came: list[Callable[[], object]] = []
    former = [(number, signal.getsignal(number)) for number in _HELD_BACK]
    held = [(number, handler) for number, handler in former if callable(handler)]
    for number, handler in held:
        signal.signal(number, _noting(handler, came))
    try:
        yield
    finally:
        for number, handler in held:
            signal.signal(number, handler)
        for call in came:
            call()


def _noting(handler: _Handler, came: list[Callable[[], object]]) -> _Handler:
    return lambda number, frame: came.append(lambda: handler(number, frame))
