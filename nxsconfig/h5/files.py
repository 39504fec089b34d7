"""How HDF5 files are opened: one place for modes, versions and the settings that make a crash harmless."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import h5py

from nxsconfig.errors import NexusFileError
from nxsconfig.h5 import room, whole
from nxsconfig.h5.reasons import opening_reason
from nxsconfig.h5.space import NO_ROOM
from nxsconfig.h5.superblock import UnmarkedFile, is_followed, is_marked

LIBVER = ("v108", "v110")
"""Every reader since HDF5 1.8 can read our files. The 1.10 formats are not the lower bound: their superblock carries
a flag that makes a file unreadable after its writer was killed."""

SWMR_LIBVER = ("v110", "v110")
"""Files that SWMR readers follow need the formats of 1.10, and `clear_status` when their writer was killed."""

CHUNK_CACHE_BYTES = 512 * 1024
"""Per data set: enough for the chunk that is being filled. The library's 8 MB would add up over hundreds of columns."""

CHUNK_CACHE_SLOTS = 31
"""Per data set, a prime: the library's 8191 would be 64 kB that are cleared whenever a data set is opened."""

MEMORY_STEP = 256 * 1024
"""By how many bytes a file in memory grows."""

_number = count(1)


_CACHE = {"rdcc_nbytes": CHUNK_CACHE_BYTES, "rdcc_nslots": CHUNK_CACHE_SLOTS, "rdcc_w0": 1.0}


def open_read(path: str | Path) -> h5py.File:
    """Open a file for reading, also while it is being written (no lock is taken).

    Files that SWMR readers may follow are followed; what a killed writer left marked as being written can be read.

    Raises:
        NexusFileError: no such file, or no HDF5 file.
    """
    try:
        if is_marked(path) and not is_followed(path):
            return h5py.File(UnmarkedFile(path), "r")
        return h5py.File(path, "r", locking=False, swmr=is_followed(path))
    except (OSError, ValueError) as err:
        raise NexusFileError(f"{path} can't be read: {opening_reason(err, path, new=False)}") from err


@contextmanager
def damage_told(path: str | Path) -> Iterator[None]:
    """Everything inside reads an open file. Raises NexusFileError for objects that are damaged."""
    try:
        yield
    except (KeyError, OSError, RuntimeError, ValueError) as err:
        said = str(err.args[0]) if err.args else str(err)
        raise NexusFileError(f"{path} can't be read: it is damaged: {said}; take another copy of it") from err


def open_write(path: str | Path, *, swmr: bool = False) -> tuple[h5py.File, bool]:
    """Open an existing regular file for reading and writing, else create it; True as second value: it is new.

    Nothing is ever overwritten (writer §3.1). `swmr` takes the formats that SWMR needs.

    Raises:
        NexusFileError: the folder is missing, the file is no HDF5 file, locked by another writer or not writable.
    """
    if "\0" in str(path):
        raise NexusFileError(
            f"{str(path)!r} can't be created: a file name can't hold a NUL character; please change it"
        )
    new = not _is_regular(Path(path))
    try:
        file = whole.File(path, "x" if new else "r+", libver=SWMR_LIBVER if swmr else LIBVER, **_CACHE)
        if new:
            _first_flush(file)
    except (OSError, ValueError) as err:
        verb = "created" if new else "opened for writing"
        said = _as_hdf5_says(path, err, new=new)
        raise NexusFileError(f"{str(path)!r} can't be {verb}: {opening_reason(said, path, new=new)}") from said
    _keep_metadata_together(file)
    return file, new


def _as_hdf5_says(path: str | Path, err: Exception, *, new: bool) -> Exception:
    """What HDF5 itself raises for such a file: clients know its texts. `err` if that is it, or HDF5 sees no problem."""
    if "Unable to" in str(err) or getattr(err, "errno", None) in NO_ROOM:
        return err
    try:
        h5py.File(path, "x" if new else "r+").close()
    except (OSError, ValueError) as said:
        return said
    if new:
        Path(path).unlink()
    return err


def open_followed(path: str | Path) -> room.File:
    """Open a file that `open_write` has made with `swmr`; readers can follow what is added, until it is closed.

    Raises OSError.
    """
    file = room.File(path, "r+", libver=SWMR_LIBVER, **_CACHE)
    _keep_metadata_together(file)
    file.swmr_mode = True
    return file


def _first_flush(file: whole.File) -> None:
    """From now on a file whose writer is killed can be opened. Raises OSError; the file is closed then."""
    try:
        file.flush()
    except OSError:
        with suppress(OSError):  # the first one says why
            file.close()
        raise


def open_memory(*, swmr: bool = False) -> h5py.File:
    """A new file in memory, in the format that `open_write` gives files on the disk."""
    name = f"nxsconfig-{next(_number)}"  # the library takes two files of one name for the same
    libver = SWMR_LIBVER if swmr else LIBVER
    return h5py.File(name, "w", driver="core", backing_store=False, block_size=MEMORY_STEP, libver=libver, **_CACHE)


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _keep_metadata_together(file: h5py.File) -> None:
    """Let metadata reach the disk at a flush only: what a killed writer leaves is the state of its last flush."""
    config = file.id.get_mdc_config()
    config.incr_mode = 0
    config.decr_mode = 0
    config.flash_incr_mode = 0
    config.evictions_enabled = False
    file.id.set_mdc_config(config)
