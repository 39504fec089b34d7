"""The mark of a file that is being written."""

import struct

import h5py
import pytest

from nxsconfig.h5 import open_read
from nxsconfig.h5.superblock import checksum, clear_status, is_followed, is_marked

WRITING, FOLLOWED = 1, 5


def marked(path, flags, libver="v110"):
    """A file that says it is being written, with bytes behind the end that it knows."""
    with h5py.File(path, "w", libver=(libver, "v110")) as file:
        file["x"] = [1, 2, 3]
    content = bytearray(path.read_bytes())
    content[11] = flags
    content[44:48] = struct.pack("<I", checksum(bytes(content[:44])))
    path.write_bytes(content + b"\0" * 100)
    return path


@pytest.mark.parametrize(("flags", "followed"), [(WRITING, False), (FOLLOWED, True)])
def test_a_marked_file_can_be_read_and_is_not_changed_by_it(tmp_path, flags, followed):
    path = marked(tmp_path / "scan.nxs", flags)
    before = path.read_bytes()
    assert (is_marked(path), is_followed(path)) == (True, followed)
    with open_read(path) as file:
        assert file["x"][()].tolist() == [1, 2, 3]
    assert path.read_bytes() == before


def test_a_marked_file_is_refused_for_writing_until_the_mark_is_taken_away(tmp_path):
    path = marked(tmp_path / "scan.nxs", FOLLOWED)
    with pytest.raises(OSError, match="h5clear"):
        h5py.File(path, "r+")
    clear_status(path)
    with h5py.File(path, "r+") as file:
        file["y"] = 1
    assert not is_marked(path)


def test_the_end_of_the_file_is_the_real_one_afterwards(tmp_path):
    path = marked(tmp_path / "scan.nxs", FOLLOWED)
    clear_status(path)
    assert int.from_bytes(path.read_bytes()[28:36], "little") == path.stat().st_size


@pytest.mark.parametrize("content", [b"", b"diary", b"\x89HDF\r\n\x1a\n\x03"])
def test_what_is_no_file_of_this_kind_has_no_mark(tmp_path, content):
    (tmp_path / "scan.nxs").write_bytes(content)
    assert not is_marked(tmp_path / "scan.nxs")
    clear_status(tmp_path / "scan.nxs")
    assert (tmp_path / "scan.nxs").read_bytes() == content


def test_the_checksum_is_the_one_of_the_library(tmp_path):
    with h5py.File(tmp_path / "scan.nxs", "w", libver="v110"):
        pass
    head = (tmp_path / "scan.nxs").read_bytes()[:48]
    assert struct.unpack("<I", head[44:]) == (checksum(head[:44]),)
