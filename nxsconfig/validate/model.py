"""What rules say (`Fault`), and what a report says of it (`Finding`)."""

from dataclasses import dataclass
from enum import StrEnum

from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import Element


class Severity(StrEnum):
    """How bad it is, the worst first.

    error: refused, or values are lost. warning: recorded, but probably not as meant. info: against good custom.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def at_least(self, other: "Severity") -> bool:
        """Whether this is as bad as the other, or worse."""
        return _ORDER[self] <= _ORDER[other]


_ORDER = {severity: number for number, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Fault:
    """One place where a rule doesn't hold.

    message: one line with the value at fault. fix: what to do, in one line. at: the element of the subject's tree, or
    the path of an object in a file; None: the subject as a whole. line, column: for texts that give no tree; 0 unknown.
    entry: kind and name of the text at fault, in rules over the library.
    error: name of the exception that the configuration server or the writer would raise.
    """

    message: str
    fix: str
    at: Element | str | None = None
    line: int = 0
    column: int = 0
    entry: tuple[Kind, str] | None = None
    error: str = ""


@dataclass(frozen=True, order=True)
class Place:
    """Where a finding is.

    kind: component, datasource, selection (a profile), configuration (several entries merged) or file. name: of the
    entry, or of the configuration. file: path as the user gave it, empty for entries of a store. line and column count
    from 1 (0: unknown). path: groups and fields from the root down: ``/scan:NXentry/instrument:NXinstrument/energy``;
    in HDF5 files the path of the object.
    """

    kind: str = ""
    name: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""


@dataclass(frozen=True)
class Finding:
    """One fault with its rule and place.

    origins: components that brought the element, when several did. configurations: names of those where it was found,
    none for faults of single texts. quoted: the line of the text at fault. `error` as in `Fault`.
    """

    rule: str
    name: str
    severity: Severity
    message: str
    fix: str
    place: Place
    origins: tuple[str, ...] = ()
    configurations: tuple[str, ...] = ()
    quoted: str = ""
    error: str = ""
