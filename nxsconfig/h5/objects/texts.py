"""Types by the names that scripts use, and texts as `str`."""

from typing import Any

import h5py
import numpy as np
from numpy.typing import DTypeLike

from nxsconfig.h5.types import h5_dtype

_TEXT_NAMES = frozenset({"string", "str", "unicode", "bytes"})


def dtype_of(name: DTypeLike) -> np.dtype:
    """The HDF5 type of a name. Raises TypeError for an unknown one."""
    if not isinstance(name, str):
        return np.dtype(name)
    return h5_dtype("string" if name in _TEXT_NAMES else name)


def texts(value: Any) -> Any:
    """Bytes become `str`, arrays of bytes arrays of `str`; anything else stays."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, np.ndarray) and value.dtype.kind in "OS":
        flat = [texts(item.item() if isinstance(item, np.generic) else item) for item in value.reshape(-1)]
        result = np.empty(len(flat), dtype=object)
        result[:] = flat
        return result.reshape(value.shape)
    return value


def is_text(dtype: np.dtype) -> bool:
    """True for texts of any length."""
    return h5py.check_string_dtype(dtype) is not None
