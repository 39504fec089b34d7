"""Prints what is in a group as it comes out when the whole tree is printed prettily, and takes it out.

Below an element that has a text of its own, blank or not, nothing is broken into lines; everything else is indented by
its depth.
"""

from collections.abc import Callable

from lxml import etree

from nxsconfig.dialect.xml import Element, inner_text

Printer = Callable[[Element], str | None]
"""Takes the content out of a group that isn't empty; None: it is left in."""

_IN = "in"


def printer_below(parent: Element) -> Printer:
    """The printer for groups in a parent."""
    if parent.text is not None:
        return _taken_verbatim
    above = [parent, *parent.iterancestors()]
    if any(map(_has_text, above)):
        return _left  # the text is behind a child, with which it might still go
    return _Indented(len(above))


def _has_text(element: Element) -> bool:
    return element.text is not None or any(child.tail is not None for child in element)


def _left(_group: Element) -> None:
    """The printer that prints nothing."""


def _taken_verbatim(group: Element) -> str:
    text = inner_text(group)
    del group[:]
    return text


class _Indented:
    """Prints contents of groups that have that many ancestors: in as many elements, of which nothing is left."""

    def __init__(self, depth: int) -> None:
        self._top = self._inmost = etree.Element(_IN)
        for _ in range(depth):
            self._inmost = etree.SubElement(self._inmost, _IN)
        self._inmost.text = "."
        head, tail = self._printed().split(".")
        self._edges = len(head), -len(tail)

    def __call__(self, group: Element) -> str:
        self._inmost.text = group.text
        self._inmost.extend(group[:])  # type: ignore[index]  # stubs know no slices
        text = self._printed()
        del self._inmost[:]
        start, end = self._edges
        return text[start:end]

    def _printed(self) -> str:
        return etree.tostring(self._top, encoding="unicode", pretty_print=True)
