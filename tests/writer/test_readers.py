"""Who can read our files, and when."""

import json
import os
import subprocess
import sys
from pathlib import Path

import h5py
import hdf5plugin
import numpy as np
import pytest

from nxsconfig.writer import Recording
from tests.support import outline
from tests.support.kinds import KINDS
from tests.writer.support import entry, field

LIVE = "import h5py, sys; print(len(h5py.File(sys.argv[1], 'r', locking=False)['scan/x']))"
PLUGINS = hdf5plugin.PLUGIN_PATH


@pytest.fixture(scope="module", params=KINDS)
def files(request, tmp_path_factory) -> list[Path]:
    """The files of one kind."""
    return KINDS[request.param](tmp_path_factory.mktemp("files"))


def h5dump(*args, **options):
    places = os.environ | {"HDF5_PLUGIN_PATH": PLUGINS}
    return subprocess.run(["h5dump", *map(str, args)], capture_output=True, env=places, check=True, **options)


def numbers(path):
    """The data sets of numbers of a file; h5dump has no binary form for texts and truth values."""
    found = []
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.append(name) if _holds_numbers(item) else None)
    return found


def _holds_numbers(item):
    return isinstance(item, h5py.Dataset) and item.dtype.kind not in "Ob" and item.size


def test_hdf5_1_12_reads_what_we_read(files, old_reader):
    for path in files:
        found = json.loads(old_reader.run(Path(outline.__file__), path, plugins=PLUGINS))
        assert found == outline.outline(str(path))
        assert "/scan" in found


def test_h5dump_reads_what_we_read(files, tmp_path):
    for path in files:
        for name in numbers(path):
            h5dump("-d", name, "-b", "LE", "-o", tmp_path / "raw", path)
            with h5py.File(path) as file:
                np.testing.assert_array_equal(np.fromfile(tmp_path / "raw", file[name].dtype), file[name][()].ravel())


@pytest.mark.unsound_files("external link")
def test_h5dump_reads_texts_links_and_attributes(tmp_path):
    (path,) = KINDS["plain"](tmp_path)
    done = h5dump(path, text=True)
    assert done.stderr == ""
    for text in ("nkt 2", "rd 1", "TRUE", 'LINKTARGET "/scan/x"', 'TARGETFILE "beside.nxs"', '"a", "'):
        assert text in done.stdout


def test_the_file_is_of_a_version_that_old_readers_know(tmp_path):
    with Recording(str(tmp_path / "scan.nxs"), entry(field("x"))) as recording:
        recording.record({"x": 1})
    with h5py.File(tmp_path / "scan.nxs") as file:
        version = file.id.get_create_plist().get_version()
    assert version[0] == 2  # of the superblock: HDF5 1.8


def test_another_process_reads_while_the_scan_runs(tmp_path):
    path = str(tmp_path / "scan.nxs")
    with Recording(path, entry(field("x"))) as recording:
        for value in range(5):
            recording.record({"x": value})
        recording.flush()
        done = subprocess.run([sys.executable, "-c", LIVE, path], capture_output=True, text=True, check=True)
        recording.record({"x": 5})
    assert done.stdout.strip() == "5"
