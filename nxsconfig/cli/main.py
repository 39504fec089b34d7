"""The console script ``nxsconfig``."""

from nxsconfig.cli.entrance import complete_variable, enter

COMPLETE_VARIABLE = complete_variable("nxsconfig")


def main() -> None:
    """Run the command line of this process; returns on success, else leaves by SystemExit."""
    enter("nxsconfig", "nxsconfig.cli.border")
