"""Entries in an HDF5 file. Not safe for threads by itself: the session's lock guards it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

import h5py
import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.files import open_memory, open_write
from nxsconfig.h5.following import access
from nxsconfig.h5.reasons import reason
from nxsconfig.h5.types import type_name
from nxsconfig.writer.plan import LinkTarget
from nxsconfig.writer.ports import NOTHING, FieldLayout, Given, Mould, Sink, VirtualLayout
from nxsconfig.writer.sinks.attributes import add_attribute, copy_attributes, replace_text, set_attribute
from nxsconfig.writer.sinks.behind import Behind
from nxsconfig.writer.sinks.blocks import is_chunk, is_frozen, is_plain, write_block, write_chunk
from nxsconfig.writer.sinks.closing import close_file
from nxsconfig.writer.sinks.creation import copy_objects, new_field, new_group, new_virtual
from nxsconfig.writer.sinks.handles import Handles
from nxsconfig.writer.sinks.layouts import Layouts
from nxsconfig.writer.sinks.patterns import PATTERNS
from nxsconfig.writer.sinks.removed import check_there, put_back

OWN = "nexdatas_source"
"""An attribute that differs from field to field: it doesn't belong to a pattern."""

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
            what = f" at {args[0] or '/'}" if args and isinstance(args[0], str) else ""
            raise NexusFileError(f"{self.name}{what}: {reason(err)}") from err

    return cast("Callable[Concatenate[S, P], R]", call)


class H5Sink:
    """One open HDF5 file (see `Sink` for the calls).

    `native` is what h5py knows it as, another one after `go_on_in`; `handles` and `layouts` are of its objects.
    """

    swmr = False
    """True for a file of the format that SWMR readers need."""

    live = False

    def __init__(self, path: str | None) -> None:
        """Open the file; a new one gets the root attributes of writer §3.4. None is one in memory, without them.

        Raises:
            NexusFileError: the file can't be opened, or not be written.
        """
        self.handles = Handles()
        self.layouts = Layouts()
        self.behind = Behind()
        self.opened = self.name = ""
        if path is None:
            self.native, self.new = open_memory(swmr=self.swmr), True
            return
        self.native, self.new = open_write(path, swmr=self.swmr)
        self.opened, self.name = path, str(Path(path).resolve())
        if self.new:
            try:
                _begin(self)
            except NexusFileError:
                with suppress(NexusFileError):  # the first one says why
                    self.release()
                raise

    def has(self, path: str) -> bool:
        """See Sink."""
        if path == "/":
            return True
        try:
            return bool(self.native.id.links.exists(path.encode(), lapl=access()))
        except (KeyError, RuntimeError):  # a group above is missing
            return False

    @explained
    def make_group(self, path: str, nxclass: str) -> None:
        """See Sink."""
        group = new_group(self.handles.place(self.native, path))
        self.handles.add_group(path, group)
        if nxclass:
            add_attribute(group, "NX_class", np.array(nxclass, dtype=object))

    @explained
    def make_field(self, path: str, layout: FieldLayout, given: Given = NOTHING) -> None:
        """See Sink."""
        place = self.handles.place(self.native, path)
        alike = {name: value for name, value in given.items() if name != OWN}
        own = given.get(OWN)
        if PATTERNS[self.swmr].copy(place, layout, alike):
            self.handles.forget(path)
            if own is not None:
                add_attribute(place[0], OWN, own, place[1].encode())
        else:
            field = new_field(place, layout, layout.shape)
            self.handles.add_field(path, field)
            for name, value in given.items():
                add_attribute(field, name, value)
        self.layouts.born(path, layout)

    @explained
    def make_virtual(self, path: str, layout: VirtualLayout) -> None:
        """See Sink."""
        place = self.handles.place(self.native, path)
        self.handles.add_field(path, new_virtual(place, layout, partial(_name_in, self.name)))

    @explained
    def make_link(self, path: str, target: LinkTarget) -> None:
        """See Sink."""
        link = h5py.SoftLink(target.path) if target.file is None else h5py.ExternalLink(target.file, target.path)
        self.native[path] = link

    @explained
    def set_attribute(self, path: str, name: str, value: np.ndarray) -> None:
        """See Sink."""
        new = self.handles.made(path)
        if new is None:
            set_attribute(self.handles.get(self.native, path).id, name, value)
            return
        try:
            add_attribute(new, name, value)
        except (OSError, RuntimeError, ValueError):  # it is there already: asking each time would cost more
            set_attribute(new, name, value)

    @explained
    def attribute(self, path: str, name: str) -> object:
        """See Sink."""
        value: object = self.handles.get(self.native, path).attrs.get(name)
        return value

    @explained
    def remove_attribute(self, path: str, name: str) -> None:
        """See Sink."""
        attributes = self.handles.get(self.native, path).attrs
        if name in attributes:
            del attributes[name]

    @explained
    def dtype(self, path: str) -> str:
        """See Sink."""
        field = self.handles.get(self.native, path)
        if not isinstance(field, h5py.Dataset):
            raise TypeError("it is no data set; please remove the old file or change the name")
        return type_name(field.dtype)

    @explained
    def shape(self, path: str) -> tuple[int, ...]:
        """See Sink."""
        return tuple(self.handles.get(self.native, path).shape)

    @explained
    def resize(self, path: str, shape: tuple[int, ...]) -> None:
        """See Sink. An empty data set of unknown row size is replaced by one whose chunks suit the data."""
        layout = self.layouts.take_unsized(path, shape)
        old = self.handles.get(self.native, path)
        if layout is None or old.size:
            old.id.set_extent(shape)
            return
        del self.native[path]
        new = new_field(self.handles.place(self.native, path), layout, shape)
        self.handles.add_field(path, new)
        self.layouts.made(path, layout)
        copy_attributes(old, new)

    @explained
    def put(self, path: str, start: tuple[int, ...], block: np.ndarray) -> None:
        """See Sink."""
        field = self.handles.get(self.native, path)
        if not start:
            field[()] = block[()]
        elif (chunk := self.layouts.plain_chunk(path, field)) and is_chunk(chunk, start, block):
            if is_frozen(block):
                self.behind.add(field.id, start, block)
            else:
                write_chunk(field.id, start, block)
        elif pieces := self.layouts.packed.pieces(self.native, path, field, start):
            pieces.put(start, block)
        elif is_plain(block):
            write_block(field.id, start, block)
        else:
            field[tuple(slice(at, at + size) for at, size in zip(start, block.shape, strict=True))] = block
        if self.opened:
            self.native.check()

    @explained
    def settle(self) -> None:
        """See Sink."""
        self.behind.write()

    @explained
    def flush(self) -> None:
        """See Sink. The root attribute `file_update_time` is renewed (writer §3.4)."""
        self.behind.write()
        _stamp_update(self.native)
        self.native.flush()
        check_there(self.native, self.name)

    @explained
    def release(self) -> None:
        """Close the file for now; `go_on_in` opens it again, or another one."""
        try:
            self.behind.write()
        finally:
            close_file(self.native, self.handles.clear, self.layouts.packed.forget)

    @explained
    def go_on_in(self, path: str) -> None:
        """Take another file with the same objects in place of this one."""
        self.release()
        self.layouts.rewind()
        self.native, _ = open_write(path, swmr=self.swmr)
        self.opened, self.name = path, str(Path(path).resolve())

    @explained
    def close(self) -> None:
        """See Sink."""
        if not self.native:
            return
        with put_back(self.native, self.name):
            try:
                _stamp_update(self.native)
            finally:
                self.release()

    @explained
    def mould(self, make: Callable[[Sink], None]) -> Mould:
        """See Sink."""
        made = type(self)(None)
        make(made)
        made.handles.clear()
        return made

    @explained
    def take(self, path: str, mould: Mould) -> None:
        """See Sink."""
        assert isinstance(mould, type(self))
        self.handles.clear()  # what a script has removed may come again
        copy_objects(mould.native, self.native, path)
        self.layouts.join(mould.layouts, path)


@explained
def _begin(sink: H5Sink) -> None:
    stamp(sink, {"NX_class": "NXroot", "file_time": timestamp(), "HDF5_Version": h5py.version.hdf5_version})
    sink.native.flush()  # readers find them from the beginning


def stamp(sink: H5Sink, texts: dict[str, str]) -> None:
    """Write root attributes, and with them name and time of the file. Raises NexusFileError."""
    for name, text in (texts | {"file_name": sink.opened, "file_update_time": timestamp()}).items():
        sink.set_attribute("/", name, np.array(text, dtype=object))


def _stamp_update(file: h5py.File) -> None:
    replace_text(h5py.h5g.open(file.id, b"/"), "file_update_time", timestamp())


def timestamp() -> str:
    """Now, local time with microseconds and offset, as the root attributes hold it."""
    return datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M:%S.%f%z")


def _name_in(own: str, file: str) -> str:
    """The name of a source's file in the file `own`: a dot for that itself, so it may be renamed later."""
    return "." if not file or str(Path(file).resolve()) == own else file
