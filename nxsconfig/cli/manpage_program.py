"""Manual pages of a click program: one about all of it, and one about each sub-command."""

from collections.abc import Iterator, Sequence

import click

from nxsconfig.cli.manpage import Example, Page, Section, Terms, sentence

_NUMBER = 1


def program_pages(program: click.Group, version: str, common: Sequence[Section]) -> Iterator[Page]:
    """The page of the program, which ends in the sections that are common to all, and those of its sub-commands."""
    name = program.name or ""
    yield _overview(program, name, version, common)
    for command in program.commands.values():
        yield _sub_command(command, name, version)


def _overview(program: click.Group, name: str, version: str, common: Sequence[Section]) -> Page:
    commands = Terms(
        tuple(
            (f"`{one.name}`", f"{sentence(one.short_help or '')} See {name}-{one.name}({_NUMBER}).")
            for one in program.commands.values()
        )
    )
    also = ", ".join(f"`{name}-{one}`({_NUMBER})" for one in program.commands)
    sections = (
        Section("Synopsis", (f"`{name}` `-h` | SUB-COMMAND [OPTION ...] [NAME ...]",)),
        Section("Description", (program.help or "", _GRAMMAR)),
        Section("Sub-commands", (commands,)),
        *common,
        Section("See also", (also,)),
    )
    return Page(name, _NUMBER, _summary(program.help or ""), version, sections)


_GRAMMAR = (
    "Options and names may stand in any order. Short options may be bundled, long ones shortened as long as they fit "
    "one option. `--` ends the options; `-h` or `--help` shows the help page of a sub-command."
)

_HELP = "show the help page"


def command_page(command: click.Command, version: str, common: Sequence[Section]) -> Page:
    """The page of a program without sub-commands; `common` stands in front of its examples."""
    *sections, examples = _sections(command, command.name or "")
    return Page(command.name or "", _NUMBER, _summary(command.help or ""), version, (*sections, *common, examples))


def _sub_command(command: click.Command, program: str, version: str) -> Page:
    also = Section("See also", (f"`{program}`({_NUMBER}), which also explains exit codes and the environment",))
    sections = (*_sections(command, f"{program} {command.name}"), also)
    return Page(f"{program}-{command.name}", _NUMBER, command.short_help or "", version, sections)


def _sections(command: click.Command, called: str) -> Iterator[Section]:
    """What is in front of a command's own sections: how it is called, what it does, options, examples."""
    context = click.Context(command, info_name=command.name, help_option_names=["-h", "--help"])
    parameters = command.get_params(context)
    arguments = [one.make_metavar(context) for one in parameters if isinstance(one, click.Argument)]
    yield Section("Synopsis", (" ".join([f"`{called}`", "[OPTION ...]", *arguments]),))
    yield Section("Description", (command.help or "",))
    yield Section(
        "Options", (Terms(tuple(_option(one, context) for one in parameters if isinstance(one, click.Option))),)
    )
    if examples := (command.epilog or "").partition("examples:\n")[2]:
        yield Section("Examples", (Example(examples),))


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    """``-s, --server DEVICE`` and what it does."""
    value = "" if option.is_flag else f" <{option.make_metavar(context)}>"
    spellings = ", ".join(f"`{one}`" for one in sorted(option.opts, key=len))
    return spellings + value, sentence(_HELP if "--help" in option.opts else option.help or "")


def _summary(text: str) -> str:
    """For the list of all pages: small, without a full stop."""
    return f"{text[:1].lower()}{text[1:].removesuffix('.')}"
