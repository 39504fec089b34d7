"""The commands (writer §2.3), one row each."""

from dataclasses import replace

from nxsconfig.tango.datawriter.table import CommandRow
from nxsconfig.tango.rows import TEXT, Value
from nxsconfig.writer import states

_RECORD = Value(TEXT, "JSON string with data")


def _background(row: CommandRow) -> CommandRow:
    doc = f"{row.doc} Returns at once; the state is RUNNING until it is done."
    return replace(row, name=f"{row.name}Asynch", doc=doc, background=True)


_OPEN_FILE = CommandRow("OpenFile", "Opens or creates the file of FileName.", states.OPEN_FILE)
_OPEN_ENTRY = CommandRow(
    "OpenEntry", "Creates the entry of XMLSettings and writes its INIT values.", states.OPEN_ENTRY, opens=True
)
_RECORD_POINT = CommandRow("Record", "Takes one point.", states.RECORD, _RECORD)
_CLOSE_ENTRY = CommandRow("CloseEntry", "Writes the FINAL values of the entry.", states.CLOSE_ENTRY)
_CLOSE_FILE = CommandRow("CloseFile", "Closes the file, before that the entry.", states.CLOSE_FILE)

COMMANDS = (
    _OPEN_FILE,
    _OPEN_ENTRY,
    _background(_OPEN_ENTRY),
    _RECORD_POINT,
    _background(_RECORD_POINT),
    _CLOSE_ENTRY,
    _background(_CLOSE_ENTRY),
    _CLOSE_FILE,
)
