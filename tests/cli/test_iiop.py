"""The small CORBA client: both byte orders, broken messages, silent and rude servers."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxsconfig.cli.iiop import tango
from nxsconfig.cli.iiop.anys import read_any, write_any
from nxsconfig.cli.iiop.cdr import Reader, UnknownFormError, Writer
from nxsconfig.cli.iiop.connection import Connection, GoneError, LateError
from nxsconfig.cli.iiop.ior import Place, from_text

LATIN1 = st.text(st.characters(min_codepoint=1, max_codepoint=255))
LITTLE_REPLY = struct.pack("<4sBBBBI", b"GIOP", 1, 2, 1, 1, 12) + struct.pack("<III", 1, 0, 0)
BIG_REPLY = struct.pack(">4sBBBBI", b"GIOP", 1, 2, 0, 1, 16) + struct.pack(">IIII", 1, 0, 0, 0)


@contextmanager
def answering(answer: bytes) -> Iterator[Place]:
    """A server that says this to the first request, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)

        def serve() -> None:
            link, _ = listening.accept()
            with link:
                link.recv(1 << 16)
                link.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield Place((listening.getsockname(),), b"key")
        thread.join()


def called(answer: bytes, work: Callable[[Connection], object] = lambda connection: connection.call("x")) -> object:
    with answering(answer) as place:
        connection = Connection(place, 5)
        try:
            return work(connection)
        finally:
            connection.close()


@given(st.one_of(st.none(), LATIN1, st.lists(LATIN1)))
def test_values_come_back_from_their_own_form(value: object) -> None:
    writer = Writer()
    write_any(writer, value)
    assert read_any(Reader(writer.data)) == value


def test_structure_of_numbers_and_texts_is_read_in_the_other_byte_order() -> None:
    def sequence(kind: bytes) -> bytes:
        body = b"\0\0\0\0" + kind + struct.pack(">I", 0)
        return struct.pack(">II", 19, len(body)) + body

    members = struct.pack(">I", 2) + struct.pack(">I2s2x", 2, b"l\0") + sequence(struct.pack(">I", 3))
    members += struct.pack(">I2s2x", 2, b"s\0") + sequence(struct.pack(">II", 18, 0))
    body = b"\0\0\0\0" + struct.pack(">I2s2xI2s2x", 2, b"I\0", 2, b"N\0") + members
    data = struct.pack(">II", 15, len(body)) + body + struct.pack(">IiI", 1, -7, 1) + struct.pack(">I2s", 2, b"x\0")
    assert read_any(Reader(data, 0, ">")) == ([-7], ["x"])


@given(st.binary(max_size=200))
def test_garbage_is_a_form_that_is_not_known(data: bytes) -> None:
    try:
        read_any(Reader(data))
        from_text("IOR:" + data.hex())
    except UnknownFormError:
        pass


@pytest.mark.parametrize("text", ["", "corbaloc::host/x", "IOR:zz", "IOR:", "IOR:01"])
def test_reference_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnknownFormError):
        from_text(text)


def test_nested_types_without_end_are_refused() -> None:
    data = b""
    for _ in range(3000):
        body = b"\1\0\0\0" + struct.pack("<I1sxxxI1sxxx", 1, b"\0", 1, b"\0") + data
        data = struct.pack("<II", 21, len(body)) + body
    with pytest.raises(UnknownFormError):
        read_any(Reader(data))


def test_reply_without_result_is_understood() -> None:
    assert isinstance(called(LITTLE_REPLY), Reader)


def test_reply_in_the_other_byte_order_is_understood() -> None:
    assert called(BIG_REPLY, tango.state) == "ON"


@pytest.mark.parametrize("answer", [b"", LITTLE_REPLY[:15], LITTLE_REPLY[:7] + b"\5\0\0\0\0"])
def test_connection_that_ends_is_gone(answer: bytes) -> None:
    with pytest.raises(GoneError):
        called(answer)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        LITTLE_REPLY[:8] + b"\xff\xff\xff\xff",  # a message of 4 GB
        LITTLE_REPLY[:7] + b"\6" + bytes(4),  # "message error"
        LITTLE_REPLY[:12] + struct.pack("<III", 2, 0, 0),  # to another request
        LITTLE_REPLY[:12] + struct.pack("<III", 1, 9, 0),  # with an unknown status
        LITTLE_REPLY[:12] + struct.pack("<III", 1, 0, 1 << 31),  # with more contexts than bytes
    ],
)
def test_other_answers_are_not_known(answer: bytes) -> None:
    with pytest.raises(UnknownFormError):
        called(answer)


def test_silence_is_late() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        connection = Connection(Place((listening.getsockname(),), b"key"), 0.1)
        with pytest.raises(LateError):
            connection.call("x")
        connection.close()


def test_second_address_is_tried_when_the_first_does_not_answer() -> None:
    with answering(LITTLE_REPLY) as place:
        connection = Connection(Place((("127.0.0.1", 1), *place.addresses), b"key"), 5)
        assert connection.call("x")
        connection.close()


def reference(place: Place) -> bytes:
    """A reference without a type name and with one profile, little-endian, as it stands in a message at 24."""
    profile = Writer()
    profile.raw(b"\1\1\2")
    profile.string(place.addresses[0][0])
    profile.align(2)
    profile.raw(struct.pack("<H", place.addresses[0][1]))
    profile.octets(place.key)
    profile.ulong(0)
    writer = Writer()
    writer.string("")
    writer.ulong(1)
    writer.ulong(0)
    writer.octets(profile.data)
    return writer.data


def test_reference_is_followed_to_where_the_object_has_gone() -> None:
    second_reply = LITTLE_REPLY[:12] + struct.pack("<III", 2, 0, 0)
    with answering(second_reply) as there:
        body = struct.pack("<III", 1, 3, 0) + reference(there)
        assert called(struct.pack("<4sBBBBI", b"GIOP", 1, 2, 1, 1, len(body)) + body)
