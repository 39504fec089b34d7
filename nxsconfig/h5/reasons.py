"""What HDF5's error texts mean to the one who reads them, and what can be done."""

import errno
import os
import re
from pathlib import Path

_ERRNO = re.compile(r"errno = (\d+)")

_LOCKED = (
    "another program has it open for writing, or reads it with a lock; please close it there, or choose another name "
    "(on file systems without locks set HDF5_USE_FILE_LOCKING=FALSE)"
)

_BY_NUMBER = {
    errno.EEXIST: "something of this name exists already that is no regular file (a folder, a device or a dangling "
    "link); please choose another name",
    errno.EISDIR: "it is a folder; please name a file",
    errno.ENOTDIR: "a part of its path is a file, not a folder; please correct the path",
    errno.EACCES: "permission denied; please look at the owner and the rights of the file and its folder",
    errno.EPERM: "permission denied; please look at the owner and the rights of the file and its folder",
    errno.EROFS: "the file system is mounted read-only; please choose another folder",
    errno.ENAMETOOLONG: "the name is too long for the file system; please shorten it",
    errno.EAGAIN: _LOCKED,
    errno.ENOSPC: "no space left on the disk; please free some or choose another one",
    errno.EDQUOT: "the disk quota is used up; please free space or choose another disk",
}

_BY_TEXT = {
    "invalid file name": "it is no file name; please give one",
    "h5clear": "it says that it is being written. If its writer was killed, `nxsconfig recover` makes it usable",
    "file signature not found": "it is no HDF5 file; please choose another name",
    "truncated file": "it is damaged: shorter than it says itself, perhaps a copy that was not finished",
    "unable to lock file": _LOCKED,
    "already open": "this program has it open already in another mode; please close it first",
}


def errno_of(err: BaseException) -> int:
    """The number of the operating system's error, also from inside the text; 0 when there is none."""
    found = _ERRNO.search(str(err))
    return getattr(err, "errno", None) or (int(found[1]) if found else 0)


def opening_reason(err: BaseException, path: str | Path, *, new: bool) -> str:
    """Why a file can't be opened (or created: `new`), and what to do."""
    number = errno_of(err)
    if number == errno.ENOENT:
        folder = Path(path).absolute().parent
        return f"there is no folder {str(folder)!r}; please make it first" if new else "there is no such file"
    return _BY_NUMBER.get(number) or _by_text(str(err)) or reason(err)


def reason(err: BaseException) -> str:
    """The words of the operating system if it refused, else those of HDF5."""
    number = errno_of(err)
    if number:
        return os.strerror(number)
    return str(err.args[0]) if isinstance(err, KeyError) and err.args else str(err)  # its own text is in quotes


def _by_text(text: str) -> str:
    return next((said for part, said in _BY_TEXT.items() if part in text), "")
