"""Which part of a data set is meant, as h5py takes it."""

from typing import Any

import h5py
import numpy as np

from nxsconfig.h5.objects.kinds import FTHyperslab


def selection(key: Any) -> Any:
    """The key itself; a hyperslab as one selection per axis."""
    if not isinstance(key, FTHyperslab):
        return key
    parts = []
    blocks, counts, strides = list(key.block or []), list(key.count or []), list(key.stride or [])
    for axis, start in enumerate(key.offset or []):
        block = blocks[axis] if axis < len(blocks) else 1
        count = counts[axis] if axis < len(counts) else 1
        stride = max(block, strides[axis]) if axis < len(strides) else block
        parts.append(h5py.MultiBlockSlice(start=start, stride=stride, count=count, block=block))
    return tuple(parts)


def check_empty(shape: tuple[int, ...], key: Any) -> None:
    """Raise TypeError when a key selects something that a value without elements is to fill.

    h5py would write what happens to be in memory there, and crash with texts.
    """
    if isinstance(key, FTHyperslab) or np.size(np.broadcast_to(False, shape)[key]):  # noqa: FBT003  an element
        raise TypeError(f"a value without elements can't fill {key!r} of the shape {shape}")
