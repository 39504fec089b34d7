"""Both merges of components whose leaves are prepared (leaves.py): only what is around the leaves is a tree.

Whatever is unusual or wrong gives None: then the whole texts have to be merged, which gives the error that they have.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from nxsconfig.dialect.xml import Element, parse, pretty_document, serialise
from nxsconfig.errors import NXSConfigError, XMLError
from nxsconfig.merge.collect import LEAF_MARK, Source, collect_joined
from nxsconfig.merge.folded import FoldedSiblings
from nxsconfig.merge.leaves import FIRST_MERGE, LeafFolds, LeafText, Prepared
from nxsconfig.merge.options import MergeOptions
from nxsconfig.merge.origin import Untraced
from nxsconfig.merge.tree import TreeMerger


def merged_first(sources: Sequence[Source], prepared: Mapping[str, Prepared]) -> LeafText | None:
    """The components as far as they agree; the leaves that met others are no longer marks. prepared: some, by name."""
    if any(LEAF_MARK in source.text for source in sources):
        return None
    alone = _alone(prepared)
    if not alone:
        return None
    leaves = {number: leaf for one in alone.values() for number, leaf in one.leaves.items()}
    mixed = [Source(one.name, alone[one.name].text) if one.name in alone else one for one in sources]
    try:
        root = collect_joined([source for source in mixed if source.text])
        folds = LeafFolds(root, leaves, lambda leaf: leaf.raw)
        _LeafMerger(folds, FIRST_MERGE).visit(root)
    except NXSConfigError:
        return None
    return LeafText(serialise(root), leaves)


def _alone(prepared: Mapping[str, Prepared]) -> dict[str, Prepared]:
    """The components whose leaves meet none of another one: it costs more to put leaves back than to do without."""
    users = Counter(place for one in prepared.values() for place in one.places)
    shared = {place for place, count in users.items() if count > 1}
    return {name: one for name, one in prepared.items() if one.places.isdisjoint(shared)}


def merged_again(text: LeafText, marks: int, options: MergeOptions) -> str | None:
    """The document that the second merge of a resolved text gives; `marks`: how many it must have."""
    if text.marks != marks or "xmlns" in text.text:
        return None
    steps = [*(options.link_path if options.link else ()), *(options.extralink_path if options.extralink else ())]
    try:
        root = parse(text.text)
        folds = LeafFolds(root, text.leaves, lambda leaf: leaf.cache)
        folds.unfold_named({step.name for step in steps})
        merger = _LeafMerger(folds, options)
        merger.visit(root)
        if merger.grown:
            _LeafMerger(_Closed(folds.folded), options).visit(root)
    except NXSConfigError:
        return None
    return LeafText(pretty_document(root), text.leaves).xml()


class _Closed:
    """Folded groups that have been merged: nothing can be told any more about what is in them."""

    def __init__(self, folded: set[Element]) -> None:
        self.folded = folded

    def unfold(self, group: Element) -> None:
        """Give up."""
        raise XMLError(f"the group {group.get('name')!r} is finished already")


class _LeafMerger(TreeMerger):
    """Passes over the leaves."""

    def __init__(self, folds: LeafFolds | _Closed, options: MergeOptions) -> None:
        super().__init__(options, Untraced(), FoldedSiblings(folds, skip=options.skip, differ=False))
        self._folded = folds.folded

    def is_empty(self, child: Element) -> bool:
        """Whether there is nothing in an element."""
        return super().is_empty(child) and child not in self._folded
