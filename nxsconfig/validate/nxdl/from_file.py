"""A finished file as a tree."""

from nxsconfig.h5.tree import EXTERNAL, FIELD, GROUP, LINK
from nxsconfig.h5.tree import Node as Stored
from nxsconfig.validate.nxdl.tree import Family, Node, Tree, Value, What
from nxsconfig.validate.nxdl.values import family_of

KINDS = {GROUP: What.GROUP, FIELD: What.FIELD, LINK: What.LINK, EXTERNAL: What.LINK}


def tree_of_file(stored: Stored) -> Tree:
    """The tree of what `nxsconfig.h5.outline.read_outline` gives: values are of fields that hold only one."""
    attributes = {name: _attribute(value) for name, value in stored.attributes.items()}
    children = tuple(_node(child, "") for child in stored.children if child.kind in KINDS)
    return Tree(Node(What.GROUP, "/", "/", "/", "NXroot", attributes=attributes, children=children))


def _node(stored: Stored, above: str) -> Node:
    path = f"{above}/{stored.name}"
    what = KINDS[stored.kind]
    if what is What.LINK:
        return Node(what, stored.name, path, path, target="" if stored.kind == EXTERNAL else stored.target)
    attributes = {name: _attribute(value) for name, value in stored.attributes.items()}
    if what is What.GROUP:
        children = tuple(_node(child, path) for child in stored.children if child.kind in KINDS)
        return Node(what, stored.name, path, path, stored.nxclass, "", Value(), attributes, children)
    if stored.units:
        attributes["units"] = Value(Family.TEXT, stored.units)
    return Node(what, stored.name, path, path, value=_value(stored), attributes=attributes)


def _value(stored: Stored) -> Value:
    family = family_of(stored.dtype)
    return Value(family, str(stored.values[0]) if stored.values and family is not Family.UNKNOWN else None)


def _attribute(value: object) -> Value:
    """Attributes of one element count as their element."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    family = _FAMILIES.get(type(value), Family.UNKNOWN)
    return Value(family, str(value) if family is not Family.UNKNOWN else None)


_FAMILIES: dict[type, Family] = {str: Family.TEXT, int: Family.INTEGER, float: Family.FLOAT, bool: Family.BOOLEAN}
