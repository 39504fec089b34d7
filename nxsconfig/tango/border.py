"""The border of a device: nothing leaves it but DevFailed."""

import logging
from collections.abc import Callable
from types import TracebackType

from tango import DevFailed, Except

from nxsconfig.errors import NXSConfigError
from nxsconfig.tango.carry import plain

REASON = "PyDs_PythonError"

_LOG = logging.getLogger(__name__)


class Guarded:
    """``with Guarded(…):`` errors of the body come out as DevFailed.

    `describe` makes their text; `origin` says where they arose, with a `remark` behind it. A class, not a generator:
    every point of a scan goes through it.
    """

    __slots__ = ("_describe", "_origin", "_remark")

    def __init__(
        self, origin: str, describe: Callable[[Exception], str], remark: Callable[[Exception], str] = lambda _err: ""
    ) -> None:
        self._origin = origin
        self._describe = describe
        self._remark = remark

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The process border: no other exception may reach Tango."""
        if not isinstance(error, Exception) or isinstance(error, DevFailed):
            return
        text = self._describe(error)
        if isinstance(error, NXSConfigError):
            _LOG.warning("%s: %s", self._origin, text)
        else:
            _LOG.error("%s fails unexpectedly", self._origin, exc_info=error)
        fail(text, self._origin + self._remark(error))


def fail(text: str, origin: str) -> None:
    """Raise a DevFailed of one level."""
    Except.throw_exception(REASON, plain(text) + "\n", plain(origin))


def refuse(command: str, state: str, origin: str) -> None:
    """Raise what Tango raises when a command isn't allowed in a state."""
    text = f"Command {command} not allowed when the device is in {state} state"
    Except.throw_exception("API_CommandNotAllowed", text, origin)


def qualified(kind: type) -> str:
    """Name of a class as it stands in the errors of servers: with its module, builtin ones without."""
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
