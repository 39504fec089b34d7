"""What a row of the tables of commands and attributes holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nxsconfig.configurator.server import ConfigServer
from nxsconfig.tango.rows import NO_VALUE, Value
from nxsconfig.tango.timing import Timing


@dataclass(frozen=True)
class Call:
    """One call of a command. `who` asks Tango for the client: only while the call is served, by its own thread."""

    server: ConfigServer
    arg: Any
    who: Callable[[], str]


@dataclass(frozen=True)
class CommandRow:
    """A command: what it does, and whether the device must be open. `writes`: the revision may be another one after."""

    name: str
    doc: str
    does: Callable[[Call], object]
    takes: Value = NO_VALUE
    gives: Value = NO_VALUE
    writes: bool = False
    closed_too: bool = False


@dataclass(frozen=True)
class Reading:
    """What attributes are read from. `label` asks Tango for the property VersionLabel; uptime in seconds."""

    server: ConfigServer
    timing: Timing
    uptime: float
    label: Callable[[], str]


@dataclass(frozen=True)
class AttributeRow:
    """A scalar attribute; without `write` it is read only.

    `closed_too`: allowed while the device is closed. `memorized`: Tango writes it back at Init and at the start.
    """

    name: str
    doc: str
    read: Callable[[Reading], object]
    write: Callable[[ConfigServer, str], None] | None = None
    dtype: type = str
    expert: bool = False
    memorized: bool = False
    closed_too: bool = False
    label: str = ""
    size: int = 0
