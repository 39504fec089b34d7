"""NX37x: what programs plot when nobody says what (NeXus manual, "Find the plottable data")."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from nxsconfig.dialect.grammar import ROOT
from nxsconfig.dialect.xml import Element
from nxsconfig.merge.links import link_name
from nxsconfig.validate.made_later import may_come_later
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.parts import called, elements, has_source
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration
from nxsconfig.validate.unsaid import SCAN_NAMES, is_unsaid
from nxsconfig.writer.plan import Path
from nxsconfig.writer.readers import direct_text

_DATA = "NXdata"
_INDICES = "_indices"
_NO_AXIS = "."
_SEPARATORS = re.compile(r"[\s:,\[\]]+")


class _Said(NamedTuple):
    """An attribute of a group with a constant value; at: the element that says it."""

    name: str
    words: tuple[str, ...]
    at: Element


def signal(configuration: Configuration) -> Iterator[Fault]:
    """The signal of an NXdata group is a field or link in this group.

    Otherwise the plot is empty.

    Found::

        <group type="NXdata" signal="counts"/>

    Right::

        <group type="NXdata" signal="counts"><link name="counts" target="…"/></group>
    """
    yield from _missing(configuration, "signal", "auxiliary_signals")


def axes(configuration: Configuration) -> Iterator[Fault]:
    """The axes of an NXdata group are fields or links in this group.

    Otherwise the plot has no axis. A point stands for an axis without values.

    Found::

        <group type="NXdata" axes="energy"/>

    Right::

        <group type="NXdata" axes="."/>
    """
    yield from _missing(configuration, "axes")


def indices(configuration: Configuration) -> Iterator[Fault]:
    """What has indices in an NXdata group is a field or link in this group.

    Found::

        <group type="NXdata" enrgy_indices="0"><field name="energy" …/></group>

    Right::

        <group type="NXdata" energy_indices="0"><field name="energy" …/></group>
    """
    for path, group in _groups(configuration, _DATA):
        for said in _said(group):
            name = said.name.removesuffix(_INDICES)
            if name != said.name and _is_missing(configuration, path, name, said):
                message = f"{called(group)} has {said.name}, but no field or link {name!r}"
                yield Fault(message, "correct the name of the attribute, or take it out", said.at)


def default(configuration: Configuration) -> Iterator[Fault]:
    """``default`` names a group, field or link that is there.

    Otherwise programs open something else, or nothing.

    Found::

        <group type="NXentry" default="plot"><group type="NXdata" name="data"/></group>

    Right::

        <group type="NXentry" default="data"><group type="NXdata" name="data"/></group>
    """
    for path, group in _groups(configuration, ""):
        for said in _said(group):
            name = " ".join(said.words)
            if said.name == "default" and name and _is_missing(configuration, path, name, said):
                what = called(group) if path else "the file"
                yield Fault(f"default of {what} is {name!r}, which isn't there", "correct the name", said.at)


def _missing(configuration: Configuration, *names: str) -> Iterator[Fault]:
    for path, group in _groups(configuration, _DATA):
        for said in _said(group):
            for word in said.words if said.name in names else ():
                if word == _NO_AXIS or word.isdecimal() or not _is_missing(configuration, path, word, said):
                    continue
                message = f"{said.name} of {called(group)} names {word!r}, but there is no such field or link"
                yield Fault(message, "correct the name, or select the component that brings it", said.at)


def _is_missing(configuration: Configuration, path: Path, name: str, said: _Said) -> bool:
    """Whether something isn't in a group, and nothing is known that may bring it."""
    objects = configuration.objects
    here = (*path, *(word for word in name.split("/") if word))
    if objects is None or not here or objects.has(here) or may_come_later(configuration, here):
        return False
    if any(item.tag == "link" for end in range(len(here)) if (item := objects.by_path.get(here[:end]))):
        return False
    return name not in _link_names(configuration) and not is_unsaid(configuration, said.at, SCAN_NAMES)


def _link_names(configuration: Configuration) -> set[str]:
    """Names under which the server can put links to fields into data groups (config-server §7.8)."""
    return {link_name(source.get("name") or "") for source in elements(configuration, "datasource")}


def _groups(configuration: Configuration, nxclass: str) -> Iterator[tuple[Path, Element]]:
    """Groups of a class with their paths; of any class, and the file itself, for an empty one."""
    if configuration.objects is None or configuration.root is None:
        return
    if not nxclass and configuration.root.tag == ROOT:
        yield (), configuration.root
    for item in configuration.objects.items:
        if item.tag == "group" and nxclass in ("", item.element.get("type")):
            yield item.path, item.element


def _said(group: Element) -> Iterator[_Said]:
    """Attributes of a group whose values are constant."""
    if group.tag == "group":
        for key, text in group.attrib.items():
            yield _Said(str(key), _words(str(text)), group)
    for child in group.findall("attribute"):
        if not has_source(child):
            yield _Said(child.get("name") or "", _words(direct_text(child)), child)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _SEPARATORS.split(text) if word)


RULES = (
    Rule("NX371", Severity.WARNING, signal),
    Rule("NX372", Severity.WARNING, axes),
    Rule("NX373", Severity.WARNING, indices),
    Rule("NX374", Severity.WARNING, default),
)
