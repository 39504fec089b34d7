"""A Tango database that never answers doesn't hold up the configuration server."""

import signal
import time

import pytest

pytest.importorskip("tango")

pytestmark = pytest.mark.tango


def test_the_version_is_read_within_seconds_while_the_tango_database_is_frozen(tango_db, config_server):
    proxy = config_server.proxy()
    version = proxy.Version
    tango_db._process.signal(signal.SIGSTOP)
    began = time.monotonic()
    try:
        assert proxy.Version == version
    finally:
        tango_db._process.signal(signal.SIGCONT)
    assert time.monotonic() - began < 2.5
