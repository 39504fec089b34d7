"""From a vds tag to a plan (writer §13)."""

from collections.abc import Callable, Iterator, Mapping

from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError, UnsupportedElementError
from nxsconfig.sources import SourceSpec
from nxsconfig.writer.elements import dtype_of, shape_of, source_of, strategy_of
from nxsconfig.writer.fields import attribute_steps, mark_steps, xml_attribute_steps
from nxsconfig.writer.plan import AttributePlan, MapPlan, Path, Selection, Shape, Step, Strategy, VirtualPlan
from nxsconfig.writer.readers import SILENT, direct_text, local_name, where

_FACTS = ("target", "filename", "fieldpath", "dtype")

_SLICE: Mapping[str, int | None] = {"start": None, "stop": None, "step": None}
_SLAB: Mapping[str, int | None] = {"offset": 0, "block": 1, "count": 1, "stride": 1}


def virtual_plan(element: Element, path: Path, label: str) -> VirtualPlan | None:
    """The plan of a vds; None for one without dimensions, which is never made (K).

    Raises:
        DefinitionError: no name, unknown type, numbers that are none.
    """
    name = element.get("name")
    if not name:
        raise DefinitionError(f"{where(element, label)}: Field without a name")
    path, label = (*path, name), f"{label}/{name}"
    source, strategy, shape, maps, tags = None, Strategy(), Shape(), [], []
    for child in element:
        match local_name(child):
            case "datasource":
                source = source_of(child, label)
            case "strategy":
                strategy = strategy_of(child, label)
            case "dimensions":
                shape = shape_of(child, label, shape)
            case "map":
                maps.append(_map(child, path, label))
            case "attribute":
                tags.append(child)
            case tag:
                _refuse(child, tag, label, "a vds")
    steps = [*xml_attribute_steps(element, path, label, without=frozenset({"name"})), *_tags(tags, path, label)]
    steps += mark_steps(source, strategy, path, label)
    attributes = tuple(step for step in steps if isinstance(step, AttributePlan))
    plan = VirtualPlan(
        path, label, dtype_of(element, label), shape, strategy, source, direct_text(element), tuple(maps), attributes
    )
    return plan if shape.rank else None


def _tags(tags: list[Element], path: Path, label: str) -> Iterator[Step]:
    for tag in tags:
        if tag.get("name") not in (None, "", "name", "type"):
            yield from attribute_steps(tag, path, label)


def _map(element: Element, owner: Path, label: str) -> MapPlan:
    parts: dict[str, object] = {"facts": {name: text for name in _FACTS if (text := element.get(name)) is not None}}
    readers: dict[str, Callable[[Element, str], object]] = {
        "datasource": source_of,
        "strategy": strategy_of,
        "dimensions": shape_of,
        "selection": _selection,
    }
    names = {"datasource": "source", "dimensions": "shape", "selection": "key"}
    for child in element:
        tag = local_name(child)
        if tag == "sourceview":
            parts.update(_view(child, label))
        elif tag in readers:
            parts[names.get(tag, tag)] = readers[tag](child, label)
        else:
            _refuse(child, tag, label, "a map")
    return MapPlan(owner, label, **parts)  # type: ignore[arg-type]  # the readers give what the names say


def _view(element: Element, label: str) -> Iterator[tuple[str, object]]:
    """Shape and key of the part of a source."""
    for child in element:
        tag = local_name(child)
        if tag == "dimensions":
            yield "source_shape", shape_of(child, label)
        elif tag == "selection":
            yield "source_key", _selection(child, label)
        else:
            _refuse(child, tag, label, "a sourceview")


def _selection(element: Element, label: str) -> Selection:
    """The key in slice and slab tags, by index from 1; axes without a tag are taken whole."""
    entries: dict[int, tuple[int | None, ...] | SourceSpec] = {}
    for child in element:
        match local_name(child):
            case "slice":
                entries[_number(child, "index") or 0] = _entry(child, _SLICE, label)
            case "slab":
                entries[_number(child, "index") or 0] = _entry(child, _SLAB, label)
            case tag:
                _refuse(child, tag, label, "a selection")
    rank = max([_number(element, "rank") or 0, *entries])
    return tuple(entries.get(index) for index in range(1, rank + 1))


def _entry(element: Element, numbers: Mapping[str, int | None], label: str) -> tuple[int | None, ...] | SourceSpec:
    """The numbers of a slice or slab tag; those that are none count as not said (K)."""
    for child in element:
        if local_name(child) == "datasource":
            return source_of(child, label)
        _refuse(child, local_name(child), label, local_name(element), also="strategy")
    found = {name: _number(element, name) for name in numbers}
    return tuple(default if found[name] is None else found[name] for name, default in numbers.items())


def _number(element: Element, name: str) -> int | None:
    text = element.get(name, "").strip()
    return int(text) if text.isdecimal() else None


def _refuse(element: Element, tag: str, label: str, place: str, also: str = "") -> None:
    if tag not in SILENT and tag != also:
        raise UnsupportedElementError(f"{where(element, label)} is not supported in {place}")
