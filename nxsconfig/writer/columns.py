"""Columns: data sets that get a row a record, collected in blocks (writer §9.5)."""

from functools import partial

import numpy as np

from nxsconfig.sources import Reading
from nxsconfig.writer.convert import convert, filled
from nxsconfig.writer.growth import Rows, block_rows
from nxsconfig.writer.members import Identity, Store
from nxsconfig.writer.ports import FieldLayout, Sink


class Column:
    """One growing data set.

    Rows are collected until a block (a chunk) is full or somebody flushes; big rows go straight through. A value that
    can't be had still makes a row: fill values if it may fail, else zeros. So columns stay equally long.
    """

    fails_alone = False

    def __init__(self, who: Identity, sink: Sink, layout: FieldLayout) -> None:
        assert layout.axis is not None
        self.who = who
        self.dtype = layout.dtype
        self._sink = sink
        self._axis = layout.axis
        self._shape = layout.shape
        row = layout.shape[: layout.axis] + layout.shape[layout.axis + 1 :]
        self._rows = Rows(row, layout.axis, who.canfail)
        self._block: list[np.ndarray] = []
        self._count = 0

    @property
    def is_scalar(self) -> bool:
        """True if a row is one element."""
        return len(self._shape) == 1

    def accept(self, reading: Reading) -> Store:
        """See MemberPort."""
        return partial(self._collect, self.rows_of(reading))

    def give_up(self) -> Store:
        """See MemberPort."""
        return partial(self._collect, self.gap())

    def rows_of(self, reading: Reading) -> np.ndarray:
        """The rows of shape (k, *row) that a reading makes. Raises CONVERSION_ERRORS."""
        return self._rows.fit(convert(reading, self.dtype))

    def gap(self) -> np.ndarray:
        """One row that stands for a missing value: fill values (unknown sizes become 1) if it may fail, else zeros."""
        if self.who.canfail:
            self._rows.row = tuple(max(size, 1) for size in self._rows.row)
        return filled((1, *self._rows.row), self.dtype, failed=self.who.canfail)

    def flush(self) -> None:
        """See MemberPort."""
        if self._block:
            block, self._block, self._count = self._block, [], 0
            self.append(block[0] if len(block) == 1 else np.concatenate(block))

    def append(self, rows: np.ndarray) -> None:
        """Write rows of shape (n, *row) behind the last ones. Raises NexusFileError."""
        start = self._shape[self._axis]
        row, old = rows.shape[1:], self._shape[: self._axis] + self._shape[self._axis + 1 :]
        wider = tuple(max(have, new) for have, new in zip(old, row, strict=True))
        shape = (*wider[: self._axis], start + len(rows), *wider[self._axis :])
        self._sink.resize(self.who.path, shape)
        self._shape = shape
        if rows.size:
            offset = tuple(start if axis == self._axis else 0 for axis in range(len(shape)))
            self._sink.put(self.who.path, offset, np.moveaxis(rows, 0, self._axis))

    def _collect(self, rows: np.ndarray) -> None:
        if self._block and self._block[-1].shape[1:] != rows.shape[1:]:
            self.flush()
        limit = block_rows(rows.shape[1:], rows.itemsize)
        if not self._block and len(rows) >= limit:
            self.append(rows)
            return
        self._block.append(rows.copy())  # the caller may reuse its array
        self._count += len(rows)
        if self._count >= limit:
            self.flush()
