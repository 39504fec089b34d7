"""NX50x: classes, groups, fields and attributes are those of the NeXus definitions."""

import re
from collections.abc import Iterator

from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.nxdl.catalogue import ENTRIES
from nxsconfig.validate.nxdl.matching import FREE, Match
from nxsconfig.validate.nxdl.model import Category
from nxsconfig.validate.nxdl.tree import What
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.spelling import closest
from nxsconfig.validate.subjects import Compared

EVERYWHERE = frozenset(
    "NX_class target units long_name default interpretation offset stride signal axes axis primary depends_on vector "
    "transformation_type offset_units equipment_component start scaling_factor calibration_status canSAS_class "
    "nexdatas_source nexdatas_strategy nexdatas_canfail nexdatas_canfail_error CLASS NAME DIMENSION_LIST "
    "REFERENCE_LIST DIMENSION_LABELS _FillValue".split()
)
"""Attributes that NeXus knows for every field or group, that the writer adds, or that HDF5 itself needs."""


def class_known(subject: Compared) -> Iterator[Fault]:
    """Each group is of a class of the NeXus definitions.

    Readers look for groups by their class: a group of an unknown class is not found by any of them.

    Found::

        <group name="camera" type="NXdetektor"/>

    Right::

        <group name="camera" type="NXdetector"/>
    """
    for match in subject.matches:
        node = match.node
        found = subject.definitions.get(node.nxclass) if node.nxclass and "$" not in node.nxclass else None
        if found is None and node.what is What.GROUP and "$" not in node.nxclass:
            meant = subject.definitions.similar(node.nxclass)
            fix = (
                f"write {meant}" if meant else "use a class of the NeXus definitions, or NXcollection for anything else"
            )
            yield Fault(f"{node.label}: {node.nxclass!r} is no NeXus class", fix, node.at)
        elif found is not None and found.category is Category.APPLICATION:
            message = f"{node.label}: {node.nxclass} is an application definition, not the class of a group"
            fix = f"make it an NXentry or NXsubentry with a field 'definition' that holds {node.nxclass}"
            yield Fault(message, fix, node.at)


def entry_at_root(subject: Compared) -> Iterator[Fault]:
    """NXentry stands directly in the root of a file, NXsubentry in an NXentry, NXroot nowhere.

    Readers look for entries only there; one that is deeper in the file isn't found.

    Found::

        <group name="instrument" type="NXinstrument"><group name="scan" type="NXentry"/></group>

    Right::

        <group name="scan" type="NXentry"/>
    """
    places = {"NXentry": "NXroot", "NXsubentry": "NXentry"}
    for match in subject.matches:
        node = match.node
        wanted = places.get(node.nxclass)
        if wanted is not None and match.within != wanted:
            around = "the root of the file" if wanted == "NXroot" else wanted
            yield Fault(f"{node.label}: {node.nxclass} stands in {match.within}", f"move it into {around}", node.at)
        elif node.nxclass == "NXroot":
            yield Fault(
                f"{node.label}: NXroot stands in {match.within}", "NXroot is the file itself: use NXentry", node.at
            )


def group_listed(subject: Compared) -> Iterator[Fault]:
    """A group is in a class that knows groups of its class.

    NeXus allows more than a class lists, but no reader looks for it there. NXcollection takes everything.

    Found::

        <group name="sample" type="NXsample"><group name="camera" type="NXdetector"/></group>

    Right::

        <group name="instrument" type="NXinstrument"><group name="camera" type="NXdetector"/></group>
    """
    for match in subject.matches:
        node = match.node
        if node.what is What.GROUP and not match.listed and node.nxclass not in ENTRIES:
            message = f"{node.label}: {match.within} doesn't list groups of class {node.nxclass}"
            yield Fault(message, "move it to where NeXus has it, or into an NXcollection", node.at)


def field_listed(subject: Compared) -> Iterator[Fault]:
    """A field has a name that the class of its group lists.

    NeXus allows more fields than a class lists, but nothing says what they mean; often it is a spelling mistake.

    Found::

        <group type="NXdetector"><field name="count_tme" units="s"/></group>

    Right::

        <group type="NXdetector"><field name="count_time" units="s"/></group>
    """
    for match in subject.matches:
        if match.node.what is not What.GROUP and not match.listed:
            meant = subject.definitions.similar_field(match.within, match.node.name)
            fix = f"write {meant!r} if that is meant" if meant else "use a name of the class, or an NXcollection"
            message = f"{match.node.label}: {match.within} doesn't list {match.node.name!r}"
            yield Fault(message, fix, match.node.at)


def collection_named(subject: Compared) -> Iterator[Fault]:
    """A collection isn't called like a class of which it has all fields.

    Readers look for groups by their class: nobody looks for a user in an NXcollection.

    Found::

        <group name="user" type="NXcollection"><field name="role">operator</field></group>

    Right::

        <group name="user" type="NXuser"><field name="role">operator</field></group>
    """
    for match in subject.matches:
        node = match.node
        fields = [child.name for child in node.children if child.what is What.FIELD]
        meant = f"NX{node.name}"
        if node.nxclass == FREE and fields and meant != FREE and meant in subject.definitions:
            known = subject.definitions.content(meant).names
            if all(name in known for name in fields):
                yield Fault(f"{node.label}: an NXcollection with fields of {meant}", f"make it an {meant}", node.at)


def attribute_spelled(subject: Compared) -> Iterator[Fault]:
    """An attribute isn't nearly, but not quite, called like one that NeXus knows.

    Programs add many attributes of their own, which is allowed. One that is nearly called like one of NeXus is mostly
    a spelling mistake, and no reader finds it.

    Found::

        <field name="energy"><attribute name="unts">eV</attribute></field>

    Right::

        <field name="energy"><attribute name="units">eV</attribute></field>
    """
    for match in subject.matches:
        for name in match.node.attributes:
            meant = closest(name, _known_attributes(match)) if _is_extra(match, name) else ""
            if meant:
                message = f"{match.node.label}@{name}: NeXus has no such attribute, but {meant!r}"
                yield Fault(message, f"write {meant!r} if that is meant", match.node.at)


def _known_attributes(match: Match) -> tuple[str, ...]:
    return (*sorted(EVERYWHERE), *(item.name for item in match.attributes or ()))


def _is_extra(match: Match, name: str) -> bool:
    if match.attributes is None or match.more or name in EVERYWHERE or name.endswith("_indices"):
        return False
    return not any(item.fits(name) for item in match.attributes)


def not_deprecated(subject: Compared) -> Iterator[Fault]:
    """Nothing is used that the NeXus definitions call deprecated.

    It still works, but a later release may drop it.

    Found::

        <field name="energy"><attribute name="axis" type="NX_POSINT">1</attribute></field> in NXdata

    Right::

        <attribute name="axes">energy</attribute> of the NXdata group
    """
    for match in subject.matches:
        for what, said in _deprecations(subject, match):
            message = f"{match.node.label}: {what} is deprecated: {_plain(said)}"
            yield Fault(message, "leave it out, or use what the message names", match.node.at)


def _plain(text: str) -> str:
    """A remark of the definitions on one line, without its markup."""
    return " ".join(re.sub(r":\w+:(?=`)|`", "", text).split())


def _deprecations(subject: Compared, match: Match) -> Iterator[tuple[str, str]]:
    node = match.node
    found = subject.definitions.get(node.nxclass)
    if found is not None and found.deprecated:
        yield f"class {found.name}", found.deprecated
    for items in (match.fields, match.groups):
        if items and all(item.deprecated for item in items):
            yield f"{items[0].name or node.name!r} in {match.within}", items[0].deprecated
    for name in node.attributes:
        fitting = [item for item in match.attributes or () if item.name == name]
        if fitting and all(item.deprecated for item in fitting):
            yield f"attribute {name!r}", fitting[0].deprecated


RULES = (
    Rule("NX501", Severity.WARNING, class_known),
    Rule("NX502", Severity.WARNING, entry_at_root),
    Rule("NX503", Severity.INFO, group_listed),
    Rule("NX504", Severity.INFO, field_listed),
    Rule("NX505", Severity.INFO, attribute_spelled),
    Rule("NX506", Severity.INFO, not_deprecated),
    Rule("NX507", Severity.INFO, collection_named),
)
