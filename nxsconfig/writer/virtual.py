"""Virtual data sets: maps of sources, and the layout they make together (writer §13). No I/O."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import cast

from nxsconfig.h5.maps import SourceMap, map_of, places_of, split_source, spread
from nxsconfig.h5.selections import Slab, axes_of, slab_of
from nxsconfig.writer.convert import check_size
from nxsconfig.writer.growth import Dims
from nxsconfig.writer.ports import VirtualLayout, VirtualSource


def maps_of(value: object) -> list[SourceMap]:
    """The maps of a value: a target, a dict, a list of those, or JSON of these. Raises ValueError."""
    if isinstance(value, str):
        return _maps_of_text(value)
    if isinstance(value, Mapping):
        single = map_of(cast("Mapping[str, object]", value))
        return [single] if single else []
    if isinstance(value, Sequence):
        return [item for part in value for item in maps_of(part)]
    raise ValueError(f"{value!r:.60} names no source of a virtual data set")


def _maps_of_text(text: str) -> list[SourceMap]:
    text = text.strip()
    if not text:
        return []
    if text[0] in '[{"':
        try:
            return maps_of(json.loads(text))
        except json.JSONDecodeError as err:
            raise ValueError(f"{text:.60} is no JSON: {err}") from err
    return [SourceMap(*split_source(text))]


def layout_of_maps(dtype: str, declared: Dims, maps: Sequence[SourceMap]) -> VirtualLayout:
    """The layout that maps make: declared sizes above 1 stay, the others follow the maps.

    Raises:
        ValueError: texts, a key that fits no axis, source and place of different sizes.
    """
    if dtype == "string":
        raise ValueError("a virtual data set can't hold texts")
    rank = len(declared)
    places = places_of(declared, maps)
    shape = tuple(size if size > 1 else _reach(axis, maps, places) for axis, size in enumerate(declared))
    check_size(shape)
    sources = tuple(
        _source(item, [_on_axis(entry, shape[axis], item, axis, rank) for axis, entry in enumerate(place)], rank)
        for item, place in zip(maps, places, strict=True)
    )
    return VirtualLayout(dtype, shape, sources)


def _reach(axis: int, maps: Sequence[SourceMap], places: Sequence[Sequence[object]]) -> int:
    """The size of an axis that holds all maps."""
    ends = []
    for item, place in zip(maps, places, strict=True):
        shape = spread(item.shape, len(place))
        size = shape[axis] if shape else 1
        end = slab_of(place[axis], size).end
        ends.append(size if end is None else end)
    return max([1, *ends])


def _on_axis(entry: object, size: int, item: SourceMap, axis: int, rank: int) -> Slab:
    shape = spread(item.shape, rank)
    return slab_of(entry, shape[axis] if entry is None and item.key is None and shape else size)


def _source(item: SourceMap, place: list[Slab], rank: int) -> VirtualSource:
    _check_something(item, place)
    if item.source_key is None:
        shape = item.shape or tuple(slab.size or 1 for slab in place)
        return VirtualSource(item.file, item.path, shape, tuple(place))
    whole = item.source_shape or item.shape
    axes = axes_of(item.source_key, len(whole) or rank)
    sizes = whole or tuple(slab.size or 1 for slab in place)
    part = tuple(slab_of(entry, size) for entry, size in zip(axes, sizes, strict=True))
    _check_something(item, part)
    _check_sizes(item, place, part)
    extent = tuple(max(size, slab.end or 0) for size, slab in zip(sizes, part, strict=True))
    return VirtualSource(item.file, item.path, extent, tuple(place), part)


def _check_something(item: SourceMap, slabs: Sequence[Slab]) -> None:
    """Refuse a selection of nothing: HDF5 takes it, but programs that look at the maps fail."""
    if any(slab.size == 0 for slab in slabs):
        raise ValueError(f"{item.file or 'own file'}:{item.path}: nothing is selected; please look at its keys")


def _check_sizes(item: SourceMap, place: Sequence[Slab], part: Sequence[Slab]) -> None:
    sizes = [[slab.size for slab in slabs] for slabs in (place, part)]
    counts = [math.prod(size for size in found if size is not None) for found in sizes]
    if counts[0] != counts[1]:
        raise ValueError(f"{item.file or 'own file'}:{item.path}: {sizes[1]} elements can't be put at {sizes[0]}")
