"""Devices over our own small CORBA client, which starts in a few milliseconds where Tango's takes over a hundred.

Unusual ones raise UnknownFormError when they are made, and PyTango does it instead: devices without database, and those
of Tango systems with access control, which Tango's client enforces.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from nxsconfig.cli.iiop import tango
from nxsconfig.cli.iiop.cdr import UnknownFormError
from nxsconfig.cli.iiop.connection import Connection, GoneError, LateError
from nxsconfig.cli.iiop.ior import Place, from_text
from nxsconfig.cli.sessions.device import CLASS, Argument, latin1
from nxsconfig.cli.sessions.faults import TIMEOUT, translated
from nxsconfig.cli.sessions.tango_host import tango_host
from nxsconfig.errors import NXSConfigError, ServerError

T = TypeVar("T")

_SECONDS = 3.0
_DATABASE_KEY = b"database"


class DirectDevice:
    """A `Device` that connects when it is first asked, and again when the connection was lost.

    Raises StoreUnavailableError when the Tango database can't be reached, ServerError when it doesn't know the device.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._seconds = _SECONDS
        self._host, self._path = _parts(name)
        self._connection: Connection | None = None
        self._registered()

    def state(self) -> str:
        """``ON``, ``OPEN``, ``RUNNING``…"""
        return self._do(tango.state)

    def text(self, command: str, argument: Argument = None) -> str:
        """Run a command that gives a text."""
        return str(self._run(command, argument) or "")

    def texts(self, command: str, argument: Argument = None) -> list[str]:
        """Run a command that gives a list."""
        answer = self._run(command, argument)
        return [str(item) for item in answer] if isinstance(answer, list) else []

    def read(self, attribute: str) -> str:
        """The value of an attribute."""
        return str(self._do(lambda connection: tango.read(connection, attribute)))

    def write(self, attribute: str, value: str) -> None:
        """Set an attribute."""
        self._do(lambda connection: tango.write(connection, attribute, latin1(value)))

    def offers(self, command: str) -> bool:
        """Whether the device has this command."""
        return self._do(lambda connection: tango.has_command(connection, command))

    def wait(self, seconds: float) -> None:
        """How long later calls may take."""
        self._seconds = seconds
        if self._connection is not None:
            self._connection.wait(seconds)

    def close(self) -> None:
        """End the connection; the next call makes a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _run(self, command: str, argument: Argument) -> object:
        given = argument if argument is None or isinstance(argument, str) else list(argument)
        for text in [given] if isinstance(given, str) else given or []:
            latin1(text)
        return self._do(lambda connection: tango.run(connection, command, given))

    def _do(self, work: Callable[[Connection], T]) -> T:
        try:
            return work(self._connected())
        except tango.DeviceFailedError as err:
            raise translated(self.name, err.stack) from err
        except GoneError as err:
            self.close()
            raise _unreachable(self.name, err) from err
        except UnknownFormError as err:
            raise ServerError(f"{self.name} is no Tango device as others are: {err}") from err

    def _connected(self) -> Connection:
        """The connection, or a new one where the other side has closed it meanwhile, as idle ones are."""
        if self._connection is not None and not self._connection.ended():
            return self._connection
        self.close()
        reference = self._registered()
        if reference is None:
            raise GoneError("it is not running")
        self._connection = Connection(from_text(reference), self._seconds)
        self.name = tango.name(self._connection)
        return self._connection

    def _registered(self) -> str | None:
        """The reference in the database; None when the device isn't running."""

        def ask(database: Connection) -> str | None:
            services = tango.run(database, "DbGetProperty", ["CtrlSystem", "Services"])
            if "AccessControl" in str(services):
                raise UnknownFormError("a Tango system with access control")
            answer = tango.run(database, "DbImportDevice", latin1(self._path))
            if not isinstance(answer, tuple):
                raise UnknownFormError("another answer of DbImportDevice")
            (exported, *_), (_name, reference, *_) = answer
            return str(reference) if exported else None

        return _with_database(self._host, ask, self.name)


def exported(host: str, device_class: str = CLASS) -> list[str]:
    """Names of the running devices of a class in a Tango system ``host:port`` (or several, with commas between).

    Raises StoreUnavailableError when its database can't be reached.
    """

    def ask(database: Connection) -> list[str]:
        names = tango.run(database, "DbGetExportdDeviceListForClass", device_class)
        return [str(name) for name in names if name] if isinstance(names, list) else []

    return _with_database(host, ask, "of the Tango database")


def _with_database(host: str, work: Callable[[Connection], T], device: str) -> T:
    """Ask the database of a Tango system, or the first one that answers where there are several."""
    try:
        database = Connection(Place(tuple(_addresses(host)), _DATABASE_KEY), _SECONDS)
        try:
            return work(database)
        finally:
            database.close()
    except tango.DeviceFailedError as err:
        raise translated(device, err.stack) from err
    except GoneError as err:
        raise _unreachable(device, err) from err


def _addresses(host: str) -> Iterator[tuple[str, int]]:
    """Host and port of each database in ``host:port,host:port``. Raises GoneError for another form."""
    for part in host.split(","):
        name, _, port = part.strip().rpartition(":")
        if not name or not port.isdigit():
            raise GoneError(f"{host!r} is no TANGO_HOST of the form HOST:PORT")
        yield name, int(port)


def _parts(name: str) -> tuple[str, str]:
    """Tango system and device of ``[tango://][host:port/]device``."""
    if "#" in name or name.startswith("taco:"):
        raise UnknownFormError(f"the spelling {name!r}")
    path = name.removeprefix("tango://")
    first, slash, rest = path.partition("/")
    return (first, rest) if ":" in first and slash else (tango_host(), path)


def _unreachable(device: str, err: GoneError) -> NXSConfigError:
    reason = TIMEOUT if isinstance(err, LateError) else "API_CantConnectToDevice"
    return translated(device, [tango.Fault(str(err), reason)])
