"""Reading the failures that a file's logs tell, also of a running scan or a killed writer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from nxsconfig.h5.files import damage_told, open_read
from nxsconfig.writer.failures import COLUMNS, MAX_TEXTS, TABLE
from nxsconfig.writer.logs import LOGS
from nxsconfig.writer.runs import WINDOW

UNKNOWN = "(not kept)"
"""Stands for a text behind the limit of the table."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that was missing at some points, counted from 1, for one reason.

    `table` is the path of the table, `source` the path of the object and what was asked, `seconds` the longest time
    that it was asked; `first`, `last` and `mask` are those of the row.
    """

    table: str
    source: str
    error: str
    first: int
    last: int
    mask: int
    seconds: float

    @property
    def points(self) -> Iterator[int]:
        """The numbers of the points, one after the other: there may be millions."""
        yield from (self.first + place for place in range(WINDOW) if self.mask >> place & 1)
        yield from self._behind

    @property
    def count(self) -> int:
        """The number of points."""
        return self.mask.bit_count() + len(self._behind)

    @property
    def _behind(self) -> range:
        return range(self.first + WINDOW, self.last + 1)


def read_failures(path: str | Path) -> list[Missing]:
    """What the logs of a file tell about values that were missing, in the order of each first point.

    Raises:
        NexusFileError: the file can't be read.
    """
    with open_read(path) as file, damage_told(path):
        return [missing for table in _tables(file) for missing in _missing(table)]


def level_failures(file: h5py.File) -> None:
    """Cut off rows that a writer was adding when it was killed, in a file that is open for writing.

    What h5py raises isn't caught.
    """
    for table in _tables(file):
        rows = _whole_rows(table)
        for name in COLUMNS:
            if len(table[name]) > rows:
                table[name].resize(rows, axis=0)


def _tables(file: h5py.File) -> Iterator[h5py.Group]:
    for group in _groups(file.get(LOGS)):
        yield from (table for table in _groups(group, TABLE) if {*COLUMNS, *MAX_TEXTS} <= set(table))


def _groups(above: h5py.Group | None, names: re.Pattern[str] = re.compile(".*")) -> Iterator[h5py.Group]:
    """Groups directly below another one; whatever else somebody has put there is passed over."""
    if isinstance(above, h5py.Group):
        found = (above.get(name) for name in above if names.fullmatch(name))
        yield from (group for group in found if isinstance(group, h5py.Group))


def _whole_rows(table: h5py.Group) -> int:
    """How many rows all columns have, with texts that are there."""
    rows = min(len(table[name]) for name in COLUMNS)
    for name, texts in (("source", "sources"), ("error", "errors")):
        beyond = np.flatnonzero(table[name][:rows] >= len(table[texts]))
        rows = int(beyond[0]) if beyond.size else rows
    return rows


def _missing(table: h5py.Group) -> Iterator[Missing]:
    rows = _whole_rows(table)
    sources, errors = ([*table[name].asstr()[()], UNKNOWN] for name in ("sources", "errors"))
    columns = [table[name][:rows].tolist() for name in COLUMNS]
    for first, last, mask, source, error, seconds in zip(*columns, strict=True):
        yield Missing(table.name, sources[source], errors[error], first, last, mask, seconds)
