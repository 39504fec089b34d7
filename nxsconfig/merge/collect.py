"""From component texts to one tree that holds the children of all, in order: what the tree merge starts from.

Components mostly repeat the same few outer groups (entry, instrument) around what they add. Such groups are joined
while a component is still in the processor's cache: joined later, each of their levels would cost another way through
the memory of all components, which is what takes the time from some hundred components on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from nxsconfig.dialect.grammar import ROOT
from nxsconfig.dialect.text import pieces
from nxsconfig.dialect.xml import Element, parse_all
from nxsconfig.errors import UndefinedTagError
from nxsconfig.merge.origin import MARK, Provenance

TOGETHER = 50
"""Components that are parsed together: enough to share the cost of a document, few enough to stay in the cache."""


LEAF_MARK = "nxsconfig-leaf"
"""What the text of a group begins with that stands for a prepared one (merge/leaves.py)."""


@dataclass(frozen=True)
class Source:
    """One component to merge: its name for errors and origins, and its text."""

    name: str
    text: str


def collect(used: Sequence[Source], provenance: Provenance) -> Element:
    """The first root with the children of all; later leading texts join the first one. Origins are noted.

    Raises:
        WrongXMLError, XMLLimitError: a text can't be parsed.
        UndefinedTagError: a root is not `definition`.
    """
    definitions = _definitions(used)
    first = next(definitions)
    for child in first:
        provenance.set(child, used[0].name)
    for source, root in zip(used[1:], definitions, strict=True):
        children = list(root)
        for child in children:
            provenance.set(child, source.name)
        first.extend(children)
        _join_root_text(first, root)
    return first


def collect_joined(used: Sequence[Source]) -> Element:
    """The tree of `collect` with groups joined already where merging would do just that. Raises the same errors."""
    definitions = _definitions(used)
    first = next(definitions)
    joiner = _GroupJoiner()
    for root in definitions:
        joiner.extend(first, root[:])  # type: ignore[index, arg-type]  # stubs know no slices
        _join_root_text(first, root)
    return first


def _definitions(used: Sequence[Source]) -> Iterator[Element]:
    """The roots in order, without marks of origins; the first one has no parent."""
    for start in range(0, len(used), TOGETHER):
        some = used[start : start + TOGETHER]
        roots = _parsed(some)
        if any(root.tag != ROOT for root in roots):
            _parsed(used[start + TOGETHER :])  # a text that can't be parsed is the worse error
            raise UndefinedTagError("<definition> not defined")
        if start == 0 and (parent := roots[0].getparent()) is not None:
            parent.remove(roots[0])
        for source, root in zip(some, roots, strict=True):
            if MARK in source.text:
                etree.strip_attributes(root, MARK)
            yield root


def _parsed(sources: Sequence[Source]) -> list[Element]:
    return parse_all([(f"component {source.name!r}", source.text) for source in sources])


def _join_root_text(first: Element, later: Element) -> None:
    ours, theirs = (first.text or "").strip(), (later.text or "").strip()
    if theirs and theirs != ours:
        first.text = f"{first.text}\n{theirs}" if ours else theirs


class _GroupJoiner:
    """Adds children to a parent, those that equal a group of it to that group.

    Only as long as nothing else can be meant: all groups of the parent have names, namesakes have equal attributes, and
    what joins brings no text of its own. The first group that is different ends it for this parent: that one and all
    after it are left to the merge, which then compares in the same order as if nothing had been joined.
    """

    def __init__(self) -> None:
        self._groups: dict[Element, dict[str, Element] | None] = {}  # by parent, then name; None: it ended

    def extend(self, parent: Element, children: Sequence[Element]) -> None:
        """Add children, in order."""
        if parent not in self._groups:
            self._groups[parent] = _by_name(parent)
        groups = self._groups[parent]
        for child in children:
            if groups is None or child.tag != "group":
                parent.append(child)
                continue
            name = child.get("name")
            known = groups.get(name) if name else None
            if known is not None and _joins(known, child):
                self.extend(known, child[:])  # type: ignore[index, arg-type]  # stubs know no slices
                continue
            parent.append(child)
            if name and known is None:
                groups[name] = child
            else:
                groups = self._groups[parent] = None


def _by_name(parent: Element) -> dict[str, Element] | None:
    """Groups by name; None when there is one without a name, or two have the same."""
    found: dict[str, Element] = {}
    for group in parent.iterchildren("group"):
        name = group.get("name")
        if not name or name in found:
            return None
        found[name] = group
    return found


def _joins(group: Element, other: Element) -> bool:
    if group.items() != other.items() or is_leaf(group):
        return False
    return not (other.tail or "").strip() and not pieces(other)


def is_leaf(group: Element) -> bool:
    """Whether a mark stands for what is in the group."""
    return (group.text or "").startswith(LEAF_MARK)
