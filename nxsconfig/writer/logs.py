"""The group `nexus_logs`: what was written, by which Python, and which values were missing (writer §3.4)."""

import sys
from collections.abc import Iterable

import numpy as np

from nxsconfig.writer.convert import scalar_array
from nxsconfig.writer.filters import COMPRESSED
from nxsconfig.writer.marks import Failure
from nxsconfig.writer.ports import FieldLayout, Sink

LOGS = "/nexus_logs"

MAX_TEXTS = 1000
"""Different sources and errors that are kept as text; what comes later has the number -1."""

MAX_CHARACTERS = 2000

_XML_SOURCE = '<datasource name="nxsdatawriter_xmlsettings" type="" />'

_COLUMNS = {"point": "int32", "source": "int16", "error": "int16", "duration": "float32"}

_MEANING = (
    "One row for each value that was missing at a point: number of the point, numbers of source and error in the lists "
    "'sources' and 'errors', and how long the source was asked, in seconds."
)


class Logs:
    """One `configuration` group of an open file. Source: writer §3.4."""

    def __init__(self, sink: Sink) -> None:
        """Create the group behind those of earlier sessions. Raises NexusFileError."""
        self._sink = sink
        if not sink.has(LOGS):
            sink.make_group(LOGS, "")
        taken = set(sink.names(LOGS))
        names = ("configuration" if number == 1 else f"configuration_{number}" for number in range(1, len(taken) + 2))
        self._path = f"{LOGS}/{next(name for name in names if name not in taken)}"
        sink.make_group(self._path, "")
        self._write_text(f"{self._path}/python_version", sys.version)

    def add_definition(self, number: int, xml: str) -> None:
        """Keep the definition of an entry, by its number."""
        path = f"{self._path}/nexus__entry__{number}_xml"
        self._write_text(path, xml)
        self._sink.set_attribute(path, "nexdatas_source", scalar_array(_XML_SOURCE, "string"))
        self._sink.set_attribute(path, "nexdatas_strategy", scalar_array("CONFIG", "string"))

    def failures(self, number: int) -> "FailureTable":
        """A table for the failures of an entry; nothing is written before the first one."""
        return FailureTable(self._sink, f"{self._path}/nexus__entry__{number}_failures")

    def _write_text(self, path: str, text: str) -> None:
        self._sink.make_field(path, FieldLayout("string", ()))
        self._sink.put(path, (), scalar_array(text, "string"))


class FailureTable:
    """Rows of 12 bytes, and each text once. Rows that come a thousand and more at a flush are compressed.

    Failures at the opening and the end of an entry have no point; they are told by marks and errors.
    """

    def __init__(self, sink: Sink, path: str) -> None:
        self._sink = sink
        self._path = path
        self.rewind()

    def rewind(self) -> None:
        """Begin anew, in another file."""
        self._rows: list[tuple[int, int, int, float]] = []
        self._written = 0
        self._texts: dict[str, dict[str, int]] = {"sources": {}, "errors": {}}
        self._known = {"sources": 0, "errors": 0}

    def add(self, failures: Iterable[Failure], point: int) -> None:
        """Remember the failures of a point."""
        for failure in failures:
            source = self._number("sources", f"{failure.label} <- {failure.source.strip()}")
            self._rows.append((point, source, self._number("errors", failure.reason), failure.seconds))

    def flush(self) -> None:
        """Write what is new, unless readers follow the file. Raises NexusFileError."""
        if not self._rows or self._sink.live:
            return
        if not self._written:
            self._create()
        for name in self._texts:
            self._write_texts(name)
        columns = zip(*self._rows, strict=True)
        for (name, dtype), values in zip(_COLUMNS.items(), columns, strict=True):
            self._append(name, self._written, np.array(values, dtype))
        self._written += len(self._rows)
        self._rows = []

    def _number(self, name: str, text: str) -> int:
        known = self._texts[name]
        text = text[:MAX_CHARACTERS]
        if text not in known and len(known) >= MAX_TEXTS:
            return -1
        return known.setdefault(text, len(known))

    def _create(self) -> None:
        self._sink.make_group(self._path, "NXcollection")
        self._sink.set_attribute(self._path, "description", scalar_array(_MEANING, "string"))
        for name, dtype in _COLUMNS.items():
            self._sink.make_field(f"{self._path}/{name}", FieldLayout(dtype, (0,), 0, (), COMPRESSED))
        for name in self._texts:
            self._sink.make_field(f"{self._path}/{name}", FieldLayout("string", (0,), 0, (), ()))

    def _write_texts(self, name: str) -> None:
        new = list(self._texts[name])[self._known[name] :]
        if new:
            self._append(name, self._known[name], np.array(new, dtype=object))
            self._known[name] += len(new)

    def _append(self, name: str, start: int, values: np.ndarray) -> None:
        self._sink.resize(f"{self._path}/{name}", (start + len(values),))
        self._sink.put(f"{self._path}/{name}", (start,), values)
