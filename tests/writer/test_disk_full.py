"""A disk that takes nothing more: what is safe is said, nothing is lost silently."""

import os
import re
import subprocess
import sys

import h5py
import pytest

SCAN = """
import resource, signal, sys
import numpy as np
from nxsconfig.errors import NexusFileError, RecordError
from nxsconfig.writer import Options, Recording
from tests.writer.support import entry, field

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
definition = entry(field("a"), field("i", "NX_UINT16", rank=2, dims=[64, 64], more=sys.argv[2]))
taken, texts = [], set()
try:
    with Recording(sys.argv[1], definition, options=Options(flush_seconds=float(sys.argv[3]))) as recording:
        for number in range(1, 400):
            image = np.random.default_rng(number).integers(0, 60000, (64, 64)).astype("u2")
            try:
                recording.record({"a": number, "i": image})
                taken.append(number)
            except NexusFileError as error:
                texts.add(str(error))
finally:
    print(len(taken), taken[-1], len(texts), min(texts or {""}).replace("\\n", " "))
"""


@pytest.mark.unsound_files
@pytest.mark.parametrize("flush_seconds", ["0", "0.02", "60"])
@pytest.mark.parametrize("filters", ["", 'compression="true"'])
def test_a_full_disk_ends_the_scan_and_the_safe_points_are_in_the_file(tmp_path, filters, flush_seconds):
    path = tmp_path / "scan.nxs"
    command = [sys.executable, "-c", SCAN, path, filters, flush_seconds]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    count, last, texts, said = done.stdout.split(" ", 3)
    safe = int((re.search(r"points 1 to (\d+) of", said) or [0, 0])[1])
    assert (count, texts) == (last, "1"), "no point is taken after a failure, and the reason stays the same"
    assert "File too large" in said
    assert "writing failed" in said
    assert "errno" not in said
    assert "NexusFileError" in done.stderr
    os.truncate(path, 1_000_000)  # the limit of the test refuses what a full disk allows: to make the file longer
    if safe:
        with h5py.File(path) as file:
            assert file["scan/a"][:safe].tolist() == list(range(1, safe + 1))


START = """
import resource, signal, sys
from nxsconfig.errors import NexusFileError
from nxsconfig.writer import FileSession, Options

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))
try:
    FileSession.open(sys.argv[1], Options(swmr=sys.argv[2] == "True"))
except NexusFileError as error:
    print(error)
"""


@pytest.mark.unsound_files
@pytest.mark.parametrize("swmr", [False, True])
def test_a_disk_that_is_full_from_the_beginning_is_said(tmp_path, swmr):
    path = tmp_path / "scan.nxs"
    done = subprocess.run([sys.executable, "-c", START, path, str(swmr)], capture_output=True, text=True, check=True)
    assert done.stdout == f"{path}: File too large\n"
