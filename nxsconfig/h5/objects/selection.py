"""Which part of a data set is meant, as h5py takes it."""

from typing import Any

import h5py

from nxsconfig.h5.objects.kinds import FTHyperslab


def selection(key: Any) -> Any:
    """The key itself; a hyperslab as one selection per axis."""
    if not isinstance(key, FTHyperslab):
        return key
    parts = []
    for axis, start in enumerate(key.offset):
        block = key.block[axis] if axis < len(key.block) else 1
        count = key.count[axis] if axis < len(key.count) else 1
        stride = max(block, key.stride[axis]) if axis < len(key.stride) else block
        parts.append(h5py.MultiBlockSlice(start=start, stride=stride, count=count, block=block))
    return tuple(parts)
