"""Virtual data sets: maps of sources, and the layout they make together (writer §13). No I/O."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from nxsconfig.writer.convert import check_size
from nxsconfig.writer.growth import Dims
from nxsconfig.writer.ports import VirtualLayout, VirtualSource
from nxsconfig.writer.selections import Slab, axes_of, slab_of

SCHEME = "h5file:/"

DEFAULT_FIELD = "/data"

OWN_FILE = "."
"""How HDF5 names the file that the virtual data set stands in."""


@dataclass(frozen=True, slots=True)
class SourceMap:
    """One source of a virtual data set.

    Args:
        file: its file, "" for the own one; `path` is the data set in it.
        dtype: "" for the type of the virtual data set.
        shape: of the source, () when unknown.
        key: its place in the virtual data set; None: behind the map before.
        source_shape: of the source when only a part is taken, () for `shape`.
        source_key: that part; None: all.
    """

    file: str
    path: str
    dtype: str = ""
    shape: Dims = ()
    key: object = None
    source_shape: Dims = ()
    source_key: object = None


def split_source(target: str) -> tuple[str, str]:
    """File ("" for the own one) and path of ``[h5file:/]FILE://PATH``, ``FILE:/PATH``, ``FILE::PATH`` or ``PATH``."""
    target = target.strip().removeprefix(SCHEME)
    for mark in ("::", ":/"):
        file, found, path = target.partition(mark)
        if found:
            return file, path
    return "", target


def map_of(facts: Mapping[str, object]) -> SourceMap | None:
    """The map of a dict as detectors send it; None for one that is meant for other targets only (``plugin…``).

    Raises:
        ValueError: a shape that is no list of sizes.
    """
    if facts and all(name.startswith("plugin") for name in facts):
        return None
    file, path = str(facts.get("filename") or ""), str(facts.get("fieldpath") or DEFAULT_FIELD)
    if target := str(facts.get("target") or ""):
        file, path = split_source(target)
    return SourceMap(
        file,
        path,
        str(facts.get("dtype") or ""),
        _sizes(facts.get("shape")),
        facts.get("key"),
        _sizes(facts.get("sourceshape")),
        facts.get("sourcekey"),
    )


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


def _sizes(value: object) -> Dims:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(size, int) and size >= 0 for size in value):
        raise ValueError(f"{value!r} is no shape")
    return tuple(value)


def layout_of_maps(dtype: str, declared: Dims, maps: Sequence[SourceMap]) -> VirtualLayout:
    """The layout that maps make: declared sizes above 1 stay, the others follow the maps.

    Raises:
        ValueError: texts, a key that fits no axis, source and place of different sizes.
    """
    if dtype == "string":
        raise ValueError("a virtual data set can't hold texts")
    rank = len(declared)
    places = _places(declared, maps)
    shape = tuple(size if size > 1 else _reach(axis, maps, places) for axis, size in enumerate(declared))
    check_size(shape)
    sources = tuple(
        _source(item, [_on_axis(entry, shape[axis], item, axis, rank) for axis, entry in enumerate(place)], rank)
        for item, place in zip(maps, places, strict=True)
    )
    return VirtualLayout(dtype, shape, sources)


def _places(declared: Dims, maps: Sequence[SourceMap]) -> list[list[object]]:
    """The keys by axis; maps without one follow each other along the first axis."""
    places: list[list[object]] = []
    position = 0
    for item in maps:
        entries = axes_of(item.key, len(declared))
        length = _length(item, len(declared))
        if item.key is None:
            entries[0] = [position, position + length]
        places.append(entries)
        position += length
    return places


def _length(item: SourceMap, rank: int) -> int:
    """How much of the first axis a map takes: what its key selects in the source, else the source's first size."""
    if item.source_key is not None:
        whole = _spread(item.source_shape or item.shape, rank) or (1,)
        size = slab_of(axes_of(item.source_key, max(rank, len(whole)))[0], whole[0]).size
        if size is not None:
            return size
    return (_spread(item.shape, rank) or (1,))[0]


def _spread(shape: Dims, rank: int) -> Dims:
    """The shape as the virtual data set sees it: an image in a stack of images is a stack of one; () stays unknown."""
    return (1,) * (rank - len(shape)) + shape if shape else ()


def _reach(axis: int, maps: Sequence[SourceMap], places: Sequence[Sequence[object]]) -> int:
    """The size of an axis that holds all maps."""
    ends = []
    for item, place in zip(maps, places, strict=True):
        shape = _spread(item.shape, len(place))
        size = shape[axis] if shape else 1
        end = slab_of(place[axis], size).end
        ends.append(size if end is None else end)
    return max([1, *ends])


def _on_axis(entry: object, size: int, item: SourceMap, axis: int, rank: int) -> Slab:
    shape = _spread(item.shape, rank)
    return slab_of(entry, shape[axis] if entry is None and item.key is None and shape else size)


def _source(item: SourceMap, place: list[Slab], rank: int) -> VirtualSource:
    if item.source_key is None:
        shape = item.shape or tuple(slab.size or 1 for slab in place)
        return VirtualSource(item.file, item.path, shape, tuple(place))
    whole = item.source_shape or item.shape
    axes = axes_of(item.source_key, len(whole) or rank)
    sizes = whole or tuple(slab.size or 1 for slab in place)
    part = tuple(slab_of(entry, size) for entry, size in zip(axes, sizes, strict=True))
    _check_sizes(item, place, part)
    extent = tuple(max(size, slab.end or 0) for size, slab in zip(sizes, part, strict=True))
    return VirtualSource(item.file, item.path, extent, tuple(place), part)


def _check_sizes(item: SourceMap, place: Sequence[Slab], part: Sequence[Slab]) -> None:
    sizes = [[slab.size for slab in slabs] for slabs in (place, part)]
    counts = [math.prod(size for size in found if size is not None) for found in sizes]
    if counts[0] != counts[1]:
        raise ValueError(f"{item.file or 'own file'}:{item.path}: {sizes[1]} elements can't be put at {sizes[0]}")
