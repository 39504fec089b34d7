"""How the data sets of a file were made, as far as writing into them depends on it."""

import h5py

from nxsconfig.writer.ports import FieldLayout
from nxsconfig.writer.sinks.blocks import Chunk
from nxsconfig.writer.sinks.pieces import Packed


class Layouts:
    """Remembers layouts by absolute path. `packed` knows those whose rows are packed."""

    def __init__(self) -> None:
        self.packed = Packed()
        self._born: dict[str, FieldLayout] = {}
        self._unsized: dict[str, FieldLayout] = {}
        self._chunks: dict[str, Chunk] = {}

    def made(self, path: str, layout: FieldLayout) -> None:
        """A data set has been made with chunks for its shape."""
        self._chunks.pop(path, None)
        if layout.axis is not None:
            self.packed.made(path, layout.axis)

    def born(self, path: str, layout: FieldLayout) -> None:
        """A new data set has been made; its chunks can't be right as long as the size of its rows isn't known."""
        self.made(path, layout)
        self._born[path] = layout
        if _is_unsized(layout):
            self._unsized[path] = layout
        else:
            self._unsized.pop(path, None)

    def plain_chunk(self, path: str, field: h5py.Dataset) -> Chunk | None:
        """The chunks of a data set of numbers without filters, which can be written as they are; else None."""
        known = self._chunks.get(path)
        if known is None and (layout := self._born.get(path)) and _is_plain(layout):
            known = self._chunks[path] = field.chunks, field.dtype
        return known

    def take_unsized(self, path: str, shape: tuple[int, ...]) -> FieldLayout | None:
        """The layout of a data set whose shape is known only now; once."""
        return self._unsized.pop(path, None) if all(shape) else None

    def rewind(self) -> None:
        """Another file has the same data sets as they were born."""
        self._chunks.clear()
        self._unsized = {path: layout for path, layout in self._born.items() if _is_unsized(layout)}

    def join(self, others: "Layouts", base: str) -> None:
        """The data sets of another file have been copied below the group `base`."""
        for path, layout in others._born.items():  # noqa: SLF001  of the same class
            self.born(base + path, layout)


def _is_plain(layout: FieldLayout) -> bool:
    return bool(layout.shape) and layout.dtype not in ("string", "bool") and not layout.filters


def _is_unsized(layout: FieldLayout) -> bool:
    return bool(layout.shape) and not all(layout.row)
