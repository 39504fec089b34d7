"""What the writer needs from outside: something to ask for values, something to put them into."""

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nxsconfig.h5.selections import Slab
from nxsconfig.writer.plan import Filter, LinkTarget


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """How a data set is created.

    Args:
        dtype: a numpy type name, ``string`` for variable length UTF-8 or ``bool``.
        shape: at creation; () is a scalar that never changes, every other data set may grow along every axis.
        axis: the axis that grows with every record, None for data sets that are written as a whole.
        row: the expected shape of what is added per record; 0 is unknown until the first record.
        filters: in the order in which they are applied when writing.
    """

    dtype: str
    shape: tuple[int, ...]
    axis: int | None = None
    row: tuple[int, ...] = ()
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class VirtualSource:
    """A part of another data set and its place in a virtual one; `part` is None for all of it.

    `file` is "" for the own one; `shape` is the source's own.
    """

    file: str
    path: str
    shape: tuple[int, ...]
    place: tuple[Slab, ...]
    part: tuple[Slab, ...] | None = None


@dataclass(frozen=True, slots=True)
class VirtualLayout:
    """A data set whose data lies in others; it may grow along every axis, elements without a source are zeros."""

    dtype: str
    shape: tuple[int, ...]
    sources: tuple[VirtualSource, ...]


Given = Mapping[str, np.ndarray]
"""Attributes by name."""

NOTHING: Given = {}

Mould = object
"""What a sink made of a mould; only sinks of the same kind know what is in it."""


class Sink(Protocol):
    """Where an entry goes. Paths are absolute (``/scan/data``).

    A sink is used by one thread at a time (the session holds a lock). Arrays of strings are arrays of `str` objects.
    All calls raise NexusFileError when the target can't take them.
    """

    name: str
    """Absolute name of the file; links to it become internal links."""

    live: bool
    """True while readers follow the file: no groups and fields can be made, links and attributes come later."""

    @property
    def behind(self) -> Sized:
        """Blocks that `put` has left for `settle`, which is called soon; other calls write them first if they must."""
        ...

    def has(self, path: str) -> bool:
        """True if a link of that name exists, dangling or not."""
        ...

    def make_group(self, path: str, nxclass: str) -> None:
        """Create a group; missing groups above it are created without a class. An existing one is an error."""
        ...

    def make_field(self, path: str, layout: FieldLayout, given: Given = NOTHING) -> None:
        """Create a data set filled with zeros, False or empty strings, with attributes. An existing one is an error."""
        ...

    def make_virtual(self, path: str, layout: VirtualLayout) -> None:
        """Create a virtual data set. An existing name is an error."""
        ...

    def make_link(self, path: str, target: LinkTarget) -> None:
        """Create a soft link or, with a file, an external one. An existing one is an error."""
        ...

    def set_attribute(self, path: str, name: str, value: np.ndarray) -> None:
        """Create or replace an attribute of a group or data set; a value of rank 0 becomes a scalar."""
        ...

    def attribute(self, path: str, name: str) -> object:
        """The value of an attribute, None when there is none."""
        ...

    def remove_attribute(self, path: str, name: str) -> None:
        """Remove an attribute, if it is there."""
        ...

    def dtype(self, path: str) -> str:
        """The type of a data set as a `FieldLayout` has it, or the name of another type. No data set is an error."""
        ...

    def shape(self, path: str) -> tuple[int, ...]:
        """The present shape of a data set."""
        ...

    def resize(self, path: str, shape: tuple[int, ...]) -> None:
        """Change the shape of a data set; new elements are zeros, False or empty strings."""
        ...

    def put(self, path: str, start: tuple[int, ...], block: np.ndarray) -> None:
        """Write a block of the data set's rank at an offset inside its present shape; rank 0 writes a scalar."""
        ...

    def mould(self, make: Callable[["Sink"], None]) -> Mould:
        """What `make` makes in an empty sink of this kind in memory, to be copied by `take`; raises what it raises."""
        ...

    def take(self, path: str, mould: Mould) -> None:
        """Copy everything of a mould below a group; its names must be free there."""
        ...

    def settle(self) -> None:
        """Write what is left in `behind`."""
        ...

    def flush(self) -> None:
        """Hand everything to the operating system: afterwards it survives the end of this process."""
        ...

    def close(self) -> None:
        """Flush and close; a second call does nothing."""
        ...
