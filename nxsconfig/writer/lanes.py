"""The fast road: scalar columns that the client feeds are taken and kept a whole point at a time."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, cast

import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.sources import Point
from nxsconfig.sources.reading.alone import at_once
from nxsconfig.writer.columns import Column
from nxsconfig.writer.convert import numpy_dtype
from nxsconfig.writer.growth import BLOCK_ROWS
from nxsconfig.writer.marks import Failure
from nxsconfig.writer.members import attempt

_BOOLS = {bool}
_TEXTS = {str}
_FLOATS = {float, np.float64}
_INTEGERS = {int, bool, np.int64, np.int32}
_NUMBERS = _FLOATS | _INTEGERS | {np.float32}

Values = tuple[Any, ...]
"""One value per column, of the column's Python type once checked."""


class Lane:
    """Scalar columns of one type that the client feeds, taken together.

    The usual point (every name there, every value already of the column's type) costs a few operations for the whole
    lane; anything else is sorted out column by column, with the same result.
    """

    def __init__(self, columns: Sequence[Column], keys: Sequence[str]) -> None:
        self.columns = columns
        self._keys = tuple(keys)
        self._get = _getter(self._keys)
        self._plain = plain_row(columns[0].dtype)
        self._dtype = numpy_dtype(columns[0].dtype)
        self._rows: list[Values] = []
        self._room = _room(self.columns[0])
        self._next: Values = ()
        self._uneven: list[Values | np.ndarray] = []
        """The rows of each column for a point that hasn't one for each."""

    def take(self, point: Point) -> list[Failure]:
        """Read and convert a point; nothing changes before `store`."""
        try:
            row = self._plain(self._get(point.data))
        except (KeyError, OverflowError):
            row = None
        if row is None:
            return self._take_one_by_one(point)
        self._next = row
        return []

    def store(self) -> None:
        """Keep the point taken last. Raises NexusFileError when a full block can't be written."""
        if self._uneven:
            self._store_uneven()
            return
        self._rows.append(self._next)
        if len(self._rows) >= self._room:
            self.flush()

    def flush(self) -> None:
        """Write the collected points into every column that takes them.

        Raises:
            NexusFileError: a column refused; the others have been written.
        """
        rows, self._rows = self._rows, []
        refused: list[NexusFileError] = []
        for column, values in zip(self.columns, zip(*rows, strict=True), strict=False):
            try:
                with np.errstate(over="ignore"):
                    column.append(np.array(values, dtype=self._dtype))
            except NexusFileError as err:
                refused.append(err)
        self._room = _room(self.columns[0])
        if refused:
            raise refused[0]

    def _store_uneven(self) -> None:
        """Put the rows of a point behind all others. Raises NexusFileError."""
        parts, self._uneven = self._uneven, []
        self.flush()
        for column, rows in zip(self.columns, parts, strict=True):
            if len(rows):
                column.append(np.asarray(rows, dtype=self._dtype))

    def _take_one_by_one(self, point: Point) -> list[Failure]:
        values: list[Values | np.ndarray] = []
        failures = []
        for column, key in zip(self.columns, self._keys, strict=True):
            row = self._plain_value(point.data.get(key))
            if row:
                values.append(row)
                continue
            outcome = at_once(column.who.source.read, point)
            rows, failure = attempt(column.who, outcome, column.rows_of, lambda answered: column.gap(answered=answered))  # noqa: B023  used now
            values.append(rows)
            if failure:
                failures.append(failure)
        if all(len(rows) == 1 for rows in values):
            self._next = tuple(rows[0] for rows in values)
        else:
            self._uneven = values
        return failures

    def _plain_value(self, value: object) -> Values | None:
        try:
            return self._plain((value,))
        except OverflowError:
            return None


def _room(column: Column) -> int:
    """How many rows its last chunk still takes: a block ends with a chunk."""
    return BLOCK_ROWS - column.length % BLOCK_ROWS


def plain_row(dtype: str) -> Callable[[Values], Values | None]:
    """A function that says how values go into columns of a type; None only means: look closer.

    It may raise OverflowError, which means the same.
    """
    if dtype == "string":
        return _texts
    if dtype == "bool":
        return lambda values: values if {*map(type, values)} == _BOOLS else None
    if dtype.startswith("float"):
        return _floats
    limits = np.iinfo(dtype)
    return partial(_integers, int(limits.min), int(limits.max))


def _texts(values: Values) -> Values | None:
    if {*map(type, values)} != _TEXTS:
        return None
    joined = "".join(cast("tuple[str, ...]", values))
    return values if joined.isascii() and "\0" not in joined else None


def _floats(values: Values) -> Values | None:
    types = {*map(type, values)}
    if types <= _FLOATS:
        return values
    return tuple(map(float, values)) if types <= _NUMBERS else None


def _integers(low: int, high: int, values: Values) -> Values | None:
    plain = {*map(type, values)} <= _INTEGERS and low <= min(values) and max(values) <= high
    return values if plain else None


def _getter(keys: tuple[str, ...]) -> Callable[[Mapping[str, object]], Values]:
    if len(keys) == 1:
        key = keys[0]
        return lambda data: (data[key],)
    return itemgetter(*keys)
