"""Attributes of HDF5 objects, written without detours: an entry has thousands of them."""

from functools import lru_cache

import h5py
import numpy as np

from nxsconfig.h5.types import STRING

MAX_NAME_BYTES = 65_534
"""The library takes longer ones and can't read the object any more: their length has 16 bits in the file."""


def set_attribute(place: h5py.h5g.GroupID | h5py.h5d.DatasetID, name: str, value: np.ndarray) -> None:
    """Create an attribute, or give it another value; one of another type or shape is replaced."""
    key = name.encode()
    if h5py.h5a.exists(place, key):
        known = h5py.h5a.open(place, key)
        if known.shape == value.shape and known.dtype == _stored(value.dtype):
            known.write(np.asarray(value, order="C"), _types(value.dtype)[1])
            return
        h5py.h5a.delete(place, key)
    add_attribute(place, name, value)


def add_attribute(
    place: h5py.h5g.GroupID | h5py.h5d.DatasetID | h5py.h5f.FileID, name: str, value: np.ndarray, at: bytes = b"."
) -> None:
    """Create an attribute of an object, or of the one at a path below it. Texts are arrays of `str` objects.

    Raises:
        OSError, RuntimeError, ValueError: there is one already, or the library refuses it.
    """
    key = name.encode()
    if len(key) > MAX_NAME_BYTES:
        raise ValueError(f"the name of an attribute has at most {MAX_NAME_BYTES} bytes, not {len(key)}")
    in_file, in_memory = _types(value.dtype)
    attribute = h5py.h5a.create(place, key, in_file, _space(value.shape), obj_name=at)
    attribute.write(np.asarray(value, order="C"), in_memory)


def replace_text(place: h5py.h5g.GroupID, name: str, text: str) -> None:
    """Give an attribute another text, at once where it is such a text as we write."""
    value = np.array(text, dtype=object)
    try:
        h5py.h5a.open(place, name.encode()).write(value, _types(value.dtype)[1])
    except (KeyError, OSError, TypeError, ValueError):  # it isn't there, or of another kind
        set_attribute(place, name, value)


def _stored(dtype: np.dtype) -> np.dtype:
    return STRING if dtype.kind == "O" else dtype


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
def _types(dtype: np.dtype) -> tuple[h5py.h5t.TypeID, h5py.h5t.TypeID]:
    """The types of an array in the file and in memory; they differ for texts, which are Python objects here."""
    return type_of(_stored(dtype)), h5py.h5t.py_create(_stored(dtype))


@lru_cache(maxsize=64)
def type_of(dtype: np.dtype) -> h5py.h5t.TypeID:
    """The type in the file of a numpy type; shared, so it must not be changed."""
    return h5py.h5t.py_create(dtype, logical=True)
