"""Entries in an HDF5 file. Not safe for threads by itself: the session's lock guards it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

import h5py
import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.files import open_write
from nxsconfig.h5.filters import MANDATORY, OPTIONAL, add_filters
from nxsconfig.h5.reasons import reason
from nxsconfig.h5.types import STRING, h5_dtype
from nxsconfig.writer.plan import Filter, LinkTarget
from nxsconfig.writer.ports import FieldLayout, VirtualLayout
from nxsconfig.writer.selections import Slab
from nxsconfig.writer.sinks.chunks import chunk_shape

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)


def _explained(method: Callable[Concatenate["H5Sink", P], R]) -> Callable[Concatenate["H5Sink", P], R]:
    """What the library raises becomes a NexusFileError that names the file."""

    @wraps(method)
    def call(self: "H5Sink", *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as err:
            what = f" at {args[0]}" if args else ""
            raise NexusFileError(f"{self.name}{what}: {reason(err)}") from err

    return cast("Callable[Concatenate[H5Sink, P], R]", call)


class H5Sink:
    """One open HDF5 file (see `Sink` for the calls)."""

    def __init__(self, path: str) -> None:
        """Open the file; a new one gets the root attributes of writer §3.4. Raises NexusFileError."""
        self._file, self.new = open_write(path)
        self.name = str(Path(path).resolve())
        self._fields: dict[str, h5py.Dataset] = {}
        self._unsized: dict[str, FieldLayout] = {}
        self._plain: set[str] = set()
        if self.new:
            self._stamp_new(path)

    def _stamp_new(self, path: str) -> None:
        stamps = {
            "NX_class": "NXroot",
            "file_name": path,
            "file_time": timestamp(),
            "HDF5_Version": h5py.version.hdf5_version,
            "file_update_time": timestamp(),
        }
        for name, text in stamps.items():
            self._file.attrs.create(name, text, dtype=STRING)

    def has(self, path: str) -> bool:
        """See Sink."""
        return path == "/" or self._file.get(path, getlink=True) is not None

    @_explained
    def names(self, path: str) -> Sequence[str]:
        """See Sink."""
        return list(self._file[path])

    @_explained
    def make_group(self, path: str, nxclass: str) -> None:
        """See Sink."""
        group = self._file.create_group(path)
        if nxclass:
            group.attrs.create("NX_class", nxclass, dtype=STRING)

    @_explained
    def make_field(self, path: str, layout: FieldLayout) -> None:
        """See Sink."""
        self._create(path, layout, layout.shape)
        if not all(layout.row) and layout.shape:
            self._unsized[path] = layout

    def _create(self, path: str, layout: FieldLayout, shape: tuple[int, ...]) -> None:
        dtype = h5_dtype(layout.dtype)
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        space = h5py.h5s.create(h5py.h5s.SCALAR)
        if layout.shape:
            space = h5py.h5s.create_simple(shape, (h5py.h5s.UNLIMITED,) * len(shape))
            properties.set_chunk(chunk_shape(layout, shape, dtype.itemsize))
            add_filters(properties, [(item.number, item.options, _flag(item)) for item in layout.filters])
        self._fields[path] = self._new_field(path, dtype, space, properties)
        if layout.shape and dtype.kind in "iuf" and not layout.filters:
            self._plain.add(path)

    def _new_field(
        self, path: str, dtype: np.dtype, space: h5py.h5s.SpaceID, properties: h5py.h5p.PropDCID
    ) -> h5py.Dataset:
        kind = h5py.h5t.py_create(dtype, logical=True)
        return h5py.Dataset(h5py.h5d.create(self._file.id, path.encode(), kind, space, properties, lcpl=_parents()))

    @_explained
    def make_virtual(self, path: str, layout: VirtualLayout) -> None:
        """See Sink."""
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        space = h5py.h5s.create_simple(layout.shape, (h5py.h5s.UNLIMITED,) * len(layout.shape))
        for source in layout.sources:
            file = self._own_name(source.file).encode()
            places = select(space.copy(), source.place)
            part = h5py.h5s.create_simple(source.shape)
            properties.set_virtual(places, file, source.path.encode(), select(part, source.part))
        self._fields[path] = self._new_field(path, h5_dtype(layout.dtype), space, properties)

    def _own_name(self, file: str) -> str:
        """The name of a source's file; the own one is a dot, so it may be renamed later."""
        return "." if not file or str(Path(file).resolve()) == self.name else file

    @_explained
    def make_link(self, path: str, target: LinkTarget) -> None:
        """See Sink."""
        link = h5py.SoftLink(target.path) if target.file is None else h5py.ExternalLink(target.file, target.path)
        self._file[path] = link

    @_explained
    def set_attribute(self, path: str, name: str, value: np.ndarray) -> None:
        """See Sink."""
        attributes = self._object(path).attrs
        dtype = STRING if value.dtype == object else value.dtype
        if name in attributes and _same(attributes.get_id(name), value.shape, dtype):
            attributes.modify(name, value)
        else:
            attributes.create(name, value, shape=value.shape, dtype=dtype)

    @_explained
    def attribute(self, path: str, name: str) -> object:
        """See Sink."""
        value: object = self._object(path).attrs.get(name)
        return value

    @_explained
    def shape(self, path: str) -> tuple[int, ...]:
        """See Sink."""
        return tuple(self._field(path).shape)

    @_explained
    def resize(self, path: str, shape: tuple[int, ...]) -> None:
        """See Sink. An empty data set of unknown row size is replaced by one whose chunks suit the data."""
        layout = self._unsized.get(path)
        if layout and all(shape):
            del self._unsized[path]
            if not self._field(path).size:
                self._replace(path, layout, shape)
                return
        self._field(path).resize(shape)

    def _replace(self, path: str, layout: FieldLayout, shape: tuple[int, ...]) -> None:
        old = self._field(path)
        attributes = [(name, old.attrs[name], old.attrs.get_id(name)) for name in old.attrs]
        del self._file[path]
        self._create(path, layout, shape)
        for name, value, known in attributes:
            self._fields[path].attrs.create(name, value, shape=known.shape, dtype=known.dtype)

    @_explained
    def put(self, path: str, start: tuple[int, ...], block: np.ndarray) -> None:
        """See Sink."""
        field = self._field(path)
        if not start:
            field[()] = block[()]
        elif path in self._plain and _is_chunk(field, start, block):
            field.id.write_direct_chunk(start, block)
        else:
            field[tuple(slice(at, at + size) for at, size in zip(start, block.shape, strict=True))] = block

    @_explained
    def flush(self) -> None:
        """See Sink. The root attribute `file_update_time` is renewed (writer §3.4)."""
        self._file.attrs.modify("file_update_time", timestamp())
        self._file.flush()

    @_explained
    def close(self) -> None:
        """See Sink."""
        if not self._file:
            return
        try:
            self._file.attrs.modify("file_update_time", timestamp())
        finally:
            self._fields.clear()
            self._file.close()

    def _field(self, path: str) -> h5py.Dataset:
        field = self._fields.get(path)
        if field is None:
            field = self._fields[path] = self._file[path]
        return field

    def _object(self, path: str) -> h5py.Group | h5py.Dataset:
        return self._fields.get(path) or self._file[path]


def timestamp() -> str:
    """Now, local time with microseconds and offset, as the root attributes hold it."""
    return datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M:%S.%f%z")


def _parents() -> h5py.h5p.PropLCID:
    """Lets missing groups above a new object be created; names are UTF-8."""
    properties = h5py.h5p.create(h5py.h5p.LINK_CREATE)
    properties.set_create_intermediate_group(True)
    properties.set_char_encoding(h5py.h5t.CSET_UTF8)
    return properties


def select(space: h5py.h5s.SpaceID, slabs: Sequence[Slab] | None) -> h5py.h5s.SpaceID:
    """The data space with the slabs of its axes selected; all of it for None."""
    if slabs is not None:
        start, stride, count, block = zip(*((s.start, s.stride, s.count, s.block) for s in slabs), strict=True)
        space.select_hyperslab(start, count, stride, block)
    return space


def _flag(item: Filter) -> int:
    return MANDATORY if item.mandatory else OPTIONAL


def _is_chunk(field: h5py.Dataset, start: tuple[int, ...], block: np.ndarray) -> bool:
    """True for a block that is one whole chunk in memory order, such as a frame: it can be written as it is."""
    aligned = all(at % size == 0 for at, size in zip(start, block.shape, strict=True))
    return block.shape == field.chunks and aligned and block.dtype == field.dtype and block.flags.c_contiguous


def _same(known: h5py.h5a.AttrID, shape: tuple[int, ...], dtype: np.dtype) -> bool:
    return bool(known.shape == shape and known.dtype == dtype)
