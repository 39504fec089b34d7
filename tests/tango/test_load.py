"""Many clients at once, long runs, and a database that is killed under load."""

import json
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from tests.support.waiting import until

tango = pytest.importorskip("tango")
pytestmark = [pytest.mark.tango, pytest.mark.mysql, pytest.mark.slow, pytest.mark.timeout(300)]

CLIENT = Path(__file__).with_name("load_client.py")
PROCESSES, CLIENTS, CALLS = 10, 5, 200


def test_fifty_clients_store_and_read_without_an_error_or_a_mixed_text(config_server, device):
    command = [sys.executable, str(CLIENT), config_server.device]
    arguments = [[str(number), str(CLIENTS), str(CALLS)] for number in range(PROCESSES)]
    clients = [subprocess.Popen([*command, *each], stdout=subprocess.PIPE, text=True) for each in arguments]
    told = [json.loads(client.communicate()[0]) for client in clients]
    assert [each["problems"] for each in told] == [[]] * PROCESSES
    assert sum(each["calls"] for each in told) >= PROCESSES * CLIENTS * CALLS


def memory(pid):
    """Resident memory of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def test_memory_stays_flat_over_ten_thousand_configurations(config_server, component):
    for number in range(10_000):
        if number == 500:
            before = memory(config_server.pid)
        component.Variables = json.dumps({"number": number})
        component.CreateConfiguration(["a"])
    after = memory(config_server.pid)
    assert after < before * 1.05, (before, after)


class Writers:
    """Clients that store one component after the other until told to end."""

    def __init__(self, config_server, start, count):
        self.acknowledged, self.failed = [], []
        self._end = Event()
        self._running = [start(self._store, config_server.proxy(), f"c{number}") for number in range(count)]

    def end(self):
        self._end.set()
        for each in self._running:
            each.result(30)

    def _store(self, proxy, prefix):
        for number in count():
            if self._end.is_set():
                return
            entry = {
                "kind": "component",
                "name": f"{prefix}_{number}",
                "text": f"<definition><doc>{number}</doc></definition>",
            }
            try:
                proxy.StoreEntries(json.dumps({"entries": [entry]}))
                self.acknowledged.append(entry["name"])
            except tango.DevFailed as err:
                self.failed.append(err.args[0].desc)
                time.sleep(0.05)


@pytest.fixture
def writers(config_server, device, start):
    writers = Writers(config_server, start, 8)
    yield writers
    writers.end()


def test_what_was_acknowledged_is_there_after_the_database_was_killed(device, mariadb, writers):
    mariadb.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
    until(lambda: len(writers.acknowledged) > 100)
    mariadb.stop()
    until(lambda: len(writers.failed) > 20)
    known = len(writers.acknowledged)
    mariadb.start()
    until(lambda: len(writers.acknowledged) > known + 100, seconds=60)
    writers.end()
    assert set(writers.acknowledged) <= set(device.AvailableComponents())
    assert {text.partition(":")[0] for text in writers.failed} == {"MySQLdb.OperationalError"}
    assert device.state() == tango.DevState.OPEN


def test_version_and_health_say_so_while_the_database_is_away(component, mariadb):
    mariadb.stop()
    try:
        assert component.Version.endswith(".<DB_NOT_CONNECTED>")
        assert json.loads(component.Health)["reachable"] is False
        with pytest.raises(tango.DevFailed, match="check that the database runs"):
            component.AvailableComponents()
        assert component.state() == tango.DevState.OPEN
    finally:
        mariadb.start()
    assert component.AvailableComponents() == ["a"]
