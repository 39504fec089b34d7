"""Devices that sources are read from."""

import pytest

from tests.services.devices import slow_devices


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
