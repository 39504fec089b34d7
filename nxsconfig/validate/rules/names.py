"""NX11x: names in the file, and names of entries."""

import re
from collections.abc import Iterator

from nxsconfig.configurator.naming import PRIVATE
from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import Element
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.spelling import is_alike
from nxsconfig.validate.subjects import Library, Text

_LONG = 6
"""Shorter words are alike without being the same."""

_NAMED = ("group", "field", "vds", "attribute", "link")
_NEXUS_NAME = re.compile(r"[a-zA-Z0-9_](?:[a-zA-Z0-9_.]*[a-zA-Z0-9_])?")
_REFERENCED = re.compile(r"\w+(?:\.\w+)*")


def one_name(text: Text) -> Iterator[Fault]:
    """A name is one name, not a path.

    HDF5 takes a slash as the way to an object: groups without a NeXus class come between.

    Found::

        <field name="motor/x" type="NX_FLOAT64"/>

    Right::

        <field name="motor_x" type="NX_FLOAT64"/>
    """
    for element in _named(text):
        name = _plain_name(element)
        if "/" in name:
            yield Fault(
                f"the name {name!r} of a {element.tag} holds a slash", "use groups, or another character", element
            )


def nexus_name(text: Text) -> Iterator[Fault]:
    """Names are made of letters, digits, underscores and inner points, as NeXus has them.

    HDF5 stores others, but programs that read NeXus files may not find them.

    Found::

        <field name="top-up current"/>

    Right::

        <field name="top_up_current"/>
    """
    for element in _named(text):
        name = _plain_name(element)
        if name and "/" not in name and name not in (".", "..") and not _NEXUS_NAME.fullmatch(name):
            better = re.sub(r"[^a-zA-Z0-9_.]+", "_", name).strip(".") or "name"
            yield Fault(f"{name!r} is no NeXus name of a {element.tag}", f"write {better!r}", element)


def has_name(text: Text) -> Iterator[Fault]:
    """An attribute has a name.

    An attribute without one is lost.

    Found::

        <attribute type="NX_FLOAT64">1.5</attribute>

    Right::

        <attribute name="offset" type="NX_FLOAT64">1.5</attribute>
    """
    for element in iter(()) if text.root is None else text.root.iter("attribute"):
        if not element.get("name"):
            yield Fault("an attribute has no name", 'give it name="…"', element)


def keeps_apart(text: Text) -> Iterator[Fault]:
    """A field without a name isn't taken for another one.

    The configuration server merges it with the first field of its group that has no other type or units: it is lost,
    and nobody says so.

    Found::

        <field name="x" type="NX_FLOAT64" units="mm"/><field type="NX_FLOAT64" units="mm"/>

    Right::

        <field name="x" type="NX_FLOAT64" units="mm"/><field name="y" type="NX_FLOAT64" units="mm"/>
    """
    for element in iter(()) if text.root is None else text.root.iter("field", "vds", "link"):
        parent = element.getparent()
        if element.get("name") is not None or parent is None:
            continue
        named = (one for one in parent.iterchildren(element.tag) if one.get("name"))
        other = next((one for one in named if _merges(one, element)), None)
        if other is not None:
            message = f"a {element.tag} without a name is taken for {other.get('name')!r} beside it"
            yield Fault(message, 'give it name="…"', element)


def _merges(one: Element, other: Element) -> bool:
    return all(one.get(key, value) == value for key, value in other.attrib.items())


def class_name(text: Text) -> Iterator[Fault]:
    """The name of a group is spelled as its class, or is something else altogether.

    Names that differ from the class by a letter or two are mostly misspelled: the group then stands beside the one that
    was meant.

    Found::

        <group name="instrumnt" type="NXinstrument">

    Right::

        <group name="detectors" type="NXdetector">
    """
    for element in () if text.root is None else text.root.iter("group"):
        name, kind = _plain_name(element).lower(), (element.get("type") or "").removeprefix("NX").lower()
        if name.rstrip("s") != kind.rstrip("s") and "$" not in kind and is_alike(name, kind):
            message = f"group {element.get('name')!r} is spelled almost like its class NX{kind}"
            yield Fault(message, f"write {kind!r} if that is meant", element)


def component_name(text: Text) -> Iterator[Fault]:
    """The name of a group is spelled as its component, or is something else altogether.

    Where one has a letter more inside, or two letters in another order, one of them is mostly misspelled.

    Found::

        <group name="pixel_dettector" type="NXdetector"> in the component pixel_detector

    Right::

        <group name="pixel_detector" type="NXdetector"> in the component pixel_detector
    """
    if text.root is None or text.kind is not Kind.COMPONENT:
        return
    named = [element for element in text.root.iter("group") if _plain_name(element)]
    if any(_squeezed(_plain_name(element)) == _squeezed(text.name) for element in named):
        return
    for element in named:
        name = _plain_name(element)
        if _is_slip(_squeezed(name), _squeezed(text.name)):
            message = f"group {name!r} is spelled almost like its component {text.name!r}"
            yield Fault(message, "write both in one way, if they are meant to be the same", element)


def _is_slip(one: str, other: str) -> bool:
    """Other letters, as in motor_x and motor_y, mean another thing; so do letters behind the name."""
    longer = abs(len(one) - len(other)) == 1 and not one.startswith(other) and not other.startswith(one)
    return min(len(one), len(other)) >= _LONG and (longer or sorted(one) == sorted(other)) and is_alike(one, other)


def _squeezed(name: str) -> str:
    """The word without what is often written in one way or the other: capitals, underscores, the plural."""
    return name.lower().replace("_", "").rstrip("s")


def entry_name(library: Library) -> Iterator[Fault]:
    """Names of entries are made of letters, digits, underscores and inner points.

    References stop at any other character: ``$datasources.top-up`` means the datasource ``top``.

    Found::

        a datasource stored as top-up

    Right::

        a datasource stored as top_up
    """
    for kind in (Kind.COMPONENT, Kind.DATASOURCE):
        for text in library.of(kind):
            if not text.name.startswith(PRIVATE) and not _REFERENCED.fullmatch(text.name):
                message = f"no other text can refer to {text.what}"
                yield Fault(message, "use letters, digits and underscores only", entry=(kind, text.name))


def one_spelling(library: Library) -> Iterator[Fault]:
    """Names of entries differ by more than capital letters.

    Some databases take such names for the same, so one text replaces the other when the configuration is copied.

    Found::

        the datasources Energy and energy

    Right::

        the datasources energy and energy_set_point
    """
    for kind in Kind:
        first: dict[str, str] = {}
        for text in library.of(kind):
            other = first.setdefault(text.name.casefold(), text.name)
            if other != text.name:
                message = f"{text.what} differs from {kind} {other!r} by capital letters only"
                yield Fault(message, "give one of them another name", entry=(kind, text.name))


def _named(text: Text) -> Iterator[Element]:
    """Elements of the file; those inside datasources name other things."""
    return iter(()) if text.root is None else text.root.iter(*_NAMED)


def _plain_name(element: Element) -> str:
    """The name as it is written; empty when it holds a reference."""
    name = element.get("name") or ""
    return "" if "$" in name else name


RULES = (
    Rule("NX111", Severity.WARNING, one_name),
    Rule("NX112", Severity.INFO, nexus_name),
    Rule("NX117", Severity.INFO, class_name),
    Rule("NX113", Severity.WARNING, has_name),
    Rule("NX118", Severity.WARNING, keeps_apart),
    Rule("NX119", Severity.INFO, component_name),
)
LIBRARY_RULES = (
    Rule("NX114", Severity.INFO, entry_name),
    Rule("NX115", Severity.INFO, one_spelling),
)
