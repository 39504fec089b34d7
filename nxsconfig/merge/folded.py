"""The checked merge of a big text, done with its inner groups folded, so that it costs what many small ones cost."""

from nxsconfig.dialect.xml import Element, pretty_document
from nxsconfig.errors import NXSConfigError
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
        if _merge(root, folds, options):
            _merge(root, folds, options)
        return folds.whole(pretty_document(root))
    except NXSConfigError:
        return None


def _merge(root: Element, folds: Folds, options: MergeOptions) -> bool:
    """Merge below a root; whether it has to be done again."""
    merger = _FoldedMerger(folds, options)
    merger.visit(root)
    return merger.grown


class _FoldedMerger(TreeMerger):
    """Unfolds a group when the walk gets to it, and folds it when the walk leaves it."""

    def __init__(self, folds: Folds, options: MergeOptions) -> None:
        super().__init__(options, Untraced(), _FoldedSiblings(folds, skip=options.skip))
        self._folds = folds
        steps = [*(options.link_path if options.link else ()), *(options.extralink_path if options.extralink else ())]
        self._open = {step.name for step in steps}  # links may be put there at any time
        for group in list(folds.folded):
            if group.get("name") in self._open:
                folds.unfold(group)

    def visit_child(self, child: Element) -> None:
        """Switch, merge and finish an element and what is below it."""
        if child not in self._folds.folded:
            super().visit_child(child)
            return
        number = self._folds.unfold(child)
        super().visit_child(child)
        if child.get("name") not in self._open:
            self._folds.fold(child, number)

    def is_empty(self, child: Element) -> bool:
        """Whether there is nothing in an element."""
        return super().is_empty(child) and child not in self._folds.folded


class _FoldedSiblings(SiblingMerger):
    """Unfolds groups that become one."""

    def __init__(self, folds: Folds, *, skip: bool) -> None:
        super().__init__(Untraced(), skip=skip)
        self._folds = folds

    def absorb(self, parent: Element, first: Element, second: Element) -> None:
        """`second` becomes part of `first`, both unfolded."""
        for group in (first, second):
            if group in self._folds.folded:
                self._folds.unfold(group)
        super().absorb(parent, first, second)
