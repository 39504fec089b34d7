"""A lock that is given up for a while."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading


class Aside:
    """``with Aside(lock):`` lets others have a lock that this thread holds exactly once; it is taken again behind."""

    def __init__(self, lock: "threading.RLock") -> None:
        self._lock = lock

    def __enter__(self) -> None:
        self._lock.release()

    def __exit__(self, *_: object) -> None:
        self._lock.acquire()
