"""What a source is asked with and what it answers. The writer and every source share these and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    something else than `value`.
    """

    value: object
    rank: int
    type_name: str
    native: object = None


def reading_of(value: object) -> Reading | None:
    """The reading of a plain value: rank along the first elements, None when it is missing or deeper than MAX_RANK."""
    if isinstance(value, np.ndarray):
        return _array_reading(value)
    rank, first = 0, value
    while isinstance(first, list | tuple):
        rank += 1
        if rank > MAX_RANK:  # perhaps a list that holds itself
            return None
        first = first[0] if first else _EMPTY
    if first is None and rank == 0:
        return None
    return Reading(value, rank, "" if first is _EMPTY else type(first).__name__)


_EMPTY = object()


def _array_reading(value: np.ndarray) -> Reading | None:
    if value.ndim > MAX_RANK:
        return None
    if not value.size:
        return Reading(value, value.ndim, "")
    name = "str" if value.dtype.kind in "UO" else value.dtype.name
    return Reading(value, value.ndim, name)
