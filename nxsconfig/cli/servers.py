"""data and servers: what only makes sense with configuration servers (cli-config §2.2)."""

import json
import os
from collections.abc import Sequence

from nxsconfig.cli.listing import emit_list
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import STORE_VARIABLE
from nxsconfig.cli.sessions.device import CLASS
from nxsconfig.cli.sessions.tango_host import tango_host
from nxsconfig.cli.streams import Stop, emit, talk
from nxsconfig.errors import StoreUnavailableError


def data(request: Request) -> None:
    """Print the variables that a server keeps, after setting them if a text is given; it isn't checked."""
    from nxsconfig.cli.sessions.connecting import opened  # noqa: PLC0415  Tango is slow to import

    if request.server is None and (os.environ.get(STORE_VARIABLE) or not tango_host()):
        text = "Error: a store keeps no values of variables: give a server with -s, or the values with get --variables"
        raise Stop(f"{text}\n")
    text = request.text or _piped(request.names)
    with opened(request) as device:
        if text.strip():
            device.write("Variables", text)
        emit(device.read("Variables"))


def servers(request: Request) -> None:
    """Print the names of the running configuration servers."""
    list_servers(request, CLASS)


def list_servers(request: Request, device_class: str) -> None:
    """Print the names of the running devices of a class; a Tango database that doesn't answer has none, says stderr."""
    from nxsconfig.cli.sessions.direct import exported  # noqa: PLC0415  as above
    from nxsconfig.cli.sessions.discovery import unreachable  # noqa: PLC0415  Tango is slow to import

    host = tango_system(request)
    try:
        names = exported(host, device_class)
    except StoreUnavailableError:
        talk(unreachable(host, device_class))
        names = []
    emit_list(request, names)


def _piped(lines: Sequence[str]) -> str:
    """The value out of stdin: JSON over any number of lines; of anything else the first line, as it always was."""
    text = "\n".join(lines)
    try:
        json.loads(text)
    except ValueError:
        return lines[0] if lines else ""
    return text


def tango_system(request: Request) -> str:
    """``host:port`` out of the name of a device or of a Tango system that is asked for, else the usual one."""
    name = (request.server or "").removeprefix("tango://").partition("/")[0]
    return name if ":" in name else tango_host()
