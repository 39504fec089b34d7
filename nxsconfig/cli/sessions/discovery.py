"""Finding the server of a class in the Tango system (cli-config §1.4)."""

import os
import socket
from collections.abc import Sequence

from nxsconfig.cli.request import Request
from nxsconfig.cli.sessions.device import CLASS
from nxsconfig.cli.sessions.direct import exported
from nxsconfig.cli.sessions.tango_host import VARIABLE, tango_host
from nxsconfig.cli.streams import Stop
from nxsconfig.errors import StoreUnavailableError

NOT_SET_UP = "Info: NeXus hasn't been setup yet. \n\n"


def find(request: Request, device_class: str = CLASS) -> str:
    """Name of the only server, or of the only one for this host. Raises Stop with the help page when there is none."""
    try:
        names = for_this_host(exported(tango_host(), device_class))
    except StoreUnavailableError:
        message = unreachable(os.environ.get(VARIABLE, ""), device_class)
        raise Stop(message + NOT_SET_UP, 255, request.sub_command) from None
    if len(names) == 1:
        return names[0]
    if not names:
        raise Stop(NOT_SET_UP, 255, request.sub_command)
    lines = "".join(f"        {name}\n" for name in names)
    text = f"Info: More than on {device_class} on the current host running. \n\n    Please specify the server:\n"
    raise Stop(f"{text}{lines}\n", 255, request.sub_command)


def for_this_host(names: Sequence[str]) -> list[str]:
    """Of several servers those that are named after the host of the Tango database, or else after this one."""
    if len(names) < 2 or VARIABLE not in os.environ:
        return list(names)
    for host in (os.environ[VARIABLE].partition(":")[0], socket.gethostname()):
        kept = [name for name in names if name.endswith(f"/{host}")]
        if kept:
            return kept
    return list(names)


def unreachable(tango_host: str, device_class: str = CLASS) -> str:
    """The line about a Tango database that doesn't answer."""
    return f"Error: Cannot connect to {device_class}{f' on host {tango_host}' if tango_host else ''}\n"
