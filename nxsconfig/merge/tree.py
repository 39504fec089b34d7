"""The tree merge: many definitions become one (config-server §7.2, §7.3, §7.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from nxsconfig.dialect.grammar import ALLOWED_CHILDREN, CUT_TYPES, LINKABLE, ROOT, SWITCHABLE
from nxsconfig.dialect.xml import Element, document
from nxsconfig.merge.collect import Source, collect, collect_joined
from nxsconfig.merge.links import LinkBoard
from nxsconfig.merge.messages import foreign_child
from nxsconfig.merge.options import MergeOptions
from nxsconfig.merge.origin import Provenance, Untraced
from nxsconfig.merge.siblings import SiblingMerger
from nxsconfig.merge.switches import mark_canfail, switch_modes


@dataclass(frozen=True)
class Merged:
    """One definition and where each of its nodes came from.

    `grown`: groups were made for links, or an unnamed element got a name. An unnamed group may be meant by a link's
    group (`<group type="NXdata"/>` by ``data``), two namesakes may contradict each other: only another merge tells, as
    the peers' second one does (config-server §6.5 step 6).
    """

    root: Element
    provenance: Provenance
    grown: bool = False

    def origin(self, element: Element) -> tuple[str, ...]:
        """Names of the components that an element came from, first the one that brought it."""
        return self.provenance.of(element)

    def text(self) -> str:
        """The definition as a document, with the white space of the components."""
        return document(self.root)


def collect_components(sources: Iterable[Source], *, traced: bool = True) -> Merged | None:
    """The elements of all components below the first one's root, not merged yet; None when there is no text at all.

    traced: remember where each node came from; without it a merge is faster.

    Raises:
        WrongXMLError, XMLLimitError: a text can't be parsed.
        UndefinedTagError: a root is not `definition`.
    """
    used = [source for source in sources if source.text]
    if not used:
        return None
    provenance = Provenance(source.name for source in used) if traced else Untraced()
    return Merged(collect(used, provenance), provenance)


def merge_components(
    sources: Iterable[Source], options: MergeOptions | None = None, *, traced: bool = True
) -> Merged | None:
    """Merge components in the given order; None when there is no text at all.

    Raises:
        WrongXMLError, XMLLimitError, UndefinedTagError: as `collect_components`, which says what `traced` is.
        IncompatibleNodeError: the components contradict each other; its origins name them.
    """
    used = [source for source in sources if source.text]
    if used and not traced:
        return merge_tree(collect_joined(used), Untraced(), options)
    collected = collect_components(used)
    return None if collected is None else merge_tree(collected.root, collected.provenance, options)


def merge_tree(root: Element, provenance: Provenance | None = None, options: MergeOptions | None = None) -> Merged:
    """Merge the elements of one tree among themselves; the tree is changed."""
    provenance = provenance or Provenance()
    merger = TreeMerger(options or MergeOptions(), provenance)
    merger.visit(root)
    return Merged(root, provenance, merger.grown)


class _Check(NamedTuple):
    """What the tags of a parent and its children say about the work that is to be done."""

    repeated: bool
    foreign: bool
    groups: bool


_NOTHING = _Check(repeated=False, foreign=False, groups=False)
_CHECKS: dict[tuple[str, ...], _Check] = {}  # by tags of the parent and up to seven children: a few dozen occur


def _check(tags: tuple[str, ...]) -> _Check:
    different = set(tags[1:])
    allowed = ALLOWED_CHILDREN.get(tags[0])
    foreign = allowed is not None and not allowed.issuperset(different)
    check = _Check(len(different) < len(tags) - 1, foreign, "group" in different)
    if not any(check):
        check = _NOTHING
    if len(tags) <= 8 and len(_CHECKS) < 4096:
        _CHECKS[tags] = check
    return check


class TreeMerger:
    """One walk over a tree: switch, merge the children, check them, go down, link, cut empty groups."""

    def __init__(self, options: MergeOptions, provenance: Provenance, siblings: SiblingMerger | None = None) -> None:
        self._options = options
        self._provenance = provenance
        self._siblings = siblings or SiblingMerger(provenance, skip=options.skip)
        self._boards = [
            LinkBoard(listed, path)
            for listed, path in ((options.link, options.link_path), (options.extralink, options.extralink_path))
            if listed
        ]
        self._finishes = bool(self._boards or options.canfail)
        self._deep = not options.shallow
        self._only_merges = not (self._finishes or options.step)

    @property
    def grown(self) -> bool:
        """Whether groups were made for links, or an element met its namesakes before it had their name."""
        return self._siblings.named_late or any(board.made_groups for board in self._boards)

    @property
    def is_settled(self) -> bool:
        """Whether another merge has nothing to do in a branch that it doesn't merge with another one."""
        modes = self._options.modes
        stays = modes.keys().isdisjoint(modes.values())
        return stays and not self._siblings.named_late and all(board.is_settled() for board in self._boards)

    def visit(self, node: Element, tag: str = ROOT) -> None:
        """Merge below a node. Raises IncompatibleNodeError; the tree is then half merged and must be dropped."""
        children: list[Element] = node[:]  # type: ignore[index, assignment]  # stubs know no slices; list(node) is slower
        tags = (tag, *[child.tag for child in children])
        check = _CHECKS.get(tags) or _check(tags)
        if check is _NOTHING and self._only_merges:
            for child in children:
                if len(child) and (self._deep or child.tag == "group"):
                    self.visit(child, child.tag)
        else:
            self._visit_with_care(node, children, check)

    def _visit_with_care(self, node: Element, children: list[Element], check: _Check) -> None:
        if check.repeated:
            children = self._siblings.merge(node, children)
        if check.foreign:
            self._visit_until_foreign(children, ALLOWED_CHILDREN[node.tag])
        for child in children:
            self.visit_child(child)
        if check.groups:
            self._cut_empty(node, children)

    def _visit_until_foreign(self, children: list[Element], allowed: frozenset[str]) -> None:
        """Raise for the first foreign child, or for what an earlier child raises."""
        for child in children:
            if child.tag not in allowed:
                raise foreign_child(child, self._provenance)
            self.visit_child(child)

    def visit_child(self, child: Element) -> None:
        """Switch, merge and finish an element and what is below it."""
        tag = child.tag
        if len(child) and (self._deep or tag == "group" or child in self._siblings.grown):
            if self._options.step and tag in SWITCHABLE:
                switch_modes(child, self._options.step, self._options.modes)
            self.visit(child, tag)
        if self._finishes:
            self._finish(child, tag)

    def _finish(self, element: Element, tag: str) -> None:
        """What follows the merge of an element: its links and its can-fail mark."""
        if tag in LINKABLE:
            for board in self._boards:
                link = board.add(element)
                if link is not None:
                    self._linked(link, element)
        if self._options.canfail and tag in SWITCHABLE:
            mark_canfail(element, self._options.canfail)

    def _linked(self, link: Element, field: Element) -> None:
        """A link came from where its field came from."""
        origin = self._provenance.of(field)
        if origin:
            self._provenance.set(link, origin[0])

    def is_empty(self, child: Element) -> bool:
        """Whether there is nothing in an element."""
        return not len(child)

    def _cut_empty(self, parent: Element, children: list[Element]) -> None:
        for child in children:
            if child.tag == "group" and self.is_empty(child) and _vanishes(child):
                parent.remove(child)


def _vanishes(group: Element) -> bool:
    """Whether an empty group holds nothing but its default name (config-server §7.9)."""
    nxclass = group.get("type")
    if nxclass not in CUT_TYPES or nxclass is None:
        return False
    attributes = group.attrib
    return len(attributes) == 1 or (len(attributes) == 2 and f"NX{group.get('name')}" == nxclass)
