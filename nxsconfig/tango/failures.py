"""The border: every exception leaves as a DevFailed in the peers' form (config-server §2.7)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

from tango import DevFailed, Except

from nxsconfig.errors import (
    JSONArgumentError,
    NXSConfigError,
    ServerStateError,
    StoreError,
    WrongJSONError,
    WrongXMLError,
)
from nxsconfig.tango.carry import plain

REASON = "PyDs_PythonError"
PEER = "nxsconfigserver.Errors"
"""compat: nxsconfigserver 2.26: clients look for exception names with this module."""

_LOG = logging.getLogger(__name__)


@contextmanager
def reported(origin: str) -> Iterator[None]:
    """Errors of the body come out as DevFailed; `origin` says where they arose."""
    try:
        yield
    except DevFailed:
        raise
    except NXSConfigError as err:
        _LOG.warning("%s: %s", origin, description(err))
        _fail(err, origin)
    except Exception as err:  # noqa: BLE001  the process border: nothing else may reach Tango
        _LOG.exception("%s fails unexpectedly", origin)
        _fail(err, origin)


def _fail(err: Exception, origin: str) -> None:
    if _is_broken_argument(err):
        origin = f"{origin}: {plain(str(err))}"
    Except.throw_exception(REASON, plain(description(err)) + "\n", origin)


def description(err: Exception) -> str:
    """Qualified name and text of an exception, as old clients parse it."""
    return f"{wire_name(err)}: {_text(err)}"


def wire_name(err: Exception) -> str:
    """The name under which the peers' server would raise it: its own module's, or the database driver's class."""
    kind = type(err)
    if isinstance(err, ServerStateError):
        return "Exception"
    if _is_broken_argument(err):
        return _qualified(JSONDecodeError)
    if isinstance(err, StoreError):
        driver = getattr(err.__cause__, "orig", None)
        return _qualified(type(driver)) if driver is not None else f"{PEER}.{kind.__name__}"
    return f"{PEER}.{kind.__name__}" if isinstance(err, NXSConfigError) else _qualified(kind)


def _qualified(kind: type) -> str:
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _is_broken_argument(err: Exception) -> bool:
    """compat: nxsconfigserver 2.26: variables that aren't JSON give the parser's error; the origin says more."""
    return isinstance(err, JSONArgumentError) and isinstance(err.__cause__, JSONDecodeError)


def _text(err: Exception) -> str:
    if _is_broken_argument(err):
        return str(err.__cause__)
    if isinstance(err, WrongXMLError | WrongJSONError):
        return f"{type(err).__name__}: {err}"
    return str(err)
