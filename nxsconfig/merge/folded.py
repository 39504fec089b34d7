"""The checked merge of a big text, done with its inner groups folded, so that it costs what many small ones cost."""

from typing import Protocol

from nxsconfig.dialect.xml import Element, pretty_document
from nxsconfig.errors import NXSConfigError, XMLError
from nxsconfig.merge.folding import Folds, foldable
from nxsconfig.merge.options import MergeOptions
from nxsconfig.merge.origin import Untraced
from nxsconfig.merge.siblings import SiblingMerger
from nxsconfig.merge.tree import TreeMerger


def merged_folded(text: str, options: MergeOptions) -> str | None:
    """The document that parsing, merging and printing a text prettily gives.

    None: it has to be done with the whole text, because that is small, or unusual, or gives an error, which then is the
    right one.
    """
    if not foldable(text):
        return None
    try:
        folds = Folds(text)
        root = folds.parse()
        merger = _FoldedMerger(folds, options)
        merger.visit(root)
        if merger.grown:
            settled = merger.is_settled and all(group.get("name") for group in root.iter("group"))
            _FoldedMerger(folds, options, outside_only=settled).visit(root)
        return folds.whole(pretty_document(root))
    except NXSConfigError:
        return None


class _FoldedMerger(TreeMerger):
    """Unfolds a group when the walk gets to it, and folds it when the walk leaves it.

    outside_only: leaves the folded groups alone, and gives up (XMLError) when there is something to merge.
    """

    def __init__(self, folds: Folds, options: MergeOptions, *, outside_only: bool = False) -> None:
        super().__init__(options, Untraced(), FoldedSiblings(folds, skip=options.skip, differ=outside_only))
        self._folds = folds
        folds.start()
        self._outside_only = outside_only
        steps = [*(options.link_path if options.link else ()), *(options.extralink_path if options.extralink else ())]
        self._open = {step.name for step in steps}  # links may be put there at any time
        for group in list(folds.folded):
            if group.get("name") in self._open:
                folds.unfold(group)

    def visit_child(self, child: Element) -> None:
        """Switch, merge and finish an element and what is below it."""
        if child not in self._folds.folded:
            super().visit_child(child)
        elif not self._outside_only:
            number = self._folds.unfold(child)
            super().visit_child(child)
            if child.get("name") not in self._open:
                self._folds.fold(child, number)

    def is_empty(self, child: Element) -> bool:
        """Whether there is nothing in an element."""
        return super().is_empty(child) and child not in self._folds.folded


class Unfolding(Protocol):
    """Groups of a tree without what is in them."""

    folded: set[Element]

    def unfold(self, group: Element) -> object:
        """Give a folded group its children back."""
        ...


class FoldedSiblings(SiblingMerger):
    """Unfolds groups that become one. differ: no siblings may be the same element; XMLError if they are."""

    def __init__(self, folds: Unfolding, *, skip: bool, differ: bool) -> None:
        super().__init__(Untraced(), skip=skip)
        self._folds = folds
        self._differ = differ

    def merge(self, parent: Element, children: list[Element]) -> list[Element]:
        """The children that are left, in order."""
        left = super().merge(parent, children)
        if self._differ and len(left) < len(children):
            raise XMLError("elements have become the same")
        return left

    def absorb(self, parent: Element, first: Element, second: Element) -> None:
        """`second` becomes part of `first`, both unfolded."""
        for group in (first, second):
            if group in self._folds.folded:
                self._folds.unfold(group)
        super().absorb(parent, first, second)
