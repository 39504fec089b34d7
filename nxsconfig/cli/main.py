"""The console script ``nxsconfig``."""

import os

from nxsconfig.cli.entrance import enter

COMPLETE_VARIABLE = "_NXSCONFIG_COMPLETE"
"""Set by the shell's script when it wants candidates instead of a run."""


def main() -> None:
    """Run the command line of this process; returns on success, else leaves by SystemExit."""
    enter("nxsconfig.cli.completion" if COMPLETE_VARIABLE in os.environ else "nxsconfig.cli.border")
