"""The ESRF flavour of component files, turned into the common language while uploading (cli-config §4)."""

from nxsconfig.dialect.xml import Element, parse, serialise

_KNOWN_TAGS = frozenset("definition group field link attribute doc strategy datasource dimensions enumeration".split())
"""Everything else without a name is a field in disguise: its tag is the name."""

_LEFT_ALONE = frozenset("doc strategy datasource dimensions enumeration".split())
"""What stands inside these belongs to the common language."""

_RENAMES = {"NX_class": "type", "groupName": "name", "NAPItype": "type", "ref": "target"}
"""Attributes and their common names; one that is there already stays as it is."""


def convert(text: str, what: str = "the XML text") -> str:
    """The component in the common language, without declaration, empty elements as ``<x />``.

    Raises:
        WrongXMLError: not well-formed; `what` is how the message calls the text.
        XMLLimitError: too long, too deep or with its own entities.
    """
    root = parse(text, what)
    if root.tag == "definition":
        for child in root:
            _convert(child)
    else:
        _convert(root)
        root = _wrapped(root)
    return serialise(root)


def _wrapped(root: Element) -> Element:
    definition = root.makeelement("definition")
    definition.append(root)
    return definition


def _convert(element: Element) -> None:
    if element.tag not in _KNOWN_TAGS and element.get("name") is None:
        element.set("name", element.tag)
        element.tag = "field"
    for old, new in _RENAMES.items():
        if old in element.attrib and new not in element.attrib:
            element.set(new, element.attrib.pop(old))
    _append(element, "doc", "ESRF_description")
    _append(element, "strategy", "record")
    if element.tag not in _LEFT_ALONE:
        for child in element:
            _convert(child)


def _append(element: Element, tag: str, attribute: str) -> None:
    """The value of the attribute as a child of its own."""
    if attribute not in element.attrib:
        return
    value = str(element.attrib.pop(attribute))
    child = element.makeelement(tag)
    if tag == "doc":
        child.text = value
    else:
        child.set("mode", value.upper())
    element.append(child)
