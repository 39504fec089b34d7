"""Pieces of a file that are to be written: kept in their order, joined where they touch."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

Run = tuple[int, bytes]
"""Where in the file, and what."""

Key = tuple[int, int]
"""Where in the file, and how long."""


class Kept:
    """What has been written and isn't in the file yet; what comes later lies over what was before."""

    def __init__(self) -> None:
        self._pieces: dict[Key, bytes] = {}
        self._end = 0
        self.size = 0
        """Bytes."""

    def add(self, at: int, content: bytes) -> None:
        """One more piece."""
        size = len(content)
        self.size += size - len(self._pieces.pop((at, size), b""))
        self._pieces[at, size] = content
        self._end = max(self._end, at + size)

    def is_free(self, at: int, size: int) -> bool:
        """True if no piece lies in a part of the file."""
        return at >= self._end or all(start + length <= at or at + size <= start for start, length in self._pieces)

    def overlay(self, at: int, buffer: memoryview) -> None:
        """Put the pieces over what a part of the file holds."""
        end = at + len(buffer)
        for (start, length), content in self._pieces.items():
            low, high = max(at, start), min(end, start + length)
            if low < high:
                buffer[low - at : high - at] = content[low - start : high - start]

    def runs(self) -> Iterator[Run]:
        """The pieces by their place; those that touch, or lie over each other, as one."""
        order = {key: number for number, key in enumerate(self._pieces)} if self._end else {}
        group: list[Key] = []
        end = -1
        for key in sorted(self._pieces):
            if group and key[0] > end:
                yield self._joined(group, order)
                group = []
            group.append(key)
            end = max(end, sum(key)) if len(group) > 1 else sum(key)
        if group:
            yield self._joined(group, order)

    def _joined(self, group: list[Key], order: dict[Key, int]) -> Run:
        start = group[0][0]
        if len(group) == 1:
            return start, self._pieces[group[0]]
        if all(sum(one) == other[0] for one, other in pairwise(group)):
            return start, b"".join(map(self._pieces.__getitem__, group))
        whole = bytearray(max(map(sum, group)) - start)
        for key in sorted(group, key=order.__getitem__):
            whole[key[0] - start : sum(key) - start] = self._pieces[key]
        return start, bytes(whole)


def parted(runs: Iterable[Run], at: int) -> tuple[list[Run], list[Run]]:
    """What lies behind a place of the file, and what lies before it."""
    behind: list[Run] = []
    before: list[Run] = []
    for start, content in runs:
        cut = max(0, at - start)
        if cut < len(content):
            behind.append((start + cut, content[cut:] if cut else content))
        if cut:
            before.append((start, content[:cut]))
    return behind, before
