"""The program NXSConfigServer: start options, with and without a Tango database."""

import os
import subprocess

import pytest

from tests.services.config_server import PROGRAM
from tests.services.process import Process, free_port
from tests.support.waiting import until

tango = pytest.importorskip("tango")
pytestmark = pytest.mark.tango

NAME = "p00/nxsconfigserver/alone"


def run(*arguments, host="127.0.0.1:1"):
    env = os.environ | {"TANGO_HOST": host}
    return subprocess.run([*PROGRAM, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def alone(tmp_path):
    """A client of a server without a Tango database."""
    port = free_port()
    log = tmp_path / "log"
    command = [*PROGRAM, "alone", "-nodb", "-dlist", NAME, "-host", "127.0.0.1", "-port", str(port)]
    process = Process(command, log)
    process.start(lambda: b"Ready to accept request" in log.read_bytes())
    yield tango.DeviceProxy(f"tango://127.0.0.1:{port}/{NAME}#dbase=no")
    process.stop()


def test_without_an_instance_the_usage_is_told():
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: NXSConfigServer instance_name ")


@pytest.mark.parametrize("option", ["-?", "-h", "--help"])
def test_help_is_no_error(option):
    done = run(option)
    assert done.returncode == 0
    assert "instance_name" in done.stdout


def test_an_instance_that_is_not_registered_is_refused(tango_db):
    done = run("nobody", host=tango_db.tango_host)
    assert done.returncode == 255
    assert "not defined in database" in done.stdout + done.stderr


def test_a_server_that_runs_already_is_not_started_again(config_server, tango_db):
    done = run(config_server.instance, host=tango_db.tango_host)
    assert done.returncode == 255
    assert "already running" in done.stdout + done.stderr


def test_a_server_without_a_tango_database_keeps_a_configuration(alone, tmp_path):
    alone.JSONSettings = f"sqlite:///{tmp_path}/store.db"
    alone.Open()
    alone.XMLString = "<definition/>"
    alone.StoreComponent("a")
    alone.CreateConfiguration(["a"])
    assert "<definition" in alone.XMLString
    assert alone.Version.endswith(".XCS.1")


def test_without_a_tango_database_settings_survive_init(alone):
    alone.JSONSettings = "sqlite:///x.db"
    alone.Variables = '{"a": 1}'
    alone.Init()
    assert (alone.JSONSettings, alone.Variables) == ("sqlite:///x.db", "{}")


def test_a_server_without_a_tango_database_pushes_events(alone, tmp_path):
    alone.JSONSettings = f"sqlite:///{tmp_path}/store.db"
    alone.Open()
    heard = []
    number = alone.subscribe_event("Revision", tango.EventType.CHANGE_EVENT, heard.append)
    alone.DeleteComponent("a")
    until(lambda: [event.attr_value.value for event in heard if not event.err][-1:] == [1])
    alone.unsubscribe_event(number)
