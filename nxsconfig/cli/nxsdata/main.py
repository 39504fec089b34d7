"""The console script ``nxsdata``."""

from nxsconfig.cli.entrance import enter


def main() -> None:
    """Run the command line of this process; returns on success, else leaves by SystemExit."""
    enter("nxsdata", "nxsconfig.cli.nxsdata.program")
