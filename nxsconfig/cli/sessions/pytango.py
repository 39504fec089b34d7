"""Devices through PyTango. Importing this module takes longer than everything else that the program does."""

from collections.abc import Iterator
from contextlib import contextmanager

import tango

from nxsconfig.cli.sessions.device import Argument, latin1
from nxsconfig.cli.sessions.faults import Fault, translated
from nxsconfig.errors import NXSConfigError


class PyTangoDevice:
    """A `Device` over a DeviceProxy. Raises what `Device` says already when it is made."""

    def __init__(self, name: str) -> None:
        self.name = name
        with _translated(name):
            self._proxy = tango.DeviceProxy(latin1(name))
            self.name = self._proxy.dev_name()

    def state(self) -> str:
        """``ON``, ``OPEN``, ``RUNNING``…"""
        with _translated(self.name):
            return str(self._proxy.state())

    def text(self, command: str, argument: Argument = None) -> str:
        """Run a command that gives a text."""
        return str(self._call(command, argument) or "")

    def texts(self, command: str, argument: Argument = None) -> list[str]:
        """Run a command that gives a list."""
        answer = self._call(command, argument)
        return list(answer) if isinstance(answer, list | tuple) else []

    def read(self, attribute: str) -> str:
        """The value of an attribute."""
        with _translated(self.name):
            return str(self._proxy.read_attribute(attribute).value)

    def write(self, attribute: str, value: str) -> None:
        """Set an attribute."""
        with _translated(self.name):
            self._proxy.write_attribute(attribute, latin1(value))

    def offers(self, command: str) -> bool:
        """Whether the device has this command."""
        with _translated(self.name):
            return command in {info.cmd_name for info in self._proxy.command_list_query()}

    def wait(self, seconds: float) -> None:
        """How long later calls may take."""
        self._proxy.set_timeout_millis(int(seconds * 1000))

    def close(self) -> None:
        """Tango ends its connections itself."""

    def _call(self, command: str, argument: Argument) -> object:
        with _translated(self.name):
            if argument is None:
                return self._proxy.command_inout(command)
            if isinstance(argument, str):
                return self._proxy.command_inout(command, latin1(argument))
            return self._proxy.command_inout(command, [latin1(item) for item in argument])


@contextmanager
def _translated(device: str) -> Iterator[None]:
    try:
        yield
    except tango.DevFailed as err:
        raise _error(device, err) from err


def _error(device: str, err: tango.DevFailed) -> NXSConfigError:
    return translated(device, [Fault(one.desc, one.reason, one.origin, int(one.severity)) for one in err.args])
