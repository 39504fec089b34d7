"""Which component each node came from, kept beside the tree so that merging never sees it.

A node inherits the origin of the nearest ancestor that has one of its own; when an element is absorbed, only its moved
children get one, so the bookkeeping costs one entry a moved child. Between two merges the tree becomes text and back:
`stamp` writes the origins into marker attributes, `read` takes them out again.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import cast
from urllib.parse import quote, unquote

from lxml import etree

from nxsconfig.dialect.xml import Element

MARK = "nxsconfig-origin"
"""Marker attribute; stripped from every input, absent from every result."""

_MARKS = re.compile(f' {MARK}="[^"]*"')
_MARKED = etree.XPath(f"descendant-or-self::*[@{MARK}]")
_SEPARATOR = "|"


class Provenance:
    """Origins of the nodes of one tree. Holds the elements alive, so their identity stays."""

    def __init__(self, everything: Iterable[str] = ()) -> None:
        self._own: dict[Element, str] = {}
        self._also: dict[Element, list[str]] = {}
        self._all = list(everything)

    def set(self, element: Element, name: str) -> None:
        """The element and everything below it came from this component."""
        self._own[element] = name

    def of(self, element: Element) -> tuple[str, ...]:
        """Names of the components that an element came from, first the one that brought it; never empty for a tree
        that was merged with names.
        """
        own = self._inherited(element)
        names = [own] if own is not None else list(self._all)
        return tuple(dict.fromkeys([*names, *self._also.get(element, ())]))

    def absorbed(self, stays: Element, goes: Element, moved: Iterable[Element]) -> None:
        """`goes` was merged into `stays`, to which its children `moved`."""
        name = self._inherited(goes)
        if name is None:
            return
        for child in moved:
            self._own.setdefault(child, name)
        extra = [name, *self._also.pop(goes, ())]
        self._also.setdefault(stays, []).extend(extra)
        self._own.pop(goes, None)

    def stamp(self) -> None:
        """Write the origins into marker attributes."""
        for element, name in self._own.items():
            also = self._also.get(element, ())
            element.set(MARK, _SEPARATOR.join(_quoted(one) for one in dict.fromkeys([name, *also])))

    @classmethod
    def read(cls, root: Element, everything: Iterable[str] = ()) -> "Provenance":
        """Take the origins out of the marker attributes, which are removed."""
        provenance = cls(everything)
        for element in cast("list[Element]", _MARKED(root)):
            own, *also = map(unquote, str(element.attrib.pop(MARK)).split(_SEPARATOR))
            provenance._own[element] = own
            if also:
                provenance._also[element] = also
        return provenance

    def _inherited(self, element: Element) -> str | None:
        node: Element | None = element
        while node is not None:
            name = self._own.get(node)
            if name is not None:
                return name
            node = node.getparent()
        return None


class Untraced(Provenance):
    """Remembers nothing: for merges that are done again, with origins, when there is a conflict to explain."""

    def set(self, element: Element, name: str) -> None:
        """Nothing."""

    def absorbed(self, stays: Element, goes: Element, moved: Iterable[Element]) -> None:
        """Nothing."""


@lru_cache(maxsize=4096)
def _quoted(name: str) -> str:
    return quote(name, safe=" ")


def without_marks(text: str) -> str:
    """A stamped and serialised tree without its marker attributes."""
    return _MARKS.sub("", text) if MARK in text else text
