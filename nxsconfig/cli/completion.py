"""Completion in the shell: the hook that a shell's script calls, and the sub-command that prints the scripts.

The hook runs before anything heavy is imported, says nothing when something is wrong and never takes longer than
LIMIT_SECONDS (or what the environment says): a person is waiting for the next character.
"""

import os
from collections.abc import Callable, Sequence
from threading import Thread
from typing import TYPE_CHECKING

import click

from nxsconfig.cli.completion_shells import SHELLS, Shell
from nxsconfig.cli.entrance import complete_variable
from nxsconfig.cli.nxsdata.table import NXSDATA
from nxsconfig.cli.nxsfromxml.program import build as build_nxsfromxml
from nxsconfig.cli.program import PROGRAM, build
from nxsconfig.cli.streams import flush, say, use_utf8

if TYPE_CHECKING:
    from nxsconfig.cli.request import Request

LIMIT_SECONDS = 1.0
LIMIT_VARIABLE = "NXSCONFIG_COMPLETION_SECONDS"


PROGRAMS: dict[str, Callable[[], click.Command]] = {
    "nxsconfig": build,
    "nxsdata": lambda: build(NXSDATA),
    "nxsfromxml": build_nxsfromxml,
}


def run(_args: Sequence[str]) -> int:
    """Answer what a shell asks through the environment; the command line has nothing to say."""
    for name in PROGRAMS:
        if instruction := os.environ.get(complete_variable(name)):
            answer(name, instruction)
    return 0


def answer(program: str, instruction: str) -> None:
    """Print the candidates for ``bash_complete``, the script for ``bash_source``, and nothing for anything else.

    Leaves the process at once when a server doesn't answer in time, because its thread can't be stopped.
    """
    use_utf8()
    texts: list[str] = []
    asking = Thread(target=_ask, args=(program, instruction, texts), name="completion", daemon=True)
    asking.start()
    asking.join(_limit())
    if asking.is_alive():
        os._exit(0)
    for text in texts:
        say(text)
    flush()


def _limit() -> float:
    """Seconds that an answer may take."""
    try:
        return float(os.environ[LIMIT_VARIABLE])
    except (KeyError, ValueError):
        return LIMIT_SECONDS


def print_script(request: "Request") -> None:
    """Print the script of one shell."""
    say(script(request.name, PROGRAM))


def script(shell: str, program: str) -> str:
    """The text that makes a shell complete a program's command lines."""
    return _shell(shell, program).source()


def _ask(program: str, instruction: str, texts: list[str]) -> None:
    """Put the text of the answer into `texts`."""
    name, _, what = instruction.partition("_")
    try:
        shell = _shell(name, program)
        texts.append(shell.source() if what == "source" else f"{shell.complete()}\n")
    except Exception:  # noqa: BLE001, S110  the border of the thread: a failed completion must not write over the line
        pass


def _shell(name: str, program: str) -> Shell:
    return SHELLS[name](PROGRAMS[program](), {}, program, complete_variable(program))
