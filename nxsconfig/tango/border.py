"""The border of a device: nothing leaves it but DevFailed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tango import DevFailed, Except

from nxsconfig.errors import NXSConfigError
from nxsconfig.tango.carry import plain

REASON = "PyDs_PythonError"

_LOG = logging.getLogger(__name__)


@contextmanager
def guarded(
    origin: str, describe: Callable[[Exception], str], remark: Callable[[Exception], str] = lambda _err: ""
) -> Iterator[None]:
    """Errors of the body come out as DevFailed.

    `describe` makes their text; `origin` says where they arose, with a `remark` behind it.
    """
    try:
        yield
    except DevFailed:
        raise
    except NXSConfigError as err:
        _LOG.warning("%s: %s", origin, describe(err))
        fail(describe(err), origin + remark(err))
    except Exception as err:  # noqa: BLE001  the process border: nothing else may reach Tango
        _LOG.exception("%s fails unexpectedly", origin)
        fail(describe(err), origin + remark(err))


def fail(text: str, origin: str) -> None:
    """Raise a DevFailed of one level."""
    Except.throw_exception(REASON, plain(text) + "\n", plain(origin))


def qualified(kind: type) -> str:
    """Name of a class as it stands in the errors of servers: with its module, builtin ones without."""
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
