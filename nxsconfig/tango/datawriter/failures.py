"""Errors of the writer as its old clients know them (writer §2.2, §2.3, §12.3)."""

from nxsconfig.errors import (
    DefinitionError,
    NexusFileError,
    NXSConfigError,
    PluginError,
    RecordError,
    ServerStateError,
    UnsupportedElementError,
    WrongJSONError,
    XMLError,
)
from nxsconfig.tango.border import qualified
from nxsconfig.writer.wire import PEER, refused_as, wire_text

_NAMES: tuple[tuple[type[NXSConfigError], str], ...] = (
    (ServerStateError, "Exception"),
    (XMLError, "xml.sax._exceptions.SAXParseException"),
    (WrongJSONError, "AttributeError"),  # no object; broken JSON has Python's error as its cause
    (RecordError, f"{PEER}.ThreadError"),
    (NexusFileError, "OSError"),
    (PluginError, "ImportError"),
)


def description(err: Exception) -> str:
    """Qualified name and text of an error, for a DevFailed."""
    cause = foreign_cause(err)
    name = qualified(type(cause)) if cause else wire_name(err)
    return f"{name}: {listed(err)}"


def listed(err: Exception) -> str:
    """The text of an error for the attribute Errors: as Python or HDF5 said it, then what it means.

    compat: nxswriter 3.25: it gives the words of Python and HDF5 only.
    """
    cause = foreign_cause(err)
    return f"{cause}\n  File and place: {err}" if cause else wire_text(err)


def wire_name(err: Exception) -> str:
    """The name under which the peer would raise it."""
    if isinstance(err, DefinitionError | UnsupportedElementError):
        return refused_as(err)
    return next((name for kind, name in _NAMES if isinstance(err, kind)), qualified(type(err)))


def foreign_cause(err: Exception) -> BaseException | None:
    """What Python or HDF5 raised at first, if it says more to old clients than our own class does."""
    if isinstance(err, XMLError | RecordError | ServerStateError):
        return None
    cause: BaseException | None = err
    while isinstance(cause, NXSConfigError):
        cause = cause.__cause__
    return None if cause is err else cause
