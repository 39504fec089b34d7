"""The program NXSDataWriter: Tango's own command line (writer §1)."""

from collections.abc import Sequence

from nxsconfig.tango.datawriter.build import NXSDataWriter
from nxsconfig.tango.serving import serve

NAME = "NXSDataWriter"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    serve(NXSDataWriter, NAME, arguments)
