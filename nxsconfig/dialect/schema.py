"""Checks texts against the XML Schema of the language: what an editor underlines, as a list of findings.

The schemas are package data (`nxsconfig/schemas/` in a wheel, `schemas/` of the repository in a checkout); reading them
once is the only I/O of this package.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Protocol, cast

from lxml import etree

from nxsconfig.dialect.grammar import ALLOWED_CHILDREN
from nxsconfig.dialect.xml import Element, parse
from nxsconfig.errors import WrongXMLError, XMLError

ROOTS = ("definition", "datasource")
"""Elements that a stored text may start with."""

_VALIDATING = Lock()  # one schema object serves all threads, and keeps the errors of its last run


@dataclass(frozen=True, order=True)
class Finding:
    """One place where a text isn't the language.

    line and column count from 1, 0 means unknown (libxml2 gives no column for faults of grammar). path names the
    elements from the root down: ``/definition/group:scan/field:energy``, empty when the text can't be read.
    """

    line: int
    column: int
    message: str
    path: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else ""
        where += f", column {self.column}" if self.column else ""
        return ": ".join(part for part in (where, self.path, self.message) if part)


def check(text: str | Element) -> list[Finding]:
    """Findings in document order; none when the text is a component or datasource as the language has it.

    Takes a text, or a root element that is parsed already. A text that can't be parsed gives one finding.
    """
    try:
        root = parse(text) if isinstance(text, str) else text
    except XMLError as err:
        position = (err.line, err.column) if isinstance(err, WrongXMLError) else (0, 0)
        return [Finding(*position, str(err))]
    if root.tag not in ROOTS:
        expected = " or ".join(f"<{name}>" for name in ROOTS)
        line = cast("int | None", root.sourceline) or 0
        return [Finding(line, 0, f"the root is <{root.tag}> but has to be {expected}", f"/{root.tag}")]
    return _findings(root)


def schema_text(name: str) -> str:
    """Text of one of the schemas that we ship, e.g. ``language.xsd`` or ``profile.schema.json``."""
    packed = files("nxsconfig") / "schemas" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "schemas" / name).read_text(encoding="utf-8")


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(schema_text("language.xsd").encode("utf-8")))


def _findings(root: Element) -> list[Finding]:
    schema = _schema()
    tree = etree.ElementTree(root)
    with _VALIDATING:
        if schema.validate(tree):
            return []
        errors: list[_LogEntry] = list(schema.error_log)  # type: ignore[call-overload]  # opaque in lxml-stubs
    return [_finding(error, _element(tree, error.path)) for error in errors]


class _LogEntry(Protocol):
    """The parts we use of an entry of lxml's error log."""

    line: int
    column: int
    message: str
    type_name: str
    path: str | None


def _finding(error: _LogEntry, element: Element | None) -> Finding:
    if element is None:
        return Finding(error.line, error.column, error.message)
    chain = [*reversed(list(element.iterancestors())), element]
    path = "".join(f"/{node.tag}:{name}" if (name := node.get("name")) else f"/{node.tag}" for node in chain)
    message = _explain_child(element) if error.type_name == "SCHEMAV_ELEMENT_CONTENT" else error.message
    return Finding(error.line, error.column, message, path)


def _explain_child(element: Element) -> str:
    parent = element.getparent()
    outer = "" if parent is None else str(parent.tag)
    allowed = ", ".join(sorted(ALLOWED_CHILDREN.get(outer, ())))
    return f"<{element.tag}> isn't allowed in <{outer}>" + (f", which takes {allowed}" if allowed else "")


def _element(tree: "etree._ElementTree", path: str | None) -> Element | None:
    found = tree.xpath(path) if path else None
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, etree._Element) else None  # noqa: SLF001  see xml.py
