"""Events, and the attributes that tell how a scan is going."""

import json
from pathlib import Path

import pytest

from tests.support.waiting import until
from tests.tango.datawriter.conftest import POINT
from tests.writer.support import field

pytest.importorskip("tango")
import tango

pytestmark = pytest.mark.tango


@pytest.fixture
def heard(writer):
    """States that were told by events, from now on."""
    states = []
    number = writer.subscribe_event(
        "State", tango.EventType.CHANGE_EVENT, lambda event: event.err or states.append(str(event.attr_value.value))
    )
    until(lambda: states == ["ON"])
    states.clear()
    yield states
    writer.unsubscribe_event(number)


def test_every_state_of_a_scan_is_told(writer, scan, heard):
    scan()
    writer.RecordAsynch(POINT)
    until(lambda: writer.state() == tango.DevState.EXTRACT)
    writer.CloseFile()
    until(lambda: heard[-1:] == ["ON"])
    assert heard == ["RUNNING", "OPEN", "RUNNING", "EXTRACT", "RUNNING", "EXTRACT", "RUNNING", "ON"]


def test_a_record_that_fails_is_told_by_an_event(writer, scan, heard):
    scan()
    with pytest.raises(tango.DevFailed):
        writer.Record("{")
    until(lambda: heard[-1:] == ["FAULT"])


def test_init_tells_the_state_behind_it(writer, scan, heard):
    scan()
    with pytest.raises(tango.DevFailed):
        writer.Record("{")
    writer.Init()
    until(lambda: heard[-2:] == ["FAULT", "ON"])


def test_records_of_the_client_send_no_events(writer, scan, heard):
    scan()
    until(lambda: heard[-1:] == ["EXTRACT"])
    count = len(heard)
    for _ in range(50):
        writer.Record(POINT)
    writer.CloseEntry()
    until(lambda: heard[-1:] == ["OPEN"])
    assert heard[count:] == ["RUNNING", "OPEN"]


def test_points_move_from_the_buffer_into_the_file(writer, scan):
    path = scan()
    for _ in range(7):
        writer.Record(POINT)
    assert writer.PointsWritten + writer.PointsBuffered == 7
    until(lambda: writer.PointsBuffered == 0)
    assert writer.PointsWritten == 7
    assert writer.BytesWritten == Path(path).stat().st_size


def test_the_figures_of_the_last_entry_stay_when_the_file_is_closed(writer, scan):
    path = scan()
    writer.Record(POINT)
    writer.CloseFile()
    assert (writer.PointsWritten, writer.PointsBuffered) == (1, 0)
    assert writer.BytesWritten == Path(path).stat().st_size


def test_the_slowest_source_comes_first(writer, slow_scan):
    slow_scan(0.2)
    writer.Record(POINT)
    times = json.loads(writer.SourceTimes)
    assert [row["source"].rpartition("/")[2] for row in times] == ["1 : Slow (attribute)"]
    assert (times[0]["count"], 200 <= times[0]["last_ms"] < 5000) == (1, True)


def test_the_last_error_of_each_field_is_told_although_it_may_fail(writer, scan):
    scan(field("x"), field("y"))
    writer.Record(POINT)
    writer.Record("{}")
    found = json.loads(writer.FieldErrors)
    assert {label: facts["count"] for label, facts in found.items()} == {"/scan:NXentry/x": 1, "/scan:NXentry/y": 2}
    assert found["/scan:NXentry/y"]["error"] == "Data without value"
    assert writer.state() == tango.DevState.EXTRACT


def test_a_slow_record_is_logged_when_a_limit_is_set(writer, data_writer, slow_scan):
    data_writer.set_properties({"MaxRecordRuntime": ["0.1"], "MaxElementRuntime": ["0.05"]})
    slow_scan(0.2)
    writer.Record(POINT)
    assert "longer than 0.1 s" in data_writer.log
    assert "Slow (attribute) took" in data_writer.log


def test_errors_begin_with_their_time_and_end_with_what_to_do(writer, tmp_path):
    writer.FileName = str(tmp_path / "nowhere" / "scan.nxs")
    with pytest.raises(tango.DevFailed):
        writer.OpenFile()
    stamp, first, second = writer.Errors[0].split("\n")
    assert len(stamp) == len("2026-01-01 00:00:00.000000:")
    assert first.startswith("[Errno 2] Unable to synchronously create file")
    assert second.strip().startswith("File and place:")
    assert "please make it first" in second


def test_opening_a_file_forgets_earlier_errors(writer, scan):
    scan()
    with pytest.raises(tango.DevFailed):
        writer.Record("{")
    assert len(writer.Errors) == 1
    writer.OpenFile()
    assert len(writer.Errors or ()) == 0


def test_metadata_are_written_beside_the_file_when_the_property_says_so(writer, data_writer, scan):
    data_writer.set_properties({"MetadataOutput": ["file"]})
    path = scan(field("x"), '<field name="title" type="NX_CHAR">first light</field>')
    writer.Record(POINT)
    writer.CloseEntry()
    found = json.loads(Path(f"{path}.scan.json").read_text())
    assert found["scientificMetadata"]["x"]["source_name"] == "x"
    assert (found["scientificMetadata"]["name"], found["description"]) == ("scan", "first light")


def test_metadata_that_cannot_be_written_cost_no_point(writer, data_writer, scan):
    data_writer.set_properties({"MetadataOutput": ["file"]})
    path = scan()
    Path(f"{path}.scan.json").mkdir()
    writer.Record(POINT)
    writer.CloseFile()
    assert writer.state() == tango.DevState.ON
    assert "no metadata" in data_writer.log
