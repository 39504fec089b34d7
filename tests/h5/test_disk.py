"""A file on the disk changes as a whole, when it is flushed or closed."""

import contextlib
import errno
import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import h5py
import numpy as np
import pytest

from nxsconfig.errors import NexusFileError
from nxsconfig.h5 import disk, whole
from nxsconfig.h5.files import open_write
from nxsconfig.writer.sinks.closing import close_file


@pytest.fixture
def path(tmp_path):
    return tmp_path / "f.nxs"


@pytest.fixture
def file(path):
    made, _ = open_write(path)
    yield made
    made.close()


def rows(file, count=3):
    return file.create_dataset("x", (count, 1000), "i4", chunks=(1, 1000), maxshape=(None, 1000))


@pytest.fixture(params=["without a name", "with another name"])
def naming(request, monkeypatch):
    """File systems know files without names, or not."""
    if request.param == "with another name":
        real = os.open

        def refuse(name, flags, mode=0o777, **options):
            if flags & os.O_TMPFILE == os.O_TMPFILE:
                raise OSError(errno.EOPNOTSUPP, "Operation not supported")
            return real(name, flags, mode, **options)

        monkeypatch.setattr(os, "open", refuse)


@pytest.mark.usefixtures("naming")
class TestNew:
    """A new file."""

    def test_it_appears_with_the_first_flush(self, path):
        with whole.File(path, "x") as file:
            file["x"] = 1
            assert not path.exists()
            file.flush()
            assert list(path.parent.iterdir()) == [path]
            with h5py.File(path, locking=False) as same:
                assert same["x"][()] == 1

    def test_it_has_the_rights_of_any_new_file(self, path):
        before = os.umask(0o027)
        try:
            open_write(path)[0].close()
        finally:
            os.umask(before)
        assert path.stat().st_mode & 0o777 == 0o640

    def test_nothing_is_left_of_one_that_was_given_up(self, path):
        disk.Disk(path, new=True).close()
        assert list(path.parent.iterdir()) == []

    def test_a_name_that_is_taken_meanwhile_stays_what_it_is(self, path):
        file = whole.File(path, "x")
        path.write_text("other")
        with pytest.raises(FileExistsError):
            file.flush()
        with contextlib.suppress(FileExistsError):
            file.close()
        assert (path.read_text(), list(path.parent.iterdir())) == ("other", [path])


def test_an_existing_name_is_refused(path):
    path.symlink_to("nowhere")
    with pytest.raises(NexusFileError, match="something of this name exists already"):
        open_write(path)


def test_two_writers_are_one_too_many(file, path):
    with pytest.raises(NexusFileError, match="another program has it open"):
        open_write(path)
    assert file


def test_locks_can_be_left_out(file, path, monkeypatch):
    monkeypatch.setenv("HDF5_USE_FILE_LOCKING", "FALSE")
    again, new = open_write(path)
    again.close()
    assert file
    assert not new


def test_what_is_there_stays_as_it_is_until_a_flush(file, path):
    numbers = rows(file)
    numbers[:] = 1
    file.flush()
    before = path.read_bytes()
    numbers[1] = 2
    file.attrs["title"] = "text"
    numbers.resize(100, 0)
    numbers[3:] = 3
    assert path.read_bytes()[: len(before)] == before
    file.flush()
    with h5py.File(path, locking=False) as same:
        assert same["x"][:, 5].tolist() == [1, 2, 1] + [3] * 97


def test_what_is_not_on_the_disk_can_be_read(file):
    numbers = rows(file)
    file.flush()
    numbers.id.write_direct_chunk((1, 0), np.full(1000, 7, "i4"))
    numbers.id.refresh()
    assert numbers[:, 9].tolist() == [0, 7, 0]


def test_a_file_that_somebody_cuts_short_is_told(file, path):
    rows(file)[:] = 1
    file.flush()
    os.truncate(path, 3000)
    with pytest.raises(OSError, match="somebody has cut the file short"):
        file.flush()
    with pytest.raises(OSError, match="somebody has cut the file short"):
        close_file(file)
    assert path.stat().st_size == 3000


def test_a_file_gets_shorter_when_its_end_is_free(file, path):
    file["big"] = np.ones(100_000)
    file.flush()
    long = path.stat().st_size
    del file["big"]
    file.flush()
    assert path.stat().st_size < long - 700_000
    with h5py.File(path, locking=False) as same:
        assert list(same) == []


def test_not_everything_is_kept(file, path, monkeypatch):
    monkeypatch.setattr(disk, "MOST_KEPT", 100_000)
    numbers = file.create_dataset("x", (4, 20_000), "i4", chunks=(1, 20_000))
    numbers[:] = 1
    file.flush()
    before = path.read_bytes()
    numbers.id.write_direct_chunk((0, 0), np.full(20_000, 2, "i4"))
    assert path.read_bytes() == before
    numbers.id.write_direct_chunk((1, 0), np.full(20_000, 2, "i4"))
    assert path.read_bytes() != before
    file.flush()
    with h5py.File(path, locking=False) as same:
        assert same["x"][:, 5].tolist() == [2, 2, 1, 1]


@pytest.fixture
def limit():
    """Sets how long files may get."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_the_disk_does_not_take_is_told_and_written_later(file, path, limit):
    numbers = rows(file)
    file.flush()
    before = path.read_bytes()
    limit(len(before))
    for row in range(3):
        numbers.id.write_direct_chunk((row, 0), np.full(1000, 5, "i4"))
    with pytest.raises(OSError, match="File too large"):
        file.check()
    for _ in range(2):
        with pytest.raises(OSError, match="File too large"):
            file.flush()
    assert path.read_bytes() == before
    limit(resource.RLIM_INFINITY)
    file.flush()
    file.check()
    with h5py.File(path, locking=False) as same:
        assert (same["x"][:] == 5).all()


def test_a_forked_process_leaves_the_file_alone(file, path):
    file["x"] = 1
    child = os.fork()
    if not child:
        file.flush()
        os._exit(0)
    os.waitpid(child, 0)
    with h5py.File(path, locking=False) as same:
        assert list(same) == []
    file.flush()
    with h5py.File(path, locking=False) as same:
        assert list(same) == ["x"]


def test_a_forked_process_changes_nothing_that_is_behind_the_last_flush(file, path):
    numbers = file.create_dataset("x", (2, 40_000), "i4", chunks=(1, 40_000))
    numbers.id.write_direct_chunk((0, 0), np.full(40_000, 1, "i4"))
    child = os.fork()
    if not child:
        numbers.id.write_direct_chunk((0, 0), np.full(40_000, 2, "i4"))
        file.close()
        os._exit(0)
    os.waitpid(child, 0)
    file.flush()
    with h5py.File(path, locking=False) as same:
        assert set(same["x"][0]) == {1}


def test_a_forked_process_does_not_keep_the_lock(file, path):
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    file.close()
    open_write(path)[0].close()
    os.close(writing)
    os.waitpid(child, 0)
    os.close(reading)


def test_what_another_thread_writes_during_a_flush_is_not_lost(file, path, monkeypatch):
    numbers = rows(file)
    numbers[:] = 1
    file.flush()
    other = threading.Thread(target=lambda: numbers.id.write_direct_chunk((0, 0), np.full(1000, 9, "i4")))

    def replace(*args, real=disk.replace):
        real(*args)
        other.start()
        other.join(0.2)

    monkeypatch.setattr(disk, "replace", replace)
    numbers[1] = 2
    file.flush()
    other.join()
    monkeypatch.undo()
    file.flush()
    with h5py.File(path, locking=False) as same:
        assert same["x"][:, 5].tolist() == [9, 2, 1]


@pytest.mark.parametrize("step", ["flush", "close"])
def test_ctrl_c_waits_for_the_end(file, path, monkeypatch, step):
    file["x"] = 1
    real, came = disk.Disk.write, []

    def write(self, content):
        if not came:
            came.append(signal.raise_signal(signal.SIGINT))
        return real(self, content)

    monkeypatch.setattr(disk.Disk, "write", write)
    with pytest.raises(KeyboardInterrupt):
        getattr(file, step)()
    with h5py.File(path, locking=False) as same:
        assert list(same) == ["x"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_file_that_cannot_be_written_is_closed_without_trying_again(file, path, monkeypatch):
    before = path.read_bytes()
    file["x"] = 1
    tried = []

    def refuse(handle, runs):
        tried.append(handle)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        close_file(file)
    assert (len(tried), bool(file), path.read_bytes()[: len(before)]) == (1, False, before)


@pytest.mark.parametrize("step", ["flush", "close"])
def test_a_script_that_ends_its_view_of_the_file_writes_it(file, path, step):
    view = file["/"].file
    view["x"] = 1
    getattr(view, step)()
    with h5py.File(path, locking=False) as same:
        assert same["x"][()] == 1


def test_a_file_that_a_script_has_closed_can_be_opened_by_others(file, path):
    file["/"].file.close()
    open_write(path)[0].close()
    file.close()
    assert file.handle < 0


def test_a_script_that_writes_one_object_leaves_the_rest_for_later(file, path):
    numbers = rows(file)
    file.flush()
    before = path.read_bytes()
    numbers[:] = 1
    numbers.flush()
    assert path.read_bytes()[: len(before)] == before


def test_a_file_that_is_forgotten_is_written(path):
    file, _ = open_write(path)
    file["x"] = 1
    handle = file.handle
    del file
    with h5py.File(path) as same:
        assert same["x"][()] == 1
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handle)


def test_a_file_that_is_open_when_python_ends_is_written(path):
    program = "import sys; from nxsconfig.h5 import open_write; file, _ = open_write(sys.argv[1]); file['x'] = 1"
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    with h5py.File(path) as same:
        assert same["x"][()] == 1


def test_a_second_close_does_nothing(file):
    file.close()
    file.close()
    assert not file


@pytest.mark.usefixtures("naming")
def test_the_handle_is_of_the_name(path):
    file, _ = open_write(path)
    assert Path(f"/proc/self/fd/{file.handle}").readlink() == path
    with pytest.raises(NexusFileError, match="another program has it open"):
        open_write(path)
    file.close()


def test_what_only_we_cannot_create_leaves_no_file(path, monkeypatch):
    def refuse(place, *, new):
        raise OSError(errno.EIO, "Input/output error", str(place))

    monkeypatch.setattr(whole, "Disk", refuse)
    with pytest.raises(NexusFileError, match="Input/output error"):
        open_write(path)
    assert list(path.parent.iterdir()) == []
