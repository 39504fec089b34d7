"""The program NXSConfigServer: Tango's own command line (config-server §1)."""

from collections.abc import Sequence

from nxsconfig.tango.configserver.build import NXSConfigServer
from nxsconfig.tango.serving import serve

NAME = "NXSConfigServer"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    serve(NXSConfigServer, NAME, arguments)
