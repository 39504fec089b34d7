"""Places of a file change in one call, or not at all."""

import errno
import os
import random
import subprocess
import sys
import time

import pytest

from nxsconfig.h5 import replacing


@pytest.fixture
def handle(tmp_path):
    number = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    yield number
    os.close(number)


def filled(handle, size, count):
    """Fill a file; new content for some of its places, and what the file looks like with it."""
    some = random.Random(count)
    content = some.randbytes(size)
    os.pwrite(handle, content, 0)
    image, runs = bytearray(content), []
    for at in sorted(some.sample(range(0, size - 60, 60), count)):
        new = some.randbytes(some.randint(1, 50))
        image[at : at + len(new)] = new
        runs.append((at, new))
    return runs, bytes(image)


@pytest.mark.parametrize("count", [0, 1, 2, 50, 1024, 1025, 3000])
def test_all_places_hold_the_new_content(handle, count):
    runs, image = filled(handle, 1_000_000, count)
    replacing.replace(handle, runs)
    assert os.pread(handle, 1_100_000, 0) == image


@pytest.mark.parametrize("count", [2, 1024, 1025, 3000])
def test_it_is_one_call(handle, count, monkeypatch):
    runs, image = filled(handle, 1_000_000, count)
    before, states = os.pread(handle, 1_100_000, 0), []

    def watched(call):
        def watch(*args):
            states.append(os.pread(handle, 1_100_000, 0))
            return call(*args)

        return watch

    for name in ("preadv", "pwrite", "pwritev", "writev"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    replacing.replace(handle, runs)
    assert set(states) == {before, image}
    assert os.pread(handle, 1_100_000, 0) == image


def test_a_file_that_cannot_be_mapped_is_written(handle, monkeypatch):
    runs, image = filled(handle, 1_000_000, 50)

    def refuse(*args, **options):
        raise OSError(19, "No such device")

    monkeypatch.setattr(replacing, "mapped", refuse)
    replacing.replace(handle, runs)
    assert os.pread(handle, 1_100_000, 0) == image


def test_what_lies_between_places_that_are_far_apart_is_left_alone(handle, monkeypatch):
    os.truncate(handle, 220_000_000)
    runs = [(at * 100_000 + 4090, bytes([at % 250 + 1]) * 10) for at in range(2100)]
    gathered, write = [], os.pwritev
    monkeypatch.setattr(os, "pwritev", lambda *args: gathered.append(write(*args)) or gathered[-1])
    replacing.replace(handle, runs)
    assert all(os.pread(handle, 12, at - 1) == b"\0" + content + b"\0" for at, content in runs)
    assert sum(gathered) < 2 * 4096 * len(runs)


def test_places_without_space_are_refused_before_any_is_changed(handle, monkeypatch):
    """A file that was copied sparsely, on a disk that is full."""
    runs, image = filled(handle, 1_000_000, 50)
    before = os.pread(handle, 1_100_000, 0)

    def refuse(*args):
        raise OSError(errno.ENOSPC if args[1:] == (runs[-1][0], len(runs[-1][1])) else errno.EOPNOTSUPP, "refused")

    monkeypatch.setattr(replacing, "mapped", refuse)
    monkeypatch.setattr(os, "posix_fallocate", refuse)
    with pytest.raises(OSError, match="refused"):
        replacing.replace(handle, runs)
    assert os.pread(handle, 1_100_000, 0) == before != image


def test_a_file_that_is_cut_short_ends_nothing(handle):
    runs, _ = filled(handle, 40_000_000, 3000)
    os.truncate(handle, 1_000_000)
    replacing.replace(handle, runs)
    assert all(os.pread(handle, len(content), at) == content for at, content in runs)


CHANGER = """
import os, sys
from nxsconfig.h5 import replacing
handle = os.open(sys.argv[1], os.O_RDWR)
print(flush=True)
number = 0
while True:
    number = (number + 1) % 250
    replacing.replace(handle, [(at * 16384 + 100, bytes([number]) * 6000) for at in range(400)])
"""


@pytest.mark.parametrize("milliseconds", [0, 3, 7, 8, 11, 14, 17, 20])
def test_a_kill_does_not_part_it(tmp_path, milliseconds):
    path = tmp_path / "file"
    path.write_bytes(bytes(401 * 16384))
    with subprocess.Popen([sys.executable, "-c", CHANGER, path], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        time.sleep(milliseconds / 1000)
        process.kill()
    content = path.read_bytes()
    assert len({content[at * 16384 + 100 + byte] for at in range(400) for byte in (0, 3000, 5999)}) == 1
