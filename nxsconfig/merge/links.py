"""Links to the fields of chosen datasources, in the data group or in the extra link group (config-server §7.8)."""

import re
from collections.abc import Collection

from lxml import etree

from nxsconfig.dialect.grammar import ROOT
from nxsconfig.dialect.paths import Step
from nxsconfig.dialect.xml import Element
from nxsconfig.merge.switches import listed_child, listed_in_text

_NOT_IN_NAMES = re.compile(r"[ /:.\\;]")


def link_name(source: str) -> str:
    """The name of the link to the field of a datasource."""
    return _NOT_IN_NAMES.sub("_", source).lower()


class LinkBoard:
    """Adds links at one path below each entry; keeps the names already there, so that a link costs no search."""

    def __init__(self, listed: Collection[str], path: tuple[Step, ...]) -> None:
        self._listed = listed
        self._path = path
        self._boards: dict[Element, tuple[Element, set[str | None]]] = {}
        self.made_groups = False

    def add(self, node: Element) -> Element | None:
        """Link a field or vds if it takes its value from a listed datasource; returns the new link."""
        if not self._listed:
            return None
        field_name = node.get("name")
        source = listed_in_text(node, self._listed) or listed_child(node, self._listed)
        if not field_name or source is None:
            return None
        ancestors = _ancestors(node)
        if not ancestors:
            return None
        return self._link(ancestors, field_name, link_name(source))

    def is_settled(self) -> bool:
        """Whether adding the same links again would find all of them where they were put."""
        return all(
            entry.getparent() is not None
            and self._open(entry) is group
            and names <= {child.get("name") for child in group}
            for entry, (group, names) in self._boards.items()
        )

    def _link(self, ancestors: list[Element], field_name: str, link_name: str) -> Element | None:
        entry = ancestors[0]
        if entry not in self._boards:
            group = self._open(entry)
            self._boards[entry] = (group, {child.get("name") for child in group})
        group, names = self._boards[entry]
        if link_name in names:
            return None
        names.add(link_name)
        target = "".join(f"/{group.get('name')}:{group.get('type')}" for group in ancestors)
        return etree.SubElement(group, "link", {"target": f"{target}/{field_name}", "name": link_name})

    def _open(self, entry: Element) -> Element:
        group = entry
        for step in self._path:
            found = _child(group, step)
            if found is None:
                found = etree.SubElement(group, "group", {"type": step.nxclass, "name": step.name})
                self.made_groups = True
            group = found
        return group


def _ancestors(node: Element) -> list[Element]:
    """Ancestors below definition, the entry first."""
    found = [above for above in node.iterancestors() if not (above.tag == ROOT and above.getparent() is None)]
    return found[::-1]


def _child(group: Element, step: Step) -> Element | None:
    for child in group.iterchildren("group"):
        if child.get("name") == step.name and child.get("type") == step.nxclass:
            return child
    return None
