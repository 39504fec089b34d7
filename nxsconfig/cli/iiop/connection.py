"""Requests to one CORBA object and their replies, over TCP (GIOP 1.2)."""

import select
import socket
import struct
from collections.abc import Callable

from nxsconfig.cli.iiop.cdr import Reader, UnknownFormError, Writer
from nxsconfig.cli.iiop.ior import Place, from_reader

REQUEST, REPLY, CLOSE, ERROR, FRAGMENT = 0, 1, 5, 6, 7
NO_EXCEPTION, USER_EXCEPTION, SYSTEM_EXCEPTION, FORWARD = 0, 1, 2, 3

_HEADER = struct.Struct("<4sBBBBI")
_LITTLE, _MORE = 1, 2
_FORWARDS = 5
_LARGEST = 1 << 28
"""Bytes of a message: Tango's own limit."""

_NOT_UNDERSTOOD = {
    f"IDL:omg.org/CORBA/{name}:1.0" for name in ("BAD_OPERATION", "NO_IMPLEMENT", "MARSHAL", "BAD_PARAM")
}


class GoneError(Exception):
    """The object can't be reached, or not any more. The text says how the system or the other side puts it."""


class LateError(GoneError):
    """The other side doesn't answer in time."""


class UserError(Exception):
    """An exception of the interface: its name, and a reader of its members."""

    def __init__(self, name: str, members: Reader) -> None:
        super().__init__(name)
        self.name = name
        self.members = members


class Connection:
    """A connection to one object; not to be shared by threads. `seconds` limits connecting and each call."""

    def __init__(self, place: Place, seconds: float) -> None:
        self._key = place.key
        self._seconds = seconds
        self._socket = _connected(place, seconds)
        self._number = 0

    def wait(self, seconds: float) -> None:
        """How long later calls may take."""
        self._seconds = seconds
        self._socket.settimeout(seconds)

    def call(self, operation: str, write: Callable[[Writer], None] = lambda _writer: None) -> Reader:
        """Run an operation of the object; `write` puts its arguments. Returns a reader of the result.

        Raises UserError, GoneError, LateError, UnknownFormError.
        """
        for _ in range(_FORWARDS):
            try:
                self._send(operation, write)
                status, reader = self._reply()
            except TimeoutError as err:
                raise LateError(f"no answer to {operation} within {self._seconds:g} s") from err
            except OSError as err:
                raise GoneError(err.strerror or str(err)) from err
            if status == NO_EXCEPTION:
                return reader
            if status != FORWARD:
                raise _exception(status, reader)
            place = from_reader(reader)
            self.close()
            self._key, self._socket = place.key, _connected(place, self._seconds)
        raise GoneError("the reference leads from one place to another without end")

    def ended(self) -> bool:
        """Whether the other side has ended the connection; nothing else may come while no call is under way."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _send(self, operation: str, write: Callable[[Writer], None]) -> None:
        self._number += 1
        writer = Writer(_HEADER.size)
        writer.ulong(self._number)
        writer.raw(b"\x03\0\0\0")  # a reply is wanted
        writer.ulong(0)  # the object is named by its key
        writer.octets(self._key)
        writer.string(operation)
        writer.ulong(0)  # no service contexts: texts are Latin-1
        body = Writer()
        write(body)
        if body.data:
            writer.align(8)
            writer.raw(body.data)
        header = _HEADER.pack(b"GIOP", 1, 2, _LITTLE, REQUEST, len(writer.data))
        self._socket.sendall(header + writer.data)

    def _reply(self) -> tuple[int, Reader]:
        """Status and body of the reply to the last request."""
        kind, flags, data = self._message()
        if kind == CLOSE:
            raise GoneError("the server closed the connection")
        if kind != REPLY:
            raise UnknownFormError(f"a GIOP message of type {kind}")
        parts = [data]
        while flags & _MORE:
            kind, flags, data = self._message()
            if kind != FRAGMENT:
                raise UnknownFormError(f"a GIOP message of type {kind} within another")
            parts.append(data[4:])  # behind the number of the request
        reader = Reader(bytes(_HEADER.size) + b"".join(parts), _HEADER.size, "<" if flags & _LITTLE else ">")
        if reader.ulong() != self._number:
            raise UnknownFormError("a reply to another request")
        status = reader.ulong()
        for _ in range(reader.count()):
            reader.ulong(), reader.octets()
        reader.align(8)
        return status, reader

    def _message(self) -> tuple[int, int, bytes]:
        """Type, flags and body of the next message."""
        header = self._receive(_HEADER.size)
        magic, _major, _minor, flags, kind, size = _HEADER.unpack(header)
        if magic != b"GIOP":
            raise UnknownFormError("an answer that is not GIOP")
        if not flags & _LITTLE:
            size = int.from_bytes(header[8:], "big")
        if size > _LARGEST:
            raise UnknownFormError(f"a message of {size:,} bytes")
        return kind, flags, self._receive(size)

    def _receive(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            part = self._socket.recv(min(size, 1 << 20))
            if not part:
                raise GoneError("the server closed the connection")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _connected(place: Place, seconds: float) -> socket.socket:
    """A socket to the first address that answers. Raises GoneError."""
    reason: Exception | None = None
    for address in place.addresses:
        try:
            link = socket.create_connection(address, seconds)
        except OSError as err:
            reason = err
            continue
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return link
    text = ", ".join(f"{host}:{port}" for host, port in place.addresses)
    raise GoneError(f"no connection to {text or 'an object without an address'}: {reason}") from reason


def _exception(status: int, reader: Reader) -> Exception:
    if status == USER_EXCEPTION:
        return UserError(reader.string(), reader)
    if status == SYSTEM_EXCEPTION:
        name, minor = reader.string(), reader.ulong()
        text = f"CORBA says {name} ({minor:#x})"
        return UnknownFormError(text) if name in _NOT_UNDERSTOOD else GoneError(text)
    return UnknownFormError(f"a reply with status {status}")
