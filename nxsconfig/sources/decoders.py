"""Bytes of encoded attributes as values (writer §16). Every reading is decoded on its own: nothing is shared.

Frames aren't copied: the arrays look at the bytes they came in, in their byte order, and can't be written to.
"""

import math
import struct
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

import numpy as np

from nxsconfig.errors import SourceError
from nxsconfig.sources.values import Reading, reading_of

Encoded = tuple[str, bytes]
"""Format as the device gives it, and the bytes."""


class Decoder(Protocol):
    """A decoder as users write them (writer §16); one object serves one reading."""

    name: str
    format: str | None
    dtype: str | None

    def load(self, data: Encoded) -> None:
        """Take the bytes."""
        ...

    def shape(self) -> list[int]:
        """The shape of what they hold."""
        ...

    def decode(self) -> object:
        """What they hold."""
        ...


Decode = Callable[[Encoded], object]


class Decoders:
    """The decoders known to a writer: the built-in ones and those of the user, which come first."""

    def __init__(self) -> None:
        self._users: dict[str, Callable[[], Decoder]] = {}

    def add(self, name: str, make: Callable[[], Decoder]) -> None:
        """Enter a user's decoder; `make` is called for every reading."""
        self._users[name] = make

    def remove(self, name: str) -> None:
        """Forget a user's decoder, if there is one of this name."""
        self._users.pop(name, None)

    def has(self, name: str) -> bool:
        """True for a known encoding; names count to the letter."""
        return name in self._users or name in BUILT_IN

    def make(self, name: str) -> Decoder | None:
        """A new decoder to hand to a plug-in; None for an unknown encoding."""
        if name in self._users:
            return self._users[name]()
        return BuiltInDecoder(name) if name in BUILT_IN else None

    def decode(self, encoding: str, data: Encoded) -> Reading | None:
        """The reading of encoded bytes.

        Raises:
            SourceError: the encoding is unknown, or the bytes don't hold what they say.
        """
        if not self.has(encoding):
            known = ", ".join(sorted({*BUILT_IN, *self._users}))
            raise SourceError(
                f"the encoding {encoding!r} is unknown (the device says {data[0]!r}); please set encoding in the "
                f"device tag to one of {known}"
            )
        try:
            value = self._decode(encoding, data)
        except Exception as err:  # a process border: a decoder of the user may raise anything
            raise SourceError(
                f"{len(data[1])} bytes can't be decoded as {encoding}: {type(err).__name__}: {err}"
            ) from err
        reading = reading_of(value)
        if reading and isinstance(value, str):
            # compat: nxswriter 3.25: scripts get the bytes of texts
            return Reading(value, 0, "str", native=bytes(data[1]))
        return reading

    def _decode(self, encoding: str, data: Encoded) -> object:
        make = self._users.get(encoding)
        if make is None:
            return BUILT_IN[encoding](data)
        decoder = make()
        decoder.load(data)
        return decoder.decode()


def decode_text(data: Encoded) -> str:
    """UTF8: the bytes are the text."""
    return bytes(data[1]).decode("utf-8")


def decode_uint32(data: Encoded) -> np.ndarray:
    """UINT32: a spectrum in the byte order of this machine."""
    return np.frombuffer(data[1], dtype=np.uint32)


_VIDEO_HEADER = struct.Struct("!IHHqiiHHHH")
_VIDEO_TYPES = {0: "u1", 1: "u2", 2: "u4", 3: "u8"}


def decode_video_image(data: Encoded) -> np.ndarray:
    """VIDEO_IMAGE of LIMA: a header in network byte order, then rows. Shape (height, width)."""
    head = _VIDEO_HEADER.unpack_from(data[1])
    mode, width, height, endian, size = head[2], head[4], head[5], head[6], head[7]
    dtype = _dtype(_VIDEO_TYPES, mode, endian)
    if width < 0 or height < 0:
        raise ValueError(f"a frame of {height} rows and {width} columns")
    return _elements(data[1], dtype, max(size, _VIDEO_HEADER.size), (height, width))


_ARRAY_HEADER = struct.Struct("<IHHIIHH6H")
_ARRAY_TYPES = {0: "u1", 1: "u2", 2: "u4", 3: "u8", 4: "i1", 5: "i2", 6: "i4", 7: "i8", 8: "f4", 9: "f8"}
_OLD_HEADER_SIZE = 64
_NEW_HEADER_SIZE = 80
_NEW_VERSION = 4


def decode_data_array(data: Encoded) -> np.ndarray:
    """DATA_ARRAY of LIMA: a little-endian header, then elements. The last dimension of the header comes first."""
    head = _ARRAY_HEADER.unpack_from(data[1])
    version, mode, endian, ndim = head[1], head[4], head[5], head[6]
    if ndim > 6:
        raise ValueError(f"{ndim} dimensions; at most 6 are possible")
    size = _NEW_HEADER_SIZE if version >= _NEW_VERSION else _OLD_HEADER_SIZE
    return _elements(data[1], _dtype(_ARRAY_TYPES, mode, endian), size, tuple(reversed(head[7 : 7 + ndim])))


def _dtype(types: Mapping[int, str], mode: int, endian: int) -> np.dtype:
    if mode not in types:
        raise ValueError(f"elements of mode {mode} are not supported; known are {', '.join(map(str, types))}")
    return np.dtype(types[mode]).newbyteorder(">" if endian else "<")


def _elements(data: bytes, dtype: np.dtype, offset: int, shape: tuple[int, ...]) -> np.ndarray:
    count = math.prod(shape)
    if offset + count * dtype.itemsize > len(data):
        raise ValueError(f"the header announces {count} elements of {dtype.itemsize} bytes behind {offset} bytes")
    return np.frombuffer(data, dtype, count, offset).reshape(shape)


BUILT_IN: Mapping[str, Decode] = MappingProxyType(
    {
        "UTF8": decode_text,
        "UINT32": decode_uint32,
        "LIMA_VIDEO_IMAGE": decode_video_image,
        "VIDEO_IMAGE": decode_video_image,
        "DATA_ARRAY": decode_data_array,
    }
)
"""Decoders by the name of the encoding."""


class BuiltInDecoder:
    """A built-in decoder in the form that users' decoders have."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.format: str | None = None
        self.dtype: str | None = None
        self._value: object = None

    def load(self, data: Encoded) -> None:
        """Take the bytes. Raises ValueError when they don't hold what they say."""
        self._value = BUILT_IN[self.name](data)
        self.format = data[0]
        self.dtype = self._value.dtype.name if isinstance(self._value, np.ndarray) else "string"

    def shape(self) -> list[int]:
        """As the peers give it: [1, 0] for a scalar, [n, 0] for a spectrum."""
        dims = list(np.shape(self._value))  # type: ignore[call-overload]  # it is an array or a text
        return dims if len(dims) > 1 else [dims[0] if dims else 1, 0]

    def decode(self) -> object:
        """The array or text."""
        return self._value
