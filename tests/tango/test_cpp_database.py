"""The device on Debian's C++ Tango database."""

import pytest

from tests.services.config_server import ConfigServer
from tests.support.cases import judge, load

pytest.importorskip("tango")

from tests.support.device import Device

pytestmark = [pytest.mark.tango, pytest.mark.mysql]

TRANSCRIPTS = load("device")


@pytest.fixture(scope="module")
def server(cpp_tango_db):
    server = ConfigServer(cpp_tango_db)
    yield server
    server.end()


@pytest.mark.parametrize("case", TRANSCRIPTS, ids=[case["id"] for case in TRANSCRIPTS])
def test_a_recorded_transcript_holds(case, server, settings):
    device = Device(server, settings)
    for number, step in enumerate(case["steps"]):
        got = device.run(step)
        if "property" not in step:
            assert judge(step, got, step.get("policy", case["policy"])), (number, step, got)


def test_settings_are_remembered_over_a_restart(server, settings):
    proxy = server.fresh(settings)
    server.stop()
    server.start()
    assert proxy.JSONSettings == settings


def test_clients_find_the_device_by_its_class(server, settings):
    server.fresh(settings)
    assert list(server.database.get_device_exported_for_class("NXSConfigServer")) == [server.name]
