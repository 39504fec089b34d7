"""A session for `test_services.py` to end: it starts the service that SERVICE names, says so, and hangs."""

import os
import time

import pytest


def test_hangs(request: pytest.FixtureRequest) -> None:
    service = request.getfixturevalue(os.environ["SERVICE"])
    print("pid", service._process._running.pid, flush=True)
    time.sleep(60)
