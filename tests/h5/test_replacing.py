"""Places of a file change in one call, or not at all."""

import mmap
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
    calls, read = [], os.preadv
    monkeypatch.setattr(os, "preadv", lambda *args: calls.append(args) or read(*args))
    monkeypatch.setattr(os, "pwrite", lambda where, *args, write=os.pwrite: where != handle and write(where, *args))
    replacing.replace(handle, runs)
    assert len(calls) == 1
    assert os.pread(handle, 1_100_000, 0) == image


def test_a_file_that_cannot_be_mapped_is_written(handle, monkeypatch):
    runs, image = filled(handle, 1_000_000, 50)

    def refuse(*args, **options):
        raise OSError(19, "No such device")

    monkeypatch.setattr(mmap, "mmap", refuse)
    replacing.replace(handle, runs)
    assert os.pread(handle, 1_100_000, 0) == image


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
