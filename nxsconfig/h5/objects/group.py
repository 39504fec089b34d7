"""Groups as scripts see them."""

from collections.abc import Iterator, Sequence
from typing import Any

import h5py

from nxsconfig.h5.following import follow
from nxsconfig.h5.objects.attribute import H5PYAttribute, H5PYAttributeManager
from nxsconfig.h5.objects.field import H5PYField
from nxsconfig.h5.objects.kinds import FTDataFilter, FTGroup, FTObject
from nxsconfig.h5.objects.link import H5PYLink
from nxsconfig.h5.objects.packing import new_dataset
from nxsconfig.h5.objects.plotted import default_path
from nxsconfig.h5.objects.virtual import H5PYVirtualFieldLayout
from nxsconfig.h5.types import STRING


class H5PYGroup(FTGroup):
    """A group.

    The root group also knows the number of the file in a row of files (`currentfileid`) and how many points go into
    each (`stepsperfile`); both are 0 when everything goes into one file.
    """

    def __init__(self, h5object: h5py.Group, tparent: FTObject | None = None) -> None:
        super().__init__(h5object, tparent)
        self.stepsperfile = int(getattr(tparent, "stepsperfile", 0))
        self.currentfileid = int(getattr(tparent, "currentfileid", 0))

    @property
    def name(self) -> str:
        """Its name; that of the root group is ``/``."""
        return super().name or "/"

    @property
    def path(self) -> str:
        """See FTObject."""
        if self.name == "/":
            return "/"
        nxclass = self.h5object.attrs.get("NX_class", "")
        text = nxclass.decode() if isinstance(nxclass, bytes) else str(nxclass)
        return f"{super().path}:{text}" if text else str(super().path)

    @property
    def attributes(self) -> H5PYAttributeManager:
        """Its attributes."""
        return H5PYAttributeManager(self.h5object.attrs, self)

    @property
    def size(self) -> int:
        """The number of names in it."""
        return len(self.h5object)

    def names(self) -> list[str]:
        """What is in it, dangling links included."""
        return sorted(self.h5object)

    def exists(self, name: str) -> bool:
        """True if there is something of that name or path."""
        return name in self.h5object or self.h5object.get(name, getlink=True) is not None

    def open(self, name: str) -> Any:
        """What has that name or path, else the attribute of that name. Raises KeyError."""
        first, _, rest = name.strip("/").partition("/")
        if name.startswith("/") and isinstance(self._tparent, H5PYGroup):
            return self._tparent.open(name)
        if first in {".", ""} and name:
            return self.open(rest) if rest else self
        if rest and isinstance(below := self.open(first), H5PYGroup):
            return below.open(rest)
        if not rest and self._has(first):
            return self._child(first)
        if not rest and first and first in self.h5object.attrs:
            return H5PYAttribute((self.h5object.attrs, first), self)
        raise KeyError(f"there is no {name!r} in {self.path}")

    def _has(self, name: str) -> bool:
        return bool(name) and (name in self.h5object or self.h5object.get(name, getlink=True) is not None)

    def open_link(self, name: str) -> H5PYLink:
        """The link of that name, not what it leads to; one that doesn't exist isn't valid."""
        found = self.h5object.get(name, getlink=True) if self.exists(name) else None
        return H5PYLink(found, self, name)

    def create_group(self, n: str, nxclass: str = "") -> "H5PYGroup":
        """A new group. Raises ValueError when the name is taken."""
        made = self.h5object.create_group(n)
        if nxclass:
            made.attrs.create("NX_class", nxclass, dtype=STRING)
        return H5PYGroup(made, self)

    def create_field(
        self,
        name: str,
        type_code: str,
        shape: Sequence[int] | None = None,
        chunk: Sequence[int] | None = None,
        dfilter: FTDataFilter | Sequence[FTDataFilter] | None = None,
    ) -> H5PYField:
        """A new data set that can grow along every axis; see `new_dataset`."""
        filters = [dfilter] if isinstance(dfilter, FTDataFilter) else list(dfilter or [])
        return H5PYField(new_dataset(self.h5object, name, type_code, (shape, chunk), filters), self)

    def create_virtual_field(
        self,
        name: str,
        layout: H5PYVirtualFieldLayout,
        fillvalue: object = None,
    ) -> H5PYField:
        """A data set that shows parts of others."""
        layout.fieldname = name
        return H5PYField(self.h5object.create_virtual_dataset(name, layout.h5object, fillvalue), self)

    def default_field(self, signals: Sequence[str] | None = None, nexuspath: str | None = None) -> H5PYField | None:
        """The data set that is to be plotted; None when nothing leads to one. See default_path."""
        found = self.open(default_path(self.h5object, signals, nexuspath) or ".")
        return found if isinstance(found, H5PYField) else None

    def __iter__(self) -> Iterator[Any]:
        return (self._child(name) for name in self.names())

    def _child(self, name: str) -> "H5PYGroup | H5PYField | H5PYLink":
        try:
            found = follow(self.h5object, name)
        except (KeyError, OSError):
            return self.open_link(name)
        if isinstance(found, h5py.Group):
            return H5PYGroup(found, self)
        return H5PYField(found, self)

    def _found_again(self) -> h5py.Group:
        assert self._tparent is not None
        above: h5py.Group = self._tparent.h5object
        return follow(above, self._key) if self._key else above
