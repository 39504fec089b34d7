"""From a command line to a server that is ready, and for a configuration server open (cli-config §1.5)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from nxsconfig.cli.request import Request
from nxsconfig.cli.sessions.device import CLASS, Device
from nxsconfig.cli.sessions.discovery import find
from nxsconfig.cli.sessions.faults import UNKNOWN_COMMAND
from nxsconfig.cli.sessions.patience import CALL_SECONDS, OPEN_SECONDS, ready
from nxsconfig.cli.sessions.reaching import reached
from nxsconfig.cli.sessions.server import ServerSession
from nxsconfig.cli.sessions.tango_host import tango_host
from nxsconfig.cli.streams import Stop
from nxsconfig.errors import NXSConfigError, ServerError, StoreUnavailableError


@contextmanager
def connected(request: Request) -> Iterator[ServerSession]:
    """The session of a request, over the server that it names or the one that is found. Raises Stop."""
    given = (request.variables, request.step, request.link, request.extralink, request.canfail)
    settings = _settings(request) if any(given) else {}
    with opened(request) as device:
        yield ServerSession(device, settings)


@contextmanager
def opened(request: Request) -> Iterator[Device]:
    """The device of a request, open. Raises Stop when it can't be reached, and what Open raises."""
    with attached(request) as device:
        device.wait(OPEN_SECONDS)
        _open(device)
        device.wait(CALL_SECONDS)
        yield device


@contextmanager
def attached(request: Request, device_class: str = CLASS) -> Iterator[Device]:
    """The device of a request, no longer busy. Raises Stop when it can't be reached."""
    name = request.server if request.server is not None else find(request, device_class)
    device = _reached(name, strict=request.strict)
    try:
        if not ready(device):
            raise Stop(f"Error: Setting up {name} takes to long\n")
        yield device
    finally:
        device.close()


def _open(device: Device) -> None:
    """The server connects to its database; when it has already, it looks whether it still can."""
    try:
        device.text("Open")
    except ServerError as err:
        if UNKNOWN_COMMAND not in err.stack:
            raise
        # compat: nxstools 4.70.0 says no more about a device of another class
        raise Stop("Error: Open\n") from err


def _reached(name: str, *, strict: bool) -> Device:
    try:
        if not tango_host() and ":" not in name:
            raise StoreUnavailableError("no TANGO_HOST is set")
        return reached(name)
    except (NXSConfigError, UnicodeError):
        # compat: nxstools 4.70.0 ends with 0 here
        raise Stop(f"Error: Cannot connect to the server: {name}\n", 255 if strict else 0) from None


def _settings(request: Request) -> Mapping[str, object]:
    """The options of a configuration that are given, as JSON values. Raises WrongJSONError."""
    from nxsconfig.configurator.options import json_object  # noqa: PLC0415  only configurations need these libraries
    from nxsconfig.dialect.text import name_list  # noqa: PLC0415  as above

    lists = {"step": request.step, "link": request.link, "extralink": request.extralink, "canfail": request.canfail}
    settings: dict[str, object] = {key: name_list(text) for key, text in lists.items() if text}
    if request.variables:
        settings["variables"] = json_object(request.variables, "Variables")
    return settings
