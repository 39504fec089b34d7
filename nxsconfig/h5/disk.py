"""Files that go from one state to the next as a whole, at whatever moment their writer is killed.

HDF5 changes a file piece by piece: headers, indexes, at last the superblock. A writer that is killed between two of
them leaves objects that point to places which hold something else, and what was safe before can't be read any more. So
what HDF5 writes is kept here, and a flush becomes a commit:

```
 HDF5 ─┬─ behind the end of the last commit ─────────────────► disk    nothing refers to it yet
       └─ before it ─► kept ─► commit ─┬─ 1. take space: none is an OSError, the file stays as it was
                                       ├─ 2. write what lies behind the old end
                                       ├─ 3. give a new file its name
                                       └─ 4. replace what is there, in one call that a kill can't part
```
"""

import errno
import os
from contextlib import suppress
from pathlib import Path

from nxsconfig.h5.kept import Kept, parted
from nxsconfig.h5.locking import lock, unlock
from nxsconfig.h5.nameless import Nameless
from nxsconfig.h5.replacing import replace, write
from nxsconfig.h5.space import is_quick, lengthen

BIG = 64 * 1024
"""Bytes of a write that isn't joined with others."""

MOST_KEPT = 64 * 1024 * 1024
"""Of more than that the biggest writes aren't kept, wherever they go: those are rows that are added to chunks."""

_OTHER = (
    "what a virtual data set or an external link shows of another file can't be read through one that is being "
    "written; please open that file itself"
)

_CUT_SHORT = "somebody has cut the file short while it was written: what was behind that is lost"


class Disk:
    """A file as h5py's driver ``fileobj`` wants it. Not safe for threads by itself.

    Calls that come from HDF5 raise nothing that has to do with writing: it goes on to write after a failure, and what
    it has then is in no state that could be used. What the disk doesn't take is kept, and `commit` tells.
    """

    def __init__(self, path: str | Path, *, new: bool) -> None:
        """Open an existing file, or begin a new one, which gets its name with the first commit.

        Raises:
            OSError: there is one already (`new`), there is none, it can't be written, or another program has locked it.
        """
        self._path = Path(path)
        self._process = os.getpid()
        self._nameless = Nameless(self._path) if new else None
        self.handle = self._nameless.handle if self._nameless else os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            lock(self.handle)
        except OSError:
            self.close()
            raise
        self._takes_space = is_quick(self.handle)
        self._end = self._safe = os.fstat(self.handle).st_size
        """Where the file ends for HDF5, and where the last commit does: nothing refers to what is behind that."""
        self._kept = Kept()
        self._position = 0
        self.is_open = False
        """True when HDF5 has read the beginning of the file: who reads it again takes it for another one."""
        self.gathers = False
        """True while HDF5 flushes: many small pieces come, which are joined before they are written."""
        self.problem: OSError | None = None
        """Why the disk hasn't taken something since the last commit."""
        self._is_told = False
        """True when HDF5 has said where the file ends and has written nothing since: its state is one of a file."""
        self._is_cut_off = False

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """From the beginning, or from the end."""
        self._position = offset + (self._end if whence == os.SEEK_END else 0)
        return self._position

    def tell(self) -> int:
        """Where the next call reads or writes."""
        return self._position

    def read(self, size: int) -> bytes:
        """h5py takes nothing for a file that hasn't got this; it calls `readinto`."""
        content = bytearray(size)
        self.readinto(memoryview(content))
        return bytes(content)

    def readinto(self, buffer: memoryview) -> int:
        """Read as if everything were on the disk already; zeros where nothing is. Raises OSError."""
        if self.is_open and not self._position:
            raise OSError(errno.EBUSY, _OTHER)
        count = os.preadv(self.handle, [buffer], self._position)
        buffer[count:] = bytes(len(buffer) - count)
        self._kept.overlay(self._position, buffer)
        return len(buffer)

    def write(self, content: memoryview) -> int:
        """Keep it, or write it where nothing refers to its place."""
        at, size = self._position, len(content)
        self._is_told = False
        self._end = max(self._end, at + size)
        if not (self._may_be_written(at, size) and self._is_written(at, content)):
            self._kept.add(at, bytes(content))
        return size

    def _may_be_written(self, at: int, size: int) -> bool:
        if at >= self._safe:
            is_better = size >= BIG or not self.gathers
        else:
            is_better = size >= BIG and self._kept.size + size > MOST_KEPT
        return is_better and self._kept.is_free(at, size) and self._is_ours()

    def _is_ours(self) -> bool:
        """False in a forked process, which has the file open as well: what it holds of it gets old."""
        return self._process == os.getpid()

    def _is_written(self, at: int, content: memoryview) -> bool:
        try:
            if self._takes_space and len(content) >= BIG:
                self._take_space(at + len(content))
            write(self.handle, at, content)
        except OSError as err:
            self.problem = err
            return False
        return True

    def _take_space(self, end: int) -> None:
        """Up to a place behind the end of the file; the next commit gives back what it doesn't need."""
        size = os.fstat(self.handle).st_size
        if size < end:
            lengthen(self.handle, size, end)

    def truncate(self, size: int) -> int:
        """HDF5 says where the file ends."""
        self._end = size
        self._is_told = True
        return size

    def flush(self) -> None:
        """HDF5 has told everything about the file, or about one object; nothing is raised (see above).

        Behind a flush of ours `commit` comes; a script that flushes or closes h5py's own file has no other one.
        """
        if self._is_told and self.is_open and not self.gathers:
            try:
                self.commit()
            except OSError as err:
                self.problem = err

    def commit(self) -> None:
        """Make what has been written the state of the file.

        Raises:
            OSError: the disk doesn't take it. The file is as the last commit left it; this can be tried again.
        """
        if self.handle < 0 or self._is_cut_off or not self._is_ours():
            return
        size = os.fstat(self.handle).st_size
        if size < self._safe:
            raise OSError(_CUT_SHORT)
        new, old = parted(self._kept.runs(), self._safe)
        if size < self._end:
            lengthen(self.handle, size, self._end)
        for at, content in new:
            write(self.handle, at, content)
        if self._nameless:
            self._nameless.appear()
            self._nameless = None
        self._safe = max(self._safe, self._end)  # from now on the file may refer to it, however this ends
        replace(self.handle, old)
        if size > self._end:
            os.ftruncate(self.handle, self._end)
        self._safe = self._end
        self._kept = Kept()
        self.problem = None

    def cut_off(self) -> None:
        """Leave the file on the disk for ever as the last commit did."""
        self._is_cut_off = True

    def close(self) -> None:
        """Close it as the last commit left it; a new file that has seen none is gone. A second call does nothing."""
        handle, self.handle = self.handle, -1
        if handle >= 0:
            if self._is_ours():
                unlock(handle)
            os.close(handle)
        if self._nameless:
            self._nameless.vanish()
            self._nameless = None

    def __del__(self) -> None:
        """HDF5 has closed a file that its user has only forgotten."""
        if getattr(self, "handle", -1) >= 0:
            with suppress(OSError):
                self.commit()
            self.close()
