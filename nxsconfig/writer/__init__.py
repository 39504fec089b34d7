"""Definition → plan → records → sink: turns a configuration and a stream of records into a NeXus file.

For scripts: `Recording`. For servers, which are told settings and steps one by one: `DataWriter`; under both lies
`FileSession` with `compile_definition`.
See docs/explanation/writer.md.
"""

from nxsconfig.sources import Source
from nxsconfig.writer.compiler import compile_definition
from nxsconfig.writer.control import DataWriter
from nxsconfig.writer.entry import Entry
from nxsconfig.writer.missing import Missing, read_failures
from nxsconfig.writer.options import Options
from nxsconfig.writer.plan import Plan
from nxsconfig.writer.ports import FieldLayout, Sink
from nxsconfig.writer.recording import Recording
from nxsconfig.writer.records import Record, parse_record, read_records
from nxsconfig.writer.recovery import Abandoned, Recovery, recover, recoverable, unfinished
from nxsconfig.writer.session import FileSession
from nxsconfig.writer.unfinished import Unfinished

__all__ = [
    "Abandoned",
    "DataWriter",
    "Entry",
    "FieldLayout",
    "FileSession",
    "Missing",
    "Options",
    "Plan",
    "Record",
    "Recording",
    "Recovery",
    "Sink",
    "Source",
    "Unfinished",
    "compile_definition",
    "parse_record",
    "read_failures",
    "read_records",
    "recover",
    "recoverable",
    "unfinished",
]
