"""The smallest readers of one XML element: its name, its text, where it stands, its integers."""

from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError

SILENT = frozenset({"doc", "enumeration", "symbols", "item", "symbol"})
"""Elements that are read without effect, with everything in them (writer §6)."""


def local_name(element: Element) -> str:
    """The tag without its namespace (namespaces don't matter, writer §6)."""
    return str(element.tag).rpartition("}")[2]


def direct_text(element: Element) -> str:
    """The text that stands directly in the element, joined and stripped."""
    text = element.text or ""
    if len(element):
        text += "".join([child.tail or "" for child in element])
    return text.strip()


def where(element: Element, label: str) -> str:
    """``<field> /scan:NXentry/x (line 7)``: how errors point at an element."""
    return f"<{local_name(element)}> {label or '/'} (line {element.sourceline})"


def integer(element: Element, name: str, default: int, label: str) -> int:
    """An integer XML attribute. Raises DefinitionError."""
    text = element.get(name)
    if text is None:
        return default
    try:
        return int(text)
    except ValueError as err:
        raise DefinitionError(f"{where(element, label)}: {name}={text!r} is no integer") from err
