"""Frames that a device sent are written while the next point waits; nothing else may notice."""

import re
import subprocess
import sys
import time

import h5py
import numpy as np
import pytest

from nxsconfig.writer import FileSession, Options, compile_definition
from nxsconfig.writer.ports import FieldLayout
from nxsconfig.writer.sinks import behind
from nxsconfig.writer.sinks.h5 import H5Sink
from tests.writer.support import entry, field

SHAPE = (256, 256)
LAYOUT = FieldLayout("uint16", (0, *SHAPE), 0, SHAPE)
PLAIN = 'compression="false" shuffle="false"'
TEXT = entry(field("x"), field("i", "NX_UINT16", rank=2, dims=SHAPE, more=PLAIN))


def frame(number):
    """As decoders make it: a view of bytes."""
    return np.frombuffer(np.full(SHAPE, number, "uint16").tobytes(), "uint16").reshape(SHAPE)


def chunks(path):
    with h5py.File(path, locking=False) as file:
        return file["i"].id.get_num_chunks()


@pytest.fixture
def sink(tmp_path):
    sink = H5Sink(str(tmp_path / "scan.nxs"))
    sink.make_field("/i", LAYOUT)
    yield sink
    sink.close()


def put(sink, number, block):
    sink.resize("/i", (number, *SHAPE))
    sink.put("/i", (number - 1, 0, 0), block[np.newaxis])


def test_a_frame_of_bytes_waits_until_it_is_settled(sink):
    put(sink, 1, frame(7))
    assert (len(sink.behind), sink.native["i"].id.get_num_chunks()) == (1, 0)
    sink.settle()
    assert (len(sink.behind), sink.native["i"].id.get_num_chunks()) == (0, 1)
    assert (sink.native["i"][0] == 7).all()


def test_a_frame_that_its_owner_may_change_is_written_at_once(sink):
    mine = np.full(SHAPE, 7, "uint16")
    put(sink, 1, mine)
    seen = mine.view()
    seen.flags.writeable = False
    put(sink, 2, seen)
    mine[:] = 9
    sink.settle()
    assert (sink.native["i"][()] == 7).all()


def test_a_flush_leaves_no_frame_out(sink):
    put(sink, 1, frame(7))
    sink.flush()
    assert (len(sink.behind), sink.native["i"].id.get_num_chunks()) == (0, 1)


def test_closing_leaves_no_frame_out(sink):
    put(sink, 1, frame(7))
    sink.close()
    assert chunks(sink.name) == 1


def test_going_on_in_another_file_leaves_no_frame_out(sink, tmp_path):
    put(sink, 1, frame(7))
    name = sink.name
    sink.go_on_in(str(tmp_path / "other.nxs"))
    assert chunks(name) == 1


def test_frames_that_come_too_fast_are_written_at_once(sink, monkeypatch):
    monkeypatch.setattr(behind, "MAX_BYTES", 3 * frame(0).nbytes)
    waiting = []
    for number in range(1, 9):
        put(sink, number, frame(number))
        waiting.append(len(sink.behind))
    assert waiting == [1, 2, 3, 0, 1, 2, 3, 0]
    assert sink.native["i"][:, 3, 3].tolist() == list(range(1, 9))


@pytest.mark.parametrize("options", [{}, {"swmr": True}, {"steps_per_file": 3}])
def test_frames_are_written_soon_without_a_further_point(tmp_path, options):
    path = tmp_path / "scan.nxs"
    with FileSession.open(str(path), Options(flush_seconds=60, **options)) as session:
        session.open_entry(compile_definition(TEXT))
        session.record({"x": 1, "i": frame(1)})
        deadline = time.monotonic() + 5
        while session._sink.behind and time.monotonic() < deadline:
            time.sleep(0.001)
        assert not session._sink.behind
        session.record({"x": 2, "i": frame(2)})
        session.close_entry()
    with h5py.File(path.with_stem("scan_00001") if "steps_per_file" in options else path) as file:
        assert file["scan/i"][:, 5, 5].tolist() == file["scan/x"][()].tolist() == [1, 2]


SCAN = """
import resource, signal, sys
from nxsconfig.errors import NexusFileError
from nxsconfig.writer import Options, Recording
from tests.writer.test_behind import TEXT, frame

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
taken, texts = 0, set()
try:
    with Recording(sys.argv[1], TEXT, options=Options(flush_seconds=0.02)) as recording:
        for number in range(1, 400):
            try:
                recording.record({"x": number, "i": frame(number)})
                taken += 1
            except NexusFileError as error:
                texts.add(str(error))
finally:
    print(taken, len(texts), min(texts or {""}).replace("\\n", " "))
"""


@pytest.mark.unsound_files
def test_a_full_disk_is_told_at_the_next_point_and_safe_points_are_in_the_file(tmp_path):
    path = tmp_path / "scan.nxs"
    done = subprocess.run([sys.executable, "-c", SCAN, path], capture_output=True, text=True, check=False)
    taken, texts, said = done.stdout.split(" ", 2)
    safe = int((re.search(r"points 1 to (\d+) of", said) or [0, 0])[1])
    assert int(taken) < 400
    assert (texts, "writing failed" in said, "NexusFileError" in done.stderr) == ("1", True, True)
    if safe:
        with path.open("ab") as file:
            file.truncate(10_000_000)  # the limit refuses what a full disk allows: to make the file longer
        with h5py.File(path) as file:
            assert file["scan/i"][:safe, 5, 5].tolist() == file["scan/x"][:safe].tolist() == [*range(1, safe + 1)]
