"""What an application definition asks for, and where a file has it.

```
 definition NXsas ─┐
                   ├─► entry by entry, item by item ─► rows: path, required?, found where
 tree of a file ───┘
```
Of several groups that can be an item, the one counts that has most of what is required.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nxsconfig.validate.nxdl.catalogue import Definitions
from nxsconfig.validate.nxdl.model import Attribute, Choice, Content, Field, Group, Item, Need
from nxsconfig.validate.nxdl.tree import Node, Tree, Value, What
from nxsconfig.validate.nxdl.values import is_listed, is_of_type


@dataclass(frozen=True)
class Row:
    """One item of an application definition.

    entry: path of the NXentry or NXsubentry. path: the item as the definition has it,
    ``NXentry/NXinstrument/NXdetector/data``, ``name:NXclass`` for groups with a name, ``@`` for attributes.
    where: path of what was found, empty when nothing was. note: what is wrong with what was found. node: the nearest
    object of the file: what was found, or the group where the item is missing.
    """

    entry: str
    path: str
    need: Need
    where: str
    node: Node
    note: str = ""

    @property
    def found(self) -> bool:
        """Whether the item is there."""
        return bool(self.where)


def coverage(definitions: Definitions, application: str, tree: Tree) -> list[Row]:
    """Rows of all items, for each entry that follows the application definition.

    Those are the entries whose field `definition` names it; all NXentry groups when none does. Below an item that is
    missing only what is required stands in the table, and below a missing optional one nothing.

    Raises:
        NXDLError: there is no application definition of this name.
    """
    content = definitions.entry_content(application)
    return [
        row
        for entry in following(tree, application)
        for row in _Table(definitions, tree, entry.path).rows(content, entry)
    ]


def following(tree: Tree, application: str) -> list[Node]:
    """Entries whose `definition` is this one; when there are none, all NXentry groups (not NXsubentry)."""
    named = [entry for entry in tree.entries if definition_of(tree, entry) == application]
    return named or [entry for entry in tree.entries if entry.nxclass == "NXentry"]


def definition_of(tree: Tree, entry: Node) -> str | None:
    """The application definition that an entry says it follows; None when it says none, or it isn't known yet."""
    field = entry.by_name.get("definition")
    field = None if field is None else tree.followed(field)
    return None if field is None or field.value.text is None else field.value.text.strip()


class _Table:
    """Makes the rows of one entry."""

    def __init__(self, definitions: Definitions, tree: Tree, entry: str) -> None:
        self._definitions = definitions
        self._tree = tree
        self._entry = entry

    def rows(self, content: Content, node: Node, path: str = "NXentry") -> list[Row]:
        """Rows of everything inside one group."""
        found = [self._attribute(attribute, node, path) for attribute in content.attributes]
        for field in content.fields:
            found += self._field(field, node, path)
        found += [self._row(link, f"{path}/{link.name}", node, node.by_name.get(link.name)) for link in content.links]
        for group in content.groups:
            found += self._group(group, node, path)
        for choice in content.choices:
            found += self._choice(choice, node, path)
        return found

    def _row(self, item: Item, path: str, parent: Node, there: Node | None, note: str = "") -> Row:
        where = "" if there is None else there.path
        return Row(self._entry, path, item.need, where, there or parent, note)

    def _attribute(self, item: Attribute, node: Node, path: str) -> Row:
        name = next((name for name in node.attributes if item.fits(name)), None)
        where = "" if name is None else f"{node.path}@{name}"
        note = "" if name is None else _contradiction(item, node.attributes[name])
        return Row(self._entry, f"{path}/@{item.name}", item.need, where, node, note)

    def _field(self, item: Field, node: Node, path: str) -> Iterator[Row]:
        there = self._matching_field(item, node)
        held = None if there is None else self._tree.followed(there)
        path = f"{path}/{item.name}"
        yield self._row(item, path, node, there, "" if held is None else _contradiction(item, held.value))
        if held is not None:
            yield from (self._attribute(attribute, held, path) for attribute in item.attributes)

    def _matching_field(self, item: Field, node: Node) -> Node | None:
        """A link counts as what it leads to, and as a field when that isn't known."""
        for child in node.children:
            held = self._tree.followed(child)
            if item.fits(child.name) and (held is None or held.what is What.FIELD):
                return child
        return None

    def _group(self, item: Group, node: Node, path: str) -> list[Row]:
        path = f"{path}/{item.name}:{item.nxclass}" if item.name else f"{path}/{item.nxclass}"
        fitting = [child for child in node.children if item.fits(child.name) and self._is_a(child, item.nxclass)]
        known = [child for child in fitting if self._tree.followed(child) is not None]
        tables = [[self._row(item, path, node, one), *self._inside(item, one, path)] for one in known or fitting]
        if tables:
            return min(tables, key=_missing)
        missing = [self._row(item, path, node, None)]
        return missing + (self._below(item, node, path) if item.need is Need.REQUIRED else [])

    def _is_a(self, child: Node, nxclass: str) -> bool:
        """Links that lead out of the tree may be of any class when nothing else has the name."""
        held = self._tree.followed(child)
        if held is None:
            return child.what is What.LINK
        return held.what is What.GROUP and self._definitions.is_a(held.nxclass, nxclass)

    def _inside(self, item: Group, child: Node, path: str) -> list[Row]:
        held = self._tree.followed(child)
        return [] if held is None else self.rows(item.content, held, path)

    def _below(self, item: Group, node: Node, path: str) -> list[Row]:
        """What a missing group had to hold."""
        empty = Node(What.GROUP, item.name, node.path, node.at)
        rows = self.rows(item.content, empty, path)
        return [Row(row.entry, row.path, row.need, "", node) for row in rows if row.need is Need.REQUIRED]

    def _choice(self, item: Choice, node: Node, path: str) -> list[Row]:
        """The first class of the choice that is there; else all of them are named as one item."""
        there = node.by_name.get(item.name)
        for group in item.groups:
            if there is not None and self._is_a(there, group.nxclass):
                path = f"{path}/{item.name}:{group.nxclass}"
                return [self._row(item, path, node, there), *self._inside(group, there, path)]
        return [self._row(item, f"{path}/{item.name}:{'|'.join(group.nxclass for group in item.groups)}", node, None)]


def _missing(rows: list[Row]) -> tuple[int, int]:
    """How bad a table is: required items that are missing, then all that are."""
    missing = [row for row in rows if not row.found]
    return sum(row.need is Need.REQUIRED for row in missing), len(missing)


def _contradiction(item: Field | Attribute, value: Value) -> str:
    """Why a value isn't what the definition wants; empty when it is, or isn't known."""
    allowed = item.enumeration
    if allowed is not None and not allowed.open and not is_listed(value, allowed):
        return f"is {value.text!r}, not one of {', '.join(allowed.values)}"
    return "" if is_of_type(value, item.type) else f"is a {value.family}, not {item.type}"
