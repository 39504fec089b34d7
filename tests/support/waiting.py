"""Waiting for what happens soon in other threads and processes."""

import time
from collections.abc import Callable


def until(condition: Callable[[], object], seconds: float = 20, pause: float = 0.02) -> None:
    """Come back when the condition holds; fail when it doesn't in time. pause: between two looks."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "this did not happen in time"
        time.sleep(pause)
