"""Files that other processes follow while they are written."""

import subprocess
import sys
import time

import h5py
import numpy as np
import pytest

from nxsconfig.writer import FileSession, Options, Recording, compile_definition
from tests.writer.support import client, entry, field

FOLLOWER = """
import sys, time
import h5py
with h5py.File(sys.argv[1], "r", swmr=True) as file:
    x, image = file["scan/x"], file["scan/i"]
    print(len(x), flush=True)
    end = time.monotonic() + 20
    while len(x) < 40 and time.monotonic() < end:
        time.sleep(0.02)
        x.refresh()
        image.refresh()
        size = min(len(x), len(image))
        assert x[:size].tolist() == list(range(size)), x[:size]
        assert image[:size, 3, 3].tolist() == list(range(size))
    print(len(x), flush=True)
"""

IMAGE = f'<field name="i" type="NX_UINT16"><dimensions rank="2"/><strategy mode="STEP"/>{client("i")}</field>'


def test_a_reader_follows_the_points_as_they_come(tmp_path):
    path = str(tmp_path / "scan.nxs")
    options = Options(swmr=True, flush_seconds=0.05)
    with Recording(path, entry(field("x"), IMAGE), options=options) as recording:
        with subprocess.Popen([sys.executable, "-c", FOLLOWER, path], stdout=subprocess.PIPE, text=True) as reader:
            assert reader.stdout.readline().strip() == "0"
            for number in range(40):
                recording.record({"x": number, "i": np.full((20, 30), number)})
                time.sleep(0.01)
            recording.flush()
            assert reader.stdout.readline().strip() == "40"
        assert reader.returncode == 0


def test_failures_are_marked_when_readers_need_not_follow_any_more(tmp_path):
    fields = [field("x"), field("f", more='canfail="true"'), field("e", mode="FINAL", more='canfail="true"')]
    with Recording(tmp_path / "scan.nxs", entry(*fields), options=Options(swmr=True, logs=True)) as recording:
        recording.record({"x": 1})
        recording.flush()
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/f"].attrs["nexdatas_canfail"] == file["scan/e"].attrs["nexdatas_canfail"] == "FAILED"
        assert file["nexus_logs/configuration/nexus__entry__1_failures/point"][()].tolist() == [1]


def test_attributes_and_links_of_a_point_come_at_the_end(tmp_path):
    attribute = f'<attribute name="a" type="NX_INT"><strategy mode="STEP"/>{client("a")}</attribute>'
    link = f'<link name="l">{client("l")}<strategy mode="STEP"/></link>'
    with Recording(tmp_path / "scan.nxs", entry(field("x"), attribute, link), options=Options(swmr=True)) as recording:
        recording.record({"x": 1, "a": 7, "l": "/scan/x"})
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan"].attrs["a"] == 7
        assert file["scan/l"][()].tolist() == [1]


@pytest.mark.parametrize("steps", [0, 2])
def test_a_followed_file_holds_what_any_other_does(tmp_path, steps):
    text = entry(field("x"), field("t", "NX_CHAR"), field("s", rank=1))
    with Recording(tmp_path / "scan.nxs", text, options=Options(swmr=True, steps_per_file=steps)) as recording:
        for number in range(2):
            recording.record({"x": number, "t": str(number), "s": [number, number]})
    with h5py.File(tmp_path / ("scan_00001.nxs" if steps else "scan.nxs"), "r+") as file:
        assert file["scan/x"][()].tolist() == [0, 1]
        assert list(file["scan/t"].asstr()) == ["0", "1"]
        assert file["scan/s"][()].tolist() == [[0, 0], [1, 1]]


def test_several_entries_follow_each_other(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs"), Options(swmr=True)) as session:
        for name in ("one", "two"):
            session.open_entry(compile_definition(entry(field("x"), name=name)))
            session.record({"x": 1})
            session.close_entry()
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert len(file["one/x"]) == len(file["two/x"]) == 1
