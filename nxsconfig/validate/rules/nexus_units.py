"""NX52x: units are there, can be understood, and are of the category that the NeXus definitions have."""

from collections.abc import Iterator

from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.nxdl.matching import FREE, Match
from nxsconfig.validate.nxdl.tree import Family, Node, What
from nxsconfig.validate.nxdl.units import PURE_NUMBERS, category_of, dimension, examples, is_arbitrary, wanted
from nxsconfig.validate.nxdl.values import NUMBERS
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Compared

MISTAKEN = {
    "A": "A is ampere: write angstrom",
    "C": "C is coulomb: write degC",
    "F": "F is farad: write degF",
    "c": "c is the speed of light",
    "sec": "write s",
}
"""Symbols that mean something else than they are often used for."""


def _fields(subject: Compared) -> Iterator[Match]:
    """Fields that aren't texts: units of a text are another fault."""
    fields = (match for match in subject.matches if match.node.what is What.FIELD)
    return (match for match in fields if match.node.value.family is not Family.TEXT)


def _categories(match: Match) -> list[str]:
    """What the definitions ask for, one for each item that the field can be."""
    transformation = match.node.text_of("transformation_type")
    return [category_of(item.units, transformation) for item in match.fields]


def units_known(subject: Compared) -> Iterator[Fault]:
    """Units are spelled so that programs understand them.

    NeXus takes the spellings of UDUNITS: mm, deg, keV, 1/angstrom, counts/s. Units that are left open on purpose are
    written a.u.

    Found::

        <field name="energy" type="NX_FLOAT64" units="kev"/>

    Right::

        <field name="energy" type="NX_FLOAT64" units="keV"/>
    """
    for match in _fields(subject):
        units = match.node.text_of("units")
        if units is not None and not is_arbitrary(units) and dimension(units) is None:
            fix = "write them as UDUNITS does: mm, deg, keV, 1/angstrom, counts/s; or a.u."
            yield Fault(f"{match.node.label}: units {units!r} aren't known", fix, match.node.at)


def units_in_collections(subject: Compared) -> Iterator[Fault]:
    """Units in a collection are understood as well.

    A collection may hold anything, but who converts its numbers needs their units.

    Found::

        <group name="timing" type="NXcollection"><field name="wait" type="NX_FLOAT64" units="secnds"/></group>

    Right::

        <group name="timing" type="NXcollection"><field name="wait" type="NX_FLOAT64" units="seconds"/></group>
    """
    for node in () if subject.tree is None else _collected(subject.tree.root):
        units = node.text_of("units")
        numbers = node.what is What.FIELD and node.value.family is not Family.TEXT
        if units is not None and numbers and not is_arbitrary(units) and dimension(units) is None:
            fix = "write them as UDUNITS does: mm, deg, keV, 1/angstrom, counts/s; or a.u."
            yield Fault(f"{node.label}: units {units!r} aren't known", fix, node.at)


def _collected(group: Node) -> Iterator[Node]:
    """Everything in collections."""
    for child in group.children:
        yield from child.walk() if child.nxclass == FREE else _collected(child)


def units_category(subject: Compared) -> Iterator[Fault]:
    """Units are of the sort that the class has for the field: a length in mm, an energy in keV.

    Programs that convert units fail, or calculate with the wrong quantity.

    Found::

        <group type="NXmonochromator"><field name="wavelength" type="NX_FLOAT64" units="eV"/></group>

    Right::

        <group type="NXmonochromator"><field name="wavelength" type="NX_FLOAT64" units="angstrom"/></group>
    """
    for match in _fields(subject):
        units = match.node.text_of("units")
        found = None if units is None or is_arbitrary(units) else dimension(units)
        if units is None or found is None or not match.fields:
            continue
        categories = _categories(match)
        if all(wanted(one) and found not in wanted(one) for one in categories):
            fix = MISTAKEN.get(units.strip(), f"give units such as {examples(categories[0])[0]}, or another name")
            message = f"{match.node.label}: units {units!r}, but NeXus has {categories[0]}"
            yield Fault(message, fix, match.node.at)


def units_there(subject: Compared) -> Iterator[Fault]:
    """A number that is a physical quantity has units.

    "Any field must have a units attribute which describes the units" (NeXus manual, units): without it nobody knows
    later what was measured.

    Found::

        <group type="NXdetector"><field name="distance" type="NX_FLOAT64"/></group>

    Right::

        <group type="NXdetector"><field name="distance" type="NX_FLOAT64" units="mm"/></group>
    """
    for match in _fields(subject):
        node = match.node
        if "units" in node.attributes or node.value.family not in NUMBERS or not match.fields:
            continue
        categories = _categories(match)
        if all(one not in PURE_NUMBERS and wanted(one) for one in categories):
            message = f"{node.label}: no units, but NeXus has {categories[0]}"
            yield Fault(message, f"add the attribute units, such as {examples(categories[0])[0]}", node.at)


RULES = (
    Rule("NX521", Severity.WARNING, units_known),
    Rule("NX522", Severity.WARNING, units_category),
    Rule("NX523", Severity.WARNING, units_there),
    Rule("NX524", Severity.INFO, units_in_collections),
)
