"""What a source is asked with and what it answers. The writer and every source share these and nothing else."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

INIT_COUNTER = -1
"""`Point.counter` while an entry is opened (writer §3.5)."""

FINAL_COUNTER = -2
"""`Point.counter` while an entry is closed."""

MAX_RANK = 31
"""Deeper data counts as missing: HDF5 knows 32 dimensions, one of them grows. The peer stops at 3 (writer §14.2)."""


class Point(NamedTuple):
    """One moment of a scan: its number (1, 2, …; see the counters above) and what the client sent for it.

    `data` holds the global values overlaid by the local ones; a local null hides the global value (writer §14.2, K).
    `shared` and `local` are the JSON objects they came from, whole, which only the users' plug-ins see; without them
    a plug-in sees an object with `data` alone.
    """

    counter: int = INIT_COUNTER
    data: Mapping[str, object] = MappingProxyType({})
    shared: Mapping[str, object] | None = None
    local: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as a source gave it, not yet converted.

    `value` is a Python or numpy scalar, a list nested `rank` deep or an array of `rank` dimensions; `type_name` is the
    Python or numpy type of its (first) element, "" for an empty list. `native` is what scripts get where that is
    something else than `value`. `is_column`: its source gives the shape as [n, 0], for scalars as [1, 0].
    """

    value: object
    rank: int
    type_name: str
    native: object = None
    is_column: bool = False


def reading_of(value: object) -> Reading | None:
    """The reading of a plain value: rank along the first elements, None when it is missing or deeper than MAX_RANK."""
    if isinstance(value, np.ndarray):
        return _array_reading(np.asarray(value))
    rank, first = 0, value
    while isinstance(first, list | tuple):
        rank += 1
        if rank > MAX_RANK:  # perhaps a list that holds itself
            return None
        first = first[0] if first else _EMPTY
    if first is None and rank == 0:
        return None
    if type(first) not in _PLAIN and _is_list(first):
        return reading_of(listed) if (listed := _listed(value)) is not None else None
    return Reading(value, rank, "" if first is _EMPTY else type(first).__name__)


_EMPTY = object()

_PLAIN = frozenset({int, float, str, bool})

MAX_ITEMS = 2**24
"""Longest sequence other than an array that is taken for a list."""


def _is_list(value: object) -> bool:
    """True for what isn't a list, but can be stored like one: arrays, ranges, deques, buffers, users' sequences."""
    if isinstance(value, np.ndarray | memoryview):
        return value.ndim > 0
    return isinstance(value, Sequence) and not isinstance(value, str | bytes) and len(value) <= MAX_ITEMS


def _listed(value: object, depth: int = 0) -> object:
    """Lists of lists in the place of other sequences; buffers become arrays. None: deeper than MAX_RANK."""
    if isinstance(value, memoryview | bytearray | array):
        return np.asarray(value)
    if isinstance(value, list | tuple) or _is_list(value):
        items: list[object] = []
        for item in value:  # type: ignore[attr-defined]  # they are sequences
            inner = None if depth >= MAX_RANK else _listed(item, depth + 1)
            if inner is None and item is not None:
                return None
            items.append(inner.tolist() if isinstance(inner, np.ndarray) else inner)
        return items
    return value


def typed(reading: Reading | None, type_name: str, *, is_column: bool) -> Reading | None:
    """The reading of a source that says of which type values are, also if there are none, and whether one is a column.

    # compat: nxswriter 3.25: a spectrum of plug-ins and devices is a column in an image field
    """
    if reading is None or not (is_column or not reading.type_name):
        return reading
    return Reading(reading.value, reading.rank, reading.type_name or type_name, reading.native, is_column)


def _array_reading(value: np.ndarray) -> Reading | None:
    if value.ndim > MAX_RANK:
        return None
    if not value.size:
        return Reading(value, value.ndim, "")
    return Reading(value, value.ndim, "str" if value.dtype.kind in "UO" else _name(value.dtype))


@lru_cache(maxsize=64)
def _name(dtype: np.dtype) -> str:
    return dtype.name
