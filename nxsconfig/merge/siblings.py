"""Merges the children of one parent: which are the same element, and what becomes of two that are.

Siblings are indexed by tag and name, so that the work grows with their number and not with its square; the order of the
comparisons stays that of the pairwise definition (config-server §7.3-7.5).
"""

from collections.abc import Sequence
from enum import Enum

from nxsconfig.dialect.grammar import SINGLES, STRONGER, UNIQUE_TEXT
from nxsconfig.dialect.text import content, pieces
from nxsconfig.dialect.xml import Element
from nxsconfig.merge.messages import attribute_conflict, name_conflict, text_conflict
from nxsconfig.merge.origin import Provenance
from nxsconfig.merge.sibling_index import FactIndex, Facts, SiblingIndex


class Relation(Enum):
    """What two siblings are to each other."""

    APART = 0
    SAME = 1
    FIRST_WINS = 2
    SECOND_WINS = 3


MANY_APART = 16
"""From this many contradicting candidates on it is worth indexing them."""

_TEXT_COUNTS = (Relation.SAME, Relation.APART)  # two texts are refused even where other attributes keep elements apart


class SiblingMerger:
    """Merges siblings; `skip`: conflicts leave them apart instead of raising. `grown`: those that absorbed others.

    `named_late`: an unnamed element got a name, after it had been compared with some of its new namesakes.
    """

    def __init__(self, provenance: Provenance, *, skip: bool) -> None:
        self.grown: set[Element] = set()
        self.named_late = False
        self._provenance = provenance
        self._skip = skip

    def merge(self, parent: Element, children: list[Element]) -> list[Element]:
        """The children that are left, in order. Raises IncompatibleNodeError."""
        if _all_named_differently(children):
            return children
        index = SiblingIndex(children)
        for first in children:
            if first in index.gone:
                continue
            if first.tag in index.facts and self._may_skip(first):
                self._settle_matching(parent, first, index, index.position(first))
            else:
                self._settle_all(parent, first, index, index.candidates(first))
        return [child for child in children if child not in index.gone] if index.gone else children

    def _settle_all(self, parent: Element, first: Element, index: SiblingIndex, candidates: Sequence[Element]) -> None:
        """Bring one element in order with its candidates; where many of them contradict it, those are passed over."""
        apart = 0
        for second in candidates:
            relation = self._settle(parent, first, second, index.gone)
            if relation is Relation.SECOND_WINS:
                return
            apart += relation is Relation.APART
            if apart > MANY_APART and self._may_skip(first):
                index.facts.setdefault(first.tag, FactIndex(index.of_tag(first.tag), _facts))
                self._settle_matching(parent, first, index, index.position(second))
                return

    def _may_skip(self, first: Element) -> bool:
        """Whether a contradiction always means apart, so that contradicting candidates needn't be looked at."""
        if first.tag in SINGLES:
            return False
        return self._skip or (not first.get("name") and first.tag not in UNIQUE_TEXT)

    def _settle_matching(self, parent: Element, first: Element, index: SiblingIndex, after: int) -> None:
        facts = index.facts[first.tag]
        position = facts.following(_facts(first), after, index.gone)
        while position is not None:
            after = position
            self._settle(parent, first, facts.elements[position], index.gone)
            if not self._may_skip(first):  # it got a name: from here on a contradiction may be an error
                later = [second for second in index.candidates(first) if index.position(second) > after]
                self._settle_all(parent, first, index, later)
                return
            position = facts.following(_facts(first), after, index.gone)

    def _settle(self, parent: Element, first: Element, second: Element, gone: set[Element]) -> Relation:
        """Bring one pair in order."""
        relation = self.compare(first, second)
        if relation is Relation.APART:
            return relation
        if relation is Relation.SECOND_WINS:
            parent.remove(first)
            gone.add(first)
            return relation
        if relation is Relation.SAME:
            self.absorb(parent, first, second)
            self.grown.add(first)
        parent.remove(second)
        gone.add(second)
        return relation

    def compare(self, first: Element, second: Element) -> Relation:
        """Whether two siblings of one tag are the same element (config-server §7.4)."""
        if first.tag not in UNIQUE_TEXT and first.items() == second.items():
            return Relation.SAME
        name, other = first.get("name"), second.get("name")
        if name and other and name != other:
            if first.tag in SINGLES:
                raise name_conflict(first, second, self._provenance)
            return Relation.APART
        conflicts = _conflicts(first, second)
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
        for key, value in second.items():
            if first.get(key) is None:
                first.set(key, value)
                self.named_late = self.named_late or key == "name"
        _join_texts(first, second)
        _join_tails(parent, first, second)
        moved = list(second)
        first.extend(moved)
        self._provenance.absorbed(first, second, moved)


def _conflicts(first: Element, second: Element) -> list[tuple[str, str]]:
    """Values of attributes that both have but don't agree in, in the order of the first."""
    get = first.get
    if all(get(key, value) == value for key, value in second.items()):
        return []
    get = second.get
    return [
        (str(value), theirs) for key, value in first.items() if (theirs := get(key)) is not None and theirs != value
    ]


def _facts(element: Element) -> Facts:
    facts = {str(key): str(value) for key, value in element.items()}
    if element.tag in UNIQUE_TEXT and (text := content(element)):
        facts["<text>"] = text
    return facts


def _all_named_differently(children: list[Element]) -> bool:
    keys = {(child.tag, child.get("name")) for child in children}
    return len(keys) == len(children) and not any(not name or tag in SINGLES for tag, name in keys)


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
