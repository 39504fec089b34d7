"""Replaces references in texts: one pass a kind, circles found, output bounded (config-server §6.2, §6.3)."""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape

from nxsconfig.dialect.xml import MAX_CHARACTERS
from nxsconfig.errors import CircularReferenceError, NonregisteredDBRecordError, XMLLimitError
from nxsconfig.merge.references import (
    COMPONENT,
    COMPONENT_MARK,
    DATASOURCE,
    DATASOURCE_MARK,
    NAMELESS_DATASOURCE,
    VARIABLE,
    VARIABLE_DEFAULT,
    VARIABLE_MARK,
    VARIABLE_REST,
)

MAX_EXPANSIONS = 1_000_000
"""Most nested references that one pass follows; beyond it the values multiply each other."""

MAX_NESTING = 1000
"""Deepest chain of variables in each other's values."""

_OPEN_END = re.compile(r"\$var\.[\w.]*(#?)$")
"""A value that ends in the middle of a reference: the text behind it goes on with the name or the default."""


def remove_components(text: str) -> str:
    """The text without its component references."""
    return COMPONENT.sub("", text) if COMPONENT_MARK in text else text


def escaped_values(values: Mapping[str, str]) -> dict[str, str]:
    """Values that can stand in XML text and in attribute values."""
    return {name: escape(value) for name, value in values.items()}


def substitute_variables(text: str, values: Mapping[str, str]) -> str:
    """Put values for variable references; values and defaults may refer to further variables.

    Unknown variables without a default become empty text. Values are inserted as they are, so they may hold markup.

    Raises:
        CircularReferenceError: a value leads back to its own variable.
        XMLLimitError: the values multiply each other beyond every use.
    """
    return _VariablePass(values).run(text) if VARIABLE_MARK in text else text


class _Frame:
    """A text being read: the outermost one, or the value of a variable."""

    __slots__ = ("name", "position", "text")

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.position = 0


class _VariablePass:
    """One pass over one text, which reads values as texts of their own, so that a value costs its own length only."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._frames: list[_Frame] = []
        self._expansions = self._written = 0
        self._out: list[str] = []

    def run(self, text: str) -> str:
        self._frames = [_Frame(text, "")]
        while self._frames:
            frame = self._frames[-1]
            match = VARIABLE.search(frame.text, frame.position)
            if match is None:
                self._write(frame.text[frame.position :])
                self._frames.pop()
            else:
                self._write(frame.text[frame.position : match.start()])
                frame.position = match.end()
                self._put(match)
        return "".join(self._out)

    def _put(self, reference: re.Match[str]) -> None:
        name = reference["name"]
        value = self._values.get(name)
        if value is None:
            value = _default(reference.groupdict())
        if VARIABLE_MARK in value:
            self._enter(name, value + self._continuation(value))
        else:
            self._write(value)

    def _enter(self, name: str, value: str) -> None:
        names = [frame.name for frame in self._frames]
        if name in names:
            chain = [*names[names.index(name) :], name]
            raise CircularReferenceError(
                f"The variable {name} leads back to itself: {' -> '.join(chain)}; give it a plain value", chain
            )
        self._frames.append(_Frame(value, name))
        self._expansions += 1
        if len(self._frames) > MAX_NESTING:
            raise XMLLimitError(f"The variable {name} is nested in more than {MAX_NESTING} others")
        if self._expansions > MAX_EXPANSIONS:
            raise XMLLimitError("The values of the variables refer to each other so often that the text never ends")

    def _continuation(self, value: str) -> str:
        """What stands directly behind a value that ends in the middle of a reference; it is read with the value."""
        open_end = _OPEN_END.search(value)
        if open_end is None:
            return ""
        for frame in reversed(self._frames):
            if frame.position < len(frame.text):
                found = (VARIABLE_DEFAULT if open_end[1] else VARIABLE_REST).match(frame.text, frame.position)
                frame.position = found.end() if found else frame.position
                return found[0] if found else ""
        return ""

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._written += len(text)
        if self._written > MAX_CHARACTERS:
            raise XMLLimitError("The values of the variables refer to each other so often that the text never ends")


def _default(groups: Mapping[str, str | None]) -> str:
    for kind in ("entity", "escaped"):
        if (value := groups[kind]) is not None:
            return value
    quoted = groups["double"] if groups["double"] is not None else groups["single"]
    return "" if quoted is None else quoted.replace('\\"', '"').replace("\\'", "'")


_NOT_YET = ""


class DatasourceExpander:
    """Puts stored datasources for their references, nested ones included; each record is expanded once.

    records: serialised datasource elements (with tail) by record name. A name that is not in it stays in the text, or
    raises with required=True.
    """

    def __init__(self, records: Callable[[str], str | None], *, required: bool) -> None:
        self._records = records
        self._required = required
        self._done: dict[str, str | None] = {}
        self._chain: list[str] = []
        self._texts: list[str] = []  # being expanded, innermost last

    def expand(self, text: str) -> str:
        """The text with its datasources.

        Raises:
            NonregisteredDBRecordError: a record is missing (only when required).
            CircularReferenceError: a datasource leads back to itself.
            XMLLimitError: the datasources multiply each other beyond every use.
        """
        if DATASOURCE_MARK not in text:
            return text
        if self._required and NAMELESS_DATASOURCE.search(text):
            raise NonregisteredDBRecordError(f"The variable  of {excerpt(text, DATASOURCE_MARK)} not registered")
        self._texts.append(text)
        parts = DATASOURCE.split(text)
        parts[1::2] = map(self._put, parts[1::2])
        out = "".join(parts)
        self._texts.pop()
        if len(out) > MAX_CHARACTERS:
            raise XMLLimitError("The datasources refer to each other so often that the text never ends")
        return out

    def _put(self, name: str) -> str:
        found = self._done.get(name, _NOT_YET)
        if found is _NOT_YET:
            found = self._done[name] = self._resolve(name)
        return f"{DATASOURCE_MARK}{name}" if found is None else f"\n{found}"

    def _resolve(self, name: str) -> str | None:
        if name in self._chain:
            chain = [*self._chain[self._chain.index(name) :], name]
            raise CircularReferenceError(
                f"The datasource {name} leads back to itself: {' -> '.join(chain)}; take one reference out", chain
            )
        record = self._records(name)
        if record is None:
            if self._required:
                raise missing_datasource(name, self._texts[-1])
            return None
        if DATASOURCE_MARK not in record:
            return record
        if len(self._chain) > 200:
            raise XMLLimitError(f"The datasource {name} is nested in more than 200 others")
        self._chain.append(name)
        try:
            return self.expand(record)
        finally:
            self._chain.pop()


def missing_datasource(name: str, text: str) -> NonregisteredDBRecordError:
    """The error for a reference to a datasource that isn't stored; clients read up to `` of `` (config-server §2.7)."""
    place = excerpt(text, f"{DATASOURCE_MARK}{name}")
    return NonregisteredDBRecordError(f"The datasource {name} of {place} not registered in the DataBase", name)


def excerpt(text: str, mark: str, around: int = 60) -> str:
    """The neighbourhood of a mark on one line: enough to find the place, never the whole text."""
    at = max(text.find(mark), 0)
    start, end = max(at - around, 0), at + len(mark) + around
    part = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{part}{'…' if end < len(text) else ''}"


def ordered_closure(names: Iterable[str], needs: Callable[[str], Iterable[str]]) -> list[str]:
    """Names and what they need, depth first, each once in order of discovery; circles end (config-server §6.2)."""
    found: dict[str, None] = {}
    waiting = list(names)[::-1]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting.extend(list(needs(name))[::-1])
    return list(found)
