"""Python's log records into the log streams of the device that is at work."""

import logging
import sys
import threading
from types import TracebackType

from tango.server import Device

from nxsconfig.tango.carry import plain

ROOT = "nxsconfig"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_current = threading.local()


class LoggingTo:
    """``with LoggingTo(device):`` what this thread logs meanwhile goes into the device's streams.

    A class, not a generator: every point of a scan goes through it.
    """

    __slots__ = ("_device",)

    def __init__(self, device: Device) -> None:
        self._device = device

    def __enter__(self) -> None:
        _current.device = self._device

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _current.device = None


class TangoHandler(logging.Handler):
    """Writes records to the streams of the thread's device; without one they are for the other handlers."""

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: a record that can't be written must not end a call."""
        device = getattr(_current, "device", None)
        if device is None:
            return
        try:
            stream = getattr(device, f"{_stream(record.levelno)}_stream")
            stream("%s", plain(self.format(record)))
        except Exception:  # noqa: BLE001  the border of logging, as in the standard library's handlers
            self.handleError(record)


def _stream(level: int) -> str:
    for limit, name in ((logging.CRITICAL, "fatal"), (logging.ERROR, "error"), (logging.WARNING, "warn")):
        if level >= limit:
            return name
    return "info" if level >= logging.INFO else "debug"


def set_up_logging() -> None:
    """Everything into Tango's streams; warnings and worse to stderr as well (config-server §2.9)."""
    logger = logging.getLogger(ROOT)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    stderr = logging.StreamHandler(sys.stderr)
    stderr.setLevel(logging.WARNING)
    stderr.setFormatter(logging.Formatter(_FORMAT))
    logger.handlers = [stderr, TangoHandler()]
