"""Servers of the Tango system (cli-config §1.4, §1.5)."""

from typing import TYPE_CHECKING

from nxsconfig.cli.request import Request
from nxsconfig.cli.servers import tango_system
from nxsconfig.cli.sessions.connecting import attached
from nxsconfig.cli.sessions.device import CLASS
from nxsconfig.cli.sessions.direct import exported
from nxsconfig.cli.sessions.discovery import find
from nxsconfig.cli.sessions.tango_host import tango_host
from nxsconfig.cli.streams import Stop, talk
from nxsconfig.errors import StoreUnavailableError

if TYPE_CHECKING:
    import tango

__all__ = ["checkServer", "getServers", "listServers", "openServer"]


def openServer(device: str) -> "tango.DeviceProxy":
    """A client of a device that is ready. Raises SystemExit when it can't be reached; stderr says so."""
    import tango  # noqa: PLC0415  the other functions need no Tango library

    try:
        with attached(Request(server=device)):
            return tango.DeviceProxy(device)
    except Stop as stop:
        talk(stop.message)
        raise SystemExit(stop.code) from None


def checkServer(name: str = CLASS) -> str:
    """The only server of a class, or the only one for this host; "" when there is none, stderr says why."""
    try:
        return find(Request(), name)
    except Stop as stop:
        talk(stop.message)
        return ""


def getServers(name: str = CLASS) -> list[str]:
    """Names of the running servers of a class; none when the Tango database doesn't answer."""
    return _running(tango_host(), name)


def listServers(server: str | None, name: str = CLASS) -> list[str]:
    """The same in the Tango system that a device's name ``host:port/…`` begins with, if it does."""
    return _running(tango_system(Request(server=server)), name)


def _running(host: str, name: str) -> list[str]:
    try:
        return exported(host, name)
    except StoreUnavailableError:
        return []
