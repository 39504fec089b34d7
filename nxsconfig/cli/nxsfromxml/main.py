"""The console script ``nxsfromxml``: an interruption is caught before anything that takes time is imported."""

import sys


def main() -> None:
    """Run the command line of this process; returns on success, else leaves by SystemExit."""
    try:
        from nxsconfig.cli.locale import as_text  # noqa: PLC0415  an interruption may come while this is imported
        from nxsconfig.cli.nxsfromxml.program import run  # noqa: PLC0415  as above

        code = run([as_text(arg) for arg in sys.argv[1:]])
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("\nInterrupted: the file is closed\n")
        code = 130
    if code:
        sys.exit(code)
