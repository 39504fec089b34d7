"""A flush that finds no space leaves the file on the disk as the last one did."""

import contextlib
import resource
import subprocess

import h5py
import numpy as np
import pytest

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.files import open_write
from nxsconfig.writer import FileSession, Options, compile_definition
from tests.writer.support import entry, field


@pytest.fixture
def limit():
    """Sets how long files may get."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_flush_without_space_writes_nothing(tmp_path, limit):
    file, _ = open_write(tmp_path / "f.nxs")
    rows = file.create_dataset("x", (1, 1000), maxshape=(None, 1000), dtype="i4", chunks=(1, 1000))
    rows[0] = 1
    file.flush()
    before = (tmp_path / "f.nxs").read_bytes()
    limit(len(before))
    for number in range(200):
        file.attrs[f"a{number}"] = "text"
    with pytest.raises(OSError, match="File too large"):
        file.flush()
    assert (tmp_path / "f.nxs").read_bytes() == before
    limit(resource.RLIM_INFINITY)
    file.close()
    with h5py.File(tmp_path / "f.nxs") as again:
        assert len(again.attrs) == 200


@pytest.fixture
def full_disk(tmp_path):
    """A folder of 1 MB, and what fills it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"mount isn't possible here: {mounted.stderr.decode().strip()}")

    def fill():
        with contextlib.suppress(OSError), (folder / "fill").open("wb", buffering=0) as other:
            while other.write(bytes(4096)):
                pass

    yield folder, fill
    subprocess.run(["umount", "-l", folder], check=True)


def test_final_values_without_space_leave_everything_readable(full_disk):
    folder, fill = full_disk
    session = FileSession.open(str(folder / "scan.nxs"), Options())
    session.open_entry(compile_definition(entry(field("x"), field("end", "NX_FLOAT", mode="FINAL", rank=1))))
    session.record({"x": 1})
    session.flush()
    fill()
    with pytest.raises(NexusFileError, match="points 1 to 1 of the entry are safe"):
        session.close_entry({"end": np.ones(100_000)})
    with pytest.raises(NexusFileError):
        session.close()
    with h5py.File(folder / "scan.nxs") as file:
        assert (file["scan/x"][()].tolist(), file["scan/end"].shape) == ([1], (0,))


def test_a_file_is_not_longer_than_its_content(tmp_path):
    file, _ = open_write(tmp_path / "f.nxs")
    file["x"] = np.ones(10_000)
    file.flush()
    assert (tmp_path / "f.nxs").stat().st_size == file.id.get_filesize()
    file.close()
