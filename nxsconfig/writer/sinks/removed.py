"""A file that somebody removes while it is written: noticed at the next flush, put back when it is closed.

Its data live as long as it is open. A file that is only renamed isn't removed: it is found under its new name.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

import h5py

from nxsconfig.errors import NexusFileError

COPY_BYTES = 1 << 20


def check_there(file: h5py.File, name: str) -> None:
    """Raise NexusFileError when the open file has no name any more."""
    if _is_removed(file):
        raise NexusFileError(f"{name} was removed while it was written; when it is closed, it is put back")


@contextmanager
def put_back(file: h5py.File, path: str) -> Iterator[None]:
    """Around closing a file: a removed one gets its name back, or one with a number if that is taken.

    Raises NexusFileError when it can't be put back, or when nobody knows yet that it was removed.
    """
    if not _is_removed(file):
        yield
        return
    with os.fdopen(os.dup(file.handle), "rb") as content:
        yield
        content.seek(0)
        try:
            with _new_file(path) as copy:
                shutil.copyfileobj(content, copy, COPY_BYTES)
        except OSError as err:
            raise NexusFileError(f"{path} was removed while it was written and can't be put back: {err}") from err
    raise NexusFileError(f"{path} was removed while it was written; it is put back as {copy.name}")


def _is_removed(file: h5py.File) -> bool:
    return os.fstat(file.handle).st_nlink == 0


def _new_file(path: str) -> BinaryIO:
    """A file of this name, or of the first with a number behind it that isn't taken."""
    names = chain([path], (f"{path}.{number}" for number in count(1)))
    free = next(Path(name) for name in names if not os.path.lexists(name))
    return free.open("xb")
