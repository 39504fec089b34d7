"""What nxsconfig logs, into the log streams of the object that is at work (writer §18)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from nxswriter.StreamSet import StreamSet

_LOGGER = logging.getLogger("nxsconfig")


@contextmanager
def logging_to(streams: StreamSet) -> Iterator[None]:
    """What is logged meanwhile, by any thread, goes into these streams as well."""
    handler = _Streams(streams)
    _LOGGER.addHandler(handler)
    try:
        yield
    finally:
        _LOGGER.removeHandler(handler)


class _Streams(logging.Handler):
    def __init__(self, streams: StreamSet) -> None:
        super().__init__()
        self._streams = streams

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: a record that can't be written must not end a step."""
        try:
            self._write(record)
        except Exception:  # noqa: BLE001  the border of logging, as in the standard library's handlers
            self.handleError(record)

    def _write(self, record: logging.LogRecord) -> None:
        for limit, write in (
            (logging.CRITICAL, self._streams.fatal),
            (logging.ERROR, self._streams.error),
            (logging.WARNING, self._streams.warn),
            (logging.INFO, self._streams.info),
            (logging.NOTSET, self._streams.debug),
        ):
            if record.levelno >= limit:
                write(self.format(record))
                return
