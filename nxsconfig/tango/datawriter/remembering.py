"""A device remembers which file it is at; when it was killed, it finishes that once it has started again.

```
 init_device ─► begin: RUNNING ─┬─► thread: waits ────────────► finishes the file ─► ON
 Tango: memorised attributes    │                 ▲
 server_init_hook ──────────────┴─► let_go ───────┘
```
So nobody ever sees a device ready that isn't, and no thread pushes events before Tango can take them.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event

from nxsconfig.writer.memory import FileMemory
from nxsconfig.writer.server import WriterServer


class Remembering:
    """The memory of one device."""

    def __init__(self) -> None:
        self._memory: FileMemory | None = None
        self._may_work = Event()

    def begin(
        self, device: str, folder: str, server: WriterServer, around: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """Take the state for finishing what the device was killed at, if anything; once in its life.

        It is done in a thread, inside `around`, behind `let_go`. `folder` is where the memory is kept.
        """
        if self._memory:
            return
        self._memory = FileMemory(f"{os.environ.get('TANGO_HOST', '')}/{device}", folder)
        if file := self._memory.remembered():
            server.recover(file, lambda: self._behind(around))

    def let_go(self) -> None:
        """Tango has started, or ends."""
        self._may_work.set()

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
        self._may_work.wait()
        with around():
            yield
