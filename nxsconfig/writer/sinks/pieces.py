"""Chunks of packed data sets that are written before they are full.

A packing filter gives every version of a chunk another size. HDF5 then moves it, and may take the place of the old
version, which the file on the disk still refers to: a kill at that moment would cost rows that were safe. So a chunk
that comes in several pieces is kept unpacked, in its place for good; every chunk says which filters it went through
(HDF5 File Format Specification 3.0, III.A.1: filter mask). What is full when it is first written is packed.
"""

import math
from collections.abc import Iterator
from itertools import product
from typing import cast

import h5py
import numpy as np

from nxsconfig.h5.filters import SHUFFLE

TEXT_BYTES = 16
"""What stands in a chunk for a text: its length, and where it is (HDF5 File Format Specification 3.0, III.E, VIII)."""

Place = tuple[int, ...]
Slices = tuple[slice, ...]


def is_packing(number: int) -> bool:
    """True for a filter whose output changes as a whole when rows are added; shuffle only moves bytes."""
    return number != SHUFFLE


class Packed:
    """Remembers which data sets of a file get their rows in pieces."""

    def __init__(self) -> None:
        self._axes: dict[str, int] = {}
        self._known: dict[str, Pieces | None] = {}

    def made(self, path: str, axis: int) -> None:
        """A data set that grows along this axis has been made, perhaps in place of another one."""
        self._axes[path] = axis
        self._known.pop(path, None)

    def forget(self) -> None:
        """The file is closed; another one has the same data sets."""
        self._known.clear()

    def pieces(self, file: h5py.File, path: str, field: h5py.Dataset, start: Place) -> "Pieces | None":
        """How rows get into a packed data set whose chunks have several of them; None for any other."""
        if path not in self._known:
            axis = self._axes.get(path, next((axis for axis, at in enumerate(start) if at), None))
            if axis is None:  # one that existed and that nothing is appended to
                return None
            self._known[path] = Pieces(file, field, axis) if _is_shared(field, axis) else None
        return self._known[path]


def _is_shared(field: h5py.Dataset, axis: int) -> bool:
    """True for a packed data set whose chunks have several rows."""
    if field.chunks is None or field.chunks[axis] == 1:
        return False
    properties = field.id.get_create_plist()
    return any(is_packing(properties.get_filter(index)[0]) for index in range(properties.get_nfilters()))


class Pieces:
    """Writes blocks of rows into one data set with filters, whose chunks have several rows along `axis`."""

    def __init__(self, file: h5py.File, field: h5py.Dataset, axis: int) -> None:
        self._file = file
        self._field = field
        self._chunk: Place = field.chunks
        self._axis = axis
        self._unpacked = (1 << field.id.get_create_plist().get_nfilters()) - 1
        """The mask of a chunk that went through none of the filters."""
        size = TEXT_BYTES if field.dtype == object else field.dtype.itemsize
        self._bytes = math.prod(self._chunk) * size
        self._scratch: h5py.Dataset | None = None

    def put(self, start: Place, block: np.ndarray) -> None:
        """Write rows that nothing has been written into yet, chunk by chunk."""
        for origin, inside, part in _tiles(self._chunk, start, block.shape):
            rows = inside[self._axis]
            if rows.stop - rows.start < self._chunk[self._axis]:
                self._put_piece(origin, inside, block[part])
            else:
                self._field[_moved(inside, origin)] = block[part]

    def _put_piece(self, origin: Place, inside: Slices, part: np.ndarray) -> None:
        stored = self._stored(origin)
        if part.dtype == object:
            whole: bytes | np.ndarray = self._encoded(stored, inside, part)
        else:
            whole = np.frombuffer(bytearray(stored), self._field.dtype).reshape(self._chunk)
            whole[inside] = part
        self._field.id.write_direct_chunk(origin, whole, self._unpacked)

    def _stored(self, origin: Place) -> bytes:
        """The unpacked bytes of a chunk as the file holds it; zeros for one that isn't there."""
        known = self._field.id.get_chunk_info_by_coord(origin)
        if known.byte_offset is None:
            return bytes(self._bytes)
        if known.filter_mask == self._unpacked:
            return bytes(self._field.id.read_direct_chunk(origin)[1])
        # packed by an earlier session before it was full
        ends = [min(at + size, end) for at, size, end in zip(origin, self._chunk, self._field.shape, strict=True)]
        inside = tuple(slice(0, end - at) for at, end in zip(origin, ends, strict=True))
        return self._encoded(bytes(self._bytes), inside, self._field[_moved(inside, origin)])

    def _encoded(self, stored: bytes, inside: Slices, part: np.ndarray) -> bytes:
        """The bytes of a chunk with further values in it, made by HDF5: texts stand elsewhere in the file."""
        if self._scratch is None:
            self._scratch = self._file.create_dataset(None, self._chunk, self._field.dtype, chunks=self._chunk)
        origin = (0,) * len(self._chunk)
        self._scratch.id.write_direct_chunk(origin, stored)
        self._scratch[inside] = part
        return cast("bytes", self._scratch.id.read_direct_chunk(origin)[1])


def _moved(inside: Slices, origin: Place) -> Slices:
    return tuple(slice(at + one.start, at + one.stop) for at, one in zip(origin, inside, strict=True))


def _tiles(chunk: Place, start: Place, shape: Place) -> Iterator[tuple[Place, Slices, Slices]]:
    """The chunks that a block touches: origin, the part of the chunk, the part of the block."""
    numbers = [
        range(at // size, (at + length - 1) // size + 1) for at, length, size in zip(start, shape, chunk, strict=True)
    ]
    for place in product(*numbers):
        origin = tuple(number * size for number, size in zip(place, chunk, strict=True))
        low = [max(first, at) for first, at in zip(origin, start, strict=True)]
        high = [
            min(first + size, at + length) for first, size, at, length in zip(origin, chunk, start, shape, strict=True)
        ]
        yield origin, _between(low, high, origin), _between(low, high, start)


def _between(low: list[int], high: list[int], origin: Place) -> Slices:
    return tuple(slice(begin - at, end - at) for begin, end, at in zip(low, high, origin, strict=True))
