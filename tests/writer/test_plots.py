"""A definition that says what should be plotted makes a file from which it can be."""

import h5py
import pytest

from nxsconfig.h5 import find_faults
from nxsconfig.writer import Recording
from tests.writer.support import entry, field

AXES = '<attribute name="axes" type="NX_CHAR"><dimensions rank="1"><dim index="1" value="1"/></dimensions>x</attribute>'
LINKS = '<link name="x" target="/scan/x"/><link name="c" target="/scan/c"/>'
PLOT = f'<group name="data" type="NXdata" signal="c">{AXES}{LINKS}</group>'
ROOT = '<attribute name="default">scan</attribute>'


def recorded(path, *items, records=3):
    text = entry(field("x", "NX_FLOAT"), field("c"), *items)
    text = text.replace("<definition>", f"<definition>{ROOT}").replace('"NXentry"', '"NXentry" default="data"')
    with Recording(path, text) as recording:
        for number in range(records):
            recording.record({"x": number / 2, "c": number})


def test_the_chain_of_defaults_leads_to_signal_and_axes(tmp_path):
    recorded(tmp_path / "scan.nxs", PLOT)
    with h5py.File(tmp_path / "scan.nxs") as file:
        data = file[file.attrs["default"]]
        data = data[data.attrs["default"]]
        assert data[data.attrs["signal"]][()].tolist() == [0, 1, 2]
        assert data[data.attrs["axes"][0]][()].tolist() == [0, 0.5, 1]
        assert find_faults(file) == ()


@pytest.mark.unsound_files("default")
def test_a_default_that_the_definition_does_not_make_is_found(tmp_path):
    recorded(tmp_path / "scan.nxs")
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert [fault.path for fault in find_faults(file)] == ["/scan"]
