"""Open files of the disk that change as a whole, and only when they are flushed or closed."""

import atexit
import errno
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from weakref import WeakValueDictionary, ref

import h5py
from h5py._objects import phil

from nxsconfig.h5.disk import Disk
from nxsconfig.h5.signals import held_back
from nxsconfig.h5.superblock import is_marked

logger = logging.getLogger(__name__)


class File(h5py.File):  # type: ignore[misc]  # h5py has no types
    """A file that is written. Scripts look at the name of its class (writer §17)."""

    def __init__(self, path: str | Path, mode: str, **settings: object) -> None:
        """Open it (mode ``r+``), or begin a new one (``x``), which appears at its first flush. Raises OSError."""
        if not str(path):
            raise OSError("invalid file name")
        if mode != "x" and is_marked(path):  # compat: HDF5 2.0: a file that says so is opened by no writer
            raise OSError(errno.EBUSY, "file is already open for write (may use <h5clear file> to clear file flags)")
        self.path = str(path)
        disk = Disk(path, new=mode == "x")
        self._disk = ref(disk)
        """HDF5 keeps it as long as it has the file open, which a script can end as well."""
        with ExitStack() as stack:
            stack.callback(disk.close)
            super().__init__(path, mode, driver="fileobj", fileobj=disk, **settings)
            stack.pop_all()
        disk.is_open = True
        _OPEN[id(self)] = self

    @property
    def handle(self) -> int:
        """The operating system's; negative when the file is closed."""
        disk = self._disk()
        return disk.handle if disk else -1

    def check(self) -> None:
        """Raises OSError when the disk hasn't taken something since the last flush."""
        if (disk := self._disk()) and disk.problem:
            raise disk.problem

    def flush(self) -> None:
        """Make everything the state of the file. Raises OSError; the file on the disk is as before then.

        The library's lock is held to the end: what another thread writes behind HDF5's flush belongs to the next one.
        """
        with held_back(), phil, self._gathering():
            super().flush()

    def close(self) -> None:
        """Flush and close; a second call does nothing. Raises OSError; the file on the disk is as before then."""
        with held_back(), phil, ExitStack() as stack:
            stack.callback(_OPEN.pop, id(self), None)
            if disk := self._disk():
                stack.callback(disk.close)
            with self._gathering():
                super().close()

    def cut_off(self) -> None:
        """Leave the file on the disk as it is: what is written from now on goes nowhere, so closing it succeeds."""
        if disk := self._disk():
            disk.cut_off()

    @contextmanager
    def _gathering(self) -> Iterator[None]:
        """Inside it HDF5 tells everything; then it is committed. Raises OSError."""
        disk = self._disk()
        if disk is None:
            yield
            return
        disk.gathers = True
        try:
            yield
        finally:
            disk.gathers = False
        disk.commit()


_OPEN: WeakValueDictionary[int, File] = WeakValueDictionary()


@contextmanager
def apart(field: h5py.Dataset) -> Iterator[h5py.Dataset]:
    """A data set as the file on the disk has it: what it shows of other files can't be read through one of ours."""
    path = field.file.filename
    file = next((file for file in [*_OPEN.values()] if file.path == path and bool(file)), None)
    if file is None:
        yield field
        return
    file.flush()
    with h5py.File(path, "r", locking=False) as other:
        yield other[field.name]


@atexit.register
def _close_all() -> None:
    """What is open when Python ends: HDF5 itself would write it when Python takes no calls any more."""
    for file in [*_OPEN.values()]:
        path = file.path
        try:
            file.close()
        except OSError as err:
            logger.warning("%s: %s", path, os.strerror(err.errno or errno.EIO))
