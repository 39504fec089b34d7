"""How data sets are created in an HDF5 file: chunks, filters, and the places of virtual ones."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import h5py
import numpy as np

from nxsconfig.h5.filters import MANDATORY, OPTIONAL, add_filters
from nxsconfig.h5.selections import Slab
from nxsconfig.h5.types import h5_dtype
from nxsconfig.writer.plan import Filter
from nxsconfig.writer.ports import FieldLayout, VirtualLayout
from nxsconfig.writer.sinks.attributes import type_of
from nxsconfig.writer.sinks.chunks import chunk_shape
from nxsconfig.writer.sinks.handles import Place

KEPT = 256
"""Property lists and data spaces that are remembered: most data sets of an entry are alike."""


def new_field(place: Place, layout: FieldLayout, shape: tuple[int, ...]) -> h5py.h5d.DatasetID:
    """Create a data set of this shape; all but scalars may grow along every axis."""
    dtype = h5_dtype(layout.dtype)
    if not layout.shape:
        return _new(place, dtype, _scalar(), _properties((), ()))
    properties = _properties(chunk_shape(layout, shape, dtype.itemsize), layout.filters)
    return _new(place, dtype, _space(shape), properties)


@lru_cache(maxsize=KEPT)
def _properties(chunk: tuple[int, ...], filters: tuple[Filter, ...]) -> h5py.h5p.PropDCID:
    """How data sets are created; shared by those that are alike, so it must not be changed."""
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    if chunk:
        properties.set_chunk(chunk)
        add_filters(properties, [(item.number, item.options, _flag(item)) for item in filters])
    return properties


def new_virtual(place: Place, layout: VirtualLayout, name_of: Callable[[str], str]) -> h5py.h5d.DatasetID:
    """Create a virtual data set; `name_of` gives the name under which a file is entered."""
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    space = _space(layout.shape)
    for source in layout.sources:
        part = _selected(h5py.h5s.create_simple(source.shape), source.part)
        target = _selected(space.copy(), source.place)
        properties.set_virtual(target, name_of(source.file).encode(), source.path.encode(), part)
    return _new(place, h5_dtype(layout.dtype), space, properties)


@cache
def _scalar() -> h5py.h5s.SpaceID:
    return h5py.h5s.create(h5py.h5s.SCALAR)


@lru_cache(maxsize=KEPT)
def _space(shape: tuple[int, ...]) -> h5py.h5s.SpaceID:
    return h5py.h5s.create_simple(shape, (h5py.h5s.UNLIMITED,) * len(shape))


def new_group(place: Place) -> h5py.h5g.GroupID:
    """Create a group."""
    return h5py.h5g.create(place[0], place[1].encode(), lcpl=_links())


def copy_objects(source: h5py.File, file: h5py.File, base: str) -> None:
    """Copy all that is at the top of a file below the group `base` of another one."""
    for name in source:
        copy_object(source, name, (file.id, f"{base}/{name}"))


def copy_object(source: h5py.File, name: str, place: Place) -> None:
    """Copy an object with its attributes, and all that is in it."""
    h5py.h5o.copy(source.id, name.encode(), place[0], place[1].encode(), lcpl=_links())


def _new(place: Place, dtype: np.dtype, space: h5py.h5s.SpaceID, properties: h5py.h5p.PropDCID) -> h5py.h5d.DatasetID:
    """Missing groups above are created; names are UTF-8."""
    return h5py.h5d.create(place[0], place[1].encode(), type_of(dtype), space, properties, lcpl=_links())


@cache
def _links() -> h5py.h5p.PropLCID:
    links = h5py.h5p.create(h5py.h5p.LINK_CREATE)
    links.set_create_intermediate_group(True)
    links.set_char_encoding(h5py.h5t.CSET_UTF8)
    return links


def _selected(space: h5py.h5s.SpaceID, slabs: Sequence[Slab] | None) -> h5py.h5s.SpaceID:
    """The data space with the slabs of its axes selected; all of it for None."""
    if slabs is not None:
        start, stride, count, block = zip(*((s.start, s.stride, s.count, s.block) for s in slabs), strict=True)
        space.select_hyperslab(start, count, stride, block)
    return space


def _flag(item: Filter) -> int:
    return MANDATORY if item.mandatory else OPTIONAL
