"""Open files of the disk that change as a whole, and only when they are flushed or closed."""

import atexit
import errno
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

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
        self._disk = Disk(path, new=mode == "x")
        with ExitStack() as stack:
            stack.callback(self._disk.close)
            super().__init__(path, mode, driver="fileobj", fileobj=self._disk, **settings)
            stack.pop_all()
        self._disk.is_open = True
        _OPEN[id(self)] = self

    @property
    def handle(self) -> int:
        """The operating system's."""
        return self._disk.handle

    def check(self) -> None:
        """Raises OSError when the disk hasn't taken something since the last flush."""
        if self._disk.problem:
            raise self._disk.problem

    def flush(self) -> None:
        """Make everything the state of the file. Raises OSError; the file on the disk is as before then.

        The library's lock is held to the end: what another thread writes behind HDF5's flush belongs to the next one.
        """
        with held_back(), phil:
            self._disk.gathers = True
            try:
                super().flush()
            finally:
                self._disk.gathers = False
            self._disk.commit()

    def close(self) -> None:
        """Flush and close; a second call does nothing. Raises OSError; the file on the disk is as before then."""
        with held_back(), phil:
            try:
                self._disk.gathers = True
                super().close()
                self._disk.commit()
            finally:
                self._disk.close()
                _OPEN.pop(id(self), None)

    def cut_off(self) -> None:
        """Leave the file on the disk as it is: what is written from now on goes nowhere, so closing it succeeds."""
        self._disk.cut_off()


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
