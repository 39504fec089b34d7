"""What a row of the tables of commands and attributes holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nxsconfig.tango.rows import Value
from nxsconfig.tango.timing import Timing
from nxsconfig.writer.server import WriterServer
from nxsconfig.writer.states import State, Step

UNTOLD = Value(doc="Uninitialised")
"""compat: nxswriter 3.25: what isn't there is described so."""

NEVER: frozenset[State] = frozenset()
UNBORN = frozenset({State.OFF})


@dataclass(frozen=True)
class CommandRow:
    """A command: which step it takes.

    `background`: it returns at once. `opens`: the properties are read before.
    """

    name: str
    doc: str
    step: Step
    takes: Value = UNTOLD
    gives: Value = UNTOLD
    background: bool = False
    opens: bool = False


@dataclass(frozen=True)
class Reading:
    """What attributes are read from."""

    server: WriterServer
    timing: Timing


@dataclass(frozen=True)
class AttributeRow:
    """An attribute; without `write` it is read only.

    Args:
        unread, unwritten: states in which Tango refuses it.
        locked: states in which writing is refused with an error that says `refusal`.
        waits: a reading waits for the command that is at work.
    """

    name: str
    doc: str
    read: Callable[[Reading], object]
    write: Callable[[WriterServer, Any], None] | None = None
    label: str = ""
    dtype: object = str
    size: int = 0
    expert: bool = False
    memorized: bool = False
    unread: frozenset[State] = UNBORN
    unwritten: frozenset[State] = UNBORN
    locked: frozenset[State] = NEVER
    refusal: str = ""
    waits: bool = False
