"""A killed writer leaves a file that opens and holds every point older than the flush bound."""

import subprocess
import sys
import time

import h5py
import numpy as np
import pytest

from tests.writer.support import entry, field

BOUND = 0.2
"""Seconds that are promised: older points must be there, whatever the machine does meanwhile."""

WRITER = """
import sys, time
import numpy as np
from nxsconfig.writer import Options, Recording
frame, number = np.zeros((64, 64), "uint16"), 0
with Recording(sys.argv[1], sys.argv[2], options=Options(flush_seconds=float(sys.argv[3]))) as recording:
    while True:
        number += 1
        recording.record({"x": number, "t": str(number), "s": [number] * 20, "i": frame + number % 1000})
        print(number, time.monotonic(), flush=True)
        time.sleep(0.001)
"""

DEFINITION = entry(
    field("x"), field("t", "NX_CHAR"), field("s", rank=1), field("i", "NX_UINT16", rank=2, more='compression="true"')
)


def killed_at(path, seconds):
    """Points acknowledged, with their times, and the time of the kill."""
    command = [sys.executable, "-c", WRITER, str(path), DEFINITION, str(BOUND)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        time.sleep(seconds)
        moment = time.monotonic()
        process.kill()
        lines = [line.split() for line in process.stdout.read().splitlines() if line.count(" ") == 1]
    return [(int(number), float(when)) for number, when in lines], moment


@pytest.mark.parametrize("seconds", [0.05, 0.33, 0.62, 0.87])
def test_points_older_than_the_bound_survive_a_kill(tmp_path, seconds):
    points, moment = killed_at(tmp_path / "scan.nxs", seconds)
    old = max((number for number, when in points if when < moment - BOUND), default=0)
    with h5py.File(tmp_path / "scan.nxs") as file:
        scan = file["scan"]
        length = min(len(scan[name]) for name in scan)
        assert length >= old
        numbers = np.arange(1, length + 1)
        np.testing.assert_array_equal(scan["x"][:length], numbers)
        assert [int(text) for text in scan["t"][:length]] == numbers.tolist()
        np.testing.assert_array_equal(scan["s"][:length, -1] if length else [], numbers)
        np.testing.assert_array_equal(scan["i"][:length, 5, 5] if length else [], numbers % 1000)


def test_other_programs_read_the_file_of_a_killed_writer(tmp_path):
    killed_at(tmp_path / "scan.nxs", 0.3)
    command = ["h5dump", "-d", "/scan/x", tmp_path / "scan.nxs"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "(0): 1, 2, 3," in done.stdout


OPENER = """
import sys
from bench.writer import scalar_definition
from nxsconfig.h5.whole import File
from nxsconfig.writer import FileSession, compile_definition
with FileSession.open(sys.argv[1]) as session:
    session.open_entry(compile_definition(scalar_definition(5).replace('"scan"', '"first"')))
    for value in range(100):
        session.record(dict.fromkeys([f"v{number}" for number in range(5)], value))
    session.close_entry()
    flush = File.flush
    File.flush = lambda file: print(flush=True) or flush(file)
    session.open_entry(compile_definition(scalar_definition(1000)))
    print(flush=True)
    input()
"""


@pytest.mark.parametrize("milliseconds", [0.2, 1, 2, 3, 4, 8])
def test_a_writer_killed_while_it_opens_a_further_entry_leaves_the_ones_before(tmp_path, milliseconds):
    command = [sys.executable, "-c", OPENER, tmp_path / "scan.nxs"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        end = time.perf_counter() + milliseconds / 1000
        while time.perf_counter() < end:
            pass
        process.kill()
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert [file[f"first/v{number}"][()].tolist() for number in range(5)] == [list(range(100))] * 5
