"""The console script ``nxsconfig``: an interruption is caught before anything that takes time is imported."""

import os
import sys

COMPLETE_VARIABLE = "_NXSCONFIG_COMPLETE"
"""Set by the shell's script when it wants candidates instead of a run."""


def main() -> None:
    """Run the command line of this process; returns on success, else leaves by SystemExit."""
    try:
        asked = os.environ.get(COMPLETE_VARIABLE)
        if asked is not None:
            from nxsconfig.cli.completion import answer  # noqa: PLC0415  needed only for completion

            answer(asked)
            return
        from nxsconfig.cli.border import run  # noqa: PLC0415  an interruption may come while this is imported
        from nxsconfig.cli.locale import as_text  # noqa: PLC0415  as above

        code = run([as_text(arg) for arg in sys.argv[1:]])
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("\nInterrupted: nothing more is done\n")
        code = 130
    if code:
        sys.exit(code)
