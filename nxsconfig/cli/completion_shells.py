"""The dialogue with bash, zsh and fish: their scripts ask, the program answers with one candidate a line.

A script hands over the line up to the cursor as it was typed, and prints what the classes here make of the candidates.
"""

import os
import re
from dataclasses import replace
from importlib.resources import files
from typing import Any, ClassVar

import click
from click.shell_completion import CompletionItem, ShellComplete

from nxsconfig.cli.argv import HELP, Reader
from nxsconfig.cli.completion_line import MARK, Point, Words, arguments, point, split
from nxsconfig.cli.completion_values import COMPLETERS_OF, Asked, fitting, values
from nxsconfig.cli.locale import as_text
from nxsconfig.cli.program import PeerCommand

LINE_VARIABLE = "NXS_COMPLETE_LINE"
"""The command line up to the cursor, quoted as it was typed."""

WORD_VARIABLE = "NXS_COMPLETE_WORD"
"""The part of the last word that bash replaces, without its opening quote."""

_PLAIN = re.compile(r"([^\w@%+=:,./~^-]|^~)")
_IN_DOUBLE_QUOTES = re.compile(r'([\\"$`])')


class Shell(ShellComplete):
    """What the shells share: where the line comes from, and that argparse's grammar reads it."""

    words: Words = Words((), "")

    def source(self) -> str:
        """The script that registers the completion."""
        text = files("nxsconfig.cli").joinpath("completion_scripts", f"{self.name}.txt").read_text(encoding="utf-8")
        for placeholder, value in self.source_vars().items():
            text = text.replace(f"@{placeholder}@", str(value))
        return text

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one at the cursor, and that one."""
        self.words = split(_variable(LINE_VARIABLE))
        return list(arguments(self.words)), self.words.last

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """What fits at the cursor; nothing for a line that is wrong already."""
        if not isinstance(self.cli, click.Group):
            return self._of_command(self.cli, "", args, incomplete)
        if not args:
            return self._first_word(self.cli, incomplete)
        return self._of_command(self.cli.commands.get(args[0]), args[0], args[1:], incomplete)

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Type, value and help with tabs between them."""
        return f"{item.type}\t{item.value}\t{item.help or ''}"

    def _of_command(
        self, command: click.Command | None, name: str, words: list[str], incomplete: str
    ) -> list[CompletionItem[str]]:
        """What fits behind the words of a sub-command, or of a program that has none (with an empty name)."""
        if not isinstance(command, PeerCommand):
            return []
        context = click.Context(command, info_name=name, resilient_parsing=True, help_option_names=["-h", HELP])
        place = _point(command, context, words, incomplete)
        if place is None:
            return []
        if place.parameter is None:
            return _options(command.get_params(context), place)
        completers = COMPLETERS_OF[self.prog_name]
        found = values(Asked(name, place), completers) or place.parameter.shell_complete(context, place.text)
        return [_behind(place.lead, item) for item in found]

    def _first_word(self, program: click.Group, text: str) -> list[CompletionItem[str]]:
        """Names of sub-commands, or the options of the program itself."""
        if text.startswith("-"):
            return fitting(["-h", HELP], text)
        return [
            CompletionItem(name, help=one.get_short_help_str(60))
            for name, one in program.commands.items()
            if name.startswith(text)
        ]


class Bash(Shell):
    """bash inserts what it gets as it is, in place of a part of the word that it chooses itself."""

    name: ClassVar[str] = "bash"

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """``dir,`` or ``file,`` for bash's own completion, else ``plain,`` and what it has to insert."""
        if item.type != "plain":
            return f"{item.type},"
        replaced = split(self.words.quote + _variable(WORD_VARIABLE)).last
        kept = self.words.last.removesuffix(replaced)
        return f"plain,{_quoted(item.value.removeprefix(kept), self.words.quote)}"


class Zsh(Shell):
    """zsh quotes by itself."""

    name: ClassVar[str] = "zsh"


class Fish(Shell):
    """fish quotes by itself."""

    name: ClassVar[str] = "fish"


SHELLS: dict[str, type[Shell]] = {one.name: one for one in (Bash, Zsh, Fish)}


def _point(command: PeerCommand, context: click.Context, words: list[str], last: str) -> Point | None:
    """What stands at the cursor; None when nothing can stand there."""
    reader, parameters = command.reader(context), command.get_params(context)
    marked = _understood(reader, [*words, last + MARK])
    if marked is not None:
        return None if marked == [HELP] else point(marked, parameters, last)
    plain = _understood(reader, words)
    if plain is None or plain == [HELP] or "--" in words or not last.startswith("-"):
        return None
    return replace(point(plain, parameters, last), parameter=None)


def _understood(reader: Reader, words: list[str]) -> list[str] | None:
    """What the grammar makes of the words; None when it refuses them, as it does the beginning of an option's name."""
    try:
        return reader.normalise(words)
    except click.UsageError:
        return None


def _options(parameters: list[click.Parameter], place: Point) -> list[CompletionItem[str]]:
    """Spellings of the options that the line doesn't have yet."""
    return [
        CompletionItem(spelling, help=one.help)
        for one in parameters
        if isinstance(one, click.Option)
        for spelling in sorted(one.opts, key=len)
        if spelling.startswith(place.text) and spelling not in place.used
    ]


def _behind(lead: str, item: CompletionItem[str]) -> CompletionItem[str]:
    """The whole word; for files and directories, which the shell completes, how long the part in front of them is."""
    whole = lead + item.value if item.type == "plain" else str(len(lead))
    return CompletionItem(whole, type=item.type, help=item.help)


def _variable(name: str) -> str:
    return as_text(os.environ.get(name, ""))


def _quoted(text: str, quote: str) -> str:
    """The text as it has to stand on the line, within the quote that is open."""
    if quote == "'":
        return text.replace("'", "'\\''")
    return (_IN_DOUBLE_QUOTES if quote else _PLAIN).sub(r"\\\1", text)
