"""What all objects of a file have in common, and the classes that scripts ask for with `isinstance`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from nxsconfig.h5.following import follow


class FTObject:
    """Something in a file.

    An object that was opened before its file was closed and opened again finds its new place when it is used next.

    Args:
        h5object: what h5py knows it as.
        tparent: the object above it; None for a file.
    """

    def __init__(self, h5object: Any, tparent: "FTObject | None" = None) -> None:
        self._h5object = h5object
        self._key = str(getattr(h5object, "name", "")).rpartition("/")[2]
        self._tparent = tparent
        self._closed = False
        self._opening = self._count()

    @property
    def parent(self) -> "FTObject | None":
        """The object above it."""
        return self._tparent

    @property
    def h5object(self) -> Any:
        """The object of h5py."""
        if self._opening != self._count() and self._tparent is not None:
            self._h5object = self._found_again()
            self._opening = self._count()
        return self._h5object

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self._key

    @property
    def path(self) -> str | None:
        """``/scan:NXentry/x``: names with the classes of groups; an attribute has its name behind an @."""
        above = (self._tparent.path if self._tparent else "") or ""
        return f"{above.rstrip('/')}/{self.name}"

    @property
    def is_valid(self) -> bool:
        """True as long as it can be used."""
        if self._closed or not (self._tparent is None or self._tparent.is_valid):
            return False
        try:
            return bool(self.h5object)
        except (KeyError, ValueError):
            return False

    def close(self) -> None:
        """Don't use it any more; `reopen` changes one's mind."""
        self._closed = True

    def append(self, child: "FTObject") -> None:
        """compat: nxstools 4.70.0: objects there know what was made of them; here nothing needs it."""

    def reload(self) -> None:
        """compat: nxstools 4.70.0: finds its place in a file that was opened again; here every use does."""

    def reopen(self) -> None:
        """Use it again."""
        self._closed = False
        if self._tparent is not None:
            self._h5object = self._found_again()

    def _found_again(self) -> Any:
        assert self._tparent is not None
        return follow(self._tparent.h5object, self._key)

    def _count(self) -> int:
        """How often the file has been opened."""
        return self._tparent._count() if self._tparent else 0  # noqa: SLF001  of the same class


class FTFile(FTObject):
    """An open file."""

    @classmethod
    def currenttime(cls) -> str:
        """Now, as time stamps of files have it."""
        return datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M:%S.%f%z")


class FTGroup(FTObject):
    """A group; the root group has the path ``/``."""


class FTField(FTObject):
    """A data set."""


class FTLink(FTObject):
    """A link, whatever it leads to."""


class FTAttributeManager(FTObject):
    """The attributes of a group or data set."""


class FTAttribute(FTObject):
    """One attribute."""


class FTVirtualFieldLayout(FTObject):
    """How a virtual data set is put together."""


class FTTargetFieldView(FTObject):
    """A data set that a virtual one shows."""


class FTDataFilter(FTObject):
    """How data is packed: `rate` is the level of gzip, other filters have a number and options.

    `availability` is ``optional`` or ``mandatory``, "" for HDF5's own choice.
    """

    def __init__(self, h5object: object = None, tparent: FTObject | None = None) -> None:
        super().__init__(h5object, tparent)
        self.rate = 0
        self.shuffle = False
        self.filterid = 0
        self.filter_name = ""
        self.options: Sequence[int] = ()
        self.availability = ""

    @property
    def name(self) -> str:
        """The name of the filter, if it was chosen by name."""
        return self.filter_name

    @name.setter
    def name(self, name: str) -> None:
        self.filter_name = name


class FTDeflate(FTDataFilter):
    """The filter gzip."""


class FTHyperslab:
    """A selection along several axes: `count` blocks of size `block`, `stride` apart, from `offset` on."""

    def __init__(
        self,
        offset: Sequence[int] | None = None,
        block: Sequence[int] | None = None,
        count: Sequence[int] | None = None,
        stride: Sequence[int] | None = None,
    ) -> None:
        self.offset = offset
        self.block = block
        self.count = count
        self.stride = stride

    def __len__(self) -> int:
        return len(self.offset or [])


def first(array: Any) -> Any:
    """The element of an array that has only one; anything else as it is."""
    return array.reshape(-1)[0] if isinstance(array, np.ndarray) and array.size == 1 else array
