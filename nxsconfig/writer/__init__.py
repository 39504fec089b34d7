"""Definition → plan → records → sink: turns a configuration and a stream of records into a NeXus file.

For scripts: `Recording`. For servers, which open files and entries separately: `FileSession` with `compile_definition`.
See docs/explanation/writer.md.
"""

from nxsconfig.writer.compiler import compile_definition
from nxsconfig.writer.entry import Entry
from nxsconfig.writer.plan import Plan
from nxsconfig.writer.ports import FieldLayout, Sink, Source
from nxsconfig.writer.recording import Recording
from nxsconfig.writer.records import Record, parse_record, read_records
from nxsconfig.writer.session import FileSession, Options

__all__ = [
    "Entry",
    "FieldLayout",
    "FileSession",
    "Options",
    "Plan",
    "Record",
    "Recording",
    "Sink",
    "Source",
    "compile_definition",
    "parse_record",
    "read_records",
]
