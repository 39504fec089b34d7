"""Messages into the log streams of a Tango device, and to the terminal (config-server §2.9)."""

import sys
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol, TextIO

stdoutflag = False
"""Whether info and debug messages go to standard output when there is no log."""

stderrflag = True
"""Whether warnings and errors go to standard error, with or without a log."""


class Log(Protocol):
    """One log stream of a Tango device."""

    def write(self, text: str, /) -> object:
        """Take a text that ends with a newline."""
        ...


class StreamSet:
    """The five logs of an object (`log_fatal` … `log_debug`), as far as it has them; None: no logs.

    `std` of the methods: True and False say whether a message goes to the terminal as well, None leaves it to the
    flags of the module. compat: nxsconfigserver 2.26: info and debug go there only when there is no log.
    """

    flags: ClassVar[Any] = sys.modules[__name__]
    """The module with the flags."""

    def __init__(self, streams: object | None) -> None:
        self.log_fatal: Log | None = getattr(streams, "log_fatal", None)
        self.log_error: Log | None = getattr(streams, "log_error", None)
        self.log_warn: Log | None = getattr(streams, "log_warn", None)
        self.log_info: Log | None = getattr(streams, "log_info", None)
        self.log_debug: Log | None = getattr(streams, "log_debug", None)

    def fatal(self, message: str, std: bool | None = None) -> None:
        """The server can't go on."""
        _alarm(self.log_fatal, "FATAL", message, self.flags.stderrflag if std is None else std)

    def error(self, message: str, std: bool | None = None) -> None:
        """Something asked for was not done."""
        _alarm(self.log_error, "ERROR", message, self.flags.stderrflag if std is None else std)

    def warn(self, message: str, std: bool | None = None) -> None:
        """Something was done in another way than asked for."""
        _alarm(self.log_warn, "WARNING", message, self.flags.stderrflag if std is None else std)

    def info(self, message: str, std: bool | None = None) -> None:
        """What the server does."""
        _note(self.log_info, "INFO", message, self.flags.stdoutflag if std is None else std)

    def debug(self, message: str, std: bool | None = None) -> None:
        """How the server does it."""
        _note(self.log_debug, "DEBUG", message, self.flags.stdoutflag if std is None else std)


def _alarm(log: Log | None, level: str, message: str, std: bool) -> None:
    if log is not None:
        log.write(message + "\n")
    if std:
        _say(sys.stderr, level, message)


def _note(log: Log | None, level: str, message: str, std: bool) -> None:
    if log is not None:
        log.write(message + "\n")
    elif std:
        _say(sys.stdout, level, message)


def _say(stream: TextIO, level: str, message: str) -> None:
    moment = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S.%f")
    stream.write(f"{moment}: {level}: {message}\n")
