"""Data sets that are alike but for their names: the third one is a copy of a pattern in memory.

HDF5 copies a data set with its attributes faster than it makes one; thousands of fields of an entry have the same type,
shape, filters, units and strategy.
"""

from collections.abc import Hashable
from itertools import count
from threading import Lock

import h5py
import numpy as np

from nxsconfig.h5.files import open_memory
from nxsconfig.writer.ports import FieldLayout, Given
from nxsconfig.writer.sinks.attributes import add_attribute
from nxsconfig.writer.sinks.creation import copy_object, new_field
from nxsconfig.writer.sinks.handles import Place

KEPT_PATTERNS = 512
"""Beyond that all are forgotten: what differs from field to field makes no pattern."""

FAILURES = (OSError, RuntimeError, ValueError)
"""What h5py raises for what can't be made."""


class Patterns:
    """The patterns of one format of files. Sinks of any threads share them."""

    def __init__(self, *, swmr: bool) -> None:
        self._swmr = swmr
        self._file: h5py.File | None = None
        self._known: dict[Hashable, str] = {}
        self._numbers = count()
        self._lock = Lock()

    def copy(self, place: Place, layout: FieldLayout, given: Given) -> bool:
        """Make a data set with attributes from a pattern; False without one, or when that fails."""
        key = (layout, *((name, _frozen(value)) for name, value in given.items()))
        with self._lock:
            return self._copy(key, place, layout, given)

    def _copy(self, key: Hashable, place: Place, layout: FieldLayout, given: Given) -> bool:
        name = self._known.get(key)
        if name is None:
            if len(self._known) >= KEPT_PATTERNS:
                self._forget()
            self._known[key] = ""
            return False
        try:
            if not name:
                name = self._known[key] = self._made(layout, given)
            copy_object(self._opened(), name, place)
        except FAILURES:
            return False
        return True

    def _made(self, layout: FieldLayout, given: Given) -> str:
        name = str(next(self._numbers))
        field = new_field((self._opened().id, name), layout, layout.shape)
        for key, value in given.items():
            add_attribute(field, key, value)
        return name

    def _opened(self) -> h5py.File:
        if self._file is None:
            self._file = open_memory(swmr=self._swmr)
        return self._file

    def _forget(self) -> None:
        self._known.clear()
        self._file = None


PATTERNS = {swmr: Patterns(swmr=swmr) for swmr in (False, True)}
"""Of this process, by format."""


def _frozen(value: np.ndarray) -> Hashable:
    """A key that is equal for equal arrays; numbers by their bytes, since 0.0 equals -0.0 and nothing equals NaN."""
    if value.dtype.kind != "O":
        return value.dtype.str, value.shape, value.tobytes()
    return value.shape, tuple(value.ravel()) if value.ndim else value[()]
