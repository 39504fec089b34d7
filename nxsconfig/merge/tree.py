"""The tree merge: many definitions become one (config-server §7.2, §7.3, §7.9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from nxsconfig.dialect.grammar import ALLOWED_CHILDREN, CUT_TYPES, LINKABLE, ROOT, SWITCHABLE
from nxsconfig.dialect.xml import Element, document, parse
from nxsconfig.errors import UndefinedTagError
from nxsconfig.merge.links import LinkBoard
from nxsconfig.merge.messages import foreign_child
from nxsconfig.merge.options import MergeOptions
from nxsconfig.merge.origin import MARK, Provenance
from nxsconfig.merge.siblings import SiblingMerger
from nxsconfig.merge.switches import mark_canfail, switch_modes


@dataclass(frozen=True)
class Source:
    """One component to merge: its name for errors and origins, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Merged:
    """One definition and where each of its nodes came from."""

    root: Element
    provenance: Provenance

    def origin(self, element: Element) -> tuple[str, ...]:
        """Names of the components that an element came from, first the one that brought it."""
        return self.provenance.of(element)

    def text(self) -> str:
        """The definition as a document, with the white space of the components."""
        return document(self.root)


def merge_components(sources: Iterable[Source], options: MergeOptions | None = None) -> Merged | None:
    """Merge components in the given order; None when there is no text at all.

    Raises:
        WrongXMLError, XMLLimitError: a text can't be parsed.
        UndefinedTagError: a root is not `definition`.
        IncompatibleNodeError: the components contradict each other; its origins name them.
    """
    used = [source for source in sources if source.text]
    roots = [_definition(source) for source in used]
    if not roots:
        return None
    provenance = Provenance(source.name for source in used)
    return merge_tree(_collect(used, roots, provenance), provenance, options)


def merge_tree(root: Element, provenance: Provenance | None = None, options: MergeOptions | None = None) -> Merged:
    """Merge the elements of one tree among themselves; the tree is changed."""
    provenance = provenance or Provenance()
    _TreeMerger(options or MergeOptions(), provenance).visit(root)
    return Merged(root, provenance)


def _definition(source: Source) -> Element:
    root = parse(source.text, f"component {source.name!r}")
    if root.tag != ROOT:
        raise UndefinedTagError("<definition> not defined")
    if MARK in source.text:
        etree.strip_attributes(root, MARK)
    return root


def _collect(used: Sequence[Source], roots: Sequence[Element], provenance: Provenance) -> Element:
    """The first root with the children of all; later leading texts join the first one."""
    first = roots[0]
    for source, root in zip(used, roots, strict=True):
        children = list(root)
        for child in children:
            provenance.set(child, source.name)
        if root is not first:
            first.extend(children)
            _join_root_text(first, root)
    return first


def _join_root_text(first: Element, later: Element) -> None:
    ours, theirs = (first.text or "").strip(), (later.text or "").strip()
    if theirs and theirs != ours:
        first.text = f"{first.text}\n{theirs}" if ours else theirs


class _TreeMerger:
    """One walk over a tree: switch, merge the children, check them, go down, link, cut empty groups."""

    def __init__(self, options: MergeOptions, provenance: Provenance) -> None:
        self._options = options
        self._provenance = provenance
        self._siblings = SiblingMerger(provenance, skip=options.skip)
        self._boards = [
            LinkBoard(listed, path)
            for listed, path in ((options.link, options.link_path), (options.extralink, options.extralink_path))
            if listed
        ]

    def visit(self, node: Element) -> None:
        """Merge below a node. Raises IncompatibleNodeError; the tree is then half merged and must be dropped."""
        children = list(node)
        if len(children) > 1:
            children = self._siblings.merge(node, children)
        allowed = ALLOWED_CHILDREN.get(node.tag)
        for child in children:
            if allowed is not None and child.tag not in allowed:
                raise foreign_child(child, self._provenance)
            self._visit_child(child)
        for child in children:
            if not len(child) and child.tag == "group" and _vanishes(child):
                node.remove(child)

    def _visit_child(self, child: Element) -> None:
        tag = child.tag
        if len(child):
            if self._options.step and tag in SWITCHABLE:
                switch_modes(child, self._options.step, self._options.modes)
            self.visit(child)
        if tag in LINKABLE:
            for board in self._boards:
                link = board.add(child)
                if link is not None:
                    self._linked(link, child)
        if self._options.canfail and tag in SWITCHABLE:
            mark_canfail(child, self._options.canfail)

    def _linked(self, link: Element, field: Element) -> None:
        """A link came from where its field came from."""
        origin = self._provenance.of(field)
        if origin:
            self._provenance.set(link, origin[0])


def _vanishes(group: Element) -> bool:
    """Whether an empty group holds nothing but its default name (config-server §7.9)."""
    nxclass = group.get("type")
    if nxclass not in CUT_TYPES or nxclass is None:
        return False
    attributes = group.attrib
    return len(attributes) == 1 or (len(attributes) == 2 and f"NX{group.get('name')}" == nxclass)
