"""The group `nexus_logs`: what was written, by which Python, and which values were missing (writer §3.4)."""

import sys
from itertools import count

from nxsconfig.writer.convert import scalar_array
from nxsconfig.writer.failures import FailureTable
from nxsconfig.writer.ports import FieldLayout, Sink

LOGS = "/nexus_logs"

_XML_SOURCE = '<datasource name="nxsdatawriter_xmlsettings" type="" />'


class Logs:
    """One `configuration` group of an open file. Source: writer §3.4."""

    def __init__(self, sink: Sink) -> None:
        """Create the group behind those of earlier sessions. Raises NexusFileError."""
        self._sink = sink
        if not sink.has(LOGS):
            sink.make_group(LOGS, "")
        paths = (f"{LOGS}/configuration" + (f"_{number}" if number > 1 else "") for number in count(1))
        self._path = next(path for path in paths if not sink.has(path))
        sink.make_group(self._path, "")
        self._write_text(f"{self._path}/python_version", sys.version)

    def add_definition(self, number: int, xml: str) -> None:
        """Keep the definition of an entry, by its number."""
        path = f"{self._path}/nexus__entry__{number}_xml"
        self._write_text(path, xml)
        self._sink.set_attribute(path, "nexdatas_source", scalar_array(_XML_SOURCE, "string"))
        self._sink.set_attribute(path, "nexdatas_strategy", scalar_array("CONFIG", "string"))

    def failures(self, number: int) -> FailureTable:
        """A table for the failures of an entry; nothing is written before the first one."""
        return FailureTable(self._sink, f"{self._path}/nexus__entry__{number}_failures")

    def _write_text(self, path: str, text: str) -> None:
        self._sink.make_field(path, FieldLayout("string", ()))
        self._sink.put(path, (), scalar_array(text, "string"))
