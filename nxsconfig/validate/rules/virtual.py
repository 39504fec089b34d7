"""NX36x: virtual fields and their maps (writer §13)."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from nxsconfig.dialect.xml import Element
from nxsconfig.h5.maps import SourceMap
from nxsconfig.validate.made_later import may_come_later
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.objects import shown
from nxsconfig.validate.parts import TEXT, called, child, dtype, elements, has_source, mode, rank
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration
from nxsconfig.validate.unsaid import SCAN_NAMES, is_unsaid, may_get_more
from nxsconfig.writer.plan import MapPlan, Shape, VirtualPlan, is_before, phase_of
from nxsconfig.writer.ports import VirtualLayout, VirtualSource
from nxsconfig.writer.readers import direct_text
from nxsconfig.writer.virtual import layout_of_maps, maps_of
from nxsconfig.writer.virtual_members import resolve_map


class _Virtual(NamedTuple):
    """A virtual field: its element and its plan."""

    element: Element
    plan: VirtualPlan


def virtual_rank(configuration: Configuration) -> Iterator[Fault]:
    """A virtual field has dimensions.

    Without a rank of at least 1 it is never made, and nobody says so.

    Found::

        <vds name="frames" type="NX_UINT32"><map target="frames.h5://entry/data"/></vds>

    Right::

        the same with <dimensions rank="3"/>
    """
    for element in elements(configuration, "vds"):
        if rank(element) == 0 and not may_get_more(configuration, element):
            message = f"{called(element)} has no dimensions: it is never made"
            yield Fault(message, 'add <dimensions rank="…"/>', element)


def virtual_maps(configuration: Configuration) -> Iterator[Fault]:
    """A virtual field has a map, a text or a datasource that says where its values are.

    Otherwise it is never made, and nobody says so.

    Found::

        <vds name="frames" type="NX_UINT32"><dimensions rank="3"/></vds>

    Right::

        the same with <map target="frames.h5://entry/data"/>
    """
    for element in elements(configuration, "vds"):
        empty = child(element, "map") is None and not direct_text(element) and not has_source(element)
        if empty and not may_get_more(configuration, element):
            message = f"{called(element)} has no map: it is never made"
            yield Fault(message, "say where its values are: a map, a text or a datasource", element)


def virtual_layout(configuration: Configuration) -> Iterator[Fault]:
    """The maps of a virtual field fit into it, and it holds numbers.

    Otherwise it can't be made: its values are in the other files, but not in this one.

    Found::

        a virtual field with <dim index="1" value="4"/> and a map with <slice index="1" start="2" stop="9"/>

    Right::

        the same with <dim index="1" value="9"/>
    """
    for element, plan in _virtuals(configuration):
        reason = "it can't hold texts" if dtype(element) == TEXT else _misfit(plan)
        if reason and not may_get_more(configuration, element):
            message = f"{called(element)} can't be made: {reason}"
            yield Fault(message, "correct the type, the dimensions or the maps", element, error="NexusFileError")


def virtual_once(configuration: Configuration) -> Iterator[Fault]:
    """A virtual field is made once, not at every point.

    From the second point on it is there already: every further point fails, unless it may (``canfail``).

    Found::

        <vds name="frames"><strategy mode="STEP"/>…</vds>

    Right::

        <vds name="frames"><strategy mode="FINAL"/>…</vds>
    """
    for element in elements(configuration, "vds"):
        if mode(element) == "STEP":
            yield Fault(f"{called(element)} would be made at every point", "take mode FINAL", element)


def virtual_source(configuration: Configuration) -> Iterator[Fault]:
    """A map without a file leads to a field of the configuration.

    Otherwise the virtual field holds zeros.

    Found::

        <map/>, which means the field /data

    Right::

        <map target="/scan/instrument/detector/frames"/>
    """
    for element, plan in _virtuals(configuration):
        for item in _static_maps(plan) or ():
            path = tuple(word for word in item.path.split("/") if word)
            if item.file or _is_there(configuration, path) or is_unsaid(configuration, element, SCAN_NAMES):
                continue
            message = f"a map of {called(element)} leads to {shown(path, plan.path)}, which isn't there"
            yield Fault(message, "write the target of the map: FILE://PATH", element)


def virtual_attribute(configuration: Configuration) -> Iterator[Fault]:
    """An attribute of a virtual field is read when the field is made, or later.

    Before that there is nothing that could have it: its value is lost.

    Found::

        an attribute with a datasource and mode INIT in a virtual field, which is made at the end (FINAL)

    Right::

        the same with mode FINAL
    """
    for element, plan in _virtuals(configuration):
        for attribute in plan.attributes:
            if attribute.source and is_before(phase_of(attribute), phase_of(plan)):
                message = f"attribute {attribute.name!r} of {called(element)} is read before the field is made"
                yield Fault(message, f"give it the mode {phase_of(plan)}", element)


def virtual_map_in_time(configuration: Configuration) -> Iterator[Fault]:
    """A map is read before its virtual field is made, or at the same time.

    A map that comes later isn't used.

    Found::

        a map with a datasource, which is read at every point, in a virtual field with mode INIT

    Right::

        the same in a virtual field with mode FINAL
    """
    for element, plan in _virtuals(configuration):
        if any(item.source and is_before(phase_of(plan), phase_of(item)) for item in plan.maps):
            message = f"a map of {called(element)} is read after the field is made: it isn't used"
            yield Fault(message, "take mode FINAL for the field", element)


def _virtuals(configuration: Configuration) -> Iterator[_Virtual]:
    if configuration.inspected is None or configuration.objects is None:
        return
    for step in configuration.inspected.plan.steps:
        item = configuration.objects.by_path.get(step.path) if isinstance(step, VirtualPlan) else None
        if isinstance(step, VirtualPlan) and item is not None:
            yield _Virtual(item.element, step)


def _is_there(configuration: Configuration, path: tuple[str, ...]) -> bool:
    objects = configuration.objects
    return objects is None or objects.has(path) or may_come_later(configuration, path)


def _static_maps(plan: VirtualPlan) -> list[SourceMap] | None:
    """The maps of a virtual field; None when datasources have a say in them, or when its text can't be read."""
    if plan.source or not _is_static(plan.shape) or not all(map(_is_static_map, plan.maps)):
        return None
    found = [resolve_map(item, _sizes, _nobody) for item in plan.maps]
    try:
        found += [item for line in plan.targets.splitlines() for item in maps_of(line)]
    except ValueError:
        return None
    return [item for item in found if item]


def _is_static_map(item: MapPlan) -> bool:
    keys = (*(item.key or ()), *(item.source_key or ()))
    known = all(entry is None or isinstance(entry, tuple) for entry in keys)
    return not item.source and known and _is_static(item.shape) and _is_static(item.source_shape)


def _is_static(shape: Shape) -> bool:
    return all(isinstance(size, int) for size in shape.sizes)


def _sizes(shape: Shape) -> tuple[int, ...]:
    return tuple(size for size in shape.sizes if isinstance(size, int))


def _nobody(_spec: object) -> object:
    """Stands for asking a datasource, which static maps don't have."""
    return None


def _misfit(plan: VirtualPlan) -> str:
    """Why the virtual field can't be made; empty when it can, or when that can't be told."""
    try:
        for line in plan.targets.splitlines():
            maps_of(line)
        maps = _static_maps(plan)
        layout = layout_of_maps(plan.dtype, _sizes(plan.shape), maps) if maps else None
    except ValueError as err:
        return str(err)
    return "" if layout is None else _overflow(layout)


def _overflow(layout: VirtualLayout) -> str:
    for source in layout.sources:
        for axis, (slab, size) in enumerate(zip(source.place, layout.shape, strict=True), 1):
            if slab.end is not None and slab.end > size:
                return f"its axis {axis} has {size} elements, but a map ends at {slab.end}"
        place, there = _count([slab.size for slab in source.place]), _taken(source)
        if None not in (place, there) and place != there:
            return f"{there} elements of {source.path} can't be put into {place}"
    return ""


def _taken(source: VirtualSource) -> int | None:
    return math.prod(source.shape) if source.part is None else _count([slab.size for slab in source.part])


def _count(sizes: list[int | None]) -> int | None:
    """Elements of a selection; None without a limit."""
    known = [size for size in sizes if size is not None]
    return math.prod(known) if len(known) == len(sizes) else None


RULES = (
    Rule("NX361", Severity.WARNING, virtual_rank),
    Rule("NX362", Severity.WARNING, virtual_maps),
    Rule("NX363", Severity.ERROR, virtual_layout),
    Rule("NX364", Severity.WARNING, virtual_once),
    Rule("NX365", Severity.WARNING, virtual_source),
    Rule("NX366", Severity.ERROR, virtual_attribute),
    Rule("NX367", Severity.WARNING, virtual_map_in_time),
)
