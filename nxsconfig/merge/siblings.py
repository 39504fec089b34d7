"""Merges the children of one parent: which are the same element, and what becomes of two that are.

Siblings are indexed by tag and name, so that the work grows with their number and not with its square; the order of the
comparisons stays that of the pairwise definition (config-server §7.3-7.5).
"""

from collections.abc import Iterable, Sequence
from enum import Enum

from nxsconfig.dialect.grammar import SINGLES, STRONGER, UNIQUE_TEXT
from nxsconfig.dialect.text import content, pieces
from nxsconfig.dialect.xml import Element
from nxsconfig.merge.messages import attribute_conflict, name_conflict, text_conflict
from nxsconfig.merge.origin import Provenance


class Relation(Enum):
    """What two siblings are to each other."""

    APART = 0
    SAME = 1
    FIRST_WINS = 2
    SECOND_WINS = 3


_TEXT_COUNTS = (Relation.SAME, Relation.APART)  # two texts are refused even where other attributes keep elements apart


class SiblingMerger:
    """Merges siblings; `skip`: conflicts leave them apart instead of raising."""

    def __init__(self, provenance: Provenance, *, skip: bool) -> None:
        self._provenance = provenance
        self._skip = skip

    def merge(self, parent: Element, children: list[Element]) -> list[Element]:
        """The children that are left, in order. Raises IncompatibleNodeError."""
        if _all_named_differently(children):
            return children
        index = _Index(children)
        for first in children:
            if first in index.gone:
                continue
            for second in index.candidates(first):
                if not self._settle(parent, first, second, index.gone):
                    break
        return [child for child in children if child not in index.gone] if index.gone else children

    def _settle(self, parent: Element, first: Element, second: Element, gone: set[Element]) -> bool:
        """Bring one pair in order; False when `first` is gone."""
        relation = self.compare(first, second)
        if relation is Relation.APART:
            return True
        if relation is Relation.SECOND_WINS:
            parent.remove(first)
            gone.add(first)
            return False
        if relation is Relation.SAME:
            self.absorb(parent, first, second)
        parent.remove(second)
        gone.add(second)
        return True

    def compare(self, first: Element, second: Element) -> Relation:
        """Whether two siblings of one tag are the same element (config-server §7.4)."""
        name, other = first.get("name"), second.get("name")
        if name and other and name != other:
            if first.tag in SINGLES:
                raise name_conflict(first, second, self._provenance)
            return Relation.APART
        get = second.get
        conflicts = [
            (str(value), theirs) for key, value in first.items() if (theirs := get(key)) is not None and theirs != value
        ]
        relation = Relation.SAME
        if conflicts:
            relation = self._conflicting(first, second, conflicts, named=bool(name) and name == other)
        if relation in _TEXT_COUNTS and first.tag in UNIQUE_TEXT and not self._texts_agree(first, second):
            return Relation.APART
        return relation

    def _conflicting(
        self, first: Element, second: Element, conflicts: list[tuple[str, str]], *, named: bool
    ) -> Relation:
        if self._skip or not (named or first.tag in SINGLES):
            return Relation.APART
        ours, theirs = conflicts[0]
        if (ours, theirs) in STRONGER:
            return Relation.FIRST_WINS
        if (theirs, ours) in STRONGER:
            return Relation.SECOND_WINS
        raise attribute_conflict(first, second, conflicts, self._provenance)

    def _texts_agree(self, first: Element, second: Element) -> bool:
        ours, theirs = content(first), content(second)
        if not ours or not theirs or ours == theirs:
            return True
        if self._skip:
            return False
        raise text_conflict(first, second, (ours, theirs), self._provenance)

    def absorb(self, parent: Element, first: Element, second: Element) -> None:
        """`second` becomes part of `first` (config-server §7.5); it is still in the tree afterwards, emptied."""
        mine = first.attrib
        for key, value in second.items():
            if key not in mine:
                mine[key] = value
        _join_texts(first, second)
        _join_tails(parent, first, second)
        moved = list(second)
        first.extend(moved)
        self._provenance.absorbed(first, second, moved)


def _all_named_differently(children: list[Element]) -> bool:
    keys = {(child.tag, child.get("name")) for child in children}
    return len(keys) == len(children) and not any(not name or tag in SINGLES for tag, name in keys)


class _Index:
    """Children by tag and by name; `gone` are those that were merged or dropped."""

    def __init__(self, children: list[Element]) -> None:
        self.gone: set[Element] = set()
        self._by_tag: dict[str, list[Element]] = {}
        for child in children:
            self._by_tag.setdefault(child.tag, []).append(child)
        self._position: dict[Element, int] = {}
        self._named: dict[tuple[str, str], list[Element]] = {}
        self._unnamed: dict[str, list[Element]] = {}
        self._index_names()

    def _index_names(self) -> None:
        for tag, elements in self._by_tag.items():
            if len(elements) == 1:
                continue
            for position, element in enumerate(elements):
                self._position[element] = position
                name = element.get("name")
                bucket = self._named.setdefault((tag, name), []) if name else self._unnamed.setdefault(tag, [])
                bucket.append(element)

    def candidates(self, first: Element) -> Iterable[Element]:
        """Later siblings that might be the same element, in order."""
        tag, name = first.tag, first.get("name")
        everyone = self._by_tag[tag]
        if len(everyone) == 1:
            return ()
        if not name or tag in SINGLES:
            return self._alive(everyone[self._position[first] + 1 :])
        namesakes = self._later(self._named.get((tag, name), ()), first)
        unnamed = self._later(self._unnamed.get(tag, ()), first)
        if not unnamed:
            return namesakes
        return sorted([*namesakes, *unnamed], key=self._position.__getitem__)

    def _later(self, elements: Sequence[Element], first: Element) -> list[Element]:
        if len(elements) < 2 and first in elements:
            return []
        after = self._position[first]
        return self._alive([element for element in elements if self._position[element] > after])

    def _alive(self, elements: list[Element]) -> list[Element]:
        return [element for element in elements if element not in self.gone] if self.gone else elements


def _join_texts(first: Element, second: Element) -> None:
    if not second.text and not len(second):
        return
    theirs = pieces(second)
    if not theirs:
        return
    ours = pieces(first)
    if ours == theirs:
        return
    new = [text for text in theirs if text not in ours]
    if new:
        leading = first.text or ""
        first.text = "\n".join([leading, *new] if leading.strip() else new)


def _join_tails(parent: Element, first: Element, second: Element) -> None:
    tail = second.tail
    if tail is None:
        return
    tail = tail.strip()
    if tail and tail not in {(first.tail or "").strip(), (parent.text or "").strip()}:
        first.tail = f"{first.tail or ''}\n{tail}"
