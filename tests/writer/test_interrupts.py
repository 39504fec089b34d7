"""Ctrl-C ends a scan between two points."""

import signal
import subprocess
import sys
import threading
import time

import h5py
import pytest

from nxsconfig.writer import Recording
from nxsconfig.writer.interrupts import InterruptGuard
from tests.writer.support import entry, field

SCAN = """
import signal, sys
import numpy as np
from nxsconfig.writer import Recording
from tests.writer.support import entry, field

signal.signal(signal.SIGINT, signal.default_int_handler)
more, image = 'compression="true"', np.random.default_rng(1).integers(0, 1000, (256, 256)).astype("u2")
text = entry(field("a"), field("t", "NX_CHAR"), field("s", rank=1), field("i", "NX_UINT16", rank=2, dims=[256, 256], more=more))
try:
    with Recording(sys.argv[1], text) as recording:
        print("go", flush=True)
        for number in range(1_000_000):
            recording.record({"a": number, "t": str(number), "s": [number] * 20, "i": image})
except KeyboardInterrupt:
    print(number + 1, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


@pytest.fixture
def default_handler():
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, old)


@pytest.mark.parametrize("delay", [0.1, 0.13, 0.21, 0.34])
def test_an_interrupted_scan_ends_with_equal_columns(tmp_path, delay):
    path = tmp_path / "scan.nxs"
    process = subprocess.Popen(
        [sys.executable, "-c", SCAN, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=20)
    count, restored = said.split()
    assert (errors, restored) == ("", "True")
    with h5py.File(path) as file:
        assert len({len(file["scan"][name]) for name in "atsi"}) == 1
        assert int(count) - 1 <= len(file["scan/a"]) <= int(count)


def pressed(times, reached):
    guard = InterruptGuard.join()
    try:
        with guard:
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)
                reached.append(True)
    finally:
        guard.leave()


@pytest.mark.parametrize(("times", "survived"), [(1, 1), (2, 2), (4, 2)])
def test_an_interrupt_takes_effect_after_the_stretch_but_the_third_at_once(default_handler, times, survived):
    reached = []
    with pytest.raises(KeyboardInterrupt):
        pressed(times, reached)
    assert len(reached) == survived


def test_two_recordings_share_one_guard_and_the_last_gives_the_handler_back(tmp_path, default_handler):
    with Recording(tmp_path / "a.nxs", entry(field("x"))) as first:
        with Recording(tmp_path / "b.nxs", entry(field("x"))) as second:
            assert first._guard is second._guard
        assert signal.getsignal(signal.SIGINT) == first._guard._handle
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_program_stays(tmp_path, default_handler):
    def own(*_):
        pass

    signal.signal(signal.SIGINT, own)
    with Recording(tmp_path / "a.nxs", entry(field("x"))):
        assert signal.getsignal(signal.SIGINT) is own


def test_a_refused_opening_gives_the_handler_back(tmp_path, default_handler):
    with pytest.raises(Exception, match="can't be"), Recording(tmp_path / "none" / "a.nxs", entry(field("x"))):
        pass
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_other_threads_record_without_guard(tmp_path):
    def scan():
        with Recording(tmp_path / "a.nxs", entry(field("x"))) as recording:
            recording.record({"x": 1})

    worker = threading.Thread(target=scan)
    worker.start()
    worker.join()
    with h5py.File(tmp_path / "a.nxs") as file:
        assert file["scan/x"][:].tolist() == [1]
