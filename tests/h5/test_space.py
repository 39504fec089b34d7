"""Space on the disk that is taken before it is written."""

import os
import subprocess

import numpy as np
import pytest

from nxsconfig.h5 import disk, space, whole

MIB = 2**20


def file_size(folder):
    return (folder / "f.nxs").stat().st_size


@pytest.fixture
def handle(tmp_path):
    opened = os.open(tmp_path / "f", os.O_RDWR | os.O_CREAT)
    os.write(opened, b"content")
    yield opened
    os.close(opened)


def test_space_that_is_not_there_is_an_error_and_the_file_as_it_was(handle):
    with pytest.raises(OSError, match="File too large"):
        space.lengthen(handle, 7, 2**62)
    assert os.fstat(handle).st_size == 7
    assert os.pread(handle, 100, 0) == b"content"


def test_space_is_taken_on_file_systems_that_are_quicker_by_it(handle, tmp_path):
    stat = subprocess.run(["stat", "-f", "-c", "%t", tmp_path], capture_output=True, text=True, check=True)
    assert space.is_quick(handle) == (stat.stdout.strip() in ("ef53", "58465342"))


def test_file_systems_in_memory_are_not_quicker():
    memory = os.memfd_create("test")
    assert not space.is_quick(memory)
    os.close(memory)
    assert not space.is_quick(memory)


@pytest.mark.parametrize("quick", [True, False])
def test_a_frame_finds_its_space_taken(tmp_path, monkeypatch, quick):
    taken = []

    def take(handle, start, end):
        taken.append(end - start)
        space.lengthen(handle, start, end)

    monkeypatch.setattr(disk, "is_quick", lambda _handle: quick)
    monkeypatch.setattr(disk, "lengthen", take)
    frame = np.arange(MIB, dtype="u1").reshape(1024, 1024)
    with whole.File(tmp_path / "f.nxs", "x") as file:
        field = file.create_dataset("x", (1, 1024, 1024), "u1", chunks=(1, 1024, 1024))
        field.id.write_direct_chunk((0, 0, 0), frame)
        assert bool(taken) == quick
    assert not quick or sum(taken) > MIB
    assert file_size(tmp_path) < MIB + 10_000
    with whole.File(tmp_path / "f.nxs", "r+") as file:
        assert np.array_equal(file["x"][0], frame)


def test_a_frame_without_space_is_told_and_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    def refuse(_handle, _start, _end):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "is_quick", lambda _handle: True)
    with whole.File(tmp_path / "f.nxs", "x") as file:
        field = file.create_dataset("x", (0, 1024, 1024), "u1", chunks=(1, 1024, 1024), maxshape=(None, 1024, 1024))
        file.flush()
        monkeypatch.setattr(disk, "lengthen", refuse)
        field.resize(1, axis=0)
        field.id.write_direct_chunk((0, 0, 0), np.ones((1024, 1024), "u1"))
        with pytest.raises(OSError, match="No space left"):
            file.check()
        assert field[0].all()
        file.cut_off()
    with whole.File(tmp_path / "f.nxs", "r+") as file:
        assert file["x"].shape == (0, 1024, 1024)


def test_space_that_was_taken_for_a_frame_that_never_came_is_given_back(tmp_path):
    with whole.File(tmp_path / "f.nxs", "x") as file:
        file["x"] = 1
    size = file_size(tmp_path)
    os.truncate(tmp_path / "f.nxs", size + MIB)  # as a kill between taking and writing leaves it
    with whole.File(tmp_path / "f.nxs", "r+") as file:
        file["y"] = 1
    assert file_size(tmp_path) < size + MIB
