"""The recorded transcripts of the configuration server's device hold, and the recorded sequences hold through it."""

import pytest

from tests.support.cases import judge, load

pytest.importorskip("tango")

from tests.support.device import Device, carried, set_up

pytestmark = [pytest.mark.tango, pytest.mark.mysql]

TRANSCRIPTS = load("device")
SEQUENCES = [case for case in [*load("engine"), *load("engine-hang")] if carried(case)]


def replay(device, case):
    for number, step in enumerate(case["steps"]):
        got = device.run(step)
        if "property" not in step:
            assert judge(step, got, step.get("policy", case["policy"])), (number, step, got)


@pytest.mark.parametrize("case", TRANSCRIPTS, ids=[case["id"] for case in TRANSCRIPTS])
def test_a_recorded_transcript_holds(case, config_server, settings):
    replay(Device(config_server, settings), case)


@pytest.mark.parametrize("case", SEQUENCES, ids=[case["id"] for case in SEQUENCES])
def test_a_recorded_sequence_holds_through_tango(case, config_server, settings):
    device = Device(config_server, settings)
    set_up(device, case.get("setup", {}))
    replay(device, case)
