"""HDF5 types and the short names used for them: numpy names, ``string`` and ``bool``."""

import h5py
import numpy as np

STRING = h5py.string_dtype("utf-8")

_NUMBERS = "iufc"


def h5_dtype(name: str) -> np.dtype:
    """The HDF5 type of a short name: ``string`` is variable length UTF-8, ``bool`` an 8 bit enumeration."""
    return np.dtype(STRING if name == "string" else name)


def type_name(dtype: np.dtype) -> str:
    """The short name of an HDF5 type; ``string[n]`` is a fixed length; ``enum``, ``reference``, ``compound``."""
    if dtype.kind in _NUMBERS and dtype.metadata is None:
        return dtype.name
    text = h5py.check_string_dtype(dtype)
    if text is not None:
        return "string" if text.length is None else f"string[{text.length}]"
    if dtype.kind == "b":
        return "bool"
    if h5py.check_enum_dtype(dtype) is not None:
        return "enum"
    if h5py.check_ref_dtype(dtype) is not None:
        return "reference"
    return "compound" if dtype.kind == "V" else dtype.name
