"""NX31x: links lead to something (writer §11)."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError
from nxsconfig.validate.made_later import may_come_later
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.objects import Item, Objects, shown, target_of
from nxsconfig.validate.parts import called, has_source, mode
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration
from nxsconfig.validate.unsaid import SCAN_NAMES, is_unsaid, may_get_more
from nxsconfig.writer.links import resolve
from nxsconfig.writer.plan import GroupNames, Path


class Way(Enum):
    """Where following a link ends."""

    THERE = "at an object"
    NOWHERE = "in a group that holds no such thing"
    OUTSIDE = "in a top group that the configuration doesn't make"
    CIRCLE = "at itself"
    UNKNOWN = "in another file, or where a datasource says"


class Followed(NamedTuple):
    """The link of an item followed: the way and the path that it leads to."""

    item: Item
    way: Way
    path: Path


def link_target(configuration: Configuration) -> Iterator[Fault]:
    """A link into the configuration leads to something that is there.

    Otherwise the link is in the file, but nothing can be read through it: a plot is empty.

    Found::

        <link name="energy" target="/scan:NXentry/instrument:NXinstrument/mono/energy"/> without a field energy there

    Right::

        the same link, and a component with that field is selected
    """
    for item, way, path in _followed(configuration):
        if way is Way.NOWHERE and not _is_excused(configuration, item, path):
            message = f"{called(item.element)} leads to {shown(path, item.path)}, which isn't there"
            yield Fault(message, "correct the target, or select the component that brings it", item.element)


def link_path(configuration: Configuration) -> Iterator[Fault]:
    """The writer can tell which groups the target of a link names.

    Behind a group that isn't in the configuration, types can't be told from names. The writer can't open the entry: the
    scan doesn't start.

    Found::

        <link name="energy" target="/scan/NXinstrumnt/NXmonochromator/energy"/>

    Right::

        <link name="energy" target="/scan/NXinstrument/NXmonochromator/energy"/>
    """
    names = _names(configuration)
    for item in _links(configuration) if configuration.is_whole else ():
        try:
            resolve(target_of(item.element), names)
        except DefinitionError as err:
            message = f"{called(item.element)}: {err}"
            fix = "write the names and types of the groups as they are in the configuration"
            yield Fault(message, fix, item.element, error="DefinitionError")


def no_circle_of_links(configuration: Configuration) -> Iterator[Fault]:
    """A link doesn't lead back to itself.

    Nothing can be read through it.

    Found::

        <link name="energy" target="/scan/data/energy"/> in /scan/data

    Right::

        <link name="energy" target="/scan/instrument/monochromator/energy"/> in /scan/data
    """
    for item, way, _path in _followed(configuration):
        if way is Way.CIRCLE:
            message = f"{called(item.element)} leads back to itself"
            yield Fault(message, "let it lead to the field itself", item.element)


def link_outside(configuration: Configuration) -> Iterator[Fault]:
    """A link leads into a group that the configuration makes itself.

    Another top group has to be in the file already when somebody looks for it.

    Found::

        <link name="energy" target="/scan0/energy"/> when the entry is called scan

    Right::

        <link name="energy" target="/scan/energy"/>
    """
    for item, way, path in _followed(configuration):
        if way is Way.OUTSIDE and not _is_excused(configuration, item, path):
            message = f"{called(item.element)} leads to /{'/'.join(path)}, but there is no /{path[0]} here"
            yield Fault(message, "correct the name of the entry", item.element)


def link_is_made(configuration: Configuration) -> Iterator[Fault]:
    """A link has a target, or a datasource and a strategy with a mode that says when it is read.

    Otherwise no link is made, and nobody says so.

    Found::

        <link name="energy"/>

    Right::

        <link name="energy" target="/scan/instrument/monochromator/energy"/>
    """
    for item in _all_links(configuration):
        link = item.element
        if may_get_more(configuration, link):
            continue
        if has_source(link) and not mode(link):
            yield Fault(f"{called(link)} has no mode: it is never made", 'give it <strategy mode="INIT"/>', link)
        elif not has_source(link) and not target_of(link):
            yield Fault(f"{called(link)} has no target", 'write target="/…"', link)


def link_once(configuration: Configuration) -> Iterator[Fault]:
    """A link with a datasource is made once, not at every point.

    From the second point on it is there already: every further point fails, unless it may (``canfail``).

    Found::

        <link name="file"><datasource …/><strategy mode="STEP"/></link>

    Right::

        <link name="file"><datasource …/><strategy mode="INIT"/></link>
    """
    for item in _all_links(configuration):
        if has_source(item.element) and mode(item.element) == "STEP":
            message = f"{called(item.element)} would be made at every point"
            yield Fault(message, "take mode INIT or FINAL", item.element)


def _all_links(configuration: Configuration) -> list[Item]:
    objects = configuration.objects
    return [item for item in objects.items if item.tag == "link"] if objects else []


def _links(configuration: Configuration) -> list[Item]:
    """Links whose target is said."""
    return [item for item in _all_links(configuration) if _is_said(item.element)]


def _is_said(link: Element) -> bool:
    return bool(target_of(link)) and not has_source(link)


def _names(configuration: Configuration) -> GroupNames:
    return configuration.inspected.plan.names if configuration.inspected else GroupNames()


def _followed(configuration: Configuration) -> Iterator[Followed]:
    if configuration.objects is None:
        return
    follower = _Follower(configuration.objects, _names(configuration))
    for item in _links(configuration):
        way, path = follower.follow(item)
        yield Followed(item, way, path)


def _is_excused(configuration: Configuration, item: Item, path: Path) -> bool:
    return may_come_later(configuration, path) or is_unsaid(configuration, item.element, SCAN_NAMES)


class _Follower:
    """Goes where links lead, through other links."""

    def __init__(self, objects: Objects, names: GroupNames) -> None:
        self._objects = objects
        self._names = names

    def follow(self, link: Item, been: frozenset[Path] = frozenset()) -> tuple[Way, Path]:
        """Where a link leads."""
        if link.path in been:
            return Way.CIRCLE, link.path
        path = self._target(link)
        return (Way.UNKNOWN, ()) if path is None else self._walk(path, been | {link.path})

    def _target(self, link: Item) -> Path | None:
        """The path in this file; None for other files and for what can't be told."""
        if not _is_said(link.element):
            return None
        try:
            target = resolve(target_of(link.element), self._names)
        except DefinitionError:
            return None
        if target.file is not None:
            return None
        words = target.path.split("/")
        path = () if target.path.startswith("/") else link.path[:-1]
        for word in words:
            if word == "..":
                path = path[:-1]
            elif word not in ("", "."):
                path = (*path, word)
        return path

    def _walk(self, path: Path, been: frozenset[Path]) -> tuple[Way, Path]:
        for end in range(1, len(path) + 1):
            there = self._objects.by_path.get(path[:end])
            if there is not None and there.tag == "link":
                way, target = self.follow(there, been)
                return self._walk((*target, *path[end:]), been | {there.path}) if way is Way.THERE else (way, path)
            if not self._objects.has(path[:end]):
                return (Way.OUTSIDE if end == 1 else Way.NOWHERE), path
        return Way.THERE, path


RULES = (
    Rule("NX311", Severity.WARNING, link_target),
    Rule("NX312", Severity.ERROR, link_path),
    Rule("NX313", Severity.WARNING, no_circle_of_links),
    Rule("NX314", Severity.INFO, link_outside),
    Rule("NX315", Severity.WARNING, link_is_made),
    Rule("NX316", Severity.WARNING, link_once),
)
