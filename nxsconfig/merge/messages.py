"""Texts of merge conflicts, as the peers word them (config-server §7.10): people and clients know the form."""

from nxsconfig.dialect.grammar import ROOT
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import IncompatibleNodeError
from nxsconfig.merge.origin import Provenance


def _part(element: Element) -> str:
    name = element.get("name")
    return f"/{element.tag}:{name}" if name else f"/{element.tag}"


def _ancestors(element: Element) -> list[Element]:
    """Ancestors below definition, topmost first."""
    found = [node for node in element.iterancestors() if not (node.tag == ROOT and node.getparent() is None)]
    return found[::-1]


def node_path(element: Element, *, with_parent: bool) -> str:
    """``/tag[:name]…`` of the ancestors (without the parent unless asked) and of the element."""
    above = _ancestors(element)
    if not with_parent:
        above = above[:-1]
    return "".join(_part(node) for node in [*above, element])


def _error(message: str, nodes: list[Element], provenance: Provenance) -> IncompatibleNodeError:
    return IncompatibleNodeError(message, nodes, [provenance.of(node) for node in nodes])


def name_conflict(first: Element, second: Element, provenance: Provenance) -> IncompatibleNodeError:
    """Two elements of which a parent holds at most one have other names."""
    path = node_path(first, with_parent=False)
    text = f"Incompatible element attributes  {path}: {second.get('name')}"
    return _error(text, [first, second], provenance)


def attribute_conflict(
    first: Element, second: Element, conflicts: list[tuple[str, str]], provenance: Provenance
) -> IncompatibleNodeError:
    """One element with different values of an attribute."""
    parent = first.getparent()
    parent_name = None if parent is None else parent.get("name")
    path = node_path(first, with_parent=False)
    text = f"Incompatible element attributes  {path}: {parent_name} {conflicts}"
    return _error(text, [first, second], provenance)


def text_conflict(
    first: Element, second: Element, texts: tuple[str, str], provenance: Provenance
) -> IncompatibleNodeError:
    """One element with two texts."""
    path = node_path(first, with_parent=False)
    text = f"Incompatible \n{path} element value\n{texts[0]} \n{texts[1]} "
    return _error(text, [first, second], provenance)


def foreign_child(child: Element, provenance: Provenance) -> IncompatibleNodeError:
    """An element where its parent doesn't take it."""
    path = node_path(child, with_parent=True)
    return _error(f"Not allowed <{child.tag}> child of \n < {path} > \n  parent", [child], provenance)
