"""Tango devices that are slow or away: what that costs, and that they are found again."""

import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from nxsconfig.errors import SourceUnavailableError
from nxsconfig.sources import EntrySources, Point, SharedSources
from nxsconfig.sources.tango.reachable import check_database
from tests.services.process import free_port
from tests.sources.support import QUICK, outcomes, slow_text, spec, tango_text, values

pytestmark = pytest.mark.tango


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
