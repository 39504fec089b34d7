"""Operations of Tango's device interface (Tango IDL), on a connection to a device."""

import os
from collections.abc import Sequence

from nxsconfig.cli.iiop.anys import read_any, write_any
from nxsconfig.cli.iiop.cdr import Reader, UnknownFormError, Writer
from nxsconfig.cli.iiop.connection import Connection, GoneError, UserError
from nxsconfig.cli.sessions.faults import Fault

STATES = ("ON OFF CLOSE OPEN INSERT EXTRACT MOVING STANDBY FAULT INIT RUNNING ALARM DISABLE UNKNOWN").split()

_CACHE_OR_DEVICE = 2
_CPP_CLIENT = 0
_FAILED = "IDL:Tango/DevFailed:1.0"


class DeviceFailedError(Exception):
    """The device answers with an error; `stack` is its error stack."""

    def __init__(self, stack: Sequence[Fault]) -> None:
        super().__init__(stack[0].desc if stack else "no reason given")
        self.stack = tuple(stack)


def state(connection: Connection) -> str:
    """The state of the device."""
    number = _call(connection, "_get_state", Writer()).ulong()
    return STATES[number] if number < len(STATES) else "UNKNOWN"


def name(connection: Connection) -> str:
    """How the device calls itself."""
    return _call(connection, "_get_name", Writer()).string()


def run(connection: Connection, command: str, argument: str | Sequence[str] | None = None) -> object:
    """Run a command; the server learns the number of this process."""
    body = Writer()
    body.string(command)
    write_any(body, argument)
    body.ulong(_CACHE_OR_DEVICE)
    body.ulong(_CPP_CLIENT)
    body.ulong(os.getpid())
    return read_any(_call(connection, "command_inout_4", body))


def has_command(connection: Connection, command: str) -> bool:
    """Whether the device knows a command of this name."""
    body = Writer()
    body.string(command)
    try:
        _call(connection, "command_query", body)
    except DeviceFailedError:
        return False
    return True


def read(connection: Connection, attribute: str) -> object:
    """The value of an attribute that is one text or number."""
    body = Writer()
    body.strings([attribute])
    reader = _call(connection, "read_attributes", body)
    if reader.ulong() != 1:
        raise UnknownFormError("an answer with another number of attributes")
    value = read_any(reader)
    return value[0] if isinstance(value, list) and value else value


def write(connection: Connection, attribute: str, value: str) -> None:
    """Set an attribute that is a text."""
    body = Writer()
    body.ulong(1)
    write_any(body, [value])
    for number in (0, 0, 0, 0):  # valid, and a time that doesn't matter
        body.ulong(number)
    body.string(attribute)
    body.ulong(1)  # one value …
    body.ulong(0)  # … in one dimension
    _call(connection, "write_attributes", body)


def _call(connection: Connection, operation: str, body: Writer) -> Reader:
    """Raises DeviceFailedError, GoneError, LateError, UnknownFormError."""
    try:
        return connection.call(operation, lambda writer: writer.raw(body.data))
    except UserError as err:
        if err.name != _FAILED:
            raise UnknownFormError(f"an exception {err.name}") from err
        raise DeviceFailedError(_stack(err.members)) from err


def _stack(reader: Reader) -> list[Fault]:
    stack = []
    for _ in range(reader.count()):
        reason, severity, desc, origin = reader.string(), reader.ulong(), reader.string(), reader.string()
        stack.append(Fault(desc, reason, origin, severity))
    if not stack:
        raise GoneError("the device fails without a reason")
    return stack
