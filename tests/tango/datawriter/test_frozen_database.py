"""A Tango database that takes connections but never answers (its host hangs) holds nobody up for long."""

import signal
import time

import h5py
import pytest

from tests.tango.datawriter.conftest import POINT
from tests.writer.support import entry, field

pytest.importorskip("tango")
import tango

pytestmark = pytest.mark.tango
LIMIT = 2.5
"""Seconds; Tango alone waits for 60 and more."""


@pytest.fixture
def frozen(tango_db, writer):
    """The device, its database stopped."""
    tango_db._process.signal(signal.SIGSTOP)
    yield writer
    tango_db._process.signal(signal.SIGCONT)


def seconds_of(call):
    began = time.monotonic()
    call()
    return time.monotonic() - began


def test_a_scan_is_taken_and_only_opening_the_entry_waits_for_a_second(frozen, tmp_path):
    frozen.FileName = str(tmp_path / "scan.nxs")
    frozen.XMLSettings = entry(field("x"))
    steps = (frozen.OpenFile, frozen.OpenEntry, lambda: frozen.Record(POINT), frozen.CloseEntry, frozen.CloseFile)
    times = [seconds_of(step) for step in steps]
    assert times[1] < LIMIT
    assert max(times[0], *times[2:]) < 0.5
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/x"][()].tolist() == [1]


def test_state_is_answered_while_opening_an_entry_waits(frozen, data_writer, tmp_path, start):
    frozen.FileName = str(tmp_path / "scan.nxs")
    frozen.XMLSettings = entry(field("x"))
    frozen.OpenFile()
    call = start(frozen.OpenEntry)
    while not call.done():
        assert seconds_of(frozen.state) < LIMIT
    call.result()


def test_init_keeps_the_properties_and_takes_a_second(frozen):
    assert seconds_of(frozen.Init) < LIMIT
    assert frozen.state() == tango.DevState.ON


def test_a_value_that_cannot_be_memorised_is_refused_and_not_taken(frozen):
    began = time.monotonic()
    with pytest.raises(tango.DevFailed, match="StepsPerFile stays as it was, because it can't be remembered now"):
        frozen.StepsPerFile = 7
    assert time.monotonic() - began < LIMIT
    assert frozen.StepsPerFile == 0
