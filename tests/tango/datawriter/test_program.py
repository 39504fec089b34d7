"""The program NXSDataWriter: start options, and a scan without a Tango database."""

import os
import subprocess

import h5py
import pytest

from tests.services.data_writer import PROGRAM
from tests.services.process import Process, free_port
from tests.tango.datawriter.conftest import POINT
from tests.writer.support import entry, field

pytest.importorskip("tango")
import tango

pytestmark = pytest.mark.tango

NAME = "p00/nxsdatawriter/alone"


@pytest.fixture
def alone(tmp_path):
    """A client of a server without a Tango database, and its log."""
    port = free_port()
    log = tmp_path / "log"
    process = Process([*PROGRAM, "alone", "-nodb", "-dlist", NAME, "-host", "127.0.0.1", "-port", str(port)], log)
    process.start(lambda: b"Ready to accept request" in log.read_bytes(), {"STATE_DIRECTORY": str(tmp_path)})
    yield tango.DeviceProxy(f"tango://127.0.0.1:{port}/{NAME}#dbase=no"), log
    process.stop()


def test_without_an_instance_the_usage_is_told():
    env = os.environ | {"TANGO_HOST": "127.0.0.1:1"}
    done = subprocess.run(PROGRAM, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: NXSDataWriter instance_name ")


def test_a_server_without_a_tango_database_records_a_scan(alone, tmp_path):
    writer, log = alone
    writer.FileName = str(tmp_path / "scan.nxs")
    writer.OpenFile()
    writer.XMLSettings = entry(field("x"))
    writer.OpenEntry()
    writer.Record(POINT)
    writer.CloseEntry()
    writer.CloseFile()
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/x"][()].tolist() == [1]
    assert "ERROR" not in log.read_text()
