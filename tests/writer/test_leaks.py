"""Scan after scan in one process leaves nothing behind."""

import gc
import threading
import tracemalloc
from collections import Counter
from pathlib import Path

from nxsconfig.writer import Recording
from tests.writer.support import entry, field

TEXT = entry(field("x"), field("t", "NX_CHAR"), field("f", more='canfail="true"'), field("s", rank=1))


def open_files():
    return Counter(str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink())


def scan(path):
    with Recording(str(path), TEXT) as recording:
        for value in range(20):
            recording.record({"x": value, "t": "a", "s": [1, 2]})
    path.unlink()


def test_memory_files_and_threads_stay_the_same_over_many_scans(tmp_path, caplog):
    caplog.set_level("ERROR")  # pytest keeps what is logged
    for _ in range(20):
        scan(tmp_path / "scan.nxs")
    gc.collect()
    files, threads = open_files(), threading.active_count()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(100):
        scan(tmp_path / "scan.nxs")
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 100_000
    assert not open_files() - files  # what other tests have left open may be closed meanwhile
    assert threading.active_count() == threads
