"""Shapes: how a data set starts, how a row fits, how a whole value fits (writer §9). No I/O."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

import numpy as np

from nxsconfig.sources import MAX_RANK, Reading
from nxsconfig.writer.convert import STORABLE, check_size
from nxsconfig.writer.plan import FieldPlan, Phase
from nxsconfig.writer.ports import FieldLayout

Dims = tuple[int, ...]

BLOCK_BYTES = 128 * 1024
"""Small rows are collected and chunked up to about this size."""

BLOCK_ROWS = 1024
"""Most rows of a block: a column of scalars has chunks of 1024 elements (8 kB of doubles)."""


def layout_of(field: FieldPlan, sizes: Dims, early: Reading | None, *, canfail: bool) -> FieldLayout:
    """The data set of a field at creation (writer §9.1).

    Args:
        field: its plan.
        sizes: declared sizes with data sources asked; 0 is unknown.
        early: what the source says while the entry is opened; data of fewer dimensions than declared is ignored
            (fixed).
        canfail: the effective flag: known sizes are then allocated at once (K).
    """
    known = _known_shape(field, sizes, early)
    if field.grows:
        axis = min(field.strategy.grows, len(known) + 1) - 1
        row = known if canfail else tuple(min(size, 1) for size in known)
        return FieldLayout(field.dtype, (*row[:axis], 0, *row[axis:]), axis, known, field.strategy.filters)
    if not known:
        return FieldLayout(field.dtype, _single_shape(field), None, (1,), field.strategy.filters)
    shape = known if canfail else tuple(min(size, 1) for size in known)
    return FieldLayout(field.dtype, shape, None, known, field.strategy.filters)


def _single_shape(field: FieldPlan) -> Dims:
    if field.strategy.phase() not in (Phase.INIT, Phase.FINAL):
        return (0,)
    return () if field.dtype == "string" else (1,)


def _known_shape(field: FieldPlan, sizes: Dims, early: Reading | None) -> Dims:
    if all(sizes):
        return sizes
    if early is not None and early.rank == 0 and field.strategy.phase() == Phase.INIT and early.type_name in STORABLE:
        # compat: nxswriter 3.25: what is written now is known to be a scalar; devices and plug-ins say [1, 0]
        return (1, *sizes[1:]) if early.is_column and sizes else ()
    if early is not None and early.rank >= len(sizes) and (shape := _shape_of(early)):
        return shape
    words = field.words or ()
    return words if len(words) == len(sizes) else (0,) * len(sizes)


def _shape_of(reading: Reading) -> Dims | None:
    shape = sizes_of(reading.value)
    return shape if reading.type_name in STORABLE and all(shape) else None


def sizes_of(value: object) -> Dims:
    """The size of a value along its first elements, whatever the others are."""
    if isinstance(value, np.ndarray):
        return tuple(value.shape)
    sizes: list[int] = []
    while isinstance(value, list | tuple) and len(sizes) < MAX_RANK:
        sizes.append(len(value))
        value = value[0] if value else None
    return tuple(sizes)


def declared(sizes: Dims) -> Dims:
    """The size of an attribute before there is data: as declared, or one each if any is unknown."""
    return sizes if all(sizes) else (1,) * len(sizes)


def widened(shape: Dims, sizes: Dims) -> Dims:
    """The shape whose leading axes follow data that doesn't fit."""
    return tuple(max(have, new) for have, new in zip_longest(shape, sizes[: len(shape)], fillvalue=0))


_COLUMN = "a spectrum as a column"


@dataclass(slots=True)
class Rows:
    """How rows of one growing data set look (writer §9.5).

    `row` is the present shape of a row, `axis` the growing axis of the data set. Until a row has been stored (and
    always with `canfail`) rows may get wider.
    """

    row: Dims
    axis: int
    canfail: bool
    stored: bool = False

    def fit(self, value: np.ndarray, *, exactly: bool = False) -> np.ndarray:
        """The value as rows of shape (k, *row); widens `row` where that is allowed, fills up with zeros unless it is
        to fit `exactly`.

        k is 1, except for data of one dimension more than the row: lists in scalar fields, images in spectrum fields
        and stacks in image fields are appended piece by piece (K).

        Raises:
            ValueError: the data has another rank, or is bigger than the rows of the data set.
        """
        rows = self._as_rows(value)
        found = rows.shape[1:]
        if found == self.row and rows.size:
            self.stored = True
            return rows
        wanted = tuple(max(have, new, 1) for have, new in zip(self.row, found, strict=True))
        if wanted != self.row:
            if self.stored and not self.canfail:
                raise ValueError(f"data of shape {found} is bigger than the rows of the data set {self.row}")
            check_size(wanted)
            self.row = wanted
        self.stored = True
        if exactly and found != self.row:
            raise ValueError(f"{_COLUMN} of shape {found} does not fit into the images {self.row} of the data set")
        return rows if found == self.row else padded(rows, (len(rows), *self.row))

    def _as_rows(self, value: np.ndarray) -> np.ndarray:
        rank = len(self.row)
        if value.ndim == 0:
            return value.reshape((1,) * (rank + 1))
        while value.ndim > rank + 1 and len(value) == 1:
            value = value[0]
        if not value.size and value.ndim != rank:
            raise ValueError(f"empty data of rank {value.ndim} make no row of rank {rank}")
        if value.ndim == rank:
            return value[np.newaxis]
        if value.ndim == rank + 1 == 2 and 1 in value.shape:
            return value.reshape(1, -1)
        if value.ndim == rank + 1 and self.axis == 0:
            return value
        raise ValueError(f"data of rank {value.ndim} does not fit into a data set with rows of rank {rank}")

    def follow(self, sizes: Dims) -> None:
        """The leading axes follow data that can't be stored, where rows may get wider. Raises ValueError.

        # compat: nxswriter 3.25: [step-spectrum-into-image]
        """
        if self.canfail or not self.stored:
            wider = widened(self.row, sizes[1:] if len(sizes) == len(self.row) + 1 else sizes)
            check_size(wider)
            self.row = wider


def as_image(value: np.ndarray, reading: Reading, rank: int) -> tuple[np.ndarray, bool]:
    """The value, as a column of an image if its source says that it is one and a data set has rows of this rank.

    And whether it is such a column: it must be exactly as big as the image then.

    # compat: nxswriter 3.25: other columns can't be stored
    """
    is_column = reading.is_column and rank == 2 and value.ndim == 1
    return (value[:, np.newaxis] if is_column else value), is_column


def padded(block: np.ndarray, shape: Dims) -> np.ndarray:
    """The block at the beginning of zeros (empty texts for objects) of a bigger shape."""
    result = np.full(shape, "" if block.dtype == object else 0, dtype=block.dtype)
    result[tuple(slice(size) for size in block.shape)] = block
    return result


def fit_whole(value: np.ndarray, shape: Dims, *, exactly: bool = False) -> tuple[Dims, np.ndarray]:
    """The shape a data set gets, and the value spread over it, when it is written at once (writer §9.4).

    Nothing is spread that is to fit `exactly`.

    Raises:
        ValueError: the data has another rank or can't be spread over what is there.
    """
    if not shape:
        if value.size != 1:
            raise ValueError(f"data of shape {value.shape} does not fit into a scalar")
        return (), value.reshape(())
    if 0 < value.ndim < len(shape):
        raise ValueError(f"data of rank {value.ndim} does not fit into a data set of rank {len(shape)}")
    sizes = value.shape[: len(shape)] or (1,) * len(shape)
    grown = tuple(max(have, new, 1) for have, new in zip(shape, sizes, strict=True))
    check_size(grown)
    if exactly and value.shape != grown:
        raise ValueError(f"{_COLUMN} of shape {value.shape} does not fit into an image of shape {grown}")
    while value.ndim > len(shape) and len(value) == 1:
        value = value[0]  # compat: nxswriter 3.25: a table of one element is a number to a scalar field [db-mysql]
    return grown, np.broadcast_to(value, grown)


@lru_cache(maxsize=256)
def block_rows(row: Dims, itemsize: int) -> int:
    """How many rows are collected (and make a chunk): about BLOCK_BYTES, at most BLOCK_ROWS, at least one."""
    size = itemsize
    for dim in row:
        size *= max(dim, 1)
    return max(1, min(BLOCK_ROWS, BLOCK_BYTES // size))
