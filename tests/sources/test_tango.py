"""Tango devices: what is read, how often, and what happens when they are away."""

import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from tango import DevState

from nxsconfig.errors import DefinitionError, SourceUnavailableError
from nxsconfig.sources import EntrySources, Point, SharedSources
from nxsconfig.sources.tango.reachable import check_database
from tests.services.devices import slow_devices
from tests.services.process import free_port
from tests.sources.support import QUICK, outcomes, script_text, spec, tango_text, values

pytestmark = pytest.mark.tango


@pytest.fixture
def host(beamline):
    beamline.proxy("sim/beamline/1").Init()
    return beamline.database.tango_host


@pytest.fixture(scope="module")
def slow(tango_db):
    server = slow_devices(tango_db)
    yield server
    server.stop()


@pytest.fixture
def slow_host(slow):
    slow.proxy("sim/slow/1").Init()
    return slow.database.tango_host


def slow_text(record, host, **attributes):
    return tango_text(record, host, "sim/slow/1", **attributes)


@pytest.mark.parametrize(
    ("record", "value"),
    [
        ("CurrentDouble", 100.125),
        ("State", DevState.ON),
        ("Comment", "step 0"),
        ("Valve", 0),
        ("Names", ("mot0_0", "mot1_0", "mot2_0")),
    ],
)
def test_attributes_are_read(host, record, value):
    assert values([tango_text(record, host)]) == [value]


def test_images_come_with_their_type_and_shape(host):
    reading = outcomes([tango_text("ImageULong", host)])[0][0].reading
    assert (reading.rank, reading.type_name, reading.value.shape) == (2, "uint32", (3, 4))


def test_an_empty_spectrum_has_its_rank_and_type(slow_host):
    reading = outcomes([slow_text("Nothing", slow_host)])[0][0].reading
    assert (reading.rank, reading.type_name) == (1, "float")


def test_states_come_as_they_are_and_count_as_texts(slow_host):
    reading = outcomes([slow_text("States", slow_host)])[0][0].reading
    assert ([str(state) for state in reading.value], reading.type_name) == (["ON", "MOVING"], "str")


def test_commands_may_return_arrays(host):
    spectrum, texts = values([tango_text(name, host, member="command") for name in ("GetSpectrum", "GetTexts")])
    assert list(spectrum) == [1.0, 2.0]
    assert texts == ["p", "q0"]


def test_a_command_without_result_gives_no_value(host):
    assert outcomes([tango_text("GetNothing", host, member="command")])[0][0].take() is None


@pytest.mark.parametrize(("record", "value"), [("beamlineNAME", "P99"), ("Slits", ["s1", "s2", "s3"])])
def test_properties_are_lists_or_their_only_text(host, record, value):
    assert values([tango_text(record, host, member="property")]) == [value]


@pytest.mark.parametrize(
    ("record", "member", "said"),
    [
        ("NoSuch", "attribute", "API_AttrNotFound"),
        ("NoSuch", "command", "API_CommandNotFound"),
        ("NoSuch", "property", "has no property 'NoSuch'"),
        ("Twice", "command", "argument"),
    ],
)
def test_what_a_device_does_not_have_is_an_error_of_its_source_alone(host, record, member, said):
    failed, read = values([tango_text(record, host, member=member), tango_text("CurrentDouble", host)])
    assert said in failed
    assert read == 100.125


def test_encoded_values_are_decoded(host):
    assert values([tango_text("EncUtf8", host, encoding="UTF8")]) == ["Héllo 0"]


def test_an_encoded_value_needs_an_encoding(host):
    assert "please set encoding in the device tag" in values([tango_text("EncUtf8", host)])[0]


def test_a_frame_is_not_copied(host):
    value = values([tango_text("EncLima", host, encoding="VIDEO_IMAGE")])[0]
    assert isinstance(value.base.base if value.base.base is not None else value.base, bytes)


def test_members_of_a_group_share_one_reading(host):
    assert values([tango_text("Reads", host, group="g"), tango_text("reads", host, group="g")], Point(1), Point(2)) == [
        2,
        2,
    ]


def test_sources_without_group_have_readings_of_their_own(host):
    assert values([tango_text("Reads", host), tango_text("Reads", host)], Point(1), Point(2)) == [3, 4]


def test_all_attributes_of_a_device_come_in_one_call(host, monkeypatch):
    import tango

    calls = []
    real = tango.DeviceProxy.read_attributes
    monkeypatch.setattr(tango.DeviceProxy, "read_attributes", lambda *args: calls.append(args[1]) or real(*args))
    values([tango_text(name, host) for name in ("CurrentDouble", "CountsLong", "Comment")], Point(1), Point(2))
    assert calls == [["CurrentDouble", "CountsLong", "Comment"]] * 2


def calls_for(monkeypatch, name):
    """The names in calls of a method of devices, which are made."""
    import tango

    calls = []
    real = getattr(tango.DeviceProxy, name)
    monkeypatch.setattr(tango.DeviceProxy, name, lambda *args: calls.append(args[1]) or real(*args))
    return calls


def test_a_single_attribute_comes_by_the_call_that_copies_least(host, monkeypatch):
    one, many = calls_for(monkeypatch, "read_attribute"), calls_for(monkeypatch, "read_attributes")
    values([tango_text("EncLima", host, encoding="VIDEO_IMAGE")], Point(1), Point(2))
    assert (one, many) == (["EncLima"] * 2, [])


def test_a_single_attribute_that_fails_is_asked_twice_in_all(host, monkeypatch, beamline):
    beamline.proxy("sim/beamline/1").write_attribute("FailStep", 0)
    one, many = calls_for(monkeypatch, "read_attribute"), calls_for(monkeypatch, "read_attributes")
    assert "Failed to read_attributes on device" in values([tango_text("Fragile", host)])[0]
    assert (one, many) == (["Fragile"], [["Fragile"]])


def test_a_failed_attribute_is_asked_once_more(host, beamline):
    proxy = beamline.proxy("sim/beamline/1")
    proxy.write_attribute("FailStep", 0)
    assert "interlock broken" in values([tango_text("Fragile", host)])[0]


def test_the_client_may_send_the_value_of_a_device(host):
    text = tango_text("CurrentDouble", host, group="__CLIENT__")
    for key in (f"tango://{host}/sim/beamline/1/currentdouble", f"{host}/sim/beamline/1", "currentdouble"):
        assert values([text], Point(1, {key: -1})) == [-1]


def test_a_device_is_asked_when_the_client_sends_nothing(host):
    text = tango_text("CurrentDouble", host, group="__CLIENT__")
    assert values([text], Point(1, {"sim/beamline/1/currentdouble": -1})) == [100.125]


def test_scripts_see_what_devices_give(host):
    inputs = [tango_text("State", host), tango_text("McaDouble", host), tango_text("EncUtf8", host, encoding="UTF8")]
    script = "ds.value = [type(x).__name__ for x in (ds.state, ds.mcadouble, ds.encutf8)]"
    assert values([script_text(script, *inputs)]) == [["DevState", "ndarray", "bytes"]]


def test_an_unknown_device_says_so(host):
    assert "DB_DeviceNotDefined" in values([tango_text("x", host, "sim/nodevice/1")])[0]


@pytest.mark.parametrize("tags", ["<device name='a/b/c'/>", "<record name='x'/>", "<device/><record name='x'/>"])
def test_device_and_record_need_names(tags):
    with pytest.raises(DefinitionError, match="name"):
        spec(f"<datasource type='TANGO' name='x'>{tags}</datasource>")


def test_a_device_too_slow_for_one_call_is_read_value_by_value(slow_host, slow):
    slow.proxy("sim/slow/1").write_attribute("Delay", 0.35)
    texts = [slow_text(name, slow_host) for name in ("Slow", "AlsoSlow", "Quick")]
    assert values(texts, Point(1), Point(2)) == [1.5, 3.5, 7]


def test_a_slow_value_does_not_keep_the_quick_ones_of_its_device(slow_host, slow):
    slow.proxy("sim/slow/1").write_attribute("Delay", 0.8)
    quick, late = values([slow_text("Quick", slow_host), slow_text("Slow", slow_host)])
    assert quick == 7
    assert "API_DeviceTimedOut" in late


def test_a_device_that_hangs_costs_one_wait_and_comes_back(slow_host, slow):
    slow.proxy("sim/slow/1").write_attribute("Delay", 1.2)
    with EntrySources(SharedSources(QUICK)) as sources:
        batch = sources.batch([sources.open(spec(slow_text(name, slow_host))) for name in ("Slow", "Quick")])
        first, second = timed(batch), timed(batch)
        assert first < 1.5
        assert second < 0.1
        slow_down(slow, 0)
        assert until(lambda: batch.read(Point(3))[0].error is None)


def slow_down(server, seconds):
    """Tell the device its delay, as soon as it listens."""
    import tango

    proxy = server.proxy("sim/slow/1")
    proxy.set_timeout_millis(10000)
    try:
        proxy.write_attribute("Delay", seconds)
    except tango.DevFailed:
        proxy.write_attribute("Delay", seconds)


def timed(batch):
    start = time.perf_counter()
    batch.read(Point(1))
    return time.perf_counter() - start


def until(done, seconds=10):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if done():
            return True
        time.sleep(0.05)
    return False


def test_a_server_that_was_killed_is_found_again(slow):
    with EntrySources(SharedSources(QUICK)) as sources:
        batch = sources.batch([sources.open(spec(slow_text("Quick", slow.database.tango_host)))])
        assert batch.read(Point(1))[0].take().value == 7
        slow.stop()
        with pytest.raises(SourceUnavailableError, match="can't be reached"):
            batch.read(Point(2))[0].take()
        with pytest.raises(SourceUnavailableError, match="in the background"):
            batch.read(Point(3))[0].take()
        slow.start()
        assert until(lambda: batch.read(Point(4))[0].error is None)


def test_a_server_that_was_restarted_costs_no_point(slow):
    with EntrySources(SharedSources(QUICK)) as sources:
        batch = sources.batch([sources.open(spec(slow_text("Quick", slow.database.tango_host)))])
        batch.read(Point(1))
        slow.stop()
        slow.start()
        assert batch.read(Point(2))[0].take().value == 7


def test_a_host_that_never_answers_costs_one_bounded_wait():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        with EntrySources(SharedSources(QUICK)) as sources:
            batch = sources.batch([sources.open(spec(tango_text(name, host))) for name in ("a", "b")])
            assert timed(batch) < 1
            assert timed(batch) < 0.1
            assert "the Tango database does not answer" in str(batch.read(Point(3))[0].error)


def test_a_dead_host_is_known_at_once():
    host = f"127.0.0.1:{free_port()}"
    texts = [tango_text(name, host) for name in ("a", "b")]
    assert all("the Tango database does not answer" in text for text in values(texts))


def test_a_silent_database_does_not_hold_up_devices_of_others(host):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        away = f"127.0.0.1:{silent.getsockname()[1]}"
        outcome = outcomes([tango_text("a", away), tango_text("CurrentDouble", host)])[0]
    assert outcome[0].error
    assert outcome[1].take().value == 100.125
    assert outcome[1].seconds < 0.3


@pytest.mark.parametrize("spelled", ["{host}", "127.0.0.1:1,{host}"])
def test_the_default_database_may_be_one_of_several(host, monkeypatch, spelled):
    monkeypatch.setenv("TANGO_HOST", spelled.format(host=host))
    check_database("", 1)


@pytest.mark.parametrize("wrong", ["127.0.0.1:1", "nowhere.invalid:10000", "127.0.0.1:port", "127.0.0.1:99999"])
def test_a_database_that_is_not_there_is_known_before_tango_tries(wrong):
    with pytest.raises(SourceUnavailableError, match="does not answer"):
        check_database(wrong, 1)


def test_a_frozen_server_costs_one_wait_and_comes_back(slow):
    with EntrySources(SharedSources(QUICK)) as sources:
        batch = sources.batch([sources.open(spec(slow_text("Quick", slow.database.tango_host)))])
        batch.read(Point(1))
        slow.process.signal(signal.SIGSTOP)
        try:
            assert timed(batch) < 3
            assert timed(batch) < 0.1
        finally:
            slow.process.signal(signal.SIGCONT)
        assert until(lambda: batch.read(Point(4))[0].error is None)


@pytest.mark.slow
def test_a_program_can_end_while_a_device_hangs(slow):
    slow.process.signal(signal.SIGSTOP)
    try:
        done = subprocess.run(
            [sys.executable, "-c", HANGING, slow.database.tango_host],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
    finally:
        slow.process.signal(signal.SIGCONT)
    assert (done.returncode, done.stdout) == (0, "no answer\n")


HANGING = """
import sys
from tests.sources.test_tango import slow_text, outcomes
error = outcomes([slow_text("Quick", sys.argv[1])])[0][0].error
print("no answer" if error else "an answer")
"""


def test_the_threads_end_with_the_entry(host):
    before = set(threading.enumerate())
    dead = f"127.0.0.1:{free_port()}"
    values([tango_text("CurrentDouble", host), tango_text("x", dead)])
    assert until(lambda: set(threading.enumerate()) <= before, 2)


def test_connections_are_kept_over_entries(host):
    shared = SharedSources(QUICK)
    values([tango_text("Step", host)], shared=shared)
    device = shared.device(f"{host}/sim/beamline/1")
    first = device.proxy()
    values([tango_text("Step", host)], shared=shared)
    assert device.proxy() is first


def test_big_integers_keep_their_type(host):
    value = values([tango_text("CountsULong64", host)])[0]
    assert value == 2**60
    assert np.uint64(value) == 2**60
