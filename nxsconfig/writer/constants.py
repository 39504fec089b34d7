"""Constant texts of fields and attributes, and the typed XML attributes (writer §9.2, §10.1)."""

import contextlib
from dataclasses import dataclass

import numpy as np

from nxsconfig.writer.convert import numpy_dtype, scalar_array, to_bool, to_scalar

MAX_CONSTANT_RANK = 2

_TYPED_ATTRIBUTES: dict[str, str] = {
    **dict.fromkeys("signal axis offset stride restricts minOccus maxOccus".split(), "int64"),
    "primary": "int32",
    **dict.fromkeys("ignoreExtraGroups ignoreExtraFields ignoreExtraAttributes".split(), "bool"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A text cut into the elements of its rank, not yet converted."""

    rank: int
    rows: tuple[tuple[str, ...], ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the text: () for rank 0, elements for rank 1, (lines, elements of the first line) for rank 2."""
        if self.rank == 0:
            return ()
        width = len(self.rows[0]) if self.rows else 0
        return (width,) if self.rank == 1 else (len(self.rows), width)

    def convert(self, dtype: str) -> np.ndarray:
        """The elements as an array. Raises ValueError or OverflowError; lines of different length are a ValueError."""
        if self.rank == 0:
            return scalar_array(to_scalar(self.rows[0][0], dtype), dtype)
        values = [[to_scalar(word, dtype) for word in row] for row in self.rows]
        if any(len(row) != len(values[0]) for row in values):
            raise ValueError("the lines have different numbers of elements")
        return np.array(values, dtype=numpy_dtype(dtype)).reshape(self.shape)


def split_words(text: str, rank: int) -> Words:
    """Rank 0: the text; rank 1: split at white space; rank 2: lines, then white space (empty lines dropped).

    Raises:
        ValueError: a higher rank.
    """
    if rank > MAX_CONSTANT_RANK:
        raise ValueError(f"a constant text can't have rank {rank}: at most {MAX_CONSTANT_RANK}")
    if rank == 0:
        return Words(0, ((text,),))
    if rank == 1:
        return Words(1, (tuple(text.split()),))
    return Words(2, tuple(tuple(line.split()) for line in text.splitlines() if line.strip()))


def xml_attribute(name: str, text: str) -> np.ndarray:
    """The value of an HDF5 attribute that comes from an XML attribute: typed by its name, else a stripped string.

    A text that is no number stays a string: ``signal="counts"`` is the current NeXus rule (writer §10.1, fixed).
    """
    text = text.strip()
    if name not in _TYPED_ATTRIBUTES and name != "vector":
        return scalar_array(text, "string")
    with contextlib.suppress(ValueError, OverflowError):
        if name == "vector":
            return np.array([float(word) for word in text.split()], dtype="float64")
        dtype = _TYPED_ATTRIBUTES.get(name)
        if dtype == "bool":
            return scalar_array(to_bool(text), dtype)
        if dtype:
            return scalar_array(to_scalar(text or "none", dtype), dtype)
    return scalar_array(text, "string")
