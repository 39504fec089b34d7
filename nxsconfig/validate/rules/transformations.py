"""NX34x: chains of transformations, which say where things stand (NeXus manual, NXtransformations and depends_on)."""

from collections.abc import Iterator

from nxsconfig.dialect.text import content
from nxsconfig.dialect.xml import Element
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration

_PARTS = ("transformation_type", "vector", "depends_on")
_WORDS = ("translation", "rotation")
_LAST = "."
_TRANSFORMATIONS = "NXtransformations"


def axis_parts(configuration: Configuration) -> Iterator[Fault]:
    """An axis in NXtransformations has its type, its vector and what it depends on.

    Programs that draw or calculate the geometry take none of the axes when one of these is missing.

    Found::

        <field name="x" units="mm" transformation_type="translation" depends_on=".">

    Right::

        <field name="x" units="mm" transformation_type="translation" vector="1 0 0" depends_on=".">
    """
    for axis in _axes(configuration):
        there = _attributes(axis)
        if not there.keys() & {"transformation_type", "vector"}:
            continue
        for part in _PARTS:
            if part not in there:
                yield Fault(f"axis {axis.get('name')!r} has no attribute {part}", f'give it {part}="…"', axis)


def axis_words(configuration: Configuration) -> Iterator[Fault]:
    """The type of an axis is translation or rotation, and its vector is three numbers.

    Found::

        <field name="x" transformation_type="shift" vector="1 0" depends_on=".">

    Right::

        <field name="x" transformation_type="translation" vector="1 0 0" depends_on=".">
    """
    for axis in _axes(configuration):
        there = _attributes(axis)
        word, vector = there.get("transformation_type"), there.get("vector")
        if word is not None and "$" not in word and word not in _WORDS:
            message = f"transformation_type of axis {axis.get('name')!r} is {word!r}"
            yield Fault(message, f"write one of {', '.join(_WORDS)}", axis)
        if vector is not None and "$" not in vector and not _is_vector(vector):
            message = f"vector of axis {axis.get('name')!r} is {vector!r}"
            yield Fault(message, "write three numbers with blanks between them, not all of them 0", axis)


def depends_on(configuration: Configuration) -> Iterator[Fault]:
    """What ``depends_on`` names is an axis of the file.

    A relative path starts at the group where it stands; ``.`` ends the chain.

    Found::

        <field name="depends_on">transformations/x</field> beside NXtransformations with the axis y only

    Right::

        <field name="depends_on">transformations/y</field> beside NXtransformations with the axis y only
    """
    root = configuration.root
    if root is None:
        return
    for element, group, path in _dependencies(root):
        target = path.strip()
        if target and target != _LAST and "$" not in target and not _leads_somewhere(root, group, target):
            fix = "correct the path, or select the component that brings the axis"
            yield Fault(f"depends_on leads to {target!r}, which isn't there", fix, element)


def no_circle_of_axes(configuration: Configuration) -> Iterator[Fault]:
    """A chain of axes ends: it doesn't come back to an axis.

    Found::

        axis x that depends on y, and y that depends on x

    Right::

        axis x that depends on y, and y with depends_on="."
    """
    for group in _groups(configuration):
        needs = {axis.get("name") or "": _attributes(axis).get("depends_on", _LAST) for axis in group.findall("field")}
        for axis in group.findall("field"):
            chain = [axis.get("name") or ""]
            while (following := needs.get(chain[-1], _LAST)) in needs and following not in chain:
                chain.append(following)
            if following == chain[0]:
                message = f"axes depend on each other in a circle: {' → '.join([*chain, following])}"
                yield Fault(message, 'end the chain with depends_on="."', axis)
                break


def _groups(configuration: Configuration) -> list[Element]:
    if configuration.root is None:
        return []
    return [group for group in configuration.root.iter("group") if group.get("type") == _TRANSFORMATIONS]


def _axes(configuration: Configuration) -> Iterator[Element]:
    for group in _groups(configuration):
        yield from group.findall("field")


def _attributes(element: Element) -> dict[str, str]:
    """Attributes with their texts; those with values from datasources have a text that nobody knows (``$``)."""
    written = {str(key): str(value) for key, value in element.attrib.items()}
    for child in element.findall("attribute"):
        written[child.get("name") or ""] = "$" if child.find("datasource") is not None else content(child)
    return written


def _is_vector(text: str) -> bool:
    try:
        numbers = [float(word) for word in text.split()]
    except ValueError:
        return False
    return len(numbers) == 3 and any(numbers)


def _dependencies(root: Element) -> Iterator[tuple[Element, Element, str]]:
    """Each depends_on of a constant value: its element, the group it stands in, its path."""
    for field in root.iter("field"):
        group = field.getparent()
        if group is None:
            continue
        if field.get("name") == "depends_on" and field.find("datasource") is None:
            yield field, group, content(field)
        if path := _attributes(field).get("depends_on"):
            yield field, group, path


def _leads_somewhere(root: Element, group: Element, path: str) -> bool:
    """Whether there is such an object; groups on the way that a datasource names let everything through."""
    found = [root] if path.startswith("/") else [group]
    for word in filter(None, path.split("/")):
        if word == "..":
            found = [parent for node in found if (parent := node.getparent()) is not None]
        elif word != _LAST:
            found = [child for node in found for child in node if _is_called(child, word)]
    return bool(found)


def _is_called(child: Element, word: str) -> bool:
    if child.tag not in ("group", "field", "link", "vds"):
        return False
    name = child.get("name") or (child.get("type") or "").removeprefix("NX")
    return name == word or "$" in name


RULES = (
    Rule("NX341", Severity.WARNING, axis_parts),
    Rule("NX342", Severity.WARNING, axis_words),
    Rule("NX343", Severity.WARNING, depends_on),
    Rule("NX344", Severity.WARNING, no_circle_of_axes),
)
