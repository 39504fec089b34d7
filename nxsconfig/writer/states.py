"""States of a writer server and the steps between them (writer §2.3).

```
        OpenFile           OpenEntry            CloseEntry          CloseFile
  ON ─────────────► OPEN ─────────────► EXTRACT ───────────► OPEN ────────────► ON
                     ▲ ┆                 │  ▲ Record                             ▲
                     ┆ └┄ OpenFile       └──┘                                    ┆
                     ┆                                                           ┆
  any step that fails ──► FAULT: CloseEntry and CloseFile stay in it, OpenFile and Init leave it
```
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from nxsconfig.writer.control import DataWriter


class State(StrEnum):
    """What a writer server is at; the value is the text for people."""

    OFF = "Not Initialized"
    ON = "Ready"
    OPEN = "File Open"
    EXTRACT = "Entry Open"
    RUNNING = "Writing ..."
    FAULT = "Error"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scan.

    Args:
        name: for messages.
        allowed: states in which it may be taken.
        then: the state behind it; from FAULT it stays FAULT, unless it `heals`.
        does: takes the writer, the text of a record, and whether an entry is open (state EXTRACT).
        heals: leaves FAULT, and forgets earlier errors.
    """

    name: str
    allowed: frozenset[State]
    then: State
    does: Callable[[DataWriter, str, bool], None]
    heals: bool = False


def _close_file(writer: DataWriter, _text: str, entry_is_open: bool) -> None:  # noqa: FBT001  a step's signature
    """With an entry open, its FINAL values first; the file is closed also when they are missing."""
    try:
        if entry_is_open:
            writer.close_entry()
    finally:
        writer.close_file()


OPEN_FILE = Step(
    "OpenFile",
    frozenset({State.ON, State.OPEN, State.FAULT}),
    State.OPEN,
    lambda writer, _text, _entry: writer.open_file(),
    heals=True,
)
OPEN_ENTRY = Step(
    "OpenEntry", frozenset({State.OPEN}), State.EXTRACT, lambda writer, _text, _entry: writer.open_entry()
)
RECORD = Step("Record", frozenset({State.EXTRACT}), State.EXTRACT, lambda writer, text, _entry: writer.record(text))
CLOSE_ENTRY = Step(
    "CloseEntry",
    frozenset({State.EXTRACT, State.FAULT}),
    State.OPEN,
    lambda writer, _text, _entry: writer.close_entry(),
)
CLOSE_FILE = Step("CloseFile", frozenset({State.OPEN, State.EXTRACT, State.FAULT}), State.ON, _close_file)
