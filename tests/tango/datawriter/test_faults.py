"""What goes wrong: two clients, Init and CloseFile at the wrong time, a killed server, broken texts."""

import json
import os
import signal
import time

import h5py
import pytest

from tests.support.waiting import until
from tests.tango.datawriter.conftest import POINT, columns
from tests.writer.support import entry, field

pytest.importorskip("tango")
import tango

pytestmark = pytest.mark.tango


def running(writer):
    return writer.state() == tango.DevState.RUNNING


def test_points_of_two_clients_at_once_are_all_taken(data_writer, scan, start):
    path = scan()

    def work(value):
        proxy = data_writer.proxy()
        for _ in range(100):
            proxy.Record(json.dumps({"data": {"x": value}}))

    for future in [start(work, value) for value in (1, 2)]:
        future.result(60)
    data_writer.proxy().CloseFile()
    assert sorted(columns(path)["x"]) == [1] * 100 + [2] * 100


def test_a_second_client_sees_the_state_and_figures_of_a_long_record(writer, data_writer, slow_scan, start):
    slow_scan(1.5)
    call = start(data_writer.proxy().Record, POINT)
    until(lambda: running(writer))
    assert (writer.Status(), writer.PointsWritten, writer.FileName[-8:]) == ("Writing ...", 0, "scan.nxs")
    assert not call.done()
    call.result(20)
    assert writer.state() == tango.DevState.EXTRACT


def test_a_client_that_gives_up_finds_its_point_taken(writer, data_writer, slow_scan):
    path = slow_scan(1.0)
    impatient = data_writer.proxy()
    impatient.set_timeout_millis(300)
    with pytest.raises(tango.DevFailed, match="API_DeviceTimedOut"):
        impatient.Record(POINT)
    until(lambda: not running(writer))
    writer.CloseFile()
    assert columns(path) == {"x": [1], "slow": [1.5]}


def test_init_during_a_record_ends_it_at_once(writer, data_writer, slow_scan, start):
    path = slow_scan(2.8)
    call = start(data_writer.proxy().Record, POINT)
    until(lambda: running(writer))
    began = time.monotonic()
    writer.Init()
    assert time.monotonic() - began < 2.5
    assert writer.state() == tango.DevState.ON
    call.result(20)
    assert columns(path)["x"] == [1]


def test_init_during_an_asynchronous_record_ends_it_and_the_next_scan_works(writer, scan, slow_scan, tmp_path):
    path = slow_scan(2.8)
    writer.RecordAsynch(POINT)
    began = time.monotonic()
    writer.Init()
    assert time.monotonic() - began < 2.5
    assert (writer.state(), columns(path)["x"]) == (tango.DevState.ON, [1])
    path.rename(tmp_path / "first.nxs")
    scan()
    writer.Record(POINT)
    writer.CloseFile()
    assert columns(path) == {"x": [1]}


def test_close_file_during_an_asynchronous_record_is_refused_and_nothing_is_lost(writer, slow_scan):
    path = slow_scan(0.5)
    writer.RecordAsynch(POINT)
    with pytest.raises(tango.DevFailed, match="CloseFile not allowed when the device is in RUNNING state"):
        writer.CloseFile()
    until(lambda: not running(writer))
    writer.CloseFile()
    assert columns(path) == {"x": [1], "slow": [1.5]}


def test_a_failed_asynchronous_step_is_told_by_state_and_errors(writer, scan):
    writer.CanFail = False
    scan()
    writer.RecordAsynch("{}")
    until(lambda: not running(writer))
    assert writer.state() == tango.DevState.FAULT
    assert "Data for /scan:NXentry/x not found" in writer.Errors[0]


@pytest.mark.parametrize(
    "record", ["{", "[1]", '"x"', "NaN", "\x00", '{"data": ' + "[" * 100_000 + "]" * 100_000 + "}"]
)
def test_wrong_json_ends_in_fault_and_the_points_before_are_safe(writer, scan, record):
    path = scan()
    writer.Record(POINT)
    if record == "\x00":  # a text that Tango cuts: nothing is left of it
        record = '{"data": {"x": '
    with pytest.raises(tango.DevFailed, match="PyDs_PythonError"):
        writer.Record(record)
    assert writer.state() == tango.DevState.FAULT
    writer.CloseEntry()
    writer.CloseFile()
    assert columns(path) == {"x": [1]}


def test_broken_xml_is_refused_with_its_line_and_changes_nothing(writer):
    good = entry(field("x"))
    writer.XMLSettings = good
    with pytest.raises(tango.DevFailed, match=r"SAXParseException.*line 2"):
        writer.XMLSettings = "<definition>\n<group"
    assert (writer.XMLSettings, writer.state()) == (good, tango.DevState.ON)


def test_a_server_killed_in_a_scan_finishes_the_entry_when_it_is_back(writer, data_writer, scan):
    path = scan(field("x"), field("end", "NX_CHAR", mode="FINAL"))
    for _ in range(5):
        writer.Record(POINT)
    until(lambda: writer.PointsBuffered == 0)
    data_writer.stop()
    data_writer.start()
    until(lambda: not running(writer))
    assert writer.state() == tango.DevState.ON
    assert "5 points are kept" in data_writer.log
    with h5py.File(path) as file:
        assert file["scan/x"][()].tolist() == [1] * 5
        assert "nexdatas_recovered" in file["scan"].attrs
    until(lambda: not list(data_writer.base.glob("writing-*")))


def test_a_server_that_is_stopped_closes_its_file(writer, data_writer, scan):
    path = scan()
    writer.Record(POINT)
    os.kill(data_writer.pid, signal.SIGTERM)
    until(lambda: not data_writer.running)
    data_writer.start()
    assert columns(path) == {"x": [1]}
    until(lambda: writer.state() == tango.DevState.ON)


def test_a_file_that_is_gone_at_the_start_keeps_nobody_from_writing(writer, data_writer, scan):
    path = scan()
    data_writer.stop()
    path.unlink()
    data_writer.start()
    until(lambda: writer.state() == tango.DevState.ON)
    scan()
    writer.Record(POINT)
    writer.CloseFile()
    assert columns(path) == {"x": [1]}


def test_a_server_killed_between_scans_starts_again(writer, data_writer, scan):
    path = scan()
    writer.CloseFile()
    data_writer.stop()
    data_writer.start()
    until(lambda: writer.state() == tango.DevState.ON)
    assert columns(path) == {"x": []}


def test_stepsperfile_survives_a_restart_of_the_server(writer, data_writer):
    writer.StepsPerFile = 3
    data_writer.stop()
    data_writer.start()
    assert writer.StepsPerFile == 3
    writer.StepsPerFile = 0


def test_a_file_that_cannot_be_opened_leaves_the_way_free_for_another(writer, scan, tmp_path):
    writer.FileName = str(tmp_path / "nowhere" / "scan.nxs")
    with pytest.raises(tango.DevFailed, match="please make it first"):
        writer.OpenFile()
    assert writer.state() == tango.DevState.FAULT
    path = scan()
    writer.Record(POINT)
    writer.CloseFile()
    assert columns(path) == {"x": [1]}


@pytest.mark.parametrize("policy", ["refuse", "perhaps"])
def test_scripts_are_refused_unless_the_property_allows_them(data_writer, writer, scan, script_field, policy):
    data_writer.set_properties({"Scripts": [policy]})
    writer.Init()
    writer.CanFail = False
    scan(script_field("ds.r = 1"))
    with pytest.raises(tango.DevFailed, match="policy|allow"):
        writer.Record("{}")


def test_a_wrong_property_leaves_the_former_ones_in_force(data_writer, writer, scan):
    data_writer.set_properties({"NumberOfThreads": ["many"]})
    writer.Init()
    assert writer.state() == tango.DevState.ON
    scan()
    assert "NumberOfThreads" in data_writer.log


def test_a_scan_goes_on_while_the_tango_database_is_away(tango_db, writer, scan):
    path = scan()
    tango_db.stop()
    try:
        writer.Record(POINT)
        writer.CloseEntry()
        writer.XMLSettings = entry(field("x"), name="second")
        writer.OpenEntry()
        writer.CloseFile()
    finally:
        tango_db.start()
        until(lambda: reaches_its_database(writer), pause=1.2)  # Tango connects at most once a second
    assert columns(path) == {"x": [1]}


def reaches_its_database(writer):
    try:
        writer.StepsPerFile = 0
    except tango.DevFailed:
        return False
    return True
