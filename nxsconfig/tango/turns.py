"""One call after the other, while State can be asked: see docs/decisions/0005-state-during-long-calls.md.

```
 command ─► Tango's monitor ─► wait() ─► work(): monitor let go ──► result
 State ───► Tango's monitor (free meanwhile) ─► RUNNING
 write ───► Tango's monitor ─► settle(): kept, the work ends without it
```
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from tango import AutoTangoAllowThreads, DevFailed
from tango.server import Device


@contextmanager
def released(device: Device) -> Iterator[None]:
    """Let go of the device's monitor, which the calling thread holds, for a while."""
    guard = AutoTangoAllowThreads(device)
    try:
        yield
    finally:
        while not _taken_back(guard):
            pass


def _taken_back(guard: AutoTangoAllowThreads) -> bool:
    """Tango waits for the monitor for some seconds only; a call that is done must not fail because of that."""
    try:
        guard.__exit__(None, None, None)
    except DevFailed:
        return False
    return True


class Turns:
    """Order of the calls of one device. All methods are called, and return, with the device's monitor."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._changed = Condition()
        self._waiting: deque[object] = deque()
        self._working = False

    def wait(self) -> None:
        """Let the calls that came earlier end, in their order; State is answered meanwhile."""
        ticket = object()
        with self._changed:
            if not self._working and not self._waiting:
                return
            self._waiting.append(ticket)
        while not self._come_up(ticket):
            with released(self._device), self._changed:
                self._changed.wait_for(lambda: not self._working and self._waiting[0] is ticket)

    def settle(self, limit: float | None = None) -> bool:
        """Let the work that is going on end, for `limit` seconds at most, without letting go of the monitor.

        True if it has ended.

        For writing: Tango has put the value into the attribute before it asks us, so nobody else may write in between.
        """
        with self._changed:
            return self._changed.wait_for(lambda: not self._working, limit)

    def _come_up(self, ticket: object) -> bool:
        """With the monitor, nobody can begin to work any more, but somebody may have while we waited for it."""
        with self._changed:
            if self._working or self._waiting[0] is not ticket:
                return False
            self._waiting.popleft()
            self._changed.notify_all()
            return True

    @contextmanager
    def work(self) -> Iterator[None]:
        """Do work without the monitor; `wait` or `settle` came before, under the same hold of the monitor."""
        with self._changed:
            self._working = True
        with released(self._device):
            try:
                yield
            finally:
                with self._changed:
                    self._working = False
                    self._changed.notify_all()
