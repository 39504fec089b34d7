"""Disks that are full, files that vanish or can't be written: what is told and kept, and the next scan."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import h5py
import pytest

from tests.support.waiting import until
from tests.tango.datawriter.conftest import POINT, columns
from tests.writer.support import entry, field

pytest.importorskip("tango")
import tango

pytestmark = pytest.mark.tango
BOUND = 0.5
"""Seconds; what was acknowledged earlier is in the file."""

SIZE = 1000
SPECTRA = entry(field("x"), field("s", "NX_FLOAT", rank=1, dims=[SIZE]))


def run_as_root(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{command[0]} isn't possible here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MB."""
    path = tmp_path / "disk"
    path.mkdir()
    run_as_root("mount", "-t", "tmpfs", "-o", "size=1m", "none", path)
    yield path
    subprocess.run(["umount", "-l", str(path)], check=True)


@pytest.fixture
def hanging_disk(tmp_path):
    """A folder, and what makes its disk hang (True) and go on (False)."""
    image, path = tmp_path / "image", tmp_path / "disk"
    path.mkdir()
    run_as_root("truncate", "-s", "16m", image)
    run_as_root("mkfs.ext4", "-q", image)
    run_as_root("mount", "-o", "loop", image, path)
    yield path, lambda hang: subprocess.run(["fsfreeze", "-f" if hang else "-u", str(path)], check=True)
    subprocess.run(["fsfreeze", "-u", str(path)], check=False, capture_output=True)
    subprocess.run(["umount", "-l", str(path)], check=True)


@pytest.fixture
def unchangeable(tmp_path):
    """Makes a file such that nobody can write it, not even who has it open."""
    made = []

    def make(path):
        run_as_root("chattr", "+i", path)
        made.append(path)

    yield make
    for path in made:
        subprocess.run(["chattr", "-i", str(path)], check=True)


def begin(writer, path, definition):
    writer.FileName = str(path)
    writer.OpenFile()
    writer.XMLSettings = definition
    writer.OpenEntry()


def record_spectra(writer, times, pause=0.01):
    """1000 points; when each was acknowledged goes into the list."""
    for number in range(1, 1001):
        writer.Record(json.dumps({"data": {"x": number, "s": [number + 0.5] * SIZE}}))
        times.append(time.monotonic())
        time.sleep(pause)


def go_on(writer):
    """Points for longer than any flush waits."""
    for _ in range(100):
        writer.Record(POINT)
        time.sleep(0.02)


def record_until_it_fails(writer):
    """When each point was acknowledged, when the failure came, and what it said."""
    times = []
    with pytest.raises(tango.DevFailed) as caught:
        record_spectra(writer, times)
    return times, time.monotonic(), caught.value.args[0]


def safe_points(text):
    found = re.search(r"points 1 to (\d+) of the entry are safe", text)
    return int(found[1]) if found else 0


def failing_end(writer):
    """CloseEntry and CloseFile say it again; the file is closed."""
    for command in ("CloseEntry", "CloseFile"):
        with pytest.raises(tango.DevFailed, match="writing failed"):
            writer.command_inout(command)
    assert writer.state() == tango.DevState.FAULT


def records_a_scan(writer, path):
    begin(writer, path, entry(field("x")))
    writer.Record(POINT)
    writer.CloseFile()
    assert writer.state() == tango.DevState.ON
    assert columns(path) == {"x": [1]}


def test_a_full_disk_ends_the_scan_and_says_which_points_are_safe(small_disk, writer):
    path = small_disk / "scan.nxs"
    begin(writer, path, SPECTRA)
    times, failed, told = record_until_it_fails(writer)
    assert told.reason == "PyDs_PythonError"
    assert told.desc.startswith("OSError: ")
    assert "No space left on device" in told.desc
    assert safe_points(told.desc) >= sum(moment < failed - BOUND for moment in times) > 0
    assert (writer.state(), writer.Errors[0].split("\n", 1)[1]) == (tango.DevState.FAULT, told.desc[9:-1])
    with pytest.raises(tango.DevFailed, match="Record not allowed when the device is in FAULT"):
        writer.Record(POINT)


def test_the_safe_points_are_in_the_file_that_filled_the_disk(small_disk, writer):
    path = small_disk / "scan.nxs"
    begin(writer, path, SPECTRA)
    safe = safe_points(record_until_it_fails(writer)[2].desc)
    failing_end(writer)
    assert (writer.PointsWritten, writer.PointsBuffered) == (safe, 0)
    with h5py.File(path) as file:
        assert file["scan/x"][:safe].tolist() == list(range(1, safe + 1))
        assert (file["scan/s"][:safe, -1] == file["scan/x"][:safe] + 0.5).all()


def test_the_next_scan_works_when_there_is_space_again(writer, small_disk):
    begin(writer, small_disk / "scan.nxs", SPECTRA)
    record_until_it_fails(writer)
    with pytest.raises(tango.DevFailed, match=r"No space left|can't be created: no space left on the disk"):
        begin(writer, small_disk / "next.nxs", SPECTRA)
    (small_disk / "scan.nxs").unlink()
    (small_disk / "next.nxs").unlink(missing_ok=True)
    records_a_scan(writer, small_disk / "last.nxs")


def test_full_disks_one_after_the_other_leave_no_file_open(writer, data_writer, small_disk):
    for number in range(5):
        begin(writer, small_disk / f"{number}.nxs", SPECTRA)
        with pytest.raises(tango.DevFailed):
            record_spectra(writer, [], pause=0)
        failing_end(writer)
        (small_disk / f"{number}.nxs").unlink()
    names = [str(link.readlink()) for link in Path(f"/proc/{data_writer.pid}/fd").iterdir()]
    assert not [name for name in names if str(small_disk) in name]
    records_a_scan(writer, small_disk / "last.nxs")


def test_a_file_that_is_removed_ends_the_scan_and_comes_back(writer, scan):
    path = scan()
    for _ in range(3):
        writer.Record(POINT)
    path.unlink()
    with pytest.raises(tango.DevFailed, match="was removed while it was written; when it is closed, it is put back"):
        go_on(writer)
    points = columns_after_failing_end(writer, path)
    assert len(points["x"]) > 3
    path.rename(path.with_name("first.nxs"))
    records_a_scan(writer, path)


def columns_after_failing_end(writer, path):
    failing_end(writer)
    return columns(path)


def test_a_file_that_is_removed_unseen_comes_back_when_it_is_closed(writer, scan):
    path = scan()
    writer.Record(POINT)
    path.unlink()
    with pytest.raises(tango.DevFailed, match="was removed while it was written"):
        writer.CloseFile()
    assert columns(path) == {"x": [1]}


@pytest.mark.unsound_files
def test_a_new_file_in_place_of_the_removed_one_is_not_overwritten(writer, scan):
    path = scan()
    writer.Record(POINT)
    path.unlink()
    path.write_text("somebody else's")
    with pytest.raises(tango.DevFailed, match="was removed"):
        writer.CloseFile()
    assert path.read_text() == "somebody else's"
    assert columns(path.with_name("scan.nxs.1")) == {"x": [1]}


def test_a_folder_that_is_removed_with_the_file_is_told_and_the_next_scan_works(writer, tmp_path):
    (tmp_path / "day").mkdir()
    begin(writer, tmp_path / "day" / "scan.nxs", entry(field("x")))
    shutil.rmtree(tmp_path / "day")
    with pytest.raises(tango.DevFailed, match="was removed"):
        writer.CloseFile()
    records_a_scan(writer, tmp_path / "scan.nxs")


def test_a_renamed_file_takes_all_points(writer, scan):
    path = scan()
    writer.Record(POINT)
    path.rename(path.with_name("other.nxs"))
    time.sleep(0.3)
    writer.Record(POINT)
    writer.CloseFile()
    assert columns(path.with_name("other.nxs")) == {"x": [1, 1]}


def test_taking_the_right_to_write_does_not_disturb_an_open_file(writer, scan):
    path = scan()
    writer.Record(POINT)
    path.chmod(0o400)
    time.sleep(0.3)
    writer.Record(POINT)
    writer.CloseFile()
    assert columns(path) == {"x": [1, 1]}


def test_a_file_that_cannot_be_written_any_more_ends_the_scan(writer, scan, unchangeable):
    path = scan()
    for _ in range(3):
        writer.Record(POINT)
    time.sleep(BOUND)
    unchangeable(path)
    with pytest.raises(tango.DevFailed, match="Operation not permitted") as caught:
        go_on(writer)
    assert safe_points(caught.value.args[0].desc) >= 3
    assert columns_after_failing_end(writer, path)["x"][:3] == [1] * 3
    records_a_scan(writer, path.with_name("next.nxs"))


def test_a_read_only_file_is_refused_when_it_is_opened(writer, unchangeable, tmp_path):
    records_a_scan(writer, tmp_path / "scan.nxs")
    unchangeable(tmp_path / "scan.nxs")
    with pytest.raises(tango.DevFailed, match="PyDs_PythonError") as caught:
        begin(writer, tmp_path / "scan.nxs", entry(field("x"), name="second"))
    assert "Operation not permitted" in caught.value.args[0].desc
    records_a_scan(writer, tmp_path / "next.nxs")


def test_a_missing_folder_is_named_and_the_next_scan_works(writer, tmp_path):
    with pytest.raises(tango.DevFailed, match=r"FileNotFoundError: .*\n.*there is no folder '.*/nowhere'"):
        begin(writer, tmp_path / "nowhere" / "scan.nxs", entry(field("x")))
    assert writer.state() == tango.DevState.FAULT
    records_a_scan(writer, tmp_path / "scan.nxs")


@pytest.fixture
def hangs_in_a_point(hanging_disk, writer, data_writer, start):
    """A client waits for its second point, because the disk hangs; the file, its call and what makes the disk go on."""
    folder, hang = hanging_disk
    begin(writer, folder / "scan.nxs", entry(field("x")))
    writer.Record(POINT)
    time.sleep(BOUND)
    hang(True)
    call = start(data_writer.proxy().Record, POINT)
    until(lambda: writer.state() == tango.DevState.RUNNING)
    return folder / "scan.nxs", call, lambda: hang(False)


def test_a_disk_that_hangs_holds_up_the_point_but_not_the_state(hangs_in_a_point, writer):
    path, call, go_on = hangs_in_a_point
    began = time.monotonic()
    assert (writer.state(), writer.PointsWritten) == (tango.DevState.RUNNING, 1)
    assert time.monotonic() - began < BOUND
    go_on()
    call.result(20)
    writer.CloseFile()
    assert columns(path) == {"x": [1, 1]}


def is_open(path, process):
    try:
        return any(place.samefile(path) for place in Path(f"/proc/{process}/fd").iterdir())
    except FileNotFoundError:  # another one was closed meanwhile
        return True


def test_init_gives_up_a_point_that_hangs_in_the_disk_and_the_next_scan_works(hangs_in_a_point, writer, data_writer):
    path, call, go_on = hangs_in_a_point
    writer.Init()
    assert writer.state() == tango.DevState.ON
    go_on()
    call.result(20)
    until(lambda: not is_open(path, data_writer.pid))
    assert columns(path) == {"x": [1, 1]}
    records_a_scan(writer, path.with_name("next.nxs"))
