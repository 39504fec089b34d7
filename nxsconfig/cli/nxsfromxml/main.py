"""The console script ``nxsfromxml``."""

from nxsconfig.cli.entrance import enter


def main() -> None:
    """Run the command line of this process; returns on success, else leaves by SystemExit."""
    enter("nxsfromxml", "nxsconfig.cli.nxsfromxml.program", "the file is closed")
