"""nxsdata's command lines."""

from collections.abc import Sequence

from nxsconfig.cli import border
from nxsconfig.cli.nxsdata.table import NXSDATA


def run(args: Sequence[str]) -> int:
    """Run one command line and return its exit code; help leaves by SystemExit(0)."""
    return border.run(args, NXSDATA)
