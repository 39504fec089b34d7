"""Types of values and how they are converted, as plug-ins of beamlines use them (writer §7, §15)."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from nxsconfig.dialect.types import NX_TO_DTYPE
from nxsconfig.writer.convert import to_bool

__all__ = ["NTP", "Converters"]

_FLOATS = "float16 float32 float64 float".split()
_INTEGERS = "int64 int32 int16 int8 int uint64 uint32 uint16 uint8 uint".split()


class Converters:
    """From what clients send to what is stored."""

    @classmethod
    def toBool(cls, value: object) -> bool:
        """Texts are true unless they say false or 0; everything else by its truth."""
        if isinstance(value, str):
            return not value or to_bool(value)  # compat: nxswriter 3.25: here an empty text is true
        return bool(value)


class NTP:
    """Names of one type in several worlds, and what arrays are made of.

    `pTt` Python or numpy → Tango, `nTnp` NeXus → numpy, `aTn` and `aTnv` the NeXus types of well-known attributes
    (scalar, and vector), `rTf` rank → format, `convert` numpy name → the function that makes such a value.
    """

    pTt: ClassVar[Mapping[str, str]] = {
        "long": "DevLong64",
        "str": "DevString",
        "unicode": "DevString",
        "bool": "DevBoolean",
        "int": "DevLong64",
        "int64": "DevLong64",
        "int32": "DevLong",
        "int16": "DevShort",
        "int8": "DevUChar",
        "uint": "DevULong64",
        "uint64": "DevULong64",
        "uint32": "DevULong",
        "uint16": "DevUShort",
        "uint8": "DevUChar",
        "float": "DevDouble",
        "float64": "DevDouble",
        "float32": "DevFloat",
        "float16": "DevFloat",
        "string": "DevString",
    }
    nTnp: ClassVar[Mapping[str, str]] = NX_TO_DTYPE
    aTn: ClassVar[Mapping[str, str]] = {
        "signal": "NX_INT",
        "axis": "NX_INT",
        "primary": "NX_INT32",
        "offset": "NX_INT",
        "stride": "NX_INT",
        "file_time": "NX_DATE_TIME",
        "file_update_time": "NX_DATE_TIME",
        "restricts": "NX_INT",
        "ignoreExtraGroups": "NX_BOOLEAN",
        "ignoreExtraFields": "NX_BOOLEAN",
        "ignoreExtraAttributes": "NX_BOOLEAN",
        "minOccus": "NX_INT",
        "maxOccus": "NX_INT",
    }
    aTnv: ClassVar[Mapping[str, str]] = {"vector": "NX_FLOAT"}
    rTf: ClassVar[Mapping[int, str]] = {0: "SCALAR", 1: "SPECTRUM", 2: "IMAGE", 3: "VERTEX"}
    convert: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        **dict.fromkeys(_FLOATS, float),
        **dict.fromkeys(_INTEGERS, int),
        "string": str,
        "str": str,
        "bool": Converters.toBool,
    }

    def arrayRank(self, array: object) -> int:
        """How deep it is nested, along the first elements."""
        return len(_sizes(array)[0])

    def arrayRankShape(self, array: object) -> tuple[int, list[int], str | None]:
        """Rank, sizes, and the name of the type of the first element; None when there is none."""
        shape, kind = _sizes(array)
        return len(shape), shape, kind

    def arrayRankRShape(self, array: object) -> tuple[int, list[int], str | None]:
        """The same with the sizes in reverse order."""
        shape, kind = _sizes(array)
        return len(shape), shape[::-1], kind

    def createArray(self, value: Any, fun: Callable[[Any], Any] | None = None) -> Any:  # noqa: ANN401  any value
        """Nested lists with `fun` applied to each element, if there is one; a scalar stays a scalar."""
        if isinstance(value, list | tuple | range) or (isinstance(value, np.ndarray) and value.ndim):
            return [self.createArray(item, fun) for item in value]
        return value if fun is None else fun(value)


def _sizes(value: Any) -> tuple[list[int], str | None]:  # noqa: ANN401  any value
    if isinstance(value, np.ndarray):
        return list(value.shape), _kind(value)
    if not isinstance(value, list | tuple | range):
        return [], "str" if isinstance(value, str) else type(value).__name__
    if not value:
        return [0], None
    inner, kind = _sizes(value[0])
    return [len(value), *inner], kind


def _kind(array: np.ndarray) -> str | None:
    """The type of the first element; None when there is none."""
    if not array.size:
        return None
    if array.dtype.kind == "O":
        return _sizes(array.flat[0])[1]
    return "str" if array.dtype.kind in "US" else array.dtype.name
