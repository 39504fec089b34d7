"""The tutorial about recording from Python works as it is written."""

import re
import subprocess
import sys
from pathlib import Path

import h5py
import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial" / "record-from-python.md").read_text(encoding="utf-8")


def blocks(kind):
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return [text for name, text in found if name == kind]


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """A folder in which the tutorial was followed; what its script printed is in `printed`."""
    folder = tmp_path_factory.mktemp("tutorial")
    script = "\n".join(blocks("python"))
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (folder / "printed").write_text(done.stdout, encoding="utf-8")
    return folder


def test_the_script_prints_what_the_page_shows(walked):
    assert (walked / "printed").read_text(encoding="utf-8") == "".join(text for text in blocks("") if "►" not in text)


def test_the_file_shows_its_plot_by_default(walked):
    with h5py.File(walked / "scan.nxs") as file:
        data = file["scan"][file["scan"].attrs["default"]]
        assert (data.attrs["signal"], len(data[data.attrs["signal"]])) == ("counts", 100)


def test_the_script_in_the_definition_is_asked_at_every_point(walked):
    with h5py.File(walked / "load.nxs") as file:
        assert (file["scan/data/load"][:] >= 0).tolist() == [True] * 3


def test_the_gap_is_a_row_of_its_own(walked):
    with h5py.File(walked / "gap.nxs") as file:
        assert file["scan/data/counts"][:].tolist() == [7, 0, 9]


def test_the_scan_is_split_below_its_group(walked):
    assert len(sorted(walked.glob("split*.nxs"))) == 3
    with h5py.File(walked / "split_00003.nxs") as file:
        assert file["run/scan/data/counts"][:].tolist() == [4]
