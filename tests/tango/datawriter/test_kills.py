"""kill -9 in each phase of a scan: the file, what the restarted server makes of it, and the next scan."""

import json
import shutil
import time

import h5py
import pytest

from tests.services.data_writer import PROGRAM, DataWriter
from tests.support.waiting import until
from tests.tango.datawriter.conftest import POINT, columns
from tests.writer.support import entry, field

pytest.importorskip("tango")
import tango

pytestmark = pytest.mark.tango
BOUND = 0.5
"""Seconds; what was acknowledged earlier is in the file."""

SLOW_START = """
import time
from nxsconfig.tango.datawriter.device import DataWriterDevice
from nxsconfig.writer import states
DataWriterDevice.server_init_hook = lambda device: time.sleep(1)
recover = states.recover
states.recover = lambda *args, **options: (time.sleep(1), recover(*args, **options))
"""
"""Runs in a server before the program: clients are answered for a while before Tango says that it has started."""


@pytest.fixture
def killed(data_writer, writer, start):
    """Kill the server while it carries out a command, which fails then; gives what the client was told.

    Afterwards the server is started again, and done with what it was killed at.
    """

    def kill(command, *arguments):
        call = start(data_writer.proxy().command_inout, command, *arguments)
        until(lambda: writer.state() == tango.DevState.RUNNING)
        data_writer.stop()
        with pytest.raises(tango.DevFailed) as caught:
            call.result(30)
        restart(data_writer, writer)
        return [level.reason for level in caught.value.args]

    return kill


def restart(data_writer, writer):
    data_writer.start()
    until(lambda: writer.state() == tango.DevState.ON)


def records_a_scan(writer, path, name):
    writer.FileName = str(path)
    writer.OpenFile()
    writer.XMLSettings = entry(field("x"), name=name)
    writer.OpenEntry()
    writer.Record(POINT)
    writer.CloseFile()
    assert columns(path, name) == {"x": [1]}


def test_a_client_whose_server_is_killed_is_told_that_the_connection_broke(slow_scan, killed):
    slow_scan(2.5)
    assert killed("Record", POINT)[0] == "API_CorbaException"


def test_a_kill_in_init_leaves_the_entries_before_and_the_next_scan_works(writer, scan, slow, slow_field, killed):
    path = scan()
    writer.Record(POINT)
    writer.CloseEntry()
    writer.XMLSettings = entry(field("x"), slow_field("INIT"), name="second")
    slow.Delay = 2.5
    killed("OpenEntry")
    assert columns(path) == {"x": [1]}
    records_a_scan(writer, path, "third")


def test_a_kill_in_init_of_the_first_entry_leaves_a_file_that_takes_the_next(
    writer, slow, slow_field, killed, tmp_path
):
    writer.FileName = str(tmp_path / "scan.nxs")
    writer.OpenFile()
    writer.XMLSettings = entry(field("x"), slow_field("INIT"))
    slow.Delay = 2.5
    killed("OpenEntry")
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert list(file) == []
    records_a_scan(writer, tmp_path / "scan.nxs", "scan")


def test_a_kill_in_a_point_keeps_the_points_before_in_equal_columns(writer, slow, slow_scan, killed):
    path = slow_scan(0.0)
    for _ in range(3):
        writer.Record(POINT)
    time.sleep(BOUND)
    slow.Delay = 2.5
    killed("Record", POINT)
    assert columns(path) == {"x": [1, 1, 1], "slow": [1.5, 1.5, 1.5]}
    records_a_scan(writer, path, "next")


def test_a_kill_while_the_final_values_are_read_keeps_all_points_and_marks_what_is_missing(
    writer, slow, slow_field, scan, killed
):
    path = scan(field("x"), slow_field("FINAL"), field("title", "NX_CHAR", mode="FINAL"))
    for _ in range(3):
        writer.Record(POINT)
    until(lambda: writer.PointsWritten == 3)
    slow.Delay = 2.5
    killed("CloseEntry")
    with h5py.File(path) as file:
        assert file["scan/x"][()].tolist() == [1, 1, 1]
        assert "3 points are kept" in file["scan"].attrs["nexdatas_recovered"]
        assert file["scan/title"].attrs["nexdatas_canfail"] == "FAILED"
        assert not [name for name in file.attrs if name.startswith("nexdatas_unfinished")]
    records_a_scan(writer, path, "next")


@pytest.mark.parametrize("seconds", [0.3, 0.8, 1.1])
def test_a_kill_at_any_moment_keeps_the_points_that_are_older_than_the_bound(seconds, writer, data_writer, scan, start):
    path = scan(field("x"), field("s", rank=1))
    times = []
    call = start(record_for_ever, data_writer.proxy(), times)
    time.sleep(seconds)
    moment = time.monotonic()
    data_writer.stop()
    with pytest.raises(tango.DevFailed):
        call.result(30)
    restart(data_writer, writer)
    kept = columns(path)
    assert len(kept["x"]) == len(kept["s"]) >= sum(when < moment - BOUND for when in times)
    assert kept["x"] == [row[1] for row in kept["s"]] == list(range(len(kept["x"])))
    records_a_scan(writer, path, "next")


def record_for_ever(writer, times):
    """When each point was acknowledged goes into the list."""
    while True:
        number = len(times)
        writer.Record(json.dumps({"data": {"x": number, "s": [0, number]}}))
        times.append(time.monotonic())


def test_a_file_of_a_killed_server_is_readable_before_anybody_recovers_it(writer, data_writer, scan):
    path = scan()
    for _ in range(3):
        writer.Record(POINT)
    time.sleep(BOUND)
    data_writer.stop()
    try:
        assert columns(path) == {"x": [1, 1, 1]}
    finally:
        restart(data_writer, writer)


@pytest.fixture
def slow_to_start(tango_db):
    """A writer server whose start takes a while."""
    *python, program = PROGRAM
    server = DataWriter(tango_db, [*python, SLOW_START + program])
    yield server
    server.end()


def open_a_scan(writer, path):
    writer.FileName = str(path)
    writer.OpenFile()
    writer.XMLSettings = entry(field("x"))
    writer.OpenEntry()
    writer.Record(POINT)
    time.sleep(BOUND)


def test_a_restarted_server_is_never_seen_ready_before_the_file_is_finished(slow_to_start, tmp_path):
    writer = slow_to_start.proxy()
    writer.StepsPerFile = 7
    until(lambda: writer.state() == tango.DevState.ON)
    open_a_scan(writer, tmp_path / "scan.nxs")
    slow_to_start.stop()
    slow_to_start.start()
    assert writer.state() == tango.DevState.RUNNING
    with pytest.raises(tango.DevFailed, match="not allowed when the device is in RUNNING state"):
        writer.OpenFile()
    until(lambda: writer.state() == tango.DevState.ON)
    with h5py.File(tmp_path / "scan_00001.nxs") as file:
        assert "nexdatas_recovered" in file["scan"].attrs
    assert writer.StepsPerFile == 7
    writer.StepsPerFile = 0
    records_a_scan(writer, tmp_path / "scan.nxs", "next")


@pytest.fixture
def abandoned(data_writer, writer, tmp_path):
    """A file as a killed writer leaves it, and the server remembers to have been at it."""
    original, copy = tmp_path / "scan.nxs", tmp_path / "copy.nxs"
    open_a_scan(writer, original)
    shutil.copy(original, copy)
    (memory,) = data_writer.base.glob("writing-*")
    writer.CloseFile()
    until(lambda: not memory.exists())
    memory.write_text(str(copy))
    return copy


def test_devices_that_are_all_restarted_finish_what_is_remembered(writer, abandoned):
    tango.DeviceProxy(writer.adm_name()).RestartServer()
    until(lambda: "nexdatas_recovered" in entry_attributes(abandoned))
    until(lambda: writer.state() == tango.DevState.ON)
    records_a_scan(writer, abandoned, "next")


def test_a_device_that_is_restarted_alone_finishes_nothing_and_takes_the_next_scan(data_writer, writer, abandoned):
    tango.DeviceProxy(writer.adm_name()).DevRestart(data_writer.name)
    assert writer.state() == tango.DevState.ON
    assert "nexdatas_recovered" not in entry_attributes(abandoned)
    records_a_scan(writer, abandoned, "next")


def entry_attributes(path):
    with h5py.File(path, locking=False) as file:
        return [*file["scan"].attrs]
