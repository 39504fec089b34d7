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

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from nxsconfig.errors import NexusFileError
from nxsconfig.writer.control import DataWriter
from nxsconfig.writer.options import Options
from nxsconfig.writer.recovery import recover

logger = logging.getLogger(__name__)


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


def _recover(writer: DataWriter, file: str, _entry_is_open: bool) -> None:  # noqa: FBT001  a step's signature
    """That a file of the past can't be finished must not keep the next one from being written."""
    try:
        recover(file, options=Options(shared=writer.shared))
    except NexusFileError as err:
        logger.error("what was written last is not finished: %s", err)  # noqa: TRY400  the trace says no more


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
RECOVER = Step("Recover", frozenset({State.ON}), State.ON, _recover)
