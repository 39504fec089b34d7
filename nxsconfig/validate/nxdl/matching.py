"""Puts every object of a file beside what the class around it says about it.

```
 Tree ──┐
        ├─► entry ─► group ─► field: each with the items of its class that it can be ─► rules NX50x … NX53x
 classes┘
```
What is below NXcollection, or below a class that the definitions don't have, isn't compared with anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nxsconfig.validate.nxdl.catalogue import ENTRIES, Definitions
from nxsconfig.validate.nxdl.coverage import definition_of
from nxsconfig.validate.nxdl.model import Attribute, Content, Field, Group
from nxsconfig.validate.nxdl.tree import Node, Tree, What

FREE = "NXcollection"
"""The class that may hold anything (NeXus manual, NXcollection)."""


@dataclass(frozen=True)
class Match:
    """One object and what the definitions say about it.

    within: class of the group around it. listed: that class, or the application definition of the entry, knows such an
    item, or takes everything. fields, groups: what it can be; several when its name alone doesn't tell.
    attributes: what its own attributes can be; None when nothing is said. more: it may have others as well.
    """

    node: Node
    within: str
    listed: bool = True
    fields: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()
    attributes: tuple[Attribute, ...] | None = None
    more: bool = False


def matches(definitions: Definitions, tree: Tree) -> list[Match]:
    """All objects with what they can be, from the root down."""
    return list(_Walk(definitions, tree).inside(tree.root, _Place(definitions.content("NXroot"))))


@dataclass(frozen=True)
class _Place:
    """What counts in one group: its class with all that it extends, and what application definitions add."""

    content: Content
    added: tuple[Content, ...] = ()


class _Walk:
    def __init__(self, definitions: Definitions, tree: Tree) -> None:
        self._definitions = definitions
        self._tree = tree

    def inside(self, node: Node, place: _Place) -> Iterator[Match]:
        """Everything in a group of a class that is there."""
        extra = self._extras(node.nxclass)
        for child in node.children:
            if child.what is What.FIELD:
                yield self._field(child, node.nxclass, place, free=extra.fields)
            elif child.what is What.GROUP and child.nxclass:
                yield from self._group(child, node.nxclass, place, free=extra.groups)
            elif child.what is What.LINK:
                yield from self._link(child, node.nxclass, place, extra)

    def _field(self, node: Node, within: str, place: _Place, *, free: bool) -> Match:
        fields = place.content.fields_for(node.name)
        if "transformation_type" not in node.attributes:  # then it needn't be an axis
            fields = tuple(field for field in fields if field.units != "NX_TRANSFORMATION" or field.name == node.name)
        listed = bool(fields) or free or any(_adds_field(content, node.name) for content in place.added)
        attributes = tuple(attribute for field in fields for attribute in field.attributes)
        return Match(node, within, listed, fields, attributes=attributes if fields else None)

    def _group(self, node: Node, within: str, place: _Place, *, free: bool) -> Iterator[Match]:
        known = node.nxclass in self._definitions
        listed = free or not known or self._takes(place, node)
        groups = self._groups(place.content, node)
        inner = self._place(node, groups, place) if known else None
        attributes = None if inner is None else inner.content.attributes
        more = self._extras(node.nxclass).attributes
        yield Match(node, within, listed, groups=groups, attributes=attributes, more=more)
        if inner is not None and not self._definitions.is_a(node.nxclass, FREE):
            yield from self.inside(node, inner)

    def _link(self, node: Node, within: str, place: _Place, extra: "_Extras") -> Iterator[Match]:
        """Only the name counts: what it leads to is compared where it is."""
        held = self._tree.followed(node)
        if held is None or any(link.name == node.name for link in place.content.links):
            return
        if held.what is What.FIELD:
            found = self._field(node, within, place, free=extra.fields)
            yield Match(node, within, found.listed)
        elif held.nxclass in self._definitions:
            yield Match(node, within, extra.groups or self._takes(place, held))

    def _place(self, node: Node, groups: tuple[Group, ...], place: _Place) -> _Place:
        added = [group.content for content in place.added for group in self._groups(content, node)]
        named = definition_of(self._tree, node) if node.nxclass in ENTRIES else None
        if named and self._definitions.application(named) is not None:
            added.append(self._definitions.entry_content(named))
        return _Place(self._definitions.content(node.nxclass, groups), tuple(added))

    def _takes(self, place: _Place, node: Node) -> bool:
        """Whether a group of this class may be here, under whatever name."""
        contents = (place.content, *place.added)
        groups = [group for content in contents for group in content.groups]
        groups += [group for content in contents for choice in content.choices for group in choice.groups]
        return any(self._definitions.is_a(node.nxclass, group.nxclass) for group in groups)

    def _groups(self, content: Content, node: Node) -> tuple[Group, ...]:
        """The items that a group can be; those that fit the name exactly are enough."""
        found = [group for group in content.groups if group.fits(node.name)]
        found = [group for group in found if self._definitions.is_a(node.nxclass, group.nxclass)]
        exact = tuple(group for group in found if group.name == node.name)
        return exact or tuple(found)

    def _extras(self, nxclass: str) -> "_Extras":
        chain = self._definitions.chain(nxclass)
        return _Extras(
            any(one.extra_groups for one in chain),
            any(one.extra_fields for one in chain),
            any(one.extra_attributes for one in chain),
        )


@dataclass(frozen=True)
class _Extras:
    """Whether a class takes what it doesn't list."""

    groups: bool
    fields: bool
    attributes: bool


def _adds_field(content: Content, name: str) -> bool:
    return bool(content.fields_for(name)) or any(link.name == name for link in content.links)
