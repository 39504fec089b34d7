"""Locks against other writers, as HDF5 takes them: it goes on without where a file system has none."""

import errno
import fcntl
import os
from contextlib import suppress

UNSUPPORTED = frozenset({errno.ENOSYS, errno.ENOTSUP})

_NO = frozenset({"FALSE", "0"})


def lock(handle: int) -> None:
    """Lock an open file. Raises OSError when somebody else has locked it."""
    if os.environ.get("HDF5_USE_FILE_LOCKING", "").upper() in _NO:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as err:
        if err.errno not in UNSUPPORTED:
            raise


def unlock(handle: int) -> None:
    """Before it is closed: forked processes that live on would keep the lock."""
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_UN)
