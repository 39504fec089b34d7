"""Sections of the documentation for manual pages, so that nothing has to be written twice.

Understood is what the reference pages are made of: headings, paragraphs, tables and fenced examples.
"""

import re
from collections.abc import Iterator

from nxsconfig.cli.manpage import Block, Example, Section, Terms

_HEADING = re.compile(r"#+ (.*)")
_CELL = re.compile(r"(?<!\\)\|")
_FENCE = "```"
_NONE = "\N{EN DASH}"


def section(document: str, heading: str, title: str = "") -> Section:
    """The section under a heading, called `title` if that is given. Raises KeyError when there is none."""
    texts: dict[str, list[str]] = {}
    lines: list[str] = []
    for part in _parts(document):
        found = _HEADING.fullmatch(part)
        if found:
            lines = texts.setdefault(found[1], [])
        elif part:
            lines.append(part)
    return Section(title or heading, tuple(_block(part) for part in texts[heading]))


def _parts(document: str) -> Iterator[str]:
    """Paragraphs, tables, headings, and fenced examples with their blank lines."""
    for number, text in enumerate(re.split(rf"^({_FENCE}.*?^{_FENCE}$)", document, flags=re.MULTILINE | re.DOTALL)):
        if number % 2:
            yield text
        else:
            yield from (part.strip() for part in re.split(r"\n\s*\n", text))


def _block(part: str) -> Block:
    if part.startswith(_FENCE):
        return Example("\n".join(part.splitlines()[1:-1]))
    return Terms(tuple(_rows(part))) if part.startswith("|") else part


def _rows(table: str) -> Iterator[tuple[str, str]]:
    """The first column as the term, the others as its explanation; the head of a table doesn't show."""
    for line in table.splitlines()[2:]:
        cells = [cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip())[1:-1]]
        yield cells[0], "; ".join(cell for cell in cells[1:] if cell not in ("", _NONE))
