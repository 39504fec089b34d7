"""Maps of virtual data sets: which source stands where (writer §13). No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nxsconfig.h5.selections import axes_of, slab_of

Dims = tuple[int, ...]

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


def _sizes(value: object) -> Dims:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(size, int) and size >= 0 for size in value):
        raise ValueError(f"{value!r} is no shape")
    return tuple(value)


def places_of(declared: Dims, maps: Sequence[SourceMap]) -> list[list[object]]:
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
        whole = spread(item.source_shape or item.shape, rank) or (1,)
        size = slab_of(axes_of(item.source_key, max(rank, len(whole)))[0], whole[0]).size
        if size is not None:
            return size
    return (spread(item.shape, rank) or (1,))[0]


def spread(shape: Dims, rank: int) -> Dims:
    """The shape as the virtual data set sees it: an image in a stack of images is a stack of one; () stays unknown."""
    return (1,) * (rank - len(shape)) + shape if shape else ()
