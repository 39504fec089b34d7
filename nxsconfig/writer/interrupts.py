"""Ctrl-C waits for the end of a point, so that no column misses what the others have."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

PATIENCE = 3
"""This many Ctrl-C within one point interrupt it at once: whoever presses so often wants out at any price."""


_MAIN = threading.main_thread().ident


class InterruptGuard:
    """A stretch of code (``with guard:``) in the main thread after which, not in which, KeyboardInterrupt is raised.

    HDF5 calls back into Python while it writes and swallows what is raised there; between two columns the interrupt
    would leave them unequal. The guard takes the place of Python's own handler only; a program that has another one
    keeps it, and so do other threads: there it does nothing. Guards of recordings that are open at the same time are
    one.
    """

    def __init__(self) -> None:
        self._users = 0
        self._depth = 0
        self._pressed = 0

    @classmethod
    def join(cls) -> "InterruptGuard":
        """The guard that is at work, after it has been put there if possible. Every join needs a `leave`."""
        if not _in_main_thread():
            return cls()
        current = signal.getsignal(signal.SIGINT)
        guard = getattr(current, "__self__", None)
        if not isinstance(guard, cls):
            guard = cls()
            if current is not signal.default_int_handler:
                return guard
            signal.signal(signal.SIGINT, guard._handle)
        guard._users += 1
        return guard

    def leave(self) -> None:
        """The last one who leaves gives Python's handler back."""
        self._users = max(0, self._users - 1)
        if not self._users and _in_main_thread() and signal.getsignal(signal.SIGINT) == self._handle:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def __enter__(self) -> Self:
        if self._users and threading.get_ident() == _MAIN:
            self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._depth or threading.get_ident() != _MAIN:
            return
        self._depth -= 1
        if self._pressed and not self._depth:
            self._pressed = 0
            raise KeyboardInterrupt

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self._pressed += 1
        if not self._depth or self._pressed >= PATIENCE:
            self._pressed = 0
            signal.default_int_handler(number, frame)


def _in_main_thread() -> bool:
    return threading.get_ident() == _MAIN
