"""The tree of a file as data: what `info`, the demo and tests print or compare, without knowing HDF5."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from nxsconfig.h5.files import damage_told, open_read
from nxsconfig.h5.types import type_name

GROUP = "group"
FIELD = "field"
LINK = "link"
EXTERNAL = "external"

DEFAULT_VALUES = 3


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a file.

    Args:
        name: the last part of its path; ``/`` for the root.
        kind: GROUP, FIELD, LINK (inside the file) or EXTERNAL.
        nxclass: NeXus class of a group.
        dtype: short type name of a field (see `type_name`), shape and units with it.
        target: path of a link, ``file:/path`` of an external one.
        values: the first values of a field in row order, as Python values.
        attributes: everything else that is attached, as Python values.
        children: in the order of names.
    """

    name: str
    kind: str
    nxclass: str = ""
    dtype: str = ""
    shape: tuple[int, ...] = ()
    units: str = ""
    target: str = ""
    values: tuple[object, ...] = ()
    attributes: dict[str, object] = field(default_factory=dict)
    children: "tuple[Node, ...]" = ()

    def walk(self, path: str = "") -> Iterator[tuple[str, "Node"]]:
        """The node itself and all below, depth first, with absolute paths."""
        here = f"{path}/{self.name}" if self.name != "/" else ""
        yield here or "/", self
        for child in self.children:
            yield from child.walk(here)

    def as_json(self) -> dict[str, object]:
        """The tree in types that JSON knows."""
        return asdict(self)


def read_tree(path: str | Path, *, values: int = DEFAULT_VALUES) -> Node:
    """The tree of a file; links are not followed, so it always ends.

    Args:
        path: an HDF5 file; it may be open for writing elsewhere.
        values: how many values of each field are read.

    Raises:
        NexusFileError: it can't be opened, or objects in it are damaged.
    """
    with open_read(path) as file, damage_told(path):
        return _group(file, "/", values)


def _group(group: h5py.Group, name: str, values: int) -> Node:
    children = tuple(_child(group, child, values) for child in sorted(group))
    attributes = _attributes(group)
    return Node(name, GROUP, str(attributes.pop("NX_class", "")), attributes=attributes, children=children)


def _child(group: h5py.Group, name: str, values: int) -> Node:
    link = group.get(name, getlink=True)
    if isinstance(link, h5py.SoftLink):
        return Node(name, LINK, target=link.path)
    if isinstance(link, h5py.ExternalLink):
        return Node(name, EXTERNAL, target=f"{link.filename}:/{link.path}")
    item = group[name]
    if isinstance(item, h5py.Group):
        return _group(item, name, values)
    return _field(item, name, values)


def _field(item: Any, name: str, values: int) -> Node:  # noqa: ANN401  h5py has no types
    if not isinstance(item, h5py.Dataset):
        return Node(name, "type")
    attributes = _attributes(item)
    units = str(attributes.pop("units", ""))
    shape = tuple(item.shape or ())
    return Node(name, FIELD, "", type_name(item.dtype), shape, units, "", _first(item, values), attributes)


def _first(item: h5py.Dataset, count: int) -> tuple[object, ...]:
    if item.shape is None or not item.size or not count:
        return ()
    if not item.shape:
        return (plain(item[()]),)
    last = min(count, item.shape[-1])
    row = item[(0,) * (len(item.shape) - 1) + (slice(last),)]
    return tuple(plain(value) for value in row)


def _attributes(item: Any) -> dict[str, object]:  # noqa: ANN401  h5py has no types
    return {name: plain(value) for name, value in item.attrs.items()}


def plain(value: object) -> object:
    """A value of h5py as a Python value: texts decoded, arrays as lists."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    return None if isinstance(value, h5py.Empty) else value
