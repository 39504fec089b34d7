"""Sources that are dead, slow, away or say something else than expected cost their own value, and no scan."""

import json
import math
import socket
import sys
import time

import h5py
import pytest

from tests.services import mariadb as mariadb_service
from tests.services import postgres as postgres_service
from tests.services.process import free_port
from tests.support.waiting import until
from tests.tango.datawriter.conftest import POINT, columns, tango_field
from tests.writer.support import entry, field

pytest.importorskip("tango")
import tango

pytestmark = pytest.mark.tango
WAIT = 5.5
"""Seconds; the longest that a Tango device costs once: the time-out of 3 s, a second more, and a slow machine."""

QUICK = 0.5
"""Seconds; points after it."""

RESTING_SCRIPT = "import time\ntime.sleep(30)\nds.r = 1"


def record(writer, data=None):
    """Seconds that a point took."""
    began = time.monotonic()
    writer.Record(json.dumps({"data": {"x": 1} if data is None else data}))
    return time.monotonic() - began


MISSING = sys.float_info.max
"""compat: nxswriter 3.25: stands in the file for a float that could not be had."""


def is_missing(values):
    return set(values) == {MISSING}


def mark(path, name):
    with h5py.File(path) as file:
        return file["scan"][name].attrs.get("nexdatas_canfail")


def reasons(writer):
    return {label.rpartition("/")[2]: told["error"] for label, told in json.loads(writer.FieldErrors).items()}


@pytest.fixture
def next_scan(writer, scan, tmp_path):
    """Records the next scan and looks at it."""

    def take():
        (tmp_path / "scan.nxs").rename(tmp_path / "first.nxs")
        path = scan()
        assert record(writer) < QUICK
        writer.CloseFile()
        assert (writer.state(), columns(path)) == (tango.DevState.ON, {"x": [1]})

    return take


@pytest.fixture
def mortal(slow_server, slow):
    """The server of the slow device; runs again behind the test, and nobody waits in it."""
    yield slow_server
    slow_server.stop()
    slow_server.start()


def test_a_device_that_dies_costs_one_wait_and_its_values_until_it_is_back(writer, slow_scan, mortal, next_scan):
    path = slow_scan(0.0)
    record(writer)
    mortal.stop()
    assert record(writer) < WAIT
    assert max(record(writer) for _ in range(3)) < QUICK
    mortal.start()
    until(lambda: record(writer) and not is_missing(last(writer, path, "slow")), pause=0.5)
    writer.CloseFile()
    found = columns(path)
    assert len(found["x"]) == len(found["slow"])
    assert is_missing(found["slow"][1:5])
    assert (found["slow"][0], found["slow"][-1], mark(path, "slow")) == (1.5, 1.5, "FAILED")
    next_scan()


def last(writer, path, name):
    """The last value in the file, when everything is in it."""
    until(lambda: writer.PointsBuffered == 0)
    with h5py.File(path, locking=False) as file:
        return file["scan"][name][-1:].tolist()


def test_a_dead_device_that_may_not_fail_ends_the_scan_and_is_named(writer, slow_scan, mortal, next_scan):
    writer.CanFail = False
    path = slow_scan(0.0)
    record(writer)
    mortal.stop()
    with pytest.raises(tango.DevFailed, match=r"ThreadError: .*/scan:NXentry/slow.*sim/slow/1") as caught:
        record(writer)
    assert caught.value.args[0].reason == "PyDs_PythonError"
    assert writer.state() == tango.DevState.FAULT
    writer.CloseEntry()
    writer.CloseFile()
    assert columns(path) == {"x": [1, 1], "slow": [1.5]}
    next_scan()


def test_a_device_that_takes_30_seconds_costs_one_wait(writer, slow, slow_scan, mortal, next_scan):
    path = slow_scan(30.0)
    assert record(writer) < 2 * WAIT
    assert max(record(writer) for _ in range(3)) < QUICK
    assert "sim/slow/1" in reasons(writer)["slow"]
    writer.CloseFile()
    found = columns(path)
    assert found["x"] == [1] * 4
    assert is_missing(found["slow"])
    next_scan()


def test_a_script_that_takes_30_seconds_is_given_up(data_writer, writer, scan, script_field, next_scan):
    data_writer.set_properties({"SourceLimit": ["1"]})
    writer.Init()
    path = scan(field("x"), script_field(RESTING_SCRIPT))
    assert 0.9 < record(writer) < 2.5
    assert record(writer) < QUICK
    assert "still busy with the reading of an earlier point" in reasons(writer)["made"]
    writer.CloseFile()
    assert len(columns(path)["x"]) == len(columns(path)["made"]) == 2
    next_scan()


def test_init_ends_a_script_that_takes_30_seconds(writer, scan, script_field, start, next_scan):
    path = scan(field("x"), script_field(RESTING_SCRIPT))
    call = start(writer.command_inout, "Record", POINT)
    until(lambda: writer.state() == tango.DevState.RUNNING)
    began = time.monotonic()
    writer.Init()
    assert time.monotonic() - began < 3
    call.result(10)
    assert columns(path)["x"] == [1]
    next_scan()


@pytest.fixture
def silent():
    """HOST:PORT that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("where", ["closed port", "silent", "192.0.2.1:10000", "no.such.host.invalid:10000"])
def test_a_tango_host_that_cannot_be_reached_costs_one_wait(where, request, writer, scan, next_scan):
    special = {"closed port": f"127.0.0.1:{free_port()}"}
    host = request.getfixturevalue("silent") if where == "silent" else special.get(where, where)
    path = scan(field("x"), tango_field("far", host, "a/b/c", "Value"))
    assert record(writer) < WAIT
    assert max(record(writer) for _ in range(3)) < QUICK
    assert "a/b/c" in reasons(writer)["far"]
    writer.CloseFile()
    assert columns(path)["x"] == [1] * 4
    assert is_missing(columns(path)["far"])
    next_scan()


def test_an_unreachable_tango_host_costs_the_opening_of_an_entry_one_wait(writer, scan, silent, next_scan):
    began = time.monotonic()
    path = scan(field("x"), tango_field("far", silent, "a/b/c", "Value", mode="INIT"))
    assert time.monotonic() - began < WAIT
    assert record(writer) < QUICK
    writer.CloseFile()
    assert mark(path, "far") == "FAILED"
    next_scan()


def test_init_ends_the_opening_of_an_entry_that_waits_for_an_unreachable_tango_host(
    writer, tmp_path, silent, next_scan
):
    writer.FileName = str(tmp_path / "scan.nxs")
    writer.OpenFile()
    unsized = '<dimensions rank="1"/>'
    writer.XMLSettings = entry(tango_field("far", silent, "a/b/c", "Value", mode="INIT", inner=unsized))
    writer.OpenEntryAsynch()
    began = time.monotonic()
    writer.Init()
    assert time.monotonic() - began < 2.5
    next_scan()


@pytest.fixture(
    params=[pytest.param("mariadb", marks=pytest.mark.mysql), pytest.param("postgres", marks=pytest.mark.postgres)]
)
def database(request):
    """A database server with an empty database in it, and a field that asks it for a number."""
    server = request.getfixturevalue(request.param)
    service, kind = {"mariadb": (mariadb_service, "MYSQL"), "postgres": (postgres_service, "PGSQL")}[request.param]
    name = server.new_database()
    login = f'user="{service.USER}" passwd="{service.PASSWORD}" hostname="127.0.0.1" port="{server.port}"'
    query = f'<database dbtype="{kind}" dbname="{name}" {login}/><query format="SCALAR">SELECT 5</query>'
    source = f'<datasource name="db" type="DB">{query}</datasource>'
    yield server, f'<field name="db" type="NX_FLOAT"><strategy mode="STEP"/>{source}</field>'
    server.drop(name)


def test_a_database_that_is_killed_costs_its_values_until_it_is_back(database, writer, scan, next_scan):
    server, asked = database
    path = scan(field("x"), asked)
    record(writer)
    server.stop()
    try:
        assert max(record(writer) for _ in range(3)) < WAIT
        assert "can't be reached" in reasons(writer)["db"] or "away" in reasons(writer)["db"]
    finally:
        server.start()
    until(lambda: record(writer) and not is_missing(last(writer, path, "db")), pause=0.5)
    writer.CloseFile()
    found = columns(path)
    assert len(found["x"]) == len(found["db"])
    assert (found["db"][0], found["db"][-1]) == (5, 5)
    assert is_missing(found["db"][1:4])
    next_scan()


def test_a_database_that_is_away_and_may_not_fail_ends_the_scan(database, writer, scan, next_scan):
    server, asked = database
    writer.CanFail = False
    scan(field("x"), asked)
    server.stop()
    try:
        with pytest.raises(tango.DevFailed, match=r"ThreadError: .*/scan:NXentry/db") as caught:
            record(writer)
    finally:
        server.start()
    for secret in (mariadb_service.PASSWORD, postgres_service.PASSWORD):
        assert secret not in str(caught.value)
    writer.CloseFile()
    next_scan()


WRONG = {
    "a text for a number": "abc",
    "an object": {"a": 1},
    "a ragged list": [[1.0], [2.0, 3.0]],
    "nothing": None,
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_a_value_of_the_wrong_type_or_shape_is_missing_and_marked(value, writer, scan, next_scan):
    path = scan(field("x"), field("y", "NX_FLOAT"))
    record(writer, {"x": 1, "y": 1.5})
    record(writer, {"x": 2, "y": value})
    record(writer, {"x": 3, "y": 3.5})
    writer.CloseFile()
    found = columns(path)
    assert (found["x"], found["y"][0], found["y"][2], len(found["y"])) == ([1, 2, 3], 1.5, 3.5, 3)
    assert is_missing(found["y"][1:2])
    assert mark(path, "y") == "FAILED"
    next_scan()


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_value_that_may_not_fail_ends_the_scan_and_is_told(what, writer, scan, next_scan):
    writer.CanFail = False
    path = scan(field("x"), field("y", "NX_FLOAT"))
    record(writer, {"x": 1, "y": 1.5})
    with pytest.raises(tango.DevFailed, match=r"ThreadError: .*/scan:NXentry/y.*CLIENT"):
        record(writer, {"x": 2, "y": WRONG[what]})
    assert writer.state() == tango.DevState.FAULT
    writer.CloseFile()
    rows = 1 if what == "an object" else 2  # compat: nxswriter 3.25: no row for what can't be stored at all
    assert {name: len(values) for name, values in columns(path).items()} == {"x": 2, "y": rows}
    next_scan()


def test_nan_is_a_value_of_a_float_and_missing_in_an_integer(writer, scan, next_scan):
    path = scan(field("x"), field("y", "NX_FLOAT"))
    record(writer, {"x": math.nan, "y": math.nan})
    record(writer, {"x": 2, "y": math.inf})
    writer.CloseFile()
    found = columns(path)
    assert math.isnan(found["y"][0])
    assert (found["x"][1], found["y"][1]) == (2, math.inf)
    assert (mark(path, "x"), mark(path, "y")) == ("FAILED", None)
    next_scan()


def test_a_growing_shape_is_filled_up_with_zeros(writer, scan, next_scan):
    path = scan(field("x"), field("s", "NX_FLOAT", rank=1))
    for size in (1, 3, 2):
        record(writer, {"x": size, "s": [1.0] * size})
    writer.CloseFile()
    assert columns(path) == {"x": [1, 3, 2], "s": [[1, 0, 0], [1, 1, 1], [1, 1, 0]]}
    next_scan()
