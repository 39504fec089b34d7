"""Selections of virtual data sets: from the keys of maps to slabs of a data set (writer §13). No I/O.

A key has an entry per axis: null (the whole axis), an integer (one position), ``[stop]``, ``[start, stop]``,
``[start, stop, step]``, or the four numbers of a slab ``[offset, block, count, stride]``. A key that is an integer is
the position on the first axis. `UNLIMITED` as a stop or count follows the source as it grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

UNLIMITED = 2**64 - 1
"""HDF5's number for no limit."""

Key = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Slab:
    """The selected elements of one axis: `count` blocks of `block` elements, `stride` apart."""

    start: int = 0
    stride: int = 1
    count: int = 1
    block: int = 1

    @property
    def end(self) -> int | None:
        """The position behind the last element; None when there is no limit."""
        if UNLIMITED in (self.count, self.block):
            return None
        return self.start + (self.count - 1) * self.stride + self.block if self.count and self.block else self.start

    @property
    def size(self) -> int | None:
        """Number of elements; None when there is no limit."""
        return None if UNLIMITED in (self.count, self.block) else self.count * self.block


def axes_of(key: object, rank: int) -> list[object]:
    """One entry per axis of a key; missing ones are null.

    Raises:
        ValueError: more entries than axes, or no key at all.
    """
    if key is None:
        return [None] * rank
    if isinstance(key, int):
        return [key, *[None] * (rank - 1)]
    if not isinstance(key, list | tuple):
        raise ValueError(f"a key is a number or a list, not {key!r}")  # noqa: TRY004  one error for bad data
    if rank == 1 and len(key) > 1 and all(item is None or isinstance(item, int) for item in key):
        return [list(key)]
    if len(key) > rank:
        raise ValueError(f"the key {key!r} has {len(key)} entries for {rank} axes")
    return [*key, *[None] * (rank - len(key))]


def slab_of(entry: object, size: int) -> Slab:
    """The slab of one entry on an axis of that size.

    Raises:
        ValueError: it is no entry of a key.
    """
    if entry is None:
        return Slab(block=size)
    if isinstance(entry, int):
        return Slab(start=_positive(entry))
    if not isinstance(entry, list | tuple) or not 1 <= len(entry) <= 4:
        raise ValueError(f"{entry!r} selects nothing: a number, null or a list of 1 to 4 numbers is needed")
    if len(entry) == 4:
        return _block_slab(entry)
    start, stop, step = (None, entry[0], None) if len(entry) == 1 else (*entry, None)[:3]
    return _slice_slab(_positive(start or 0), size if stop is None else _positive(stop), _positive(step or 1))


def _block_slab(entry: Sequence[Any]) -> Slab:
    """Four numbers; blocks never overlap, whatever the stride says (fixed)."""
    offset, block, count, stride = (
        default if number is None else _positive(number) for number, default in zip(entry, (0, 1, 1, 1), strict=True)
    )
    return Slab(offset, stride if block == UNLIMITED else max(stride, block), count, block)


def _slice_slab(start: int, stop: int, step: int) -> Slab:
    step = max(step, 1)
    if stop == UNLIMITED:
        return Slab(start, step, UNLIMITED, 1)
    length = max(stop - start, 0)
    if step == 1:
        return Slab(start, 1, 1, length)
    return Slab(start, step, -(-length // step), 1)


def _positive(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= UNLIMITED:
        raise ValueError(f"{number!r} is no position")
    return number
