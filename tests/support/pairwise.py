"""The merge as it is defined: every sibling with every later one (config-server §7.3-7.5). Slow, and independent of the
indexed one; only its rules for one pair are shared."""

from nxsconfig.merge.origin import Provenance
from nxsconfig.merge.siblings import Relation, SiblingMerger


def merge_pairwise(node, *, skip=False):
    merger = SiblingMerger(Provenance(), skip=skip)
    _merge(node, merger)


def _merge(node, merger):
    alive = list(node)
    for first in list(alive):
        for second in list(alive):
            if first not in alive or alive.index(second) <= alive.index(first) or first.tag != second.tag:
                continue
            _settle(node, first, second, alive, merger)
    for child in alive:
        _merge(child, merger)


def _settle(node, first, second, alive, merger):
    relation = merger.compare(first, second)
    if relation is Relation.APART:
        return
    loser = first if relation is Relation.SECOND_WINS else second
    if relation is Relation.SAME:
        merger.absorb(node, first, second)
    node.remove(loser)
    alive.remove(loser)
