"""Inner groups of a component that are merged ahead, alone, and stand in the big merges as a mark only.

What is in a detector's group concerns nobody else as long as no other component has the same group, no list names one
of its datasources and no variable is used there. Then both merges do with it what they do with any other such group:
the same every time, which can be done once for each text.

    <group name="instrument">             <group name="instrument">
      <group name="slit1">…fields…    ─►    <group name="slit1">MARK1;        + what comes out of the group's content
    </group>                              </group>
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from nxsconfig.dialect.xml import Element, inner_text, parse, serialise, spaced
from nxsconfig.errors import NXSConfigError
from nxsconfig.merge.collect import LEAF_MARK, is_leaf
from nxsconfig.merge.options import MergeOptions
from nxsconfig.merge.origin import MARK as ORIGIN_MARK
from nxsconfig.merge.origin import Untraced
from nxsconfig.merge.references import datasource_records
from nxsconfig.merge.substitute import DatasourceExpander, remove_components
from nxsconfig.merge.tree import TreeMerger

FIRST_MERGE = MergeOptions(skip=True, shallow=True)
"""How the components are merged before their datasources are put in."""

_LEAVES = "group/group/group"
"""Which groups are prepared: outer ones are mostly shared by many components."""

_MARKED = re.compile(rf"{LEAF_MARK}(\d+);")

_UNUSUAL = LEAF_MARK, ORIGIN_MARK, "xmlns"

Record = Callable[[str], str | None]
"""Look-up of a serialised datasource element by record name; None: there is none."""


@dataclass(frozen=True)
class Leaf:
    """The content of a group: `raw` as in its component, `cache` with its datasources, after the first merge; `xml`
    after the second one, as it is printed. A list that names one of `names` means something in it.
    """

    raw: str
    cache: str
    xml: str
    names: frozenset[str]


@dataclass(frozen=True)
class Prepared:
    """A component with marks for its leaves; it counts as long as the datasources `used` have these `records`.

    A component without leaves has to be merged as it is. `places`: names of the groups of its leaves and those around.
    """

    text: str
    leaves: Mapping[int, Leaf]
    places: frozenset[str]
    used: tuple[str, ...]
    records: tuple[str | None, ...]


def prepare(text: str, record: Record, numbers: Iterator[int]) -> Prepared:
    """A component with those leaves prepared of which it can be told what comes of them; never an error.

    numbers: give each leaf its own number.
    """
    try:
        root = parse(text)
    except NXSConfigError:
        return Prepared(text, {}, frozenset(), (), ())
    leaves: dict[int, Leaf] = {}
    places: set[str] = set()
    used: dict[str, str | None] = {}
    for group in [] if any(part in text for part in _UNUSUAL) else root.findall(_LEAVES):
        leaf = _leaf(group, record, used)
        if leaf is not None:
            number = next(numbers)
            leaves[number] = leaf
            places.add("/".join(str(one.get("name")) for one in (group, *group.iterancestors("group"))))
            del group[:]
            group.text = f"{LEAF_MARK}{number};"
    return Prepared(serialise(root), leaves, frozenset(places), tuple(used), tuple(used.values()))


def _leaf(group: Element, record: Record, used: dict[str, str | None]) -> Leaf | None:
    """The prepared content of a group, which stays as it is; None: it can't be told yet what comes of it."""
    if not len(group):
        return None
    raw = inner_text(group)
    records = {name: record(name) for name in datasource_records(raw)}
    used |= records
    if any(text is None or "$" in text or LEAF_MARK in text for text in records.values()):
        return None
    try:
        cache = _first_merged(raw, records)
        return None if "$" in cache or "xmlns" in cache else _second_merged(raw, cache)
    except NXSConfigError:
        return None


def _first_merged(raw: str, records: Mapping[str, str | None]) -> str:
    group = _group_of(raw)
    TreeMerger(FIRST_MERGE, Untraced()).visit(group, "group")
    text = remove_components(spaced(inner_text(group)))
    return DatasourceExpander(records.get, required=False).expand(text)


def _second_merged(raw: str, cache: str) -> Leaf | None:
    group = _group_of(cache)
    merger = TreeMerger(MergeOptions(), Untraced())
    merger.visit(group, "group")
    if not len(group) or merger.grown or not merger.is_settled or not _is_printed_verbatim(group):
        return None
    names = frozenset(str(source.get("name")) for source in group.iter("datasource"))
    return Leaf(raw, cache, inner_text(group), names)


def _group_of(content: str) -> Element:
    """A group with that content, as deep as in its component, so that too much depth is found."""
    return parse(f"<in><in><in><group>{content}</group></in></in></in>")[0][0][0]


def _is_printed_verbatim(group: Element) -> bool:
    """Whether a text is in it, blank or not: otherwise the indentation depends on what is around it."""
    return group.text is not None or any(child.tail is not None for child in group)


@dataclass(frozen=True)
class LeafText:
    """A text with marks, and the leaves that these stand for."""

    text: str
    leaves: Mapping[int, Leaf]

    def cache(self) -> str:
        """The whole text between the merges."""
        return self._with(lambda leaf: leaf.cache)

    def xml(self) -> str:
        """The whole text after both merges."""
        return self._with(lambda leaf: leaf.xml)

    def without(self, names: frozenset[str]) -> "LeafText":
        """The text with those leaves put back between the merges that use one of these datasources."""

        def put_back(mark: re.Match[str]) -> str:
            leaf = self._of(mark)
            return mark[0] if leaf.names.isdisjoint(names) else leaf.cache

        return LeafText(_MARKED.sub(put_back, self.text), self.leaves) if names else self

    @property
    def marks(self) -> int:
        """How many marks there are."""
        return self.text.count(LEAF_MARK)

    def _of(self, mark: re.Match[str]) -> Leaf:
        return self.leaves[int(mark[1])]

    def _with(self, content: Callable[[Leaf], str]) -> str:
        return _MARKED.sub(lambda mark: content(self._of(mark)), self.text)


class LeafFolds:
    """The leaves of one tree. `folded`: groups that hold a mark; `content` says what they hold when unfolded."""

    def __init__(self, root: Element, leaves: Mapping[int, Leaf], content: Callable[[Leaf], str]) -> None:
        self._leaves = leaves
        self._content = content
        self.folded = {group for group in root.iter("group") if is_leaf(group)}

    def unfold(self, group: Element) -> None:
        """Give a folded group its content back."""
        content = _group_of(self._content(self._leaves[int((group.text or "")[len(LEAF_MARK) : -1])]))
        group.text = content.text
        group.extend(content[:])  # type: ignore[index]  # stubs know no slices
        self.folded.remove(group)

    def unfold_named(self, names: Collection[str | None]) -> None:
        """Give their contents back to those groups that have one of the names."""
        for group in [group for group in self.folded if group.get("name") in names]:
            self.unfold(group)
