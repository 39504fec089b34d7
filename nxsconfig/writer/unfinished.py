"""The note in a file that an entry is being written: what `recover` needs when the writer was killed.

A root attribute that is there from the opening of an entry to its end. It holds JSON: the definition, the group
everything goes into, since when, and the columns that got another number of rows than one at a point. While readers
follow a file, HDF5 takes no other texts; there a second attribute has a number for each column, which changes in place.
"""

import json
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.writer.convert import scalar_array
from nxsconfig.writer.ports import Sink
from nxsconfig.writer.sinks.h5 import timestamp
from nxsconfig.writer.sinks.swmr import SwmrSink

PREFIX = "nexdatas_unfinished_"

FLAGS = "nexdatas_irregular_"
"""Beside the note of the same number in a file that readers follow: 1 for each column of another length."""

MAX_NOTES = 1000


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An entry that was opened and not closed.

    `note` is the name of the attribute, `base` the nexus path (``scan:NXentry``), `irregular` the paths of columns
    whose length isn't the number of points, `writer` who wrote (host and process), `since` when it was opened.
    """

    note: str
    xml: str
    base: str
    since: str
    writer: str
    irregular: tuple[str, ...] = ()


class Note:
    """The note of the entry that a session is writing, beside notes of other ones.

    `columns` are the paths of what gets a row at every point.
    """

    def __init__(self, sink: Sink, xml: str, base: str, columns: Sequence[str]) -> None:
        """Leave it. Raises NexusFileError."""
        self._sink = sink
        self._columns = tuple(columns) if isinstance(sink, SwmrSink) else ()
        name = _free_name(sink)
        self._entry = Unfinished(name, xml, base, timestamp(), f"{socket.gethostname()}:{os.getpid()}")
        self._write()
        if self._columns:
            sink.set_attribute("/", flags_of(name), np.zeros(len(columns), "uint8"))

    def renew(self, irregular: tuple[str, ...]) -> None:
        """Note which columns have another length than there are points. Raises NexusFileError."""
        if irregular == self._entry.irregular:
            return
        self._entry = replace(self._entry, irregular=irregular)
        if isinstance(self._sink, SwmrSink):
            numbers = np.array([path in irregular for path in self._columns], "uint8")
            self._sink.overwrite(flags_of(self._entry.note), numbers)
        else:
            self._write()

    def remove(self) -> None:
        """The entry is finished, or given up. Raises NexusFileError."""
        remove_note(self._sink, self._entry.note)

    def _write(self) -> None:
        facts = asdict(self._entry) | ({"columns": self._columns} if self._columns else {})
        self._sink.set_attribute("/", self._entry.note, scalar_array(json.dumps(facts), "string"))


def _free_name(sink: Sink) -> str:
    names = (f"{PREFIX}{number}" for number in range(1, MAX_NOTES))
    name = next((name for name in names if sink.attribute("/", name) is None), "")
    if not name:
        raise NexusFileError(f"{sink.name} holds {MAX_NOTES} unfinished entries; please take a new file")
    return name


def flags_of(note: str) -> str:
    """The name of the attribute with the numbers that belong to a note."""
    return FLAGS + note.removeprefix(PREFIX)


def remove_note(sink: Sink, note: str) -> None:
    """Take a note away, and what belongs to it. Raises NexusFileError."""
    sink.remove_attribute("/", note)
    sink.remove_attribute("/", flags_of(note))


def notes(attributes: Mapping[str, object], file: str) -> list[Unfinished]:
    """The notes among the root attributes of a file. Raises NexusFileError for one that can't be understood."""
    return [_entry(name, attributes, file) for name in sorted(attributes) if name.startswith(PREFIX)]


def _entry(name: str, attributes: Mapping[str, object], file: str) -> Unfinished:
    try:
        facts: dict[str, Any] = json.loads(str(attributes[name]))
        columns = facts.pop("columns", ())
        flags = np.asarray(attributes.get(flags_of(name), ())).tolist()
        irregular = *facts["irregular"], *(path for path, flag in zip(columns, flags, strict=True) if flag)
        return Unfinished(**facts | {"note": name, "irregular": tuple(irregular)})
    except (ValueError, TypeError, KeyError) as err:
        raise NexusFileError(f"{file!r}: the root attribute {name} notes no unfinished entry: {err}") from err
