"""The border where every failure becomes one line on stderr and an exit code.

Exit codes (cli-config §1.7): 0 success, and a name that isn't stored; 255 everything that was asked wrongly or can't be
done; 1 a fault of the program itself; 130 interrupted.
"""

import os
from collections.abc import Callable, Sequence
from typing import cast

import click

from nxsconfig.cli.program import NXSCONFIG, Program, build, help_page, imported
from nxsconfig.cli.streams import Stop, drop_output, flush, say, talk, use_utf8
from nxsconfig.cli.subcommands import Outline

TRACEBACK_VARIABLE = "NXSCONFIG_TRACEBACK"

_UNABLE = 255


def run(args: Sequence[str], outline: Outline = NXSCONFIG) -> int:
    """Run one command line and return its exit code; help leaves by SystemExit(0) as argparse's does."""
    use_utf8()
    try:
        code = _guarded(args, outline)
        flush()
    except BrokenPipeError:
        drop_output()
        return 0
    except OSError as err:
        return _failed(err, outline, args)
    return code


def _guarded(args: Sequence[str], outline: Outline) -> int:
    """Run and report: the one place that catches everything."""
    program = build(outline)
    try:
        _invoke(program, args)
    except click.exceptions.Exit as leaving:
        flush()
        raise SystemExit(leaving.exit_code) from None
    except click.UsageError as err:
        return _misused(program, err.format_message(), _own_code(outline, args))
    except Stop as stop:
        talk(stop.message)
        if stop.help_page:
            say(help_page(program, stop.help_page) + "\n\n")
        return (_own_code(outline, args) or _UNABLE) if stop.code == _UNABLE else stop.code
    except BrokenPipeError:
        raise
    except Exception as err:  # noqa: BLE001  the process border
        return _failed(err, outline, args)
    return 0


def _invoke(program: Program, args: Sequence[str]) -> None:
    with program.make_context(program.name, list(args)) as context:
        program.invoke(context)


def _own_code(outline: Outline, args: Sequence[str]) -> int:
    """The code that the sub-command has for what can't be done; 0: it has none of its own."""
    return next((one.fails for one in outline.sub_commands if args and one.name == args[0]), 0)


def _misused(program: Program, message: str, own_code: int) -> int:
    talk(f"Error: {message}\n")
    say(help_page(program) + "\n\n")
    return own_code or _UNABLE


def _failed(err: Exception, outline: Outline, args: Sequence[str]) -> int:
    """One line about an error, or all about it when the user wants to see where it came from."""
    if os.environ.get(TRACEBACK_VARIABLE):
        raise err
    text, code = cast("Callable[[Exception], tuple[str, int]]", imported(outline.explains))(err)
    talk(text)
    return _own_code(outline, args) or code
