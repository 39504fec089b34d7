"""Programs made of sub-commands that are classes, as tools of beamlines define them (cli-config §7)."""

import argparse
from typing import Any, NoReturn

__all__ = ["ErrorException", "NXSArgParser", "Runner"]


class ErrorException(Exception):
    """The command line can't be understood."""


class Runner:
    """One sub-command: `create` adds its options to the parser it gets, `run` takes what was parsed."""

    description = "abstract runner"
    epilog: str | None = None

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._parser = parser

    def create(self) -> None:
        """Add options."""

    def postauto(self) -> None:
        """Add arguments that the shell completes by itself, behind all options."""

    def run(self, options: argparse.Namespace) -> Any:  # noqa: ANN401  whatever the tool makes of it
        """Do it."""


class NXSArgParser(argparse.ArgumentParser):
    """A parser that raises ErrorException instead of ending the program.

    `cmdrunners` is a list of names of sub-commands and their Runner classes.
    """

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  argparse's own
        super().__init__(**kwargs)
        self.cmdrunners: list[tuple[str, type[Runner]]] = []

    def createSubParsers(self) -> dict[str, Runner]:
        """A parser for each sub-command; the runners by name. What was asked for is `subparser` of the result."""
        parsers = self.add_subparsers(help="sub-command help", dest="subparser")
        runners = {}
        for name, kind in self.cmdrunners:
            parser = parsers.add_parser(
                name,
                help=kind.description,
                description=kind.description,
                epilog=kind.epilog,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            runners[name] = kind(parser)
            runners[name].create()
        for runner in runners.values():
            runner.postauto()
        return runners

    def error(self, message: str) -> NoReturn:
        """Raise ErrorException."""
        raise ErrorException(message)
