"""Changing several places of a file in one call, which a kill can't part.

The kernel looks at signals when a call ends. Writing a file is an exception: between two pages it stops for a kill.
Reading from memory into memory isn't; so the new content is read from a file in memory into pages of the file (mmap).

```
 new content ─► memory file ─ preadv ─► page, page, page of the file          one call
```
"""

import mmap
import os
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from itertools import pairwise

from nxsconfig.h5.kept import Run

PLACES = 1024
"""How many places a call takes (IOV_MAX of Linux)."""

_POPULATE_WRITE = 23
"""For madvise, since Linux 5.14: the pages are there and may be changed, so that nothing stops the call."""


def replace(handle: int, runs: Sequence[Run]) -> None:
    """Change places of a file, given in their order, that are all inside it.

    In one call if the file can be mapped into memory, else one after the other. Raises OSError.
    """
    if not runs:
        return
    if len(runs) == 1 and _pages(runs[0]) == 1:
        write(handle, *runs[0])
        return
    try:
        _replace_at_once(handle, _bridged(handle, runs))
    except (OSError, ValueError):
        for run in runs:
            write(handle, *run)


def write(handle: int, at: int, content: bytes | memoryview) -> None:
    """Write all of it. Raises OSError."""
    done = os.pwrite(handle, content, at)
    while done < len(content):
        done += os.pwrite(handle, content[done:], at + done)


def _pages(run: Run) -> int:
    return (run[0] + len(run[1]) - 1) // mmap.PAGESIZE - run[0] // mmap.PAGESIZE + 1


def _bridged(handle: int, runs: Sequence[Run]) -> list[Run]:
    """Not more runs than a call takes: the nearest ones are joined by what the file holds between them."""
    gaps = sorted(other[0] - one[0] - len(one[1]) for one, other in pairwise(runs))
    widest = gaps[len(runs) - PLACES - 1] if len(runs) > PLACES else -1
    joined: list[list[bytes]] = []
    starts: list[int] = []
    end = 0
    for at, content in runs:
        if joined and at - end <= widest:
            joined[-1] += os.pread(handle, at - end, end), content
        else:
            starts.append(at)
            joined.append([content])
        end = at + len(content)
    return [(at, b"".join(parts)) for at, parts in zip(starts, joined, strict=True)]


def _replace_at_once(handle: int, runs: Sequence[Run]) -> None:
    first = runs[0][0] // mmap.PAGESIZE * mmap.PAGESIZE
    size = runs[-1][0] + len(runs[-1][1]) - first
    source = os.memfd_create("nxsconfig", os.MFD_CLOEXEC)
    try:
        content = b"".join(content for _, content in runs)
        write(source, 0, content)
        with mmap.mmap(handle, size, offset=first) as pages:
            done = _copied(source, pages, [(at - first, at - first + len(content)) for at, content in runs])
    finally:
        os.close(source)
    if done != len(content):
        raise OSError("the pages of the file can't be changed in memory")


def _copied(source: int, pages: mmap.mmap, places: Sequence[tuple[int, int]]) -> int:
    """Read a file into places of mapped pages; how many bytes were."""
    for start, end in places:
        begin = start // mmap.PAGESIZE * mmap.PAGESIZE
        with suppress(OSError):  # an older kernel: the call itself fetches the pages
            pages.madvise(_POPULATE_WRITE, begin, end - begin)
    with memoryview(pages) as view, ExitStack() as stack:
        return os.preadv(source, [stack.enter_context(view[start:end]) for start, end in places], 0)
