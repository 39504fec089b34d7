"""Waiting for what happens soon in other threads and processes."""

import time
from collections.abc import Callable


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Come back when the condition holds; fail when it doesn't in time."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "this did not happen in time"
        time.sleep(0.02)
