"""The note in a file that an entry is being written: what `recover` needs when the writer was killed.

A root attribute that is there from the opening of an entry to its end. It holds JSON: the definition, the group
everything goes into, since when, and the columns that got more than one row at a point.
"""

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from nxsconfig.errors import NexusFileError
from nxsconfig.writer.convert import scalar_array
from nxsconfig.writer.ports import Sink

PREFIX = "nexdatas_unfinished_"

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


def leave_note(sink: Sink, xml: str, base: str, since: str) -> Unfinished:
    """Note that an entry is being written, beside notes of other ones. Raises NexusFileError."""
    names = (f"{PREFIX}{number}" for number in range(1, MAX_NOTES))
    name = next((name for name in names if sink.attribute("/", name) is None), "")
    if not name:
        raise NexusFileError(f"{sink.name} holds {MAX_NOTES} unfinished entries; please take a new file")
    entry = Unfinished(name, xml, base, since, f"{socket.gethostname()}:{os.getpid()}")
    write_note(sink, entry)
    return entry


def write_note(sink: Sink, entry: Unfinished) -> None:
    """Write the note anew. Raises NexusFileError."""
    sink.set_attribute("/", entry.note, scalar_array(json.dumps(asdict(entry)), "string"))


class Note:
    """The note of the entry that a session is writing."""

    def __init__(self, sink: Sink, xml: str, base: str, since: str) -> None:
        """Leave it. Raises NexusFileError."""
        self._sink = sink
        self._entry = leave_note(sink, xml, base, since)

    def renew(self, irregular: tuple[str, ...]) -> None:
        """Note which columns have another length than there are points. Raises NexusFileError."""
        if irregular != self._entry.irregular:
            self._entry = replace(self._entry, irregular=irregular)
            write_note(self._sink, self._entry)

    def remove(self) -> None:
        """The entry is finished, or given up. Raises NexusFileError."""
        self._sink.remove_attribute("/", self._entry.note)


def notes(attributes: Mapping[str, object], file: str) -> list[Unfinished]:
    """The notes among the root attributes of a file. Raises NexusFileError for one that can't be understood."""
    return [_entry(name, attributes[name], file) for name in sorted(attributes) if name.startswith(PREFIX)]


def _entry(name: str, text: object, file: str) -> Unfinished:
    try:
        facts: dict[str, Any] = json.loads(str(text))
        return Unfinished(**facts | {"note": name, "irregular": tuple(facts["irregular"])})
    except (ValueError, TypeError, KeyError) as err:
        raise NexusFileError(f"{file!r}: the root attribute {name} notes no unfinished entry: {err}") from err
