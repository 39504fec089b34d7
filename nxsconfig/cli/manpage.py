"""Manual pages as data, and their text in the man(7) macros of roff."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True)
class Terms:
    """A list of terms, such as options, each with its explanation; `roff` says what may be in them."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Example:
    """Lines that stay as they are."""

    text: str


Block = str | Terms | Example
"""A paragraph, a list or an example."""


@dataclass(frozen=True)
class Section:
    """A part of a page under its title."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """One manual page; `version` stands at its foot. It has no date, so that it changes only when its text does."""

    name: str
    number: int
    summary: str
    version: str
    sections: tuple[Section, ...] = field(default=())

    @property
    def path(self) -> str:
        """``man1/nxsconfig-list.1``."""
        return f"man{self.number}/{self.name}.{self.number}"


def roff(page: Page) -> str:
    """The text of the page.

    In paragraphs, explanations and terms a part between backquotes is bold, ``<DIR>`` in a term is italic, and links to
    other documents keep their words only.
    """
    lines = [
        f'.TH {_plain(page.name.upper())} {page.number} "" "{_plain(page.version)}"',
        ".SH NAME",
        f"{_plain(page.name)} \\- {_inline(page.summary)}",
    ]
    for section in page.sections:
        lines.append(f".SH {_plain(section.title.upper())}")
        for number, block in enumerate(section.blocks):
            lines += _block(block, first=number == 0)
    return "\n".join(lines) + "\n"


def sentence(text: str) -> str:
    """The text beginning with a capital and ending with a full stop."""
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _block(block: Block, *, first: bool) -> Iterable[str]:
    if isinstance(block, Terms):
        return [line for term, text in block.items for line in (".TP", _term(term), _text(text))]
    if isinstance(block, Example):
        shown = [
            f"\\&{_plain(line)}" if line.startswith((".", "'")) else _plain(line) for line in block.text.splitlines()
        ]
        return [*([] if first else [".PP"]), ".nf", *shown, ".fi"]
    return [*([] if first else [".PP"]), _text(block)]


def _text(text: str) -> str:
    """One line of running text; roff takes a dot or an apostrophe at its start for a request."""
    line = _inline(" ".join(_LINK.sub(r"\1", text).split()))
    return f"\\&{line}" if line.startswith((".", "'")) else line


def _term(text: str) -> str:
    return re.sub(r"<([^>]+)>", r"\\fI\1\\fR", _inline(text))


def _inline(text: str) -> str:
    parts = _CODE.split(text)
    return "".join(f"\\fB{_plain(part)}\\fR" if number % 2 else _plain(part) for number, part in enumerate(parts))


def _plain(text: str) -> str:
    """Text with what roff would take for something else: escapes, dashes that would break copying, quotes."""
    replaced = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}
    return "".join(replaced.get(one, one if one.isascii() else f"\\[u{ord(one):04X}]") for one in text)
