"""Blocks of numbers into data sets, without detours: a scan writes a block a column again and again."""

from functools import lru_cache
from operator import mod

import h5py
import numpy as np

NUMBERS = "iuf"
"""Kinds of arrays whose bytes the library takes as they are."""


def is_plain(block: np.ndarray) -> bool:
    """True for a block that `write_block` can write."""
    return block.dtype.kind in NUMBERS and block.flags.c_contiguous


Chunk = tuple[tuple[int, ...], np.dtype]
"""Shape and type of the chunks of a data set."""


def is_chunk(chunk: Chunk, start: tuple[int, ...], block: np.ndarray) -> bool:
    """True for a block that is one whole chunk in memory order, such as a frame: it can be written as it is."""
    shape, dtype = chunk
    is_aligned = block.shape == shape and not any(map(mod, start, shape))
    return is_aligned and block.dtype == dtype and block.flags.c_contiguous


def is_frozen(block: np.ndarray) -> bool:
    """True for a view of bytes: nobody can change them."""
    base: object = block
    while isinstance(base, np.ndarray):
        if base.flags.writeable:
            return False
        base = base.base
    return isinstance(base, bytes)


def write_chunk(field: h5py.h5d.DatasetID, start: tuple[int, ...], block: np.ndarray) -> None:
    """Write a whole chunk of a data set without filters past the library's conversions and caches, uncopied."""
    field.write_direct_chunk(start, block)


def write_block(field: h5py.h5d.DatasetID, start: tuple[int, ...], block: np.ndarray) -> None:
    """Write a plain block of the data set's rank at an offset; the library converts other types of numbers."""
    place = field.get_space()
    place.select_hyperslab(start, block.shape)
    field.write(_space(block.shape), place, block, _type(block.dtype))


@lru_cache(maxsize=64)
def _space(shape: tuple[int, ...]) -> h5py.h5s.SpaceID:
    return h5py.h5s.create_simple(shape)


@lru_cache(maxsize=64)
def _type(dtype: np.dtype) -> h5py.h5t.TypeID:
    return h5py.h5t.py_create(dtype)
