"""Files that can't be opened: the message says why in plain words and what to do."""

import subprocess
import sys

import h5py
import pytest

from nxsconfig.errors import NexusFileError
from nxsconfig.h5 import open_read, open_write

OTHER = "import h5py, sys; file = h5py.File(sys.argv[1], 'r+'); print('open', flush=True); sys.stdin.read()"


def refused(path, call=open_write):
    with pytest.raises(NexusFileError) as caught:
        call(path)
    text = str(caught.value)
    assert str(path) in text
    assert "errno" not in text
    assert "flags" not in text
    return text


def test_a_missing_folder_is_named(tmp_path):
    assert f"there is no folder '{tmp_path}/none'; please make it" in refused(tmp_path / "none" / "a.nxs")


def test_a_folder_in_place_of_the_file_is_told(tmp_path):
    assert "no regular file (a folder" in refused(tmp_path)


def test_a_file_in_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "file").touch()
    assert "a file, not a folder" in refused(tmp_path / "file" / "a.nxs")


def test_a_name_that_is_too_long_is_told(tmp_path):
    assert "too long" in refused(tmp_path / ("n" * 300))


@pytest.mark.parametrize("call", [open_read, open_write])
def test_another_kind_of_file_is_told(tmp_path, call):
    (tmp_path / "diary").write_text("today")
    assert "it is no HDF5 file" in refused(tmp_path / "diary", call)


def test_a_missing_file_is_told(tmp_path):
    assert "there is no such file" in refused(tmp_path / "a.nxs", open_read)


def test_a_truncated_file_is_told(tmp_path):
    path = tmp_path / "a.nxs"
    with h5py.File(path, "w") as file:
        file["x"] = range(10000)
    path.write_bytes(path.read_bytes()[:4000])
    assert "damaged" in refused(path)


def test_a_file_that_another_program_writes_is_told(tmp_path):
    path = tmp_path / "a.nxs"
    h5py.File(path, "w").close()
    command = [sys.executable, "-c", OTHER, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        other.stdout.readline()
        said = refused(path)
        other.communicate("")
    assert "another program has it open" in said
