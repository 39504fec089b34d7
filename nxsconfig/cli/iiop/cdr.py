"""CORBA's common data representation: values aligned to their size, texts and sequences with their length in front."""

import struct
from collections.abc import Sequence


class UnknownFormError(Exception):
    """The other side says something that is correct CORBA, perhaps, but beyond this client."""


class Writer:
    """Little-endian CDR. `start` is the position of the first byte, which alignment counts from."""

    def __init__(self, start: int = 0) -> None:
        self._start = start
        self._bytes = bytearray()

    @property
    def data(self) -> bytes:
        """Everything that was written."""
        return bytes(self._bytes)

    def align(self, size: int) -> None:
        """Pad up to a multiple of the size."""
        self._bytes += bytes(-(self._start + len(self._bytes)) % size)

    def octet(self, value: int) -> None:
        """One byte."""
        self._bytes.append(value)

    def ulong(self, value: int) -> None:
        """Four bytes."""
        self.align(4)
        self._bytes += struct.pack("<I", value)

    def octets(self, value: bytes) -> None:
        """A sequence of bytes."""
        self.ulong(len(value))
        self._bytes += value

    def raw(self, value: bytes) -> None:
        """Bytes as they are."""
        self._bytes += value

    def string(self, value: str) -> None:
        """A text with its end mark; it holds no NUL. Raises UnicodeEncodeError beyond Latin-1."""
        self.octets(value.encode("latin-1") + b"\0")

    def strings(self, values: Sequence[str]) -> None:
        """A sequence of texts."""
        self.ulong(len(values))
        for value in values:
            self.string(value)


class Reader:
    """CDR of either byte order. Positions count from the first byte of `data`."""

    def __init__(self, data: bytes, position: int = 0, order: str = "<") -> None:
        self._data = data
        self._order = order
        self.position = position

    def align(self, size: int) -> None:
        """Skip up to a multiple of the size."""
        self.position += -self.position % size

    def number(self, code: str) -> int | float:
        """A number of one of the codes of `struct`."""
        size = struct.calcsize(code)
        self.align(size)
        value: int | float = struct.unpack(self._order + code, self.take(size))[0]
        return value

    def octet(self) -> int:
        """One byte."""
        return self.take(1)[0]

    def ulong(self) -> int:
        """Four bytes."""
        self.align(4)
        return int.from_bytes(self.take(4), "little" if self._order == "<" else "big")

    def ushort(self) -> int:
        """Two bytes."""
        self.align(2)
        return int.from_bytes(self.take(2), "little" if self._order == "<" else "big")

    def count(self) -> int:
        """How many items follow; each takes a byte at least. Raises UnknownFormError for more than there can be."""
        number = self.ulong()
        if number > len(self._data) - self.position:
            raise UnknownFormError(f"{number} items in a message that is too short for them")
        return number

    def octets(self) -> bytes:
        """A sequence of bytes."""
        return self.take(self.ulong())

    def string(self) -> str:
        """A text without its end mark."""
        return self.octets()[:-1].decode("latin-1")

    def strings(self) -> list[str]:
        """A sequence of texts."""
        return [self.string() for _ in range(self.count())]

    def encapsulation(self) -> "Reader":
        """A reader for bytes that bring their own byte order and count from their own first byte."""
        return encapsulated(self.octets())

    def take(self, size: int) -> bytes:
        """The next bytes. Raises UnknownFormError when there are fewer."""
        end = self.position + size
        if end > len(self._data):
            raise UnknownFormError("the message ends too early")
        data = self._data[self.position : end]
        self.position = end
        return data


def encapsulated(data: bytes) -> Reader:
    """A reader behind the byte that tells the byte order."""
    if not data:
        raise UnknownFormError("an empty encapsulation")
    return Reader(data, 1, "<" if data[0] else ">")
