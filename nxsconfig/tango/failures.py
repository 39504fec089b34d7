"""The border: every exception leaves as a DevFailed in the peers' form (config-server §2.7)."""

from json import JSONDecodeError

from nxsconfig.errors import (
    JSONArgumentError,
    NXSConfigError,
    ServerStateError,
    StoreError,
    WrongJSONError,
    WrongXMLError,
)
from nxsconfig.tango.border import Guarded, qualified

PEER = "nxsconfigserver.Errors"
"""compat: nxsconfigserver 2.26: clients look for exception names with this module."""


def reported(origin: str) -> Guarded:
    """Errors of the body come out as DevFailed; `origin` says where they arose."""
    return Guarded(origin, description, lambda err: f": {err}" if _is_broken_argument(err) else "")


def description(err: Exception) -> str:
    """Qualified name and text of an exception, as old clients parse it."""
    return f"{wire_name(err)}: {_text(err)}"


def wire_name(err: Exception) -> str:
    """The name under which the peers' server would raise it: its own module's, or the database driver's class."""
    kind = _peers_class(err)
    if isinstance(err, ServerStateError):
        return "Exception"
    if _is_broken_argument(err):
        return qualified(JSONDecodeError)
    if isinstance(err, StoreError):
        driver = getattr(err.__cause__, "orig", None)
        return qualified(type(driver)) if driver is not None else f"{PEER}.{kind.__name__}"
    return f"{PEER}.{kind.__name__}" if isinstance(err, NXSConfigError) else qualified(kind)


def _is_broken_argument(err: Exception) -> bool:
    """compat: nxsconfigserver 2.26: variables that aren't JSON give the parser's error; the origin says more."""
    return isinstance(err, JSONArgumentError) and isinstance(err.__cause__, JSONDecodeError)


def _text(err: Exception) -> str:
    if _is_broken_argument(err):
        return str(err.__cause__)
    if isinstance(err, WrongXMLError | WrongJSONError):
        return f"{_peers_class(err).__name__}: {err}"
    return str(err)


def _peers_class(err: Exception) -> type[Exception]:
    """The class by which old clients know an error."""
    return WrongJSONError if isinstance(err, JSONArgumentError) else type(err)
