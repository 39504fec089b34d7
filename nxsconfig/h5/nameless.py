"""New files that get their name when they can be opened."""

import errno
import os
from itertools import count
from pathlib import Path

from nxsconfig.h5.locking import UNSUPPORTED, lock

_number = count(1)

_HOW = os.O_RDWR | os.O_CLOEXEC


class Nameless:
    """A new file that nobody sees. On file systems that know no files without names it has another one.

    Raises OSError when there is one of that name already.
    """

    def __init__(self, path: Path) -> None:
        _refuse_taken(path)
        self._path = path
        self._other: Path | None = None
        try:
            self.handle = os.open(path.parent, os.O_TMPFILE | _HOW, 0o666)
        except OSError as err:
            if err.errno not in (*UNSUPPORTED, errno.EISDIR):
                raise
            self._other = path.with_name(f".nxsconfig.{os.getpid()}.{next(_number)}.new")
            self.handle = os.open(self._other, os.O_CREAT | os.O_EXCL | _HOW, 0o666)

    def appear(self) -> None:
        """Give it its name. Raises OSError, also when that has been taken meanwhile."""
        if self._other is None:
            os.link(f"/proc/self/fd/{self.handle}", self._path, src_dir_fd=self.handle)
            self._open_by_name()
        else:
            _refuse_taken(self._path)
            self._other.rename(self._path)

    def _open_by_name(self) -> None:
        """Who watches the folder (inotify) is told the name under which a file was opened."""
        named = os.open(self._path, _HOW)
        try:
            os.dup2(named, self.handle, inheritable=False)
        finally:
            os.close(named)
        lock(self.handle)

    def vanish(self) -> None:
        """Nobody wants it."""
        if self._other is not None:
            self._other.unlink(missing_ok=True)


def _refuse_taken(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
