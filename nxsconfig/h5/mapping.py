"""Parts of a file as memory, side by side although they are far apart in the file.

```
 file     ..[ab]....................[c]............[d]..
 memory   [ab][c][d]
```

A system call takes a limited number of places. What lies between them in memory is at most a few pages, so they can be
joined; in the file it may be gigabytes.

Python's `mmap` keeps other threads out while it waits for the disk; a disk that hangs would hang the whole program.
"""

import ctypes
import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, MAP_SHARED, PAGESIZE, PROT_READ, PROT_WRITE

NEAR = 4 * PAGESIZE
"""Parts that are not further apart in the file are mapped with what is between them, which is one call less."""

_FIXED = 0x10
"""For mmap on Linux: at this place of memory, in place of what is there."""

_POPULATE_WRITE = 23
"""For madvise, since Linux 5.14."""

_WRITABLE = 0x200
"""PyBUF_WRITE of Python's C API."""

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_int64]
_LIBC.mmap.restype = ctypes.c_void_p
_LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_LIBC.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]

_FAILED = ctypes.c_void_p(-1).value

_VIEW = ctypes.pythonapi.PyMemoryView_FromMemory
_VIEW.argtypes = [ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int]
_VIEW.restype = ctypes.py_object

Part = tuple[int, int]
"""Where in the file, and how long."""


@contextmanager
def mapped(handle: int, parts: Sequence[Part]) -> Iterator[tuple[memoryview, list[int]]]:
    """Parts of a file, in their order, as memory, and where in it each of them begins.

    What is changed there is changed in the file. The pages of the parts are there and may be changed, so that nothing
    has to wait for the disk then; older kernels than Linux 5.14 fetch them when they are changed. Only system calls may
    read or change the memory: where somebody has cut the file short, Python itself would be ended. No view may be kept.

    Raises:
        OSError: the file can't be mapped, or there is no space on the disk for a place that had none.
    """
    extents, starts = _laid_out(parts)
    size = sum(length for _, length in extents)
    memory = _map(None, size, MAP_PRIVATE | MAP_ANONYMOUS, (-1, 0))
    try:
        place = memory
        for at, length in extents:
            _map(place, length, MAP_SHARED | _FIXED, (handle, at))
            place += length
        for start, (_, length) in zip(starts, parts, strict=True):
            _fetch(memory + start, length)
        with _VIEW(memory, size, _WRITABLE) as view:
            yield view, starts
    finally:
        _LIBC.munmap(memory, size)


def count_pages(part: Part) -> int:
    """How many pages a part of a file touches."""
    return (_ceiling(sum(part)) - _floor(part[0])) // PAGESIZE


def _map(place: int | None, size: int, how: int, file: tuple[int, int]) -> int:
    start: int | None = _LIBC.mmap(place, size, PROT_READ | PROT_WRITE, how, *file)
    if start is None or start == _FAILED:
        raise _refused()
    return start


def _fetch(place: int, size: int) -> None:
    page = _floor(place)
    if _LIBC.madvise(page, place + size - page, _POPULATE_WRITE) and ctypes.get_errno() != errno.EINVAL:
        raise _refused()


def _refused() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))


def _laid_out(parts: Sequence[Part]) -> tuple[list[Part], list[int]]:
    """Whole pages of the file, and where each part is if they are side by side."""
    extents: list[Part] = []
    starts = []
    shift = end = 0
    for at, size in parts:
        first = _floor(at)
        if not extents or first > end + NEAR:
            shift += first - end
            extents.append((first, 0))
            end = first
        end = max(end, _ceiling(at + size))
        extents[-1] = extents[-1][0], end - extents[-1][0]
        starts.append(at - shift)
    return extents, starts


def _floor(at: int) -> int:
    return at // PAGESIZE * PAGESIZE


def _ceiling(at: int) -> int:
    return -(-at // PAGESIZE) * PAGESIZE
