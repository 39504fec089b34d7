"""Suppressions that stand in a text: ``<!-- nxsconfig: ignore NX123 reason -->``.

```
 <!-- nxsconfig: ignore NX331 … -->   in front of the root: for the whole text
 <field …>                            …
   <!-- nxsconfig: ignore NX321 … -->
   <strategy …/>                      for this element with all that is in it
```
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nxsconfig.validate.model import Finding
from nxsconfig.validate.subjects import Library, Text

_TOKEN = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--(?P<comment>.*?)-->|<\?.*?\?>"
    r"|</(?P<end>[^<>]*)>|<(?P<start>[A-Za-z_](?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ASKS = re.compile(r"\s*nxsconfig\s*:\s*ignore\b(.*)", re.DOTALL)
_NUMBER = re.compile(r"[\s,]*(NX\w+)")

Position = tuple[int, int]
"""Line and column, counted from 1."""


@dataclass(frozen=True)
class Comment:
    """One suppression. numbers: of rules. start, end: where it counts, the end not included; None: everywhere.

    line, column: of the comment. A comment without a reason, or with nothing behind it, suppresses nothing.
    """

    text: Text
    numbers: tuple[str, ...]
    reason: str
    line: int
    column: int
    start: Position | None = None
    end: Position | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is one of those that the comment is about."""
        if not self.reason or finding.rule not in self.numbers:
            return False
        here = (finding.place.kind, finding.place.name) == (self.text.kind.value, self.text.name)
        if self.start is None or self.end is None:
            return here or (self.text.kind.value == "component" and self.text.name in finding.origins)
        line, column = finding.place.line, finding.place.column
        if not column:
            return here and self.start < self.end and self.start[0] <= line <= self.end[0]
        return here and self.start <= (line, column) < self.end


@dataclass(frozen=True)
class Suppressions:
    """All suppressions of a run, and what became of them; the subject of the rules NX9xx.

    used: pairs of a comment and the number that it suppressed. judged: numbers of the rules that were looked at
    everywhere; the others can't be called unused. unused: what a baseline remembers and nobody found any more.
    """

    comments: tuple[Comment, ...]
    used: frozenset[tuple[Comment, str]]
    known: frozenset[str]
    judged: frozenset[str]
    unused: tuple[str, ...] = ()


def comments_of(library: Library) -> list[Comment]:
    """The suppressions in all texts; profiles are JSON and hold none."""
    return [comment for text in library.texts.values() if "nxsconfig" in text.text for comment in comments_in(text)]


def comments_in(text: Text) -> Iterator[Comment]:
    """The suppressions in a text, in order."""
    tokens = list(_TOKEN.finditer(text.text))
    first = next((number for number, token in enumerate(tokens) if token["start"] is not None), len(tokens))
    for number, token in enumerate(tokens):
        asked = _ASKS.fullmatch(token["comment"] or "")
        if asked is None:
            continue
        numbers, reason = _words(asked[1])
        line, column = _position(text.text, token.start())
        if number < first:
            yield Comment(text, numbers, reason, line, column)
        else:
            start, end = _range(tokens[number:], token.end())
            yield Comment(text, numbers, reason, line, column, _position(text.text, start), _position(text.text, end))


def _words(asked: str) -> tuple[tuple[str, ...], str]:
    """Numbers and reason of ``NX123, NX124 because``."""
    numbers: list[str] = []
    while found := _NUMBER.match(asked):
        numbers.append(found[1])
        asked = asked[found.end() :]
    return tuple(numbers), " ".join(asked.lstrip(" \t\n,:").split())


def _range(tokens: list[re.Match[str]], nothing: int) -> tuple[int, int]:
    """Offsets of the next element's start and end; twice the same when there is none in the same parent."""
    depth, start = 0, nothing
    for token in tokens:
        if token["start"] is not None:
            start = start if depth else token.start()
            depth += not token["start"].endswith("/")
        elif token["end"] is not None:
            depth -= 1
        else:
            continue
        if depth <= 0:
            return (start, token.end()) if depth == 0 else (nothing, nothing)
    return nothing, nothing


def _position(text: str, offset: int) -> Position:
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - line_start + 1
