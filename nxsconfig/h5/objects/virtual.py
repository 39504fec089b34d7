"""Virtual data sets as scripts make them."""

from collections.abc import Sequence
from typing import Any

import h5py

from nxsconfig.h5.objects.kinds import FTObject, FTTargetFieldView, FTVirtualFieldLayout
from nxsconfig.h5.objects.selection import selection
from nxsconfig.h5.objects.texts import dtype_of


class H5PYTargetFieldView(FTTargetFieldView):
    """A data set, here or in another file, of which a virtual one shows a part."""

    def __init__(self, h5object: h5py.VirtualSource, shape: Sequence[int]) -> None:
        super().__init__(h5object)
        self.shape = tuple(shape)


class H5PYVirtualFieldLayout(FTVirtualFieldLayout):
    """Which parts of which data sets stand where.

    `maps` keeps the descriptions given to `append_vmap`, until `process_target_field_views` enters them.
    """

    def __init__(
        self,
        h5object: h5py.VirtualLayout,
        shape: Sequence[int],
        dtype: str | None = None,
        tparent: FTObject | None = None,
    ) -> None:
        super().__init__(h5object, tparent)
        self.shape = list(shape)
        self.dtype = dtype
        self.fieldname = ""
        self.maps: list[tuple[dict[str, Any], object]] = []

    def __setitem__(self, key: Any, source: H5PYTargetFieldView) -> None:
        self.h5object[selection(key)] = source.h5object

    def __len__(self) -> int:
        return len(self.maps)

    def add(
        self, key: Any, source: H5PYTargetFieldView, sourcekey: Any = None, shape: Sequence[int] | None = None
    ) -> None:
        """Show a data set, or the part `sourcekey` of it, at `key`."""
        part = source.h5object if sourcekey is None else source.h5object[selection(sourcekey)]
        self.h5object[selection(key)] = part

    def append_vmap(self, vmap: dict[str, Any], strategy: object = None) -> None:
        """Keep the description of a part: `filename`, `fieldpath`, `shape`, `key`, `sourcekey`, `dtype`."""
        self.maps.append((dict(vmap), strategy))

    def process_target_field_views(self, parent: object = None) -> None:
        """Enter the descriptions."""
        for vmap, _ in self.maps:
            shape = vmap.get("shape") or self.shape
            name, path = vmap.get("filename") or ".", vmap.get("fieldpath") or "/data"
            view = target_field_view(name, path, shape, vmap.get("dtype") or self.dtype)
            self.add(_key(vmap.get("key")), view, None if vmap.get("sourcekey") is None else _key(vmap["sourcekey"]))
        self.maps.clear()


def target_field_view(
    filename: str,
    fieldpath: str,
    shape: Sequence[int],
    dtype: str | None = None,
    maxshape: Sequence[int] | None = None,
    parent: object = None,
) -> H5PYTargetFieldView:
    """A data set to be shown by a virtual one."""
    kind = None if dtype is None else dtype_of(dtype)
    limits = None if maxshape is None else tuple(maxshape)
    return H5PYTargetFieldView(h5py.VirtualSource(filename, fieldpath, tuple(shape), kind, limits), shape)


def virtual_field_layout(
    shape: Sequence[int], dtype: str, maxshape: Sequence[int] | None = None, parent: FTObject | None = None
) -> H5PYVirtualFieldLayout:
    """An empty virtual data set; it may grow along every axis unless `maxshape` says otherwise."""
    limits = (None,) * len(shape) if maxshape is None else tuple(maxshape)
    layout = h5py.VirtualLayout(tuple(shape), dtype_of(dtype), limits)
    return H5PYVirtualFieldLayout(layout, shape, dtype, parent)


def _key(key: Any) -> Any:
    """Lists of [start, stop, step] and null as slices."""
    if not isinstance(key, list):
        return Ellipsis if key is None else key
    return tuple(slice(*part) if isinstance(part, list) else slice(None) if part is None else part for part in key)
