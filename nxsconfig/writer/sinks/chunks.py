"""Chunk shapes: small rows together, a frame a chunk, huge frames in pieces."""

from collections.abc import Sequence
from dataclasses import replace

from nxsconfig.writer.growth import Dims, block_rows
from nxsconfig.writer.ports import FieldLayout
from nxsconfig.writer.sinks.pieces import is_packing

MAX_CHUNK_BYTES = 16 * 1024 * 1024
"""A frame up to this size (an 8 Mpixel image of 16 bits) is one chunk, so it can be written without touching others."""

MAX_WHOLE_BYTES = 1024 * 1024
"""Data sets that are written at once are cut into chunks of about this size."""


MIN_PACKED_BYTES = 1024
"""A packed row of at least this size is a chunk of its own, whose entry in the index is some 80 bytes. Smaller rows
share chunks, which are packed only when they are written in one piece (see `pieces`)."""

GUESSES = {1: 1024, 2: 256, 3: 32, 4: 13, 5: 8}
"""What the unknown sizes of a row are taken for, by its number of axes, when the first data can't be waited for."""


def guessed(layout: FieldLayout) -> FieldLayout:
    """The layout with a guess in place of each unknown size of its rows; it decides about chunks only."""
    guess = GUESSES.get(len(layout.row), 4)
    return replace(layout, row=tuple(size or guess for size in layout.row))


def chunk_shape(layout: FieldLayout, shape: Dims, itemsize: int) -> Dims:
    """The chunks of a data set that is created for data of this shape; unknown sizes (0) count as 1."""
    if layout.axis is None:
        wanted = layout.row if len(layout.row) == len(shape) and all(layout.row) else shape
        return _limited(tuple(max(size, 1) for size in wanted), itemsize, MAX_WHOLE_BYTES)
    row = layout.row if all(layout.row) else shape[: layout.axis] + shape[layout.axis + 1 :]
    sizes = _limited(tuple(max(size, 1) for size in row), itemsize, MAX_CHUNK_BYTES)
    rows = 1 if _is_packed(layout) and _bytes(sizes, itemsize) >= MIN_PACKED_BYTES else block_rows(row, itemsize)
    return (*sizes[: layout.axis], rows, *sizes[layout.axis :])


def _is_packed(layout: FieldLayout) -> bool:
    return any(is_packing(item.number) for item in layout.filters)


def _limited(sizes: Dims, itemsize: int, limit: int) -> Dims:
    """The sizes, the first ones halved until the whole is small enough."""
    result = list(sizes)
    for index in range(len(result)):
        while result[index] > 1 and _bytes(result, itemsize) > limit:
            result[index] = (result[index] + 1) // 2
    return tuple(result)


def _bytes(sizes: Sequence[int], itemsize: int) -> int:
    total = itemsize
    for size in sizes:
        total *= size
    return total
