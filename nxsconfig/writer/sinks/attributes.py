"""Attributes of HDF5 objects, written without detours: an entry has thousands of them."""

from functools import lru_cache

import h5py
import numpy as np

from nxsconfig.h5.types import STRING


def set_attribute(place: h5py.h5g.GroupID | h5py.h5d.DatasetID, name: str, value: np.ndarray) -> None:
    """Create an attribute, or give it another value; one of another type or shape is replaced.

    Texts are arrays of `str` objects.
    """
    key = name.encode()
    dtype = STRING if value.dtype == object else value.dtype
    plain = np.asarray(value, dtype=dtype, order="C")
    if h5py.h5a.exists(place, key):
        known = h5py.h5a.open(place, key)
        if known.shape == value.shape and known.dtype == dtype:
            known.write(plain)
            return
        h5py.h5a.delete(place, key)
    h5py.h5a.create(place, key, type_of(dtype), _space(value.shape)).write(plain)


def copy_attributes(old: h5py.Dataset, new: h5py.h5d.DatasetID) -> None:
    """Give a new data set the attributes of an old one."""
    target = h5py.Dataset(new).attrs
    for name, value in old.attrs.items():
        known = old.attrs.get_id(name)
        target.create(name, value, shape=known.shape, dtype=known.dtype)


@lru_cache(maxsize=64)
def _space(shape: tuple[int, ...]) -> h5py.h5s.SpaceID:
    return h5py.h5s.create_simple(shape) if shape else h5py.h5s.create(h5py.h5s.SCALAR)


@lru_cache(maxsize=64)
def type_of(dtype: np.dtype) -> h5py.h5t.TypeID:
    """The type in the file of a numpy type; shared, so it must not be changed."""
    return h5py.h5t.py_create(dtype, logical=True)
