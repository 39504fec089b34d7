"""nxsconfig's exceptions under the peers' qualified names, by which scripts and clients know them (writer §1).

Each is a kind of the nxsconfig exception it stands for, so handlers written for either catch it.
"""

from collections.abc import Sequence

from nxsconfig import errors

__all__ = [
    "CorruptedFieldArrayError",
    "DataSourceError",
    "DataSourceSetupError",
    "PackageError",
    "ThreadError",
    "UnsupportedTagError",
    "XMLSettingSyntaxError",
    "XMLSyntaxError",
]


class ThreadError(errors.RecordError):
    """Values are missing or can't be stored; `failures` holds them, the text is what clients parse."""

    def __init__(self, message: str = "", failures: Sequence[tuple[str, str, str]] = ()) -> None:
        super().__init__(message, failures)

    def __str__(self) -> str:
        return str(self.args[0])


class CorruptedFieldArrayError(errors.WriterError):
    """An array can't be stored."""


class XMLSettingSyntaxError(errors.DefinitionError):
    """The configuration can't be carried out."""


class DataSourceError(errors.SourceError):
    """A data source gave no value."""


class PackageError(errors.SourceError):
    """A library that a data source needs isn't there."""


class DataSourceSetupError(errors.DefinitionError):
    """A data source is described incompletely."""


class XMLSyntaxError(errors.DefinitionError):
    """A group of the configuration has no type."""


class UnsupportedTagError(errors.UnsupportedElementError):
    """An element that the writer doesn't know."""
