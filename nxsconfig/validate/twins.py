"""The elements of a component that can have become an element of the merged tree.

```
 merged  /scan/instrument/energy ─► step by step from the root of the component ─► field energy, there
```
References in names are resolved in the merged tree, so words with a ``$`` fit everything. An element without a name
takes that of what it was merged with.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from nxsconfig.dialect.grammar import ROOT
from nxsconfig.dialect.xml import Element

_Key = tuple[str, str | None, str | None]
"""Tag, name and type."""


@dataclass
class _Children:
    """Children of one element with their positions: those that fit one key only, and those that may fit others."""

    plain: dict[_Key, list[tuple[int, Element]]] = field(default_factory=dict)
    open: list[tuple[int, Element]] = field(default_factory=list)


class Twins:
    """Finds twins in one component. Children are sorted once for each parent: parents may have thousands."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._known: dict[Element, _Children] = {}

    def of(self, element: Element) -> list[Element]:
        """The elements of the component, in order, that can have become this element of the merged tree."""
        found = [self._root]
        for step in chain(element):
            found = [child for parent in found for child in self._children(parent, step)]
        return found

    def _children(self, parent: Element, step: Element) -> Iterable[Element]:
        known = self._known.get(parent)
        if known is None:
            known = self._known[parent] = _sorted(parent)
        plain = known.plain.get(_key(step), [])
        fitting = [(number, child) for number, child in known.open if _fits(child, step)]
        found = sorted([*plain, *fitting], key=_position) if fitting else plain
        nameless = (step.tag, None, step.get("type"))
        return (child for _number, child in found or known.plain.get(nameless, []))


def chain(element: Element) -> list[Element]:
    """An element and all that it is in, from the outside, without the root of components."""
    found = [*reversed(list(element.iterancestors())), element]
    return found[1:] if found[0].tag == ROOT else found


def _sorted(parent: Element) -> _Children:
    children = _Children()
    for number, child in enumerate(parent):
        key = _key(child)
        refers = any("$" in (word or "") for word in key[1:])
        (children.open if refers else children.plain.setdefault(key, [])).append((number, child))
    return children


def _key(element: Element) -> _Key:
    return element.tag, element.get("name"), element.get("type")


def _position(numbered: tuple[int, Element]) -> int:
    return numbered[0]


def _fits(child: Element, step: Element) -> bool:
    words = zip(_key(child)[1:], _key(step)[1:], strict=True)
    return child.tag == step.tag and all(written == merged or "$" in (written or "") for written, merged in words)
