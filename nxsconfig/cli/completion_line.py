"""What stands at the cursor of an unfinished command line.

The word at the cursor is read by the program's own grammar (`argv.Reader`) with a mark glued to it: where the mark
turns up, as the value of an option or among the positionals, is what has to be completed. So shortened options, bundles
and values in the same word count as they do when the line is run.
"""

import re
import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import click

MARK = "\0"
"""The one character that no argument can hold."""

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")


@dataclass(frozen=True)
class Words:
    """A line without its last word, that word up to the cursor, and the quote that is open there."""

    before: tuple[str, ...]
    last: str
    quote: str = ""


@dataclass(frozen=True)
class Point:
    """What is to be completed: a value of `parameter`, or with None the names of options.

    `text` is what is there of it, `lead` what stands in front of it in the same word, such as ``--store=``. `given`
    holds the values of the line's other options under their long names, `used` the spellings of these options and
    `others` the other positionals.
    """

    parameter: click.Parameter | None
    text: str
    lead: str = ""
    given: dict[str, object] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()


def split(line: str) -> Words:
    """The words of a line that ends at the cursor, as a shell reads them; the last one may be empty or half quoted."""
    for quote in ("", "'", '"'):
        with suppress(ValueError):  # another quote is open
            words = _shell_words(line + MARK + quote)
            return Words(tuple(words[:-1]), words[-1].removesuffix(MARK), quote)
    return Words((), "")


def _shell_words(text: str) -> list[str]:
    """Raises ValueError when a quote isn't closed."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    return list(lexer)


def arguments(words: Words) -> tuple[str, ...]:
    """The words behind the program's name; a shell's assignments may stand in front of that."""
    rest = list(words.before)
    while rest and _ASSIGNMENT.match(rest[0]):
        rest.pop(0)
    return tuple(rest[1:])


def point(normalised: Sequence[str], parameters: Sequence[click.Parameter], word: str) -> Point:
    """What is to be completed where the grammar made `normalised` of the line with the mark glued to `word`."""
    options = {one.opts[-1]: one for one in parameters if isinstance(one, click.Option)}
    end = normalised.index("--")
    others = tuple(one for one in normalised[end + 1 :] if not one.endswith(MARK))
    found = Point(_argument(parameters, normalised[end + 1 :]), word, others=others)
    given: dict[str, object] = {}
    for name, equals, value in (part.partition("=") for part in normalised[:end]):
        if value.endswith(MARK):
            text = value.removesuffix(MARK)
            found = Point(options[name], text, word.removesuffix(text), others=others)
        else:
            given[str(options[name].name)] = value if equals else True
    used = frozenset(spelling for one in options.values() if one.name in given for spelling in one.opts)
    return replace(found, given=given, used=used)


def _argument(parameters: Sequence[click.Parameter], positionals: Sequence[str]) -> click.Argument | None:
    """The argument that the marked positional fills."""
    taking = [one for one in parameters if isinstance(one, click.Argument)]
    places = [number for number, word in enumerate(positionals) if word.endswith(MARK)]
    return taking[min(places[0], len(taking) - 1)] if places else None
