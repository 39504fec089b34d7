"""Files that readers follow (SWMR): HDF5 writes them itself, and space on the disk is taken before it does.

A flush of HDF5 that runs out of space has written some objects already, which then point to places that the file hasn't
got: what was safe before can't be read any more. So the space is taken first; if there is none, the file stays on the
disk as the last flush left it.

```
 flush ─► is there room up to the end of the file, and a bit more? ─┬─ yes ─► HDF5 writes
                                                                    └─ no ──► OSError, nothing is written
```
"""

import errno
import os

import h5py

from nxsconfig.h5.space import NO_ROOM

LEAST, MOST = 128 * 1024, 4 * 1024 * 1024
"""Bounds of the space beyond the end that must be free: chunks that are packed at a flush get their place during it."""

SHARE = 4
"""Between them, a quarter of the file's size: how much is packed at a flush isn't known beforehand."""


class File(h5py.File):  # type: ignore[misc]  # h5py has no types
    """A file that readers follow while it is written. Scripts look at the name of its class (writer §17)."""

    _taken = 0
    """Up to where the space is known to be there."""

    def __init__(self, *args: object, **settings: object) -> None:
        """As h5py's; what is in the file now has its space."""
        super().__init__(*args, **settings)
        self._taken = os.fstat(self.handle).st_size

    @property
    def handle(self) -> int:
        """Of the operating system."""
        return int(self.id.get_vfd_handle())

    def check(self) -> None:
        """HDF5 itself raises what the disk doesn't take."""

    def cut_off(self) -> None:
        """Leave the file on the disk as it is: what is written from now on goes into memory, so closing it succeeds."""
        nowhere = os.memfd_create("nxsconfig")
        try:
            os.dup2(nowhere, self.handle)
        finally:
            os.close(nowhere)

    def flush(self) -> None:
        """Take the space, then write everything. Raises OSError; without space nothing has been written."""
        handle = self.handle
        before = os.fstat(handle)
        if before.st_nlink:  # neither removed nor cut off (see sinks/closing.py)
            self._take_room(handle, before.st_size)
        super().flush()

    def _take_room(self, handle: int, size: int) -> None:
        end = self.id.get_filesize()
        _check_spare(handle, min(MOST, max(LEAST, end // SHARE)))
        try:
            for start, stop in _holes(handle, min(self._taken, end), end):
                os.posix_fallocate(handle, start, stop - start)
        except OSError as err:
            if err.errno in NO_ROOM:
                os.ftruncate(handle, size)  # some file systems have taken a part of it
                raise
            return  # one that can't take space beforehand
        self._taken = end


def _check_spare(handle: int, spare: int) -> None:
    """Raise OSError when the file system has less room; taking it and giving it back would cost milliseconds."""
    system = os.fstatvfs(handle)
    if system.f_bavail * system.f_frsize < spare:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _holes(handle: int, start: int, end: int) -> list[tuple[int, int]]:
    """What nobody has written yet in a part of a file; frames that have been, but aren't on the disk yet, cost most."""
    found = []
    position = os.lseek(handle, 0, os.SEEK_CUR)
    while start < end:
        hole = min(_seek(handle, start, os.SEEK_HOLE, start), end)
        start = min(_seek(handle, hole, os.SEEK_DATA, end), end)
        if start > hole:
            found.append((hole, start))
    os.lseek(handle, position, os.SEEK_SET)
    return found


def _seek(handle: int, start: int, what: int, beyond: int) -> int:
    """`beyond`: where the file ends before `start`, or nothing of the kind follows."""
    try:
        return os.lseek(handle, start, what)
    except OSError as err:
        if err.errno != errno.ENXIO:
            raise
        return beyond
