"""The recorded sequences of configuration server commands hold, on every engine."""

import pytest

from nxsconfig.configurator.server import ConfigServer
from nxsconfig.db import open_store
from tests.support.cases import judge, load
from tests.support.replay import Server, set_up

CASES = [*load("engine"), *load("engine-hang")]


@pytest.mark.parametrize("reads_ahead", [False, True])
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_recorded_sequence_holds(case, store_url, reads_ahead):
    config = ConfigServer(open_store, reads_ahead=reads_ahead)
    config.json_settings = store_url
    config.open()
    server = Server(config)
    set_up(server, case.get("setup", {}))
    for number, step in enumerate(case["steps"]):
        got = server.run(step)
        assert judge(step, got, step.get("policy", case["policy"])), (number, step, got)
    config.close()
