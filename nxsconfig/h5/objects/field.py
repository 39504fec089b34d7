"""Data sets as scripts see them."""

from contextlib import nullcontext
from typing import Any

import numpy as np

from nxsconfig.h5.objects.attribute import H5PYAttributeManager
from nxsconfig.h5.objects.kinds import FTField
from nxsconfig.h5.objects.selection import check_empty, selection
from nxsconfig.h5.objects.texts import is_text, texts
from nxsconfig.h5.types import type_name
from nxsconfig.h5.whole import apart


class H5PYField(FTField):
    """A data set."""

    @property
    def attributes(self) -> H5PYAttributeManager:
        """Its attributes."""
        return H5PYAttributeManager(self.h5object.attrs, self)

    @property
    def dtype(self) -> str:
        """The name of its type; texts are ``string``."""
        return type_name(self.h5object.dtype)

    @property
    def shape(self) -> tuple[int, ...]:
        """() for a scalar."""
        return tuple(self.h5object.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self.h5object.size)

    def grow(self, dim: int = 0, ext: int = 1) -> None:
        """More elements along an axis, filled with zeros or empty texts; a scalar stays. Raises IndexError."""
        if self.shape:
            axis = range(len(self.shape))[dim]
            self.h5object.resize(self.shape[axis] + ext, axis=axis)

    def read(self) -> Any:
        """All of it as an array; texts as `str`."""
        return self[...]

    def write(self, value: Any) -> None:
        """Replace all of it."""
        self[...] = value

    def __getitem__(self, key: Any) -> Any:
        with apart(self.h5object) if self.h5object.is_virtual else nullcontext(self.h5object) as field:
            value = field[selection(key)]
        if not is_text(self.h5object.dtype):
            return value
        value = texts(value)
        if isinstance(value, str) and key is Ellipsis:
            return np.array(value)
        return value.astype(str) if isinstance(value, np.ndarray) else value

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(value, list | tuple | np.ndarray) and not np.size(value):
            check_empty(self.shape, key)
        self.h5object[selection(key)] = value

    def refresh(self) -> bool:
        """See what another process has written since."""
        self.h5object.id.refresh()
        return True

    def write_chunk(self, o: bytes | np.ndarray, offset: tuple[int, ...]) -> None:
        """Write a chunk that is packed already, as it is."""
        self.h5object.id.write_direct_chunk(tuple(offset), o)

    def read_chunk(self, offset: tuple[int, ...]) -> bytes:
        """The bytes of a chunk, as they are in the file."""
        return bytes(self.h5object.id.read_direct_chunk(tuple(offset))[1])

    @property
    def path(self) -> str:
        """See FTObject; the name of a data set has no class."""
        return str(super().path)
