"""A merged configuration as the tree of the file that the writer makes of it."""

from collections.abc import Iterator

from nxsconfig.dialect.types import DEFAULT_NX_TYPE, NX_TO_DTYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.validate.nxdl.tree import Node, Tree, Value, What
from nxsconfig.validate.nxdl.values import family_of

TYPED_ATTRIBUTES = frozenset("signal axis offset stride restricts minOccus maxOccus primary vector".split())
"""XML attributes that the writer stores as numbers when it can (writer §10.1): their family isn't asked for.
Neither is that of indices, which readers take as texts as well."""

NAMING = frozenset({"name", "type"})

OBJECTS = {"field": What.FIELD, "vds": What.FIELD, "group": What.GROUP, "link": What.LINK}


def tree_of_configuration(root: Element) -> Tree:
    """The tree of a merged `definition`. What is only known in the scan is unknown in it."""
    children = tuple(_children(root, ""))
    return Tree(Node(What.GROUP, "/", "/", root, "NXroot", attributes=_attributes(root), children=children))


def _children(parent: Element, path: str) -> Iterator[Node]:
    """Groups, fields and links; of several with one name the first."""
    seen: set[str] = set()
    for child in parent:
        what = OBJECTS.get(str(child.tag))
        name = (child.get("name") or (child.get("type", "").removeprefix("NX") if what is What.GROUP else "")).strip()
        if what is not None and name and name not in seen:
            seen.add(name)
            yield _node(child, what, name, f"{path}/{name}")


def _node(element: Element, what: What, name: str, path: str) -> Node:
    if what is What.LINK:
        return Node(what, name, path, element, target=_target(element))
    if what is What.GROUP:
        nxclass = element.get("type", "")
        return Node(
            what, name, path, element, nxclass, "", Value(), _attributes(element), tuple(_children(element, path))
        )
    return Node(what, name, path, element, value=_value(element), attributes=_attributes(element))


def _target(element: Element) -> str:
    """Targets always start at the root (writer §11); empty for other files and sources."""
    target = (element.get("target") or element.text or "").strip()
    if ":/" in target or "$" in target or not target:
        return ""
    return target if target.startswith("/") else f"/{target}"


def _attributes(element: Element) -> dict[str, Value]:
    """XML attributes, and attribute tags, which replace them."""
    found = {
        str(name): Value(text=_known(str(text)))
        if name in TYPED_ATTRIBUTES or str(name).endswith("_indices")
        else Value(family_of("string"), _known(str(text)))
        for name, text in element.attrib.items()
        if name not in NAMING
    }
    tags = {child.get("name", ""): _value(child) for child in element if child.tag == "attribute"}
    return found | {name: value for name, value in tags.items() if _is_stored(element, name, value)}


def _is_stored(element: Element, name: str, value: Value) -> bool:
    """Tags called `name` never become attributes, those called `type` in fields when they name no NX type (§10.2)."""
    if name == "type":
        return element.tag == "field" and value.text not in NX_TO_DTYPE
    return name not in ("", "name")


def _value(element: Element) -> Value:
    """Type and constant text of a field or attribute."""
    family = family_of(NX_TO_DTYPE.get(element.get("type", DEFAULT_NX_TYPE), ""))
    tags = {str(child.tag) for child in element}
    text = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    if tags & {"datasource", "dimensions"} or element.tag == "vds" or not text:
        return Value(family)
    return Value(family, _known(text))


def _known(text: str) -> str | None:
    """None for texts with references that weren't resolved."""
    return None if "$" in text else text.strip()
