"""The fast road: scalar columns that the client feeds are taken and kept a whole point at a time."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.sources import Point
from nxsconfig.writer.columns import Column
from nxsconfig.writer.convert import numpy_dtype
from nxsconfig.writer.growth import BLOCK_ROWS
from nxsconfig.writer.marks import Failure
from nxsconfig.writer.members import attempt

_FLOATS = frozenset({float, np.float64})
_INTEGERS = frozenset({int, np.int64})

Values = tuple[Any, ...]
"""One value per column, of the column's Python type once checked."""


class Lane:
    """Scalar columns of one type that the client feeds, taken together.

    The usual point (every name there, every value already of the column's type) costs a few operations for the whole
    lane; anything else is sorted out column by column, with the same result.
    """

    def __init__(self, columns: Sequence[Column], keys: Sequence[str]) -> None:
        self._columns = columns
        self._keys = tuple(keys)
        self._get = _getter(self._keys)
        self._is_plain = plain_check(columns[0].dtype)
        self._dtype = numpy_dtype(columns[0].dtype)
        self._rows: list[Values] = []
        self._next: Values = ()
        self._extra: list[tuple[Column, np.ndarray]] = []

    def take(self, point: Point) -> list[Failure]:
        """Read and convert a point; nothing changes before `store`."""
        try:
            self._next = self._get(point.data)
            if self._is_plain(self._next):
                return []
        except KeyError:
            pass
        return self._take_slowly(point)

    def store(self) -> None:
        """Keep the point taken last. Raises NexusFileError when a full block can't be written."""
        if self._extra:
            self.flush()
            for column, rows in self._extra:
                column.append(rows)
            self._extra = []
        self._rows.append(self._next)
        if len(self._rows) >= BLOCK_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write the collected points into every column that takes them.

        Raises:
            NexusFileError: a column refused; the others have been written.
        """
        rows, self._rows = self._rows, []
        refused: list[NexusFileError] = []
        for column, values in zip(self._columns, zip(*rows, strict=True), strict=False):
            try:
                with np.errstate(over="ignore"):
                    column.append(np.array(values, dtype=self._dtype))
            except NexusFileError as err:
                refused.append(err)
        if refused:
            raise refused[0]

    def _take_slowly(self, point: Point) -> list[Failure]:
        values: list[object] = []
        failures = []
        for column in self._columns:
            rows, failure = attempt(column.who, point, column.rows_of, column.gap)
            if len(rows) > 1:
                self._extra.append((column, rows[:-1]))
            values.append(rows[-1])
            if failure:
                failures.append(failure)
        self._next = tuple(values)
        return failures


def plain_check(dtype: str) -> Callable[[Values], bool]:
    """A test that values can go into columns of a type as they are; False only means: look closer."""
    if dtype == "string":
        return _plain_texts
    if dtype == "bool":
        return lambda values: {*map(type, values)} == {bool}
    if dtype.startswith("float"):
        return lambda values: {*map(type, values)} <= _FLOATS
    limits = np.iinfo(dtype)
    low, high = int(limits.min), int(limits.max)
    return lambda values: {*map(type, values)} <= _INTEGERS and low <= min(values) and max(values) <= high


def _plain_texts(values: Values) -> bool:
    if {*map(type, values)} != {str}:
        return False
    joined = "".join(cast("tuple[str, ...]", values))
    return joined.isascii() and "\0" not in joined


def _getter(keys: tuple[str, ...]) -> Callable[[Mapping[str, object]], Values]:
    if len(keys) == 1:
        key = keys[0]
        return lambda data: (data[key],)
    return itemgetter(*keys)
