"""Virtual data sets as scripts make them."""

from collections.abc import Sequence
from typing import Any

import h5py

from nxsconfig.h5.maps import OWN_FILE, map_of, places_of
from nxsconfig.h5.objects.kinds import FTObject, FTTargetFieldView, FTVirtualFieldLayout
from nxsconfig.h5.objects.selection import selection
from nxsconfig.h5.objects.texts import dtype_of
from nxsconfig.h5.selections import Slab, axes_of, slab_of


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
        """Keep the description of a part (writer §13): `target`, `shape`, `key`, …; an empty one says nothing."""
        if vmap:
            self.maps.append((dict(vmap), strategy))

    def process_target_field_views(self, parent: object = None) -> None:
        """Enter the descriptions. Raises ValueError for a wrong one."""
        maps = [found for vmap, _ in self.maps if (found := map_of(vmap))]
        for item, place in zip(maps, places_of(tuple(self.shape), maps), strict=True):
            slabs = [slab_of(entry, size) for entry, size in zip(place, self.shape, strict=True)]
            whole = item.source_shape or item.shape or tuple(slab.size or 1 for slab in slabs)
            view = target_field_view(item.file or OWN_FILE, item.path, whole, item.dtype or self.dtype)
            self.add(_key(place, self.shape), view, _source_key(item.source_key, whole))
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


def _source_key(key: object, whole: Sequence[int]) -> Any:
    return None if key is None else _key(axes_of(key, len(whole)), whole)


def _key(entries: Sequence[object], shape: Sequence[int]) -> Any:
    """The entries of a key as h5py takes them."""
    return tuple(_piece(slab_of(entry, size)) for entry, size in zip(entries, shape, strict=True))


def _piece(slab: Slab) -> Any:
    if slab.count == 1:
        return slice(slab.start, slab.start + slab.block)
    return h5py.MultiBlockSlice(slab.start, max(slab.stride, slab.block), slab.count, slab.block)
