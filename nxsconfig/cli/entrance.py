"""Where console scripts begin: an interruption is caught before anything that takes time is imported."""

import os
import sys
from importlib import import_module


def complete_variable(program: str) -> str:
    """Set in the environment by the shell's script when it wants candidates instead of a run."""
    return f"_{program.upper()}_COMPLETE"


def enter(program: str, module: str, interrupted: str = "nothing more is done") -> None:
    """Let `run` of a module run this process's command line, or let a shell complete one of the program.

    Returns on success, else leaves by SystemExit. `interrupted` is what stderr says after Ctrl-C; the exit code is 130
    then.
    """
    try:
        if complete_variable(program) in os.environ:
            module = "nxsconfig.cli.completion"
        from nxsconfig.cli.locale import as_text  # noqa: PLC0415  an interruption may come while this is imported

        code = import_module(module).run([as_text(arg) for arg in sys.argv[1:]])
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write(f"\nInterrupted: {interrupted}\n")
        code = 130
    if code:
        sys.exit(code)
