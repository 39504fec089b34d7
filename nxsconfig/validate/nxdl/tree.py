"""What is or will be in a file, in the same form for merged configurations and finished files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from nxsconfig.dialect.xml import Element


class What(StrEnum):
    """The sort of an object."""

    GROUP = "group"
    FIELD = "field"
    LINK = "link"


class Family(StrEnum):
    """Sorts of values as far as NeXus types tell them apart; UNKNOWN is never at fault."""

    UNKNOWN = ""
    TEXT = "text"
    INTEGER = "integer"
    UNSIGNED = "unsigned integer"
    FLOAT = "floating point number"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Value:
    """What a field or attribute holds. text: its single constant value; None: unknown before the scan, or several."""

    family: Family = Family.UNKNOWN
    text: str | None = None


@dataclass(frozen=True)
class Node:
    """A group, field or link. nxclass: of a group, empty without one. target: of a link inside the file, else empty.

    path: names from the root, ``/scan/instrument``. at: where faults of it are, see `Fault`.
    """

    what: What
    name: str
    path: str
    at: Element | str | None = None
    nxclass: str = ""
    target: str = ""
    value: Value = field(default_factory=Value)
    attributes: Mapping[str, Value] = field(default_factory=dict)
    children: "tuple[Node, ...]" = ()

    @property
    def label(self) -> str:
        """The name with that of the group around it, ``detector/data``: how messages call it, whatever the entry."""
        return "/".join(self.path.split("/")[-2:]).lstrip("/") or "/"

    def text_of(self, attribute: str) -> str | None:
        """The constant text of an attribute; None when there is none or it isn't known."""
        found = self.attributes.get(attribute)
        return None if found is None else found.text

    @cached_property
    def by_name(self) -> "Mapping[str, Node]":
        """Children by name."""
        return {child.name: child for child in self.children}

    def walk(self) -> "Iterator[Node]":
        """The node and everything below, depth first; links are not followed."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Tree:
    """A whole file. The root is of class NXroot."""

    root: Node

    @property
    def entries(self) -> list[Node]:
        """Groups of class NXentry in the root, and NXsubentry in them."""
        top = [node for node in self.root.children if node.nxclass == "NXentry"]
        return [*top, *(node for entry in top for node in entry.children if node.nxclass == "NXsubentry")]

    def followed(self, node: Node) -> Node | None:
        """The object that a link leads to; the node itself when it is no link; None when that can't be told."""
        seen: set[str] = set()
        found: Node | None = node
        while found is not None and found.what is What.LINK:
            if found.path in seen or not found.target:
                return None
            seen.add(found.path)
            found = self._at(found)
        return found

    def _at(self, link: Node) -> Node | None:
        """The target of one link: words are names, ``name:type`` or types (writer §11)."""
        start = "" if link.target.startswith("/") else link.path.rpartition("/")[0]
        here: Node | None = self.root
        for word in f"{start}/{link.target}".split("/"):
            if word in ("", "."):
                continue
            here = None if here is None or word == ".." else _child(here, word)
        return here


def _child(node: Node, word: str) -> Node | None:
    name = word.partition(":")[0]
    typed = (child for child in node.children if child.nxclass == word)
    return node.by_name.get(word) or node.by_name.get(name) or next(typed, None)
