"""Attributes of HDF5 objects, written without detours: an entry has thousands of them."""

from functools import lru_cache

import h5py
import numpy as np

from nxsconfig.h5.types import STRING


def set_attribute(place: h5py.h5g.GroupID | h5py.h5d.DatasetID, name: str, value: np.ndarray) -> None:
    """Create an attribute, or give it another value; one of another type or shape is replaced."""
    key = name.encode()
    if h5py.h5a.exists(place, key):
        known = h5py.h5a.open(place, key)
        if known.shape == value.shape and known.dtype == _stored(value):
            _write(known, value)
            return
        h5py.h5a.delete(place, key)
    add_attribute(place, name, value)


def add_attribute(place: h5py.h5g.GroupID | h5py.h5d.DatasetID, name: str, value: np.ndarray) -> None:
    """Create an attribute. Texts are arrays of `str` objects.

    Raises:
        OSError, RuntimeError, ValueError: there is one already, or the library refuses it.
    """
    _write(h5py.h5a.create(place, name.encode(), type_of(_stored(value)), _space(value.shape)), value)


def _write(attribute: h5py.h5a.AttrID, value: np.ndarray) -> None:
    attribute.write(np.asarray(value, order="C"), _memory_type(_stored(value)))


def _stored(value: np.ndarray) -> np.dtype:
    return STRING if value.dtype == object else value.dtype


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
def _memory_type(dtype: np.dtype) -> h5py.h5t.TypeID:
    """The type in memory, which isn't that in the file for texts: these are Python objects here."""
    return h5py.h5t.py_create(dtype)


@lru_cache(maxsize=64)
def type_of(dtype: np.dtype) -> h5py.h5t.TypeID:
    """The type in the file of a numpy type; shared, so it must not be changed."""
    return h5py.h5t.py_create(dtype, logical=True)
