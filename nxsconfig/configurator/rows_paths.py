"""Where an element stands in the file: NeXus paths of rows (cli-config §3.1)."""

from nxsconfig.dialect.xml import Element

_PARENTS = ("group", "field")


def nexus_path(element: Element) -> str:
    """``scan/instrument/slit1/x@units`` of an element; empty when the element has no name of its own."""
    return _path(element, with_classes=False)


def full_nexus_path(element: Element) -> str:
    """``scan:NXentry/instrument:NXinstrument/…`` of an element; empty when the element has no name of its own."""
    return _path(element, with_classes=True)


def _path(element: Element, *, with_classes: bool) -> str:
    path = element.get("name") or ""
    if not path:
        return ""
    child, parent = element, element.getparent()
    while parent is not None and parent.tag in _PARENTS:
        if child.tag == "attribute":
            path = f"{shown_name(parent)}@{path}"
        else:
            path = f"{_classed_part(parent) if with_classes else shown_name(parent)}/{path}"
        child, parent = parent, parent.getparent()
    return path


def shown_name(parent: Element) -> str:
    """The name, or the class without its first two letters; neither: an empty part."""
    kind = parent.get("type") or ""
    return parent.get("name") or (kind[2:] if len(kind) > 2 else kind)


def _classed_part(parent: Element) -> str:
    kind = parent.get("type")
    if not kind:
        return shown_name(parent)
    if not parent.get("name") and len(kind) <= 2:
        return f"None:{kind}"  # compat: nxstools 4.70.0 writes Python's None where it finds no name
    return f"{shown_name(parent)}:{kind}"
