"""What leads nowhere in a file is found, and nothing else."""

import h5py
import numpy as np
import pytest

from nxsconfig.h5 import Fault, FaultKind, find_faults

ENTRY = {"NX_class": "NXentry", "default": "data"}
DATA = {"NX_class": "NXdata", "signal": "counts", "axes": ["x", "."]}


@pytest.fixture
def file(tmp_path):
    """A file with a chain of defaults to a plottable NXdata, and whatever a test adds."""
    with h5py.File(tmp_path / "scan.nxs", "w") as file:
        file.attrs["default"] = "scan"
        file.create_group("scan").attrs.update(ENTRY)
        data = file.create_group("scan/data")
        data.attrs.update(DATA)
        data["counts"], data["x"] = np.zeros((5, 3)), np.zeros(5)
        yield file


def faults(file):
    return [(fault.path, fault.kind) for fault in find_faults(file)]


def test_a_sound_file_has_none(file):
    file["scan/link"] = h5py.SoftLink("/scan/data/x")
    assert find_faults(file) == ()


def test_a_file_without_defaults_has_none(file):
    del file.attrs["default"], file["scan"].attrs["default"]
    assert find_faults(file) == ()


def test_a_default_that_is_not_there_is_told_with_what_is(file):
    file["scan"].attrs["default"] = "plot"
    said = "has the default 'plot', which is no group in it; there is data"
    assert find_faults(file) == (Fault("/scan", FaultKind.DEFAULT, said),)


def test_a_chain_must_end_at_an_nxdata(file):
    del file["scan"].attrs["default"]
    assert faults(file) == [("/scan", "default")]


def test_a_circle_of_defaults_ends(file):
    file["scan/data"].attrs.update({"NX_class": "NXsubentry", "default": "up"})
    file["scan/data/up"] = h5py.SoftLink("/scan")
    assert {kind for _, kind in faults(file)} == {"default"}


@pytest.mark.parametrize("signal", ["nothing", "group", "text"])
def test_a_signal_must_be_a_field_of_numbers(file, signal):
    file.create_group("scan/data/group")
    file["scan/data/text"] = "5"
    file["scan/data"].attrs["signal"] = signal
    assert faults(file) == [("/scan/data", "signal")]


def test_what_should_be_plotted_names_a_signal(file):
    del file["scan/data"].attrs["signal"]
    assert faults(file) == [("/scan/data", "signal")]
    file["scan/data/counts"].attrs["signal"] = 1  # as it was done before 2014
    assert faults(file) == []


def test_a_data_group_that_nobody_plots_may_have_no_signal(file):
    file.create_group("scan/more").attrs["NX_class"] = "NXdata"
    assert faults(file) == []


@pytest.mark.parametrize(("length", "found"), [(4, 1), (5, 0), (6, 0), (7, 1)])
def test_an_axis_is_as_long_as_its_dimension_or_has_the_edges_of_bins(file, length, found):
    del file["scan/data/x"]
    file["scan/data/x"] = np.zeros(length)
    assert faults(file) == [("/scan/data", "axes")] * found


def test_an_axis_may_say_which_dimension_it_belongs_to(file):
    file["scan/data/y"] = np.zeros(3)
    file["scan/data"].attrs.update({"axes": ["y"], "y_indices": 1})
    assert faults(file) == []
    file["scan/data"].attrs["y_indices"] = 0
    assert faults(file) == [("/scan/data", "axes")]


@pytest.mark.parametrize("axes", ["x:gone", ["x", "gone"], ["x", ".", "."], "[x,gone]"])
def test_axes_that_are_missing_or_too_many_are_found(file, axes):
    file["scan/data"].attrs["axes"] = axes
    assert faults(file) == [("/scan/data", "axes")]


@pytest.mark.parametrize("target", ["/nowhere", "gone", "/scan/loop"])
def test_links_that_lead_nowhere_are_found(file, target):
    file["scan/loop"] = h5py.SoftLink(target)
    assert faults(file) == [("/scan/loop", "link")]


def test_what_is_reached_on_two_ways_is_told_once(file):
    file["scan/gone"] = h5py.SoftLink("/nowhere")
    file["scan/up"], file["twin"] = file["/"], file["scan"]
    assert faults(file) == [("/scan/gone", "link")]


def test_external_links_are_looked_for_beside_the_file(file, tmp_path):
    with h5py.File(tmp_path / "raw.h5", "w") as raw:
        raw["data"] = 1
    file["scan/right"], file["scan/wrong"], file["scan/gone"] = (
        h5py.ExternalLink(name, path) for name, path in (("raw.h5", "/data"), ("raw.h5", "/other"), ("no.h5", "/data"))
    )
    texts = [str(fault) for fault in find_faults(file)]
    assert texts == [
        "/scan/gone links to no.h5:/data, but the file is not there",
        "/scan/wrong links to raw.h5:/other, but the file holds no /other",
    ]


def test_sources_of_virtual_data_sets_are_looked_for(file, tmp_path):
    with h5py.File(tmp_path / "raw.h5", "w") as raw:
        raw["data"] = [1, 2]
    layout = h5py.VirtualLayout((4, 2), "i8")
    for row, (name, path) in enumerate([("raw.h5", "/data"), ("raw.h5", "/other"), ("no.h5", "/data"), (".", "/gone")]):
        layout[row] = h5py.VirtualSource(name, path, (2,))
    file.create_virtual_dataset("scan/all", layout)
    assert [str(fault).partition("joins ")[2] for fault in find_faults(file)] == [
        ".:/gone, but the file holds no data set /gone",
        "no.h5:/data, but the file is not there",
        "raw.h5:/other, but the file holds no data set /other",
    ]


def test_a_source_that_is_no_hdf5_file_is_told(file, tmp_path):
    (tmp_path / "raw.h5").write_text("diary")
    layout = h5py.VirtualLayout((2,), "i8")
    layout[:] = h5py.VirtualSource("raw.h5", "/data", (2,))
    file.create_virtual_dataset("scan/all", layout)
    assert "raw.h5:/data, but the file can't be read" in str(find_faults(file)[0])
