"""Where a fault is, for people: entry, file, line, column and NeXus path."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import cast

from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import IncompatibleNodeError
from nxsconfig.validate.model import Fault, Place
from nxsconfig.validate.subjects import Configuration, DataFile, Library, Text
from nxsconfig.validate.twins import chain

Located = tuple[Place, str]
"""A place and the line of text that stands there."""

_NAME = re.compile(r'\sname="([^"]*)"')


def in_text(text: Text, fault: Fault) -> Located:
    """Line and column of an element of the text, or those that the fault says."""
    element = fault.at if isinstance(fault.at, Element) else None
    line, column = (fault.line, fault.column) if element is None else start_of(text, element)
    path = "" if element is None else path_of(element)
    quoted = text.lines[line - 1].rstrip() if 0 < line <= len(text.lines) else ""
    return Place(text.kind.value, text.name, text.file, line, column, path), quoted


def in_library(library: Library, fault: Fault) -> Located:
    """The text, or the file that is none, that the fault names."""
    if isinstance(fault.at, str):
        return Place("file", Path(fault.at).name, fault.at), ""
    text = None if fault.entry is None else library.get(*fault.entry)
    return (Place("library"), "") if text is None else in_text(text, fault)


def in_configuration(configuration: Configuration, fault: Fault) -> tuple[Located, tuple[str, ...]]:
    """The element in the component that brought it, when it can be found there; and all that it came from."""
    if fault.entry is not None:
        return in_library(configuration.library, fault), ()
    element = fault.at if isinstance(fault.at, Element) else None
    merged = configuration.merged
    origins = _blamed(configuration) if merged is None or element is None else merged.origin(element)
    if element is None:
        return (Place("configuration", ", ".join(origins) or configuration.chosen.name), ""), origins
    for name in origins:
        text = configuration.library.get(Kind.COMPONENT, name)
        found = [] if text is None else text.twins(element)
        if text is not None and found:
            return in_text(text, Fault(fault.message, fault.fix, found[0])), origins
    if not origins:
        return (Place("configuration", configuration.chosen.name, path=path_of(element)), ""), origins
    text = configuration.library.get(Kind.COMPONENT, origins[0])
    file = "" if text is None else text.file
    return (Place("component", origins[0], file, path=path_of(element)), ""), origins


def _blamed(configuration: Configuration) -> tuple[str, ...]:
    """Components that the reason why there is no configuration names."""
    problem = configuration.problem
    origins = problem.origins if isinstance(problem, IncompatibleNodeError) else []
    return tuple(dict.fromkeys(name for names in origins for name in names))


def in_file(file: DataFile, fault: Fault) -> Place:
    """The object of the file."""
    return Place("file", file.path.name, str(file.path), path=fault.at if isinstance(fault.at, str) else "/")


def path_of(element: Element) -> str:
    """Groups and fields from the root down, ``/scan:NXentry/instrument:NXinstrument/energy``; other elements by tag."""
    return "".join(f"/{_word(node)}" for node in chain(element)) or "/"


def start_of(text: Text, element: Element) -> tuple[int, int]:
    """Line and column where the tag of an element starts; the column is 0 when it can't be told.

    libxml2 knows the line where the start tag ends only.
    """
    ends = cast("int | None", element.sourceline)
    if not ends:
        return 0, 0
    mark = f"<{element.tag}"
    for line in range(min(ends, len(text.lines)), 0, -1):
        column = text.lines[line - 1].rfind(mark)
        if column >= 0:
            return line, _column(text.lines[line - 1], element, mark)
    return ends, 0


def _column(line: str, element: Element, mark: str) -> int:
    """Column of the only tag of this sort in a line; of several, that which has the name of the element; else 0."""
    tags: Sequence[int] = _tags(line, mark)
    if len(tags) > 1:
        name = element.get("name")
        tags = _names(line, mark).get(name, ()) if name else ()
    return tags[0] + 1 if len(tags) == 1 else 0


@lru_cache(maxsize=64)
def _tags(line: str, mark: str) -> tuple[int, ...]:
    """Where tags of a sort start in a line; kept, because a line may hold thousands."""
    return tuple(tag.start() for tag in re.finditer(re.escape(mark) + r"(?![\w.:-])", line))


@lru_cache(maxsize=64)
def _names(line: str, mark: str) -> Mapping[str, Sequence[int]]:
    """Where tags of a sort start in a line, by their names."""
    found: dict[str, list[int]] = {}
    for at in _tags(line, mark):
        name = _NAME.search(line[at : line.find(">", at) + 1])
        if name is not None:
            found.setdefault(unescape(name[1]), []).append(at)
    return found


def _word(element: Element) -> str:
    name = element.get("name") or ""
    if element.tag == "group":
        kind = element.get("type") or ""
        return f"{name or kind.removeprefix('NX')}:{kind}" if kind else name
    if element.tag == "attribute":
        return f"@{name}"
    return name if element.tag in ("field", "link", "vds") and name else f"<{element.tag}>"
