"""An entry in memory: for dry runs and tests, with the same rules as a file."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.writer.convert import filled
from nxsconfig.writer.plan import LinkTarget
from nxsconfig.writer.ports import NOTHING, FieldLayout, Given, Mould, Sink, VirtualLayout


@dataclass(slots=True)
class Node:
    """A group (no layout, no target), a data set (layout and value), a link (target) or a virtual data set."""

    attributes: dict[str, np.ndarray] = field(default_factory=dict)
    layout: FieldLayout | None = None
    value: np.ndarray | None = None
    target: LinkTarget | None = None
    virtual: VirtualLayout | None = None


class MemorySink:
    """Keeps everything in `nodes`, by absolute path."""

    live = False
    behind = ()

    def __init__(self, name: str = "/memory.nxs") -> None:
        self.name = name
        self.nodes: dict[str, Node] = {"/": Node()}
        self.flushes = 0
        self.closed = False

    def has(self, path: str) -> bool:
        """See Sink."""
        return path in self.nodes

    def make_group(self, path: str, nxclass: str) -> None:
        """See Sink."""
        self._add(path, Node({"NX_class": np.array(nxclass, dtype=object)} if nxclass else {}))

    def make_field(self, path: str, layout: FieldLayout, given: Given = NOTHING) -> None:
        """See Sink."""
        self._add(path, Node(dict(given), layout=layout, value=filled(layout.shape, layout.dtype, failed=False)))

    def make_virtual(self, path: str, layout: VirtualLayout) -> None:
        """See Sink."""
        self._add(path, Node(virtual=layout))

    def make_link(self, path: str, target: LinkTarget) -> None:
        """See Sink."""
        self._add(path, Node(target=target))

    def set_attribute(self, path: str, name: str, value: np.ndarray) -> None:
        """See Sink."""
        self._node(path).attributes[name] = value

    def attribute(self, path: str, name: str) -> object:
        """See Sink."""
        value = self._node(path).attributes.get(name)
        return value[()] if value is not None else None

    def remove_attribute(self, path: str, name: str) -> None:
        """See Sink."""
        self._node(path).attributes.pop(name, None)

    def dtype(self, path: str) -> str:
        """See Sink."""
        layout = self._node(path).layout
        if layout is None:
            raise NexusFileError(f"{self.name}: {path} is no data set")
        return layout.dtype

    def shape(self, path: str) -> tuple[int, ...]:
        """See Sink."""
        return self.value(path).shape

    def value(self, path: str) -> np.ndarray:
        """The whole data set."""
        value = self._node(path).value
        if value is None:
            raise NexusFileError(f"{self.name}: {path} is no data set")
        return value

    def resize(self, path: str, shape: tuple[int, ...]) -> None:
        """See Sink."""
        node, old = self._node(path), self.value(path)
        assert node.layout is not None
        new = filled(shape, node.layout.dtype, failed=False)
        kept = tuple(slice(min(have, want)) for have, want in zip(old.shape, shape, strict=True))
        new[kept] = old[kept]
        node.value = new

    def put(self, path: str, start: tuple[int, ...], block: np.ndarray) -> None:
        """See Sink."""
        value = self.value(path)
        place = tuple(slice(at, at + size) for at, size in zip(start, block.shape, strict=True))
        if start and value[place].shape != block.shape:
            raise NexusFileError(f"{self.name}: {path}: a block of {block.shape} does not fit into {value.shape}")
        value[place or ()] = block.astype(value.dtype)

    def mould(self, make: Callable[[Sink], None]) -> Mould:
        """See Sink."""
        made = MemorySink()
        make(made)
        return made

    def take(self, path: str, mould: Mould) -> None:
        """See Sink."""
        assert isinstance(mould, MemorySink)
        for inner, node in mould.nodes.items():
            if inner != "/":
                self._add(path + inner, replace(node, attributes=dict(node.attributes)))

    def flush(self) -> None:
        """See Sink."""
        self.flushes += 1

    settle = flush

    def close(self) -> None:
        """See Sink."""
        self.closed = True

    def _node(self, path: str) -> Node:
        try:
            return self.nodes[path]
        except KeyError:
            raise NexusFileError(f"{self.name}: there is no {path}") from None

    def _add(self, path: str, node: Node) -> None:
        if path in self.nodes:
            raise NexusFileError(f"{self.name}: {path} exists already")
        parent = path.rpartition("/")[0]
        if parent and parent not in self.nodes:
            self._add(parent, Node())
        self.nodes[path] = node
