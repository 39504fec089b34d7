"""Encoded bytes as values."""

import struct

import numpy as np
import pytest

from nxsconfig.errors import SourceError
from nxsconfig.sources import Decoders
from tests.vectors.writer.simdevice import data_array, lima_frame


def decode(encoding, data):
    return Decoders().decode(encoding, ("", data)).value


def big_endian(frame, header, kind):
    """The same frame with its elements in the other byte order."""
    elements = np.frombuffer(frame, kind, offset=header)
    return bytearray(frame[:header] + elements.astype(elements.dtype.newbyteorder(">")).tobytes())


def test_texts_are_decoded():
    assert decode("UTF8", "Ä1".encode()) == "Ä1"


def test_numbers_are_decoded():
    assert list(decode("UINT32", struct.pack("=2I", 7, 2**31))) == [7, 2**31]


@pytest.mark.parametrize("kind", ["uint8", "uint16", "uint32", "uint64"])
@pytest.mark.parametrize("encoding", ["LIMA_VIDEO_IMAGE", "VIDEO_IMAGE"])
def test_frames_of_every_size_are_decoded(kind, encoding):
    value = decode(encoding, lima_frame(2, kind))
    assert value.dtype == np.dtype(kind)
    assert value.tolist() == (np.arange(12) + 20).reshape(3, 4).tolist()


def test_a_frame_in_the_other_byte_order_has_the_same_numbers():
    frame = big_endian(lima_frame(2), 32, "u2")
    struct.pack_into("!H", frame, 24, 1)
    assert decode("VIDEO_IMAGE", bytes(frame)).tolist() == (np.arange(12) + 20).reshape(3, 4).tolist()


@pytest.mark.parametrize("kind", ["uint8", "int16", "int64", "float32", "float64"])
@pytest.mark.parametrize("version", [2, 3, 4])
def test_arrays_of_every_type_and_version_are_decoded(kind, version):
    value = decode("DATA_ARRAY", data_array(1, kind, (2, 2, 3), version))
    assert value.dtype == np.dtype(kind)
    assert value.tolist() == (np.arange(12) + 10).reshape(2, 2, 3).tolist()


def test_an_array_in_the_other_byte_order_has_the_same_numbers():
    frame = big_endian(data_array(1, "int32", endian=1), 64, "i4")
    assert decode("DATA_ARRAY", bytes(frame)).tolist() == [[10, 11, 12], [13, 14, 15]]


def test_frames_are_views_of_the_bytes():
    frame = lima_frame(1)
    assert np.shares_memory(decode("VIDEO_IMAGE", frame), np.frombuffer(frame, "u1"))


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("UINT32", b"\1\2\3"),
        ("UTF8", b"\xff"),
        ("VIDEO_IMAGE", b"short"),
        ("VIDEO_IMAGE", lima_frame(1)[:-1]),
        ("VIDEO_IMAGE", lima_frame(1)[:6] + b"\0\x63" + lima_frame(1)[8:]),
        ("VIDEO_IMAGE", lima_frame(1, width=-1)),
        ("DATA_ARRAY", data_array(1)[:-1]),
        ("DATA_ARRAY", data_array(1)[:18] + b"\x09\0" + data_array(1)[20:]),
        ("DATA_ARRAY", data_array(1)[:18] + b"\x06\0" + b"\xff" * 12 + data_array(1)[32:]),
    ],
)
def test_bytes_that_lie_are_refused(encoding, data):
    with pytest.raises(SourceError, match=f"{len(data)} bytes can't be decoded as {encoding}"):
        decode(encoding, data)


@pytest.mark.parametrize("encoding", ["", "utf8", "JPEG"])
def test_an_unknown_encoding_names_the_known_ones(encoding):
    with pytest.raises(SourceError, match="DATA_ARRAY, LIMA_VIDEO_IMAGE, UINT32, UTF8, VIDEO_IMAGE"):
        decode(encoding, b"x")


def test_every_reading_has_a_decoder_of_its_own():
    made = []

    class Counting:
        name, format, dtype = "X", None, None

        def __init__(self):
            made.append(self)

        def load(self, data):
            self.data = data

        def decode(self):
            return len(self.data[1])

    decoders = Decoders()
    decoders.add("X", Counting)
    assert [decoders.decode("X", ("", b"ab")).value, decoders.decode("X", ("", b"a")).value] == [2, 1]
    assert len(made) == 2


def test_plug_ins_get_built_in_decoders_in_the_form_of_their_own():
    decoder = Decoders().make("UINT32")
    decoder.load(("UINT32", struct.pack("=2I", 7, 8)))
    assert (decoder.name, decoder.format, decoder.dtype, decoder.shape()) == ("UINT32", "UINT32", "uint32", [2, 0])
    assert decoder.decode().tolist() == [7, 8]
