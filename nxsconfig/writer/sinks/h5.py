"""Entries in an HDF5 file. Not safe for threads by itself: the session's lock guards it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import h5py
import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.files import open_write
from nxsconfig.h5.reasons import reason
from nxsconfig.writer.plan import LinkTarget
from nxsconfig.writer.ports import FieldLayout, VirtualLayout
from nxsconfig.writer.sinks.attributes import add_attribute, copy_attributes, set_attribute
from nxsconfig.writer.sinks.blocks import is_chunk, is_plain, write_block, write_chunk
from nxsconfig.writer.sinks.closing import close_file
from nxsconfig.writer.sinks.creation import new_field, new_group, new_virtual, place_of
from nxsconfig.writer.sinks.pieces import Packed
from nxsconfig.writer.sinks.removed import check_there, put_back

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="H5Sink")


def explained(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """What the library raises becomes a NexusFileError that names the file."""

    @wraps(method)
    def call(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as err:
            what = f" at {args[0]}" if args else ""
            raise NexusFileError(f"{self.name}{what}: {reason(err)}") from err

    return cast("Callable[Concatenate[S, P], R]", call)


class H5Sink:
    """One open HDF5 file (see `Sink` for the calls)."""

    swmr = False
    """True for a file of the format that SWMR readers need."""

    live = False

    def __init__(self, path: str) -> None:
        """Open the file; a new one gets the root attributes of writer §3.4. Raises NexusFileError."""
        self._file, self.new = open_write(path, swmr=self.swmr)
        self.opened = path
        self.name = str(Path(path).resolve())
        self._fields: dict[str, h5py.Dataset] = {}
        self._new: dict[str, h5py.h5d.DatasetID] = {}
        self._groups: dict[str, h5py.h5g.GroupID] = {}
        self._unsized: dict[str, FieldLayout] = {}
        self._born_unsized: dict[str, FieldLayout] = {}
        self._plain: set[str] = set()
        self._packed = Packed()
        if self.new:
            stamp(self, {"NX_class": "NXroot", "file_time": timestamp(), "HDF5_Version": h5py.version.hdf5_version})
            self._file.flush()  # a file whose writer is killed from now on can be opened

    @property
    def native(self) -> h5py.File:
        """The file as h5py knows it; another one after `go_on_in`."""
        return self._file

    def has(self, path: str) -> bool:
        """See Sink."""
        if path == "/":
            return True
        try:
            return bool(self._file.id.links.exists(path.encode()))
        except (KeyError, RuntimeError):  # a group above is missing
            return False

    @explained
    def names(self, path: str) -> Sequence[str]:
        """See Sink."""
        return list(self._file[path])

    @explained
    def make_group(self, path: str, nxclass: str) -> None:
        """See Sink."""
        group = self._groups[path] = new_group(place_of(self._file, self._groups, path))
        if nxclass:
            add_attribute(group, "NX_class", np.array(nxclass, dtype=object))

    @explained
    def make_field(self, path: str, layout: FieldLayout) -> None:
        """See Sink."""
        self._create(path, layout, layout.shape)
        if not all(layout.row) and layout.shape:
            self._unsized[path] = self._born_unsized[path] = layout

    def _create(self, path: str, layout: FieldLayout, shape: tuple[int, ...]) -> None:
        self._fields.pop(path, None)
        self._new[path] = new_field(place_of(self._file, self._groups, path), layout, shape)
        if layout.shape and layout.dtype not in ("string", "bool") and not layout.filters:
            self._plain.add(path)
        if layout.axis is not None:
            self._packed.made(path, layout.axis)

    @explained
    def make_virtual(self, path: str, layout: VirtualLayout) -> None:
        """See Sink."""
        self._new[path] = new_virtual(place_of(self._file, self._groups, path), layout, partial(_name_in, self.name))

    @explained
    def make_link(self, path: str, target: LinkTarget) -> None:
        """See Sink."""
        link = h5py.SoftLink(target.path) if target.file is None else h5py.ExternalLink(target.file, target.path)
        self._file[path] = link

    @explained
    def set_attribute(self, path: str, name: str, value: np.ndarray) -> None:
        """See Sink."""
        new = self._new.get(path) or self._groups.get(path)
        if new is None:
            set_attribute(self._object(path).id, name, value)
            return
        try:
            add_attribute(new, name, value)
        except (OSError, RuntimeError, ValueError):  # it is there already: asking each time would cost more
            set_attribute(new, name, value)

    @explained
    def attribute(self, path: str, name: str) -> object:
        """See Sink."""
        value: object = self._object(path).attrs.get(name)
        return value

    @explained
    def remove_attribute(self, path: str, name: str) -> None:
        """See Sink."""
        attributes = self._object(path).attrs
        if name in attributes:
            del attributes[name]

    @explained
    def shape(self, path: str) -> tuple[int, ...]:
        """See Sink."""
        return tuple(self._object(path).shape)

    @explained
    def resize(self, path: str, shape: tuple[int, ...]) -> None:
        """See Sink. An empty data set of unknown row size is replaced by one whose chunks suit the data."""
        layout = self._unsized.get(path)
        if layout and all(shape):
            del self._unsized[path]
            if not self._object(path).size:
                old = self._object(path)
                del self._file[path]
                self._create(path, layout, shape)
                copy_attributes(old, self._new[path])
                return
        self._object(path).id.set_extent(shape)

    @explained
    def put(self, path: str, start: tuple[int, ...], block: np.ndarray) -> None:
        """See Sink."""
        field = self._object(path)
        if not start:
            field[()] = block[()]
        elif path in self._plain and is_chunk(field, start, block):
            write_chunk(field.id, start, block)
        elif pieces := self._packed.pieces(self._file, path, field, start):
            pieces.put(start, block)
        elif is_plain(block):
            write_block(field.id, start, block)
        else:
            field[tuple(slice(at, at + size) for at, size in zip(start, block.shape, strict=True))] = block

    @explained
    def flush(self) -> None:
        """See Sink. The root attribute `file_update_time` is renewed (writer §3.4)."""
        self._file.attrs.modify("file_update_time", timestamp())
        self._file.flush()
        check_there(self._file, self.name)

    @explained
    def release(self) -> None:
        """Close the file for now; `go_on_in` opens it again, or another one."""
        close_file(self._file, self._fields.clear, self._new.clear, self._packed.forget, self._groups.clear)

    @explained
    def go_on_in(self, path: str) -> None:
        """Take another file with the same objects in place of this one."""
        self.release()
        self._unsized = dict(self._born_unsized)
        self._file, _ = open_write(path, swmr=self.swmr)
        self.opened, self.name = path, str(Path(path).resolve())

    @explained
    def close(self) -> None:
        """See Sink."""
        if not self._file:
            return
        with put_back(self._file, self.name):
            try:
                self._file.attrs.modify("file_update_time", timestamp())
            finally:
                self.release()

    def _object(self, path: str) -> Any:  # noqa: ANN401  the library has no types
        """A group, or a data set, which is remembered."""
        known = self._fields.get(path)
        if known is None:
            new = self._new.pop(path, None)
            known = h5py.Dataset(new) if new else self._file[path]
            if isinstance(known, h5py.Dataset):
                self._fields[path] = known
        return known


def stamp(sink: H5Sink, texts: dict[str, str]) -> None:
    """Write root attributes, and with them name and time of the file. Raises NexusFileError."""
    for name, text in (texts | {"file_name": sink.opened, "file_update_time": timestamp()}).items():
        sink.set_attribute("/", name, np.array(text, dtype=object))


def timestamp() -> str:
    """Now, local time with microseconds and offset, as the root attributes hold it."""
    return datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M:%S.%f%z")


def _name_in(own: str, file: str) -> str:
    """The name of a source's file in the file `own`: a dot for that itself, so it may be renamed later."""
    return "." if not file or str(Path(file).resolve()) == own else file
