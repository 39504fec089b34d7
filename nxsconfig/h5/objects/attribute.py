"""Attributes as scripts see them."""

from collections.abc import Iterator, Sequence
from typing import Any

import h5py
import numpy as np

from nxsconfig.h5.objects.kinds import FTAttribute, FTAttributeManager, FTObject
from nxsconfig.h5.objects.texts import dtype_of, texts
from nxsconfig.h5.types import type_name


class H5PYAttributeManager(FTAttributeManager):
    """The attributes of a group or data set."""

    def create(
        self, name: str, dtype: str, shape: Sequence[int] | int | None = None, overwrite: bool = False
    ) -> "H5PYAttribute":
        """A new attribute: an empty text, one zero, or zeros of a shape. Raises ValueError for an existing one."""
        if name in self.h5object and not overwrite:
            raise ValueError(f"Attribute {name} exists")
        is_text = dtype_of(dtype) == dtype_of("string")
        sizes = (shape,) if isinstance(shape, int) else tuple(shape or (() if is_text else (1,)))
        empty = np.full(sizes, "" if is_text else 0, dtype=object if is_text else dtype_of(dtype))
        self.h5object.create(name, empty if sizes else "", shape=sizes, dtype=dtype_of(dtype))
        return H5PYAttribute((self.h5object, name), self.parent)

    def names(self) -> list[str]:
        """Their names."""
        return list(self.h5object)

    @property
    def name(self) -> str:
        """Attributes as a whole have no name."""
        return ""

    @property
    def path(self) -> str:
        """Attributes as a whole have no path."""
        return ""

    @property
    def is_valid(self) -> bool:
        """True as long as their owner is."""
        return not self._closed and self._tparent is not None and self._tparent.is_valid

    def __len__(self) -> int:
        return len(self.h5object)

    def __iter__(self) -> Iterator["H5PYAttribute"]:
        return (self[name] for name in sorted(self.h5object))

    def __getitem__(self, name: str) -> "H5PYAttribute":
        """The attribute of that name; one that doesn't exist raises KeyError when it is read."""
        return H5PYAttribute((self.h5object, name), self.parent)

    def _found_again(self) -> h5py.AttributeManager:
        assert self._tparent is not None
        return self._tparent.h5object.attrs


class H5PYAttribute(FTAttribute):
    """One attribute; `h5object` is the pair of h5py's attributes and its name."""

    def __init__(self, h5object: tuple[h5py.AttributeManager, str], tparent: FTObject | None = None) -> None:
        super().__init__(h5object, tparent)

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._h5object[1])

    @property
    def path(self) -> str:
        """That of its owner, an @, its name."""
        return f"{self._tparent.path if self._tparent else ''}@{self.name}"

    @property
    def is_valid(self) -> bool:
        """True as long as it exists."""
        owner = self._tparent is not None and self._tparent.is_valid
        return owner and not self._closed and self.name in self.h5object[0]

    @property
    def dtype(self) -> str:
        """The name of its type; texts are ``string``."""
        return type_name(self._id.dtype)

    @property
    def shape(self) -> tuple[int, ...]:
        """() for a scalar."""
        return tuple(self._id.shape)

    def read(self) -> Any:
        """Its value; texts as `str`."""
        manager, name = self.h5object
        return texts(manager[name])

    def write(self, value: Any) -> None:
        """Replace its value; the shape becomes that of the value, the type stays. Raises TypeError for a wrong one."""
        manager, name = self.h5object
        dtype = self._id.dtype
        if dtype == dtype_of("string"):
            value = _all_texts(value)
        manager.create(name, value, shape=np.shape(value), dtype=dtype)

    def __getitem__(self, key: Any) -> Any:
        value = self.read()
        return value if key is Ellipsis or key == () else value[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        if key is Ellipsis or key == () or not self.shape:
            self.write(value)
            return
        whole = np.array(self.read(), dtype=object if self.dtype == "string" else None)
        whole[key] = value
        self.write(whole)

    @property
    def _id(self) -> Any:
        manager, name = self.h5object
        return manager.get_id(name)

    def _found_again(self) -> tuple[h5py.AttributeManager, str]:
        assert self._tparent is not None
        return self._tparent.h5object.attrs, self.name


def _all_texts(value: Any) -> np.ndarray:
    """An array of texts; h5py would notice only when the old value is gone already."""
    array = np.array(value, dtype=object)
    wrong = sorted({type(item).__name__ for item in array.reshape(-1) if not isinstance(item, str | bytes)})
    if wrong:
        raise TypeError(f"the attribute holds texts, not {', '.join(wrong)}")
    return array
