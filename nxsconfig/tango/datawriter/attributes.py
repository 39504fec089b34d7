"""The attributes (writer §2.2, and at the end what is ours), one row each."""

import json

from tango import DevLong, DevLong64

from nxsconfig.tango import carry
from nxsconfig.tango.datawriter.figures import (
    bytes_written,
    field_errors,
    points_buffered,
    points_written,
    source_times,
)
from nxsconfig.tango.datawriter.table import NEVER, UNBORN, AttributeRow, Reading
from nxsconfig.writer.server import MAX_ERRORS, WriterServer
from nxsconfig.writer.states import State

_AT_WORK = UNBORN | {State.RUNNING}
_ENTRY = _AT_WORK | {State.EXTRACT}
_CLOSE_FILE = "To change the file name please close the file."
_CLOSE_FLAG = "To change the can fail flag please close the file."


def _set_definition(server: WriterServer, text: str) -> None:
    server.writer.definition = text


def _set_record(server: WriterServer, text: str) -> None:
    server.writer.json_record = text


def _set_file_name(server: WriterServer, text: str) -> None:
    server.writer.file_name = text


def _set_can_fail(server: WriterServer, value: bool) -> None:  # noqa: FBT001  the value of an attribute
    server.writer.can_fail = bool(value)


def _set_skip(server: WriterServer, value: bool) -> None:  # noqa: FBT001  the value of an attribute
    server.writer.skip_acquisition = bool(value)


def _set_steps(server: WriterServer, value: int) -> None:
    server.writer.steps_per_file = int(value)


def _timing(reading: Reading) -> str:
    return json.dumps(reading.timing.as_json())


PEER_ATTRIBUTES = (
    AttributeRow(
        "XMLSettings",
        "XML of the next entry",
        lambda reading: carry.xml(reading.server.writer.definition),
        _set_definition,
        label="XML Configuration",
        expert=True,
        unread=_ENTRY,
        unwritten=_ENTRY,
        waits=True,
    ),
    AttributeRow(
        "JSONRecord",
        "JSON object with the data that hold for the whole scan",
        lambda reading: carry.json_text(reading.server.writer.json_record),
        _set_record,
        label="JSON string with client data",
        expert=True,
        unread=_AT_WORK,
        unwritten=_AT_WORK,
        waits=True,
    ),
    AttributeRow(
        "FileName",
        "the file, and behind it the groups that everything goes into: file.nxs:/entry:NXentry",
        lambda reading: carry.plain(reading.server.writer.file_name),
        _set_file_name,
        label="Output file with its path",
        locked=frozenset({State.OPEN, State.EXTRACT, State.RUNNING}),
        refusal=_CLOSE_FILE,
    ),
    AttributeRow(
        "CanFail",
        "values of the next entry may be missing; back to DefaultCanFail when an entry is closed",
        lambda reading: reading.server.writer.can_fail,
        _set_can_fail,
        label="Can fail",
        dtype=bool,
        locked=frozenset({State.EXTRACT, State.RUNNING}),
        refusal=_CLOSE_FLAG,
    ),
    AttributeRow(
        "SkipAcquisition",
        "the next step writes no values: an existing entry is gone on with, a point or the FINAL values are left out",
        lambda reading: reading.server.writer.skip_acquisition,
        _set_skip,
        label="Skip acquisition",
        dtype=bool,
        locked=frozenset({State.RUNNING}),
        refusal=_CLOSE_FILE,
    ),
    AttributeRow(
        "StepsPerFile",
        "so many points go into each file; 0: all into one",
        lambda reading: reading.server.writer.steps_per_file,
        _set_steps,
        label="Steps per file",
        dtype=DevLong,
        memorized=True,
        locked=frozenset({State.OPEN, State.EXTRACT, State.RUNNING}),
        refusal=_CLOSE_FILE,
    ),
    AttributeRow(
        "CurrentFileId",
        "number of the file in use when there are several, else 0",
        lambda reading: reading.server.writer.current_file_id,
        label="Current file id",
        dtype=DevLong,
        unread=NEVER,
    ),
    AttributeRow(
        "Errors",
        "what failed since the file was opened, each with its time",
        lambda reading: [carry.plain(text) for text in reading.server.errors],
        label="List of errors",
        dtype=(str,),
        size=MAX_ERRORS,
        unread=NEVER,
    ),
)

OWN_ATTRIBUTES = (
    AttributeRow(
        "PointsWritten",
        "points of the entry that are in the file, of the last entry when none is open",
        points_written,
        dtype=DevLong64,
        unread=NEVER,
    ),
    AttributeRow(
        "PointsBuffered",
        "points that are taken, but not in the file yet: at most those of the last half second",
        points_buffered,
        dtype=DevLong64,
        unread=NEVER,
    ),
    AttributeRow(
        "BytesWritten",
        "size of the file in use, of the last one when none is open",
        bytes_written,
        dtype=DevLong64,
        unread=NEVER,
    ),
    AttributeRow(
        "SourceTimes",
        "JSON list of the sources of the entry, the slowest first: source, count, last_ms, mean_ms, max_ms",
        source_times,
        unread=NEVER,
    ),
    AttributeRow(
        "FieldErrors",
        "JSON object: for each field that failed in the entry how often (count), and the last reason (error)",
        field_errors,
        unread=NEVER,
    ),
    AttributeRow("Timing", "JSON object: number and times of the calls, by command", _timing, unread=NEVER),
)

ATTRIBUTES = (*PEER_ATTRIBUTES, *OWN_ATTRIBUTES)
