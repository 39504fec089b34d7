"""Pages of the rules, made of their docstrings: for ``docs/reference/rules`` and for ``--explain``."""

import re
from collections.abc import Iterator
from typing import Any

from nxsconfig.validate.rule import Rule
from nxsconfig.validate.rules import ALL

INDEX = "README.md"

_GROUPS = {
    "1": "Single texts",
    "2": "References between texts",
    "3": "Merged configurations",
    "4": "What the writer refuses or leaves out",
    "5": "NeXus definitions",
    "6": "Layout of files",
    "9": "Suppressions",
}
_LITERAL = re.compile(r"``([^`]+)``")


def pages() -> Iterator[tuple[str, str]]:
    """Name and text of the index and of each rule's page."""
    yield INDEX, _index()
    for rule in ALL.rules():
        yield f"{rule.number}.md", page(rule)


def page(rule: Rule[Any]) -> str:
    """One page: the docstring with its examples as blocks of code."""
    head, _, rest = rule.page.partition("\n")
    return f"# {rule.number}: {rule.name}\n\n*{rule.severity.value}*: {_inline(head)}\n{_body(rest)}".rstrip() + "\n"


def _index() -> str:
    lines = [
        "# The rules of `nxsconfig validate`",
        "",
        "*error*: refused, or values are lost. *warning*: recorded, but probably not as meant. *info*: against good",
        "custom. This page and those of the rules are made of the code: `make rules`.",
    ]
    group = ""
    for rule in ALL.rules():
        if rule.number[2] != group:
            group = rule.number[2]
            lines += ["", f"## NX{group}xx: {_GROUPS[group]}", "", "| rule | severity | what holds |", "|---|---|---|"]
        lines.append(
            f"| [{rule.number}]({rule.number}.md) {rule.name} | {rule.severity.value} | {_cell(rule.summary)} |"
        )
    return "\n".join(lines) + "\n"


def _body(text: str) -> str:
    """The text with ``Found::`` blocks as Markdown has them."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if inside and line and not line.startswith(" "):
            _close(lines)
            inside = False
        if line.endswith("::") and not inside:
            lines += [f"{line[:-2]}:", "", "```"]
            inside = True
        elif inside:
            lines += [line[4:]] if line or lines[-1] != "```" else []
        else:
            lines.append(_inline(line))
    if inside:
        _close(lines)
    return "\n".join(lines) + "\n"


def _close(lines: list[str]) -> None:
    while not lines[-1]:
        lines.pop()
    lines += ["```", ""]


def _inline(text: str) -> str:
    """Markup of docstrings as Markdown; tags outside of literals would vanish there."""
    parts = _LITERAL.split(text)
    return "".join(f"`{part}`" if number % 2 else part.replace("<", "&lt;") for number, part in enumerate(parts))


def _cell(text: str) -> str:
    return _inline(text).replace("|", "\\|")
