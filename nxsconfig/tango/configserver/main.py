"""The program NXSConfigServer: Tango's own command line (config-server §1)."""

import sys
from collections.abc import Sequence

from tango.server import run

from nxsconfig.tango.configserver.build import NXSConfigServer
from nxsconfig.tango.logs import set_up_logging

NAME = "NXSConfigServer"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop. The server's name in Tango is NXSConfigServer, however the program file is called."""
    set_up_logging()
    run((NXSConfigServer,), args=[NAME, *(sys.argv[1:] if arguments is None else arguments)])
