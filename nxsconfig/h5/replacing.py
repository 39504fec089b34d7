"""Changing several places of a file in one call, which a kill can't part.

The kernel looks at signals when a call ends. Writing a file is an exception: between two pages it stops for a kill.
Reading from memory into memory isn't; so the new content is read from a file in memory into pages of the file (mmap).

```
 new content ─► memory file ─ preadv ─► page, page, page of the file          one call
```
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise

from nxsconfig.h5.kept import Run
from nxsconfig.h5.mapping import count_pages, mapped
from nxsconfig.h5.space import NO_ROOM

PLACES = 1024
"""How many places a call takes (IOV_MAX of Linux)."""

Content = bytes | memoryview

Span = tuple[int, int]
"""Where a part of memory begins and ends."""


def replace(handle: int, runs: Sequence[Run]) -> None:
    """Change places of a file, given in their order, that are all inside it.

    In one call if the file can be mapped into memory, else one after the other. Raises OSError.
    """
    if not runs:
        return
    parts = [(at, len(content)) for at, content in runs]
    if len(runs) == 1 and count_pages(parts[0]) == 1:
        write(handle, *runs[0])
        return
    _touch(handle, runs[0][0])  # where the disk hangs, here: with a mapped page it would keep the process from memory
    try:
        with mapped(handle, parts) as (memory, starts):
            _fill(memory, [(start, content) for start, (_, content) in zip(starts, runs, strict=True)])
    except OSError:
        _take_room(handle, runs)
        for run in runs:
            write(handle, *run)
    _touch(handle, runs[0][0])  # who watches the file (inotify) isn't told of what changes in memory


def write(handle: int, at: int, content: Content) -> None:
    """Write all of it. Raises OSError."""
    done = os.pwrite(handle, content, at)
    while done < len(content):
        done += os.pwrite(handle, content[done:], at + done)


def _touch(handle: int, at: int) -> None:
    """Write what is there already. Raises OSError."""
    if same := os.pread(handle, 1, at):
        write(handle, at, same)


def _take_room(handle: int, runs: Sequence[Run]) -> None:
    """A sparse file has places without space on the disk: raises OSError when there is none, before any is changed."""
    for at, content in runs:
        try:
            os.posix_fallocate(handle, at, len(content))
        except OSError as err:
            if err.errno in NO_ROOM:
                raise


def _fill(memory: memoryview, runs: Sequence[Run]) -> None:
    """Put content into places of memory, in one call. Raises OSError."""
    spans = _spans([(start, start + len(content)) for start, content in runs])
    source = os.memfd_create("nxsconfig", os.MFD_CLOEXEC)
    with ExitStack() as stack:
        stack.callback(os.close, source)
        size = 0
        for parts in _calls(memory, runs, {start for start, _ in spans}):
            size += _append(source, size, parts)
        if os.preadv(source, [stack.enter_context(memory[start:end]) for start, end in spans], 0) != size:
            raise OSError("the pages of the file can't be changed in memory")


def _spans(places: Sequence[Span]) -> list[Span]:
    """Not more than a call takes: the nearest places become one, with what is between them."""
    if len(places) <= PLACES:
        return [*places]
    widest = sorted(other[0] - one[1] for one, other in pairwise(places))[len(places) - PLACES - 1]
    spans = [places[0]]
    for start, end in places[1:]:
        if start - spans[-1][1] <= widest:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _calls(memory: memoryview, runs: Sequence[Run], begins: set[int]) -> Iterator[list[Content]]:
    """All that goes into spans that begin at `begins`, for as many calls as it takes: what is new and what stays."""
    end = 0
    for first in range(0, len(runs), PLACES // 2):
        parts: list[Content] = []
        for start, content in runs[first : first + PLACES // 2]:
            if start not in begins:
                parts.append(memory[end:start])
            parts.append(content)
            end = start + len(content)
        yield parts


def _append(target: int, at: int, parts: Sequence[Content]) -> int:
    """Write parts one behind the other, and return their size. Raises OSError.

    The kernel fetches them: of a file that somebody has cut short it says so, where Python would be ended.
    """
    size = sum(map(len, parts))
    done = os.pwritev(target, parts, at)
    for part in parts:
        if isinstance(part, memoryview):
            part.release()
    if done != size:
        raise OSError("the file can't be read in memory")
    return done
