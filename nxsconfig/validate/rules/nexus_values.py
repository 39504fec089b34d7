"""NX51x, NX53x: types and values are those that the NeXus definitions have."""

from collections.abc import Iterator

from nxsconfig.dialect.xml import Element
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.nxdl.matching import Match
from nxsconfig.validate.nxdl.model import Attribute, Field, NameType
from nxsconfig.validate.nxdl.tree import Value, What
from nxsconfig.validate.nxdl.values import DATE_TIME, is_exactly, is_listed, is_of_type
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Compared

Valued = tuple[str, Value, tuple[Field, ...] | tuple[Attribute, ...]]
"""A path, the value there, and what the definitions have for it; never without an item."""

ANYTHING = ""
"""The NX type that takes every value."""


def _values(match: Match) -> Iterator[Valued]:
    """The field and the attributes of an object that the definitions know."""
    node = match.node
    if node.what is What.FIELD and match.fields:
        yield node.label, node.value, match.fields
    for name, value in node.attributes.items():
        if name == "transformation_type" and isinstance(node.at, Element):
            continue  # rules over chains of transformations tell it in configurations
        items = _attributes_for(match, name)
        if items:
            yield f"{node.label}@{name}", value, items


def _attributes_for(match: Match, name: str) -> tuple[Attribute, ...]:
    """Those of this name, else those with such names: ``AXISNAME_indices``."""
    known = match.attributes or ()
    exact = tuple(item for item in known if item.name == name)
    return exact or tuple(item for item in known if item.name_type is NameType.PARTIAL and item.fits(name))


def _type_of(item: Field | Attribute) -> str:
    """Text where the definitions name none (nxdl.xsd); they forgot it for fields with units, and under any name."""
    measured = isinstance(item, Field) and bool(item.units)
    return item.type or (ANYTHING if measured or item.name_type is NameType.ANY else "NX_CHAR")


def of_type(subject: Compared) -> Iterator[Fault]:
    """A field or attribute is of the type that its class has: a number, a text or a boolean.

    Readers that expect a number can't do anything with a text.

    Found::

        <group type="NXdetector"><field name="count_time" type="NX_CHAR" units="s"/></group>

    Right::

        <group type="NXdetector"><field name="count_time" type="NX_FLOAT64" units="s"/></group>
    """
    for match in subject.matches:
        for path, value, items in _values(match):
            if not any(is_of_type(value, _type_of(item)) for item in items):
                wanted = _type_of(items[0])
                yield Fault(
                    f"{path}: {_article(value.family)}, but NeXus has {wanted}", f"give it type {wanted}", match.node.at
                )


def of_exact_type(subject: Compared) -> Iterator[Fault]:
    """A number is an integer where its class has integers, and a floating point number where it has those.

    Most readers convert it; integers cut off what a device gives behind the point.

    Found::

        <group type="NXmonochromator"><field name="energy" type="NX_INT64" units="eV"/></group>

    Right::

        <group type="NXmonochromator"><field name="energy" type="NX_FLOAT64" units="eV"/></group>
    """
    for match in subject.matches:
        for path, value, items in _values(match):
            right = [item for item in items if is_of_type(value, _type_of(item))]
            if right and not any(is_exactly(value, item.type) for item in right):
                message = f"{path}: {_article(value.family)}, but NeXus has {right[0].type}"
                yield Fault(message, f"give it type {right[0].type}", match.node.at)


def date_time(subject: Compared) -> Iterator[Fault]:
    """A time is written as ISO 8601 has it.

    Others can't be told apart: 03/04/2026 is in March or in April.

    Found::

        <field name="start_time" type="NX_DATE_TIME">21.11.2026 14:00</field>

    Right::

        <field name="start_time" type="NX_DATE_TIME">2026-11-21T14:00:00+01:00</field>
    """
    for match in subject.matches:
        for path, value, items in _values(match):
            times = all(item.type in ("NX_DATE_TIME", "ISO8601") for item in items)
            if times and value.text and not DATE_TIME.fullmatch(value.text.strip()):
                fix = "write it as 2026-11-21T14:00:00+01:00"
                yield Fault(f"{path}: {value.text!r} is no time of ISO 8601", fix, match.node.at)


def listed_value(subject: Compared) -> Iterator[Fault]:
    """A value is one of those that its class lists.

    Readers compare with the list; another spelling is another thing for them.

    Found::

        <group type="NXsource"><field name="probe">xray</field></group>

    Right::

        <group type="NXsource"><field name="probe">x-ray</field></group>
    """
    yield from _unlisted(subject, opened=False)


def suggested_value(subject: Compared) -> Iterator[Fault]:
    """A value is one of those that its class suggests.

    The list is open: others are allowed, but programs know the suggested ones.

    Found::

        <field name="identifier_sample">10.1000/1<attribute name="type">doi</attribute></field>

    Right::

        <field name="identifier_sample">10.1000/1<attribute name="type">DOI</attribute></field>
    """
    yield from _unlisted(subject, opened=True)


def _unlisted(subject: Compared, *, opened: bool) -> Iterator[Fault]:
    for match in subject.matches:
        for path, value, items in _values(match):
            lists = [item.enumeration for item in items]
            first = lists[0]
            if first is None or any(is_listed(value, one) for one in lists) or first.open is not opened:
                continue
            message = f"{path}: {value.text!r} isn't one of {_short(first.values)}"
            yield Fault(message, "write one of them as it stands in the list", match.node.at)


def _short(values: tuple[str, ...]) -> str:
    shown = ", ".join(values[:8])
    return f"{shown}, … ({len(values)})" if len(values) > 8 else shown


def _article(family: str) -> str:
    return f"an {family}" if family[0] in "aeiou" else f"a {family}"


RULES = (
    Rule("NX511", Severity.WARNING, of_type),
    Rule("NX512", Severity.INFO, of_exact_type),
    Rule("NX513", Severity.WARNING, date_time),
    Rule("NX531", Severity.WARNING, listed_value),
    Rule("NX532", Severity.INFO, suggested_value),
)
