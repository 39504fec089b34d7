"""A device remembers which file it is at; when it was killed, it finishes that once it has started again.

```
 init_device ─► begin: RUNNING ─┬─► thread: waits ──────────────► finishes the file ─► ON
 Tango: memorised attributes    │                 ▲
 the server has started ────────┴─────────────────┘
```
So nobody ever sees a device ready that isn't, and no thread pushes events before Tango can take them. Where a device
alone is restarted, the one before it may still be at the file: nothing is finished then.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event

from tango import Util

from nxsconfig.writer.memory import FileMemory
from nxsconfig.writer.server import WriterServer

LOOK_SECONDS = 0.02
"""How often it is looked whether the server has started; PyTango's hook isn't called when devices are made anew."""


class Remembering:
    """The memory of one device."""

    def __init__(self) -> None:
        self._memory: FileMemory | None = None
        self._ends = Event()

    def begin(
        self, device: str, folder: str, server: WriterServer, around: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """Take the state for finishing what the device was killed at, if anything; once in its life.

        It is done in a thread, inside `around`, when the server has started. `folder` is where the memory is kept.
        """
        if self._memory:
            return
        self._memory = FileMemory(f"{os.environ.get('TANGO_HOST', '')}/{device}", folder)
        if _is_starting() and (file := self._memory.remembered()):
            server.recover(file, lambda: self._behind(around))

    def let_go(self) -> None:
        """The device ends: what hasn't begun yet is not waited for."""
        self._ends.set()

    def note(self, server: WriterServer) -> None:
        """Remember which file is open."""
        if self._memory:
            self._memory.note(server.in_work)

    def settle(self) -> None:
        """The device ends: let what is noted arrive."""
        if self._memory:
            self._memory.settle()

    @contextmanager
    def _behind(self, around: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
        while _is_starting() and not self._ends.wait(LOOK_SECONDS):
            pass
        with around():
            yield


def _is_starting() -> bool:
    """Whether Tango is still making the devices of the server, at its start or when all of them are made anew."""
    return bool(Util.instance().is_svr_starting())
