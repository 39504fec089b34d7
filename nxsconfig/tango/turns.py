"""One call after the other, while State can be asked: see docs/decisions/0005-state-during-long-calls.md.

```
 command ─► Tango's monitor ─► wait() ─► work(): monitor let go ──► result
 State ───► Tango's monitor (free meanwhile) ─► RUNNING
 write ───► Tango's monitor ─► settle(): kept, the work ends without it
```
"""

from collections import deque
from collections.abc import Callable
from threading import Condition
from types import TracebackType

from tango import AutoTangoAllowThreads, DevFailed
from tango.server import Device


class Released:
    """``with Released(device):`` lets go of the device's monitor, which the calling thread holds, for a while.

    `then` is called before it is taken back. A class, not a generator: every point of a scan goes through it.
    """

    __slots__ = ("_device", "_guard", "_then")

    def __init__(self, device: Device, then: Callable[[], None] = lambda: None) -> None:
        self._device = device
        self._then = then

    def __enter__(self) -> None:
        self._guard = AutoTangoAllowThreads(self._device)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._then()
        while not _taken_back(self._guard):
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
        if not self._working and not self._waiting:  # nobody can begin to work while we have the monitor
            return
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
        while not self._come_up(ticket):
            with Released(self._device), self._changed:
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

    def work(self) -> Released:
        """Do work without the monitor; `wait` or `settle` came before, under the same hold of the monitor."""
        with self._changed:
            self._working = True
        return Released(self._device, self._done)

    def _done(self) -> None:
        with self._changed:
            self._working = False
            self._changed.notify_all()
