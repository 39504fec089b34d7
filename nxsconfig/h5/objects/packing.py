"""Data sets that scripts create, and how they are packed."""

from collections.abc import Sequence

import h5py

from nxsconfig.h5.filters import DEFLATE, MANDATORY, NUMBERS, OPTIONAL, SHUFFLE, add_filters, is_available
from nxsconfig.h5.objects.kinds import FTDataFilter
from nxsconfig.h5.objects.texts import dtype_of, is_text

Filter = tuple[int, tuple[int, ...], int]


def new_dataset(
    group: h5py.Group,
    name: str,
    type_code: str,
    sizes: tuple[Sequence[int] | None, Sequence[int] | None],
    filters: Sequence[FTDataFilter],
) -> h5py.Dataset:
    """A data set filled with zeros.

    Args:
        group: where.
        name: its name.
        type_code: ``int32``, ``string``, …
        sizes: its shape and that of a chunk; without both, a text is a scalar and a number has shape (1,).
        filters: how it is packed, in the order of writing.

    Raises:
        TypeError: the type is unknown.
        ValueError: the name is taken, or a size is negative.
    """
    dtype = dtype_of(type_code)
    shape, chunk = sizes
    if shape is None and chunk is None and is_text(dtype):
        return group.create_dataset(name, shape=(), dtype=dtype)
    shape = tuple(shape or (1,))
    if min(shape) < 0:
        raise ValueError(f"the shape of {name!r} has a negative size: {shape}")
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk(tuple(max(1, size) for size in (chunk or shape)))
    add_filters(properties, [part for one in filters for part in steps(one)])
    space = h5py.h5s.create_simple(shape, (h5py.h5s.UNLIMITED,) * len(shape))
    kind = h5py.h5t.py_create(dtype, logical=True)
    if name in group:
        raise ValueError(f"the name {name!r} is taken already in {group.name}")
    found = h5py.h5d.create(group.id, None, kind, space, properties)
    group[name] = h5py.Dataset(found)
    return h5py.Dataset(found)


def steps(one: FTDataFilter) -> list[Filter]:
    """What one filter object asks of HDF5. Raises ValueError when the filter isn't there."""
    shuffle: list[Filter] = [(SHUFFLE, (), OPTIONAL)] if one.shuffle else []
    number = one.filterid or NUMBERS.get(one.name, 0)
    if one.name and not number:
        raise ValueError(f"the filter {one.name!r} is unknown; known are {', '.join(NUMBERS)}")
    flag = MANDATORY if one.availability == "mandatory" else OPTIONAL
    if number == DEFLATE or not number:
        level = one.options[0] if number and one.options else one.rate
        return [*shuffle, (DEFLATE, (level,), flag)] if level else shuffle
    if not is_available(number):
        raise ValueError(f"the filter {number} is not available; is hdf5plugin installed?")
    return [*shuffle, (number, tuple(one.options), flag)]
