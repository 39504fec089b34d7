"""Devices that sources are read from."""

import pytest


@pytest.fixture
def host(beamline):
    beamline.proxy("sim/beamline/1").Init()
    return beamline.database.tango_host


@pytest.fixture
def slow(slow_server):
    """The server; its device is quick at first and behind the test."""
    slow_server.proxy("sim/slow/1").Init()
    yield slow_server
    slow_server.proxy("sim/slow/1").Init()


@pytest.fixture
def slow_host(slow):
    return slow.database.tango_host
