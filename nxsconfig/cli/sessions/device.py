"""A Tango device as the sessions need it: commands with texts, and attributes that are texts."""

from collections.abc import Sequence
from typing import Protocol

Argument = str | Sequence[str] | None
"""What a command takes: DevString, DevVarStringArray or nothing."""

CLASS = "NXSConfigServer"
WRITER_CLASS = "NXSDataWriter"


class Device(Protocol):
    """One device that was reached. `name` is how the device calls itself.

    All calls raise StoreUnavailableError when it can't be reached any more, ServerTimeoutError when it doesn't answer
    in time, and what `faults.translated` makes of its answer; UnicodeEncodeError for a text beyond Latin-1.
    """

    name: str

    def state(self) -> str:
        """``ON``, ``OPEN``, ``RUNNING``…"""
        ...

    def text(self, command: str, argument: Argument = None) -> str:
        """Run a command that gives a text; an empty one for a command that gives nothing."""
        ...

    def texts(self, command: str, argument: Argument = None) -> list[str]:
        """Run a command that gives a list."""
        ...

    def read(self, attribute: str) -> str:
        """The value of an attribute."""
        ...

    def write(self, attribute: str, value: str) -> None:
        """Set an attribute."""
        ...

    def offers(self, command: str) -> bool:
        """Whether the device has this command."""
        ...

    def wait(self, seconds: float) -> None:
        """How long later calls may take."""
        ...

    def close(self) -> None:
        """End the connection; the next call makes a new one."""
        ...


def latin1(text: str) -> str:
    """The text if Tango's strings, which end with a NUL, can carry it. Raises UnicodeEncodeError."""
    text.encode("latin-1")
    end = text.find("\0")
    if end >= 0:
        raise UnicodeEncodeError("latin-1", text, end, end + 1, "the server's texts can't hold it")
    return text
