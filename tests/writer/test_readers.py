"""Who can read our files, and when."""

import subprocess
import sys

import h5py

from nxsconfig.writer import Recording
from tests.writer.support import entry, field

LIVE = "import h5py, sys; print(len(h5py.File(sys.argv[1], 'r', locking=False)['scan/x']))"


def test_h5dump_reads_every_kind_of_field(tmp_path):
    path = str(tmp_path / "scan.nxs")
    fields = [field("x", "NX_FLOAT"), field("t", "NX_CHAR"), field("b", "NX_BOOLEAN"), field("i", rank=2)]
    with Recording(path, entry(*fields, "<link name='l' target='/scan/x'/>")) as recording:
        recording.record({"x": 1.5, "t": "ready", "b": True, "i": [[1, 2], [3, 4]]})
    done = subprocess.run(["h5dump", path], capture_output=True, text=True, check=True)
    for text in ("1.5", "ready", "TRUE", "(0,1,0): 3, 4", 'LINKTARGET "/scan/x"'):
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
