"""Columns: data sets that get a row a record, collected in blocks (writer §9.5)."""

from functools import partial

import numpy as np

from nxsconfig.sources import Reading
from nxsconfig.writer.convert import CONVERSION_ERRORS, convert, filled
from nxsconfig.writer.growth import Rows, as_image, block_rows
from nxsconfig.writer.members import Identity, Store, refused_sizes
from nxsconfig.writer.ports import FieldLayout, Sink


class Column:
    """One growing data set.

    Rows are collected until a block (a chunk) is full or somebody flushes; big rows go straight through. A value that
    can't be had still makes a row: fill values if it may fail, else zeros. So columns stay equally long.
    With `gaps` off a column whose source can't be asked gets no row (unless it may fail), as the peers do it.
    """

    fails_alone = False

    def __init__(self, who: Identity, sink: Sink, layout: FieldLayout, *, gaps: bool = True) -> None:
        assert layout.axis is not None
        self.who = who
        self.dtype = layout.dtype
        self._sink = sink
        self._axis = layout.axis
        self._shape = self._start = layout.shape
        self._gaps = gaps
        self.is_regular = True
        """False once a point has brought more than one row, or none."""
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

    def give_up(self, answered: bool) -> Store:  # noqa: FBT001  the port's signature
        """See MemberPort."""
        return partial(self._collect, self.gap(answered=answered))

    def rewind(self) -> None:
        """Go on in another file, where the data set is as it was at first; everything must have been flushed."""
        self._shape = self._start

    def cut(self, points: int) -> None:
        """Forget what is behind these rows."""
        size = min(self._shape[self._axis], points)
        self._shape = (*self._shape[: self._axis], size, *self._shape[self._axis + 1 :])
        self._sink.resize(self.who.path, self._shape)

    @property
    def length(self) -> int:
        """Number of rows in the file."""
        return self._shape[self._axis]

    def rows_of(self, reading: Reading) -> np.ndarray:
        """The rows of shape (k, *row) that a reading makes. Raises CONVERSION_ERRORS."""
        try:
            value, exactly = as_image(convert(reading, self.dtype), reading, len(self._rows.row))
            rows = self._rows.fit(value, exactly=exactly)
        except CONVERSION_ERRORS:
            self._rows.follow(refused_sizes(reading) or ())
            raise
        self.is_regular &= len(rows) == 1
        return rows

    def gap(self, *, answered: bool = True) -> np.ndarray:
        """One row that stands for a missing value: fill values (unknown sizes become 1) if it may fail, else zeros."""
        if not (answered or self._gaps or self.who.canfail):
            # compat: nxswriter 3.25: [pyeval-error]
            self.is_regular = False
            return filled((0, *self._rows.row), self.dtype, failed=False)
        if self.who.canfail:
            self._rows.row = tuple(max(size, 1) for size in self._rows.row)
        if not self._gaps and all(self._rows.row):
            self._rows.stored = True  # compat: nxswriter 3.25: the first row says how wide they are, even an empty one
        return filled((1, *self._rows.row), self.dtype, failed=self.who.canfail)

    def flush(self) -> None:
        """See MemberPort."""
        if self._block:
            block, self._block, self._count = self._block, [], 0
            self.append(block[0] if len(block) == 1 else np.concatenate(block))

    def append(self, rows: np.ndarray) -> None:
        """Write rows of shape (n, *row) behind the last ones. Raises NexusFileError."""
        axis, old = self._axis, self._shape
        start, row = old[axis], rows.shape[1:]
        here = old[:axis] + old[axis + 1 :]
        wider = here if here == row else tuple(max(have, new) for have, new in zip(here, row, strict=True))
        shape = (*wider[:axis], start + len(rows), *wider[axis:])
        self._sink.resize(self.who.path, shape)
        self._shape = shape
        if rows.size:
            offset = (0,) * axis + (start,) + (0,) * (len(row) - axis)
            self._sink.put(self.who.path, offset, np.moveaxis(rows, 0, axis) if axis else rows)

    def _collect(self, rows: np.ndarray) -> None:
        if not len(rows):
            return
        if self._block and self._block[-1].shape[1:] != rows.shape[1:]:
            self.flush()
        room = self._room(rows)
        if not self._block and len(rows) >= room:
            self.append(rows)
            return
        self._block.append(rows.copy())  # the caller may reuse its array
        self._count += len(rows)
        if self._count >= room:
            self.flush()

    def _room(self, rows: np.ndarray) -> int:
        """How many rows the chunk that the block begins in still takes: a block ends with a chunk."""
        limit = block_rows(rows.shape[1:], rows.itemsize)
        return limit - self.length % limit
