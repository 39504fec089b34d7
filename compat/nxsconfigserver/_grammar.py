"""The tables of the merger in the peers' types and order (config-server §7.1); their contents are nxsconfig's.

Old code looks at them. Changing them would give another language than the one that everything else here speaks, so
`check` refuses that instead of ignoring it.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from nxsconfig.dialect import grammar

SINGLES = "strategy dimensions definition record device query database selection sourceview".split()
CUT = "NXtransformations NXcollection".split()
UNIQUE_TEXT = "field attribute query strategy result".split()
SWITCHABLE = "field attribute".split()
LINKABLE = "field vds".split()
CHILDREN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {parent: tuple(sorted(children)) for parent, children in grammar.ALLOWED_CHILDREN.items()}
)

_OURS = {
    "singles": grammar.SINGLES,
    "tocut": grammar.CUT_TYPES,
    "uniqueText": grammar.UNIQUE_TEXT,
    "switchable": grammar.SWITCHABLE,
    "linkable": grammar.LINKABLE,
}


def check(tables: Mapping[str, Collection[str]], children: Mapping[str, Collection[str]]) -> None:
    """Raise ValueError for a table that is no longer that of the language."""
    changed = [name for name, words in tables.items() if set(words) != _OURS[name]]
    if {parent: set(words) for parent, words in children.items()} != grammar.ALLOWED_CHILDREN:
        changed.append("children")
    if changed:
        raise ValueError(f"the merger's tables are part of the language and can't be changed, but {changed} were")
