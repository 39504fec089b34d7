"""The mark that a killed SWMR writer leaves in a file, and how it is taken away.

A file that SWMR readers follow says in its superblock that it is being written. A killed writer can't take that back,
so nobody may open the file for writing again. Source: HDF5 File Format Specification 3.0, II.A (superblock version 3)
and the checksum of B. Jenkins, "lookup3" (public domain), which HDF5 uses for metadata.
"""

import io
import struct
from pathlib import Path
from typing import Any

from nxsconfig.errors import NexusFileError

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_VERSION, _OFFSET_SIZE, _FLAGS = 8, 9, 11
_ADDRESSES = 4
_SWMR = 4
_END = 12
"""Where the addresses begin: base, extension, end of file, root group."""
_MASK = 0xFFFFFFFF


def is_marked(path: str | Path) -> bool:
    """True if the file says that it is being written."""
    head = _head(path)
    return bool(head) and head[_FLAGS] != 0


def is_followed(path: str | Path) -> bool:
    """True if the file says that SWMR readers may follow it."""
    head = _head(path)
    return bool(head) and bool(head[_FLAGS] & _SWMR)


def clear_status(path: str | Path) -> None:
    """Take the mark away; only when nobody writes the file any more. Raises NexusFileError.

    The end of the file that the superblock names may be older than what the writer has put behind it; it is set to the
    real one, as HDF5's own h5clear does.
    """
    head = _head(path)
    if not head or not head[_FLAGS]:
        return
    size = head[_OFFSET_SIZE]
    end = slice(_END + 2 * size, _END + 3 * size)
    head[end] = max(int.from_bytes(head[end], "little"), Path(path).stat().st_size).to_bytes(size, "little")
    try:
        with Path(path).open("r+b") as file:
            file.write(_unmarked(head))
    except OSError as err:
        raise NexusFileError(f"{str(path)!r} can't be written: {err.strerror or err}") from err


class UnmarkedFile(io.FileIO):
    """Reads a marked file as if it were not marked; the file itself stays as it is. Closed with its last user."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(path)
        head = _head(path)
        self._head = _unmarked(head) if head else b""

    def __del__(self) -> None:
        self.close()

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401  any writable buffer
        """See io.FileIO."""
        start = self.tell()
        count = super().readinto(buffer)
        if count and start < len(self._head):
            patch = self._head[start : start + count]
            memoryview(buffer).cast("B")[: len(patch)] = patch
        return count


def _unmarked(head: bytearray) -> bytes:
    clean = bytes(head[:_FLAGS] + b"\0" + head[_FLAGS + 1 :])
    return clean + struct.pack("<I", checksum(clean))


def _head(path: str | Path) -> bytearray:
    """The superblock without its checksum; empty for versions that know no mark, and for what can't be read."""
    try:
        with Path(path).open("rb") as file:
            start = file.read(12)
            if len(start) < 12 or start[:8] != _SIGNATURE or start[_VERSION] != 3:
                return bytearray()
            return bytearray(start + file.read(_ADDRESSES * start[_OFFSET_SIZE]))
    except (OSError, ValueError):
        return bytearray()


def checksum(data: bytes) -> int:
    """Jenkins' lookup3 of bytes, with the initial value 0."""
    a = b = c = (0xDEADBEEF + len(data)) & _MASK
    while len(data) > 12:
        words = struct.unpack_from("<3I", data)
        a, b, c = _mixed(*((value + word) & _MASK for value, word in zip((a, b, c), words, strict=True)))
        data = data[12:]
    if not data:
        return c
    words = struct.unpack("<3I", data.ljust(12, b"\0"))
    return _final(*((value + word) & _MASK for value, word in zip((a, b, c), words, strict=True)))


def _rotated(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (32 - bits))) & _MASK


def _mixed(a: int, b: int, c: int) -> tuple[int, int, int]:
    for bits in (4, 6, 8, 16, 19, 4):
        a = ((a - c) & _MASK) ^ _rotated(c, bits)
        c = (c + b) & _MASK
        a, b, c = b, c, a
    return a, b, c


def _final(a: int, b: int, c: int) -> int:
    for bits in (14, 11, 25, 16, 4, 14, 24):
        c = ((c ^ b) - _rotated(b, bits)) & _MASK
        a, b, c = b, c, a
    return b
