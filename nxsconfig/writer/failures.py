"""The table of failures in the logs: which values were missing at which points, from where, and why (writer §3.4)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from nxsconfig.writer.convert import scalar_array
from nxsconfig.writer.marks import Failure
from nxsconfig.writer.ports import FieldLayout, Sink
from nxsconfig.writer.runs import Run, Runs

MAX_TEXTS = {"sources": 32_000, "errors": 1000}
"""Different texts that are kept, by list; what comes later has the number -1."""

MAX_CHARACTERS = 2000

BLOCK = 1024
"""New rows that don't wait for a flush."""

COLUMNS = {
    "point": "int32",
    "last": "int32",
    "mask": "uint32",
    "source": "int16",
    "error": "int16",
    "duration": "float32",
}

TABLE = re.compile(r"nexus__entry__\d+_failures")
"""Names of the groups that hold tables."""

LOST = "not_kept"
"""Attribute of the table: how many failures found no place."""

_CHUNK = (256,)
"""Rows of the columns and lists that lie together: tables are short."""

_MEANING = (
    "Values that were missing at points. A row: a source failed for one reason, first at 'point', finally at 'last'. "
    "Bit i of 'mask' is set if the value was missing at 'point' + i; from 'point' + 32 to 'last' it always was. "
    "'source' and 'error' are numbers in the lists 'sources' and 'errors' (-1: not kept), 'duration' is the longest "
    "time in seconds that the source was asked."
)


class FailureTable:
    """Rows of 20 bytes, and each text once; a failure that comes again and again stays in its row (see `Run`).

    The columns have no filters, so a row can be changed where it is at any time: chunks of the same size never move.
    Failures at the opening and the end of an entry have no point; they are told by marks and errors.
    """

    def __init__(self, sink: Sink, path: str) -> None:
        """Nothing is written before the first failure. `path`: of the group."""
        self._sink = sink
        self._path = path
        self.rewind()

    def rewind(self) -> None:
        """Begin anew, in another file."""
        self._runs = Runs()
        self._is_made = False
        self._texts: dict[str, dict[str, int]] = {name: {} for name in MAX_TEXTS}
        self._known = dict.fromkeys(MAX_TEXTS, 0)

    def add(self, failures: Iterable[Failure], point: int) -> None:
        """Remember the failures of a point. Raises NexusFileError when many are waiting and can't be written."""
        for failure in failures:
            source = self._number("sources", f"{failure.label} <- {failure.source.strip()}")
            self._runs.add(point, source, self._number("errors", failure.reason), failure.seconds)
        if len(self._runs.new) >= BLOCK:
            self.flush()

    def flush(self) -> None:
        """Write what is new, unless readers follow the file. Raises NexusFileError."""
        runs = self._runs
        if self._sink.live or not (runs.new or runs.changed):
            return
        if not self._is_made:
            self._create()
        for name in MAX_TEXTS:
            self._write_texts(name)
        self._append(runs.new)
        for stretch in _stretches(runs.changed):
            self._put("duration", stretch, [run.seconds for run in stretch])
            self._put("mask", stretch, [run.mask for run in stretch])
            self._put("last", stretch, [run.last for run in stretch])
        runs.settle()
        if runs.lost:
            self._sink.set_attribute(self._path, LOST, scalar_array(runs.lost, "int64"))

    def _number(self, name: str, text: str) -> int:
        known = self._texts[name]
        text = text[:MAX_CHARACTERS]
        if text not in known and len(known) >= MAX_TEXTS[name]:
            return -1
        return known.setdefault(text, len(known))

    def _create(self) -> None:
        self._sink.make_group(self._path, "NXcollection")
        self._is_made = True
        self._sink.set_attribute(self._path, "description", scalar_array(_MEANING, "string"))
        for name, dtype in (COLUMNS | dict.fromkeys(MAX_TEXTS, "string")).items():
            self._sink.make_field(f"{self._path}/{name}", FieldLayout(dtype, (0,), row=_CHUNK))

    def _write_texts(self, name: str) -> None:
        start = self._known[name]
        new = list(self._texts[name])[start:]
        if new:
            self._sink.resize(f"{self._path}/{name}", (start + len(new),))
            self._sink.put(f"{self._path}/{name}", (start,), np.array(new, dtype=object))
            self._known[name] += len(new)

    def _append(self, runs: Sequence[Run]) -> None:
        if not runs:
            return
        cells = [(run.point, run.last, run.mask, run.source, run.error, run.seconds) for run in runs]
        for name, values in zip(COLUMNS, zip(*cells, strict=True), strict=True):
            self._sink.resize(f"{self._path}/{name}", (runs[-1].row + 1,))
            self._put(name, runs, values)

    def _put(self, name: str, runs: Sequence[Run], values: Sequence[float]) -> None:
        """Write a column of rows that follow each other."""
        self._sink.put(f"{self._path}/{name}", (runs[0].row,), np.array(values, COLUMNS[name]))


def _stretches(runs: dict[int, Run]) -> Iterator[list[Run]]:
    """Rows that follow each other, together."""
    for _, stretch in groupby(enumerate(sorted(runs)), lambda pair: pair[1] - pair[0]):
        yield [runs[row] for _, row in stretch]
