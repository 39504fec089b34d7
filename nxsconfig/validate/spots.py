"""Where patterns stand in a text as it is written: line and column, comments left out."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_COMMENT = re.compile(r"(<!\[CDATA\[[\s\S]*?\]\]>)|<!--[\s\S]*?-->")
_NOT_LINE_END = re.compile(r"[^\r\n]")


class Spot(NamedTuple):
    """A word and where it begins, counted from 1."""

    word: str
    line: int
    column: int


def spots(text: str, pattern: re.Pattern[str]) -> Iterator[Spot]:
    """The first group of each match, with the place where the match begins."""
    plain = _blank(text)
    for match in pattern.finditer(plain):
        line_start = plain.rfind("\n", 0, match.start()) + 1
        yield Spot(match[1], plain.count("\n", 0, match.start()) + 1, match.start() - line_start + 1)


def _blank(text: str) -> str:
    """The text with blanks for its comments, so that every other character stays where it is."""
    return _COMMENT.sub(lambda match: match[1] or _NOT_LINE_END.sub(" ", match[0]), text)
