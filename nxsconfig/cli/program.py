"""Click programs built from tables of sub-commands: argparse's grammar in front, its help layout behind."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

import click

from nxsconfig.cli.argv import Reader, Switch
from nxsconfig.cli.completion_table import COMPLETION
from nxsconfig.cli.own_subcommands import OWN_SUB_COMMANDS
from nxsconfig.cli.request import Request
from nxsconfig.cli.streams import piped_names
from nxsconfig.cli.subcommands import SUB_COMMANDS, ManyOption, NewOption, Outline, SubCommand

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = "nxsconfig"

NXSCONFIG = Outline(
    PROGRAM,
    "Stores, shows and merges components, datasources and profiles of NeXus files.",
    (*SUB_COMMANDS, *OWN_SUB_COMMANDS, COMPLETION),
)

_HELP_OPTIONS = ["-h", "--help"]
_HELP_NAMES = {"help_option_names": _HELP_OPTIONS}


class PeerCommand(click.Command):
    """A sub-command that reads its arguments the way argparse does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let click read the line in its own form."""
        return super().parse_args(ctx, self.reader(ctx).normalise(args))

    def reader(self, ctx: click.Context) -> Reader:
        """The grammar of its options and arguments."""
        parameters = self.get_params(ctx)
        switches = [_switch(one) for one in parameters if isinstance(one, click.Option)]
        arguments = [one for one in parameters if isinstance(one, click.Argument)]
        limit = None if any(one.nargs == -1 for one in arguments) else len(arguments)
        return Reader(switches, limit)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """``usage: nxsconfig list [-h] …`` in argparse's spelling."""
        arguments = [one.make_metavar(ctx) for one in self.params if isinstance(one, click.Argument)]
        formatter.write_usage(ctx.command_path, " ".join(["[-h] [options]", *arguments]), prefix="usage: ")


class Program(click.Group):
    """The program: exactly one sub-command, written out in full."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse a line without sub-command and options in front of it."""
        if not args:
            raise click.UsageError("too few arguments")
        if args[0].startswith("-") and args[0] not in ctx.help_option_names:
            raise click.UsageError(f"unrecognized arguments: {args[0]}")
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The sub-command; its name can't be shortened."""
        if args[0] not in self.commands:
            choices = ", ".join(repr(name) for name in self.commands)
            raise click.UsageError(f"argument subparser: invalid choice: {args[0]!r} (choose from {choices})")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """In the order of the table, which is the order that scripts know."""
        return list(self.commands)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """``usage: nxsconfig [-h] …`` in argparse's spelling."""
        formatter.write_usage(ctx.command_path, "[-h] <sub-command> ...", prefix="usage: ")


def build(outline: Outline = NXSCONFIG) -> Program:
    """The whole program; nothing that a sub-command needs is imported yet."""
    program = Program(
        outline.name,
        help=outline.summary,
        epilog=f"For the options of a sub-command: {outline.name} <sub-command> -h",
        context_settings=_HELP_NAMES,
        no_args_is_help=False,
    )
    for sub_command in outline.sub_commands:
        program.add_command(_command(sub_command))
    return program


def help_page(program: Program, sub_command: str = "") -> str:
    """The help page of the program or of a sub-command, without a newline at the end."""
    context = click.Context(program, info_name=program.name, help_option_names=_HELP_OPTIONS)
    if not sub_command:
        return program.get_help(context)
    command = program.commands[sub_command]
    return command.get_help(click.Context(command, context, info_name=sub_command, help_option_names=_HELP_OPTIONS))


def _command(sub_command: SubCommand) -> PeerCommand:
    def run(**values: object) -> None:
        _run(sub_command, values)

    return PeerCommand(
        sub_command.name,
        callback=run,
        params=list(sub_command.parameters),
        help=f"{sub_command.summary[0].upper()}{sub_command.summary[1:]}.",
        short_help=sub_command.summary,
        epilog="\b\nexamples:\n" + "\n".join(f"  {line}" for line in sub_command.examples.splitlines()),
        context_settings=_HELP_NAMES,
    )


def _run(sub_command: SubCommand, values: dict[str, object]) -> None:
    """Make the request and hand it to the function that the table names."""
    given = {name: value for name, value in values.items() if value is not None}
    if not given.get("server"):  # compat: nxstools 4.70.0: -s "$UNSET" in a script is the server that is found
        given.pop("server", None)
    request = Request(sub_command=sub_command.name, **given)  # type: ignore[arg-type]  # click has checked the types
    request.check()
    if sub_command.piped:
        request = request.with_names(piped_names())
    cast("Callable[[Request], None]", imported(sub_command.runs))(request)


def imported(name: str) -> object:
    """What ``module:function`` in a table names."""
    module, _, function = name.partition(":")
    return cast("object", getattr(import_module(module), function))


def _switch(option: click.Option) -> Switch:
    names = sorted(option.opts, key=len)
    return Switch(tuple(names), not option.is_flag, not isinstance(option, NewOption), isinstance(option, ManyOption))
