"""The tutorial of the example beamline works as it is written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import pytest

from nxsconfig.dialect.schema import check
from tests.examples.beamline import FOLDER

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial" / "example-beamline.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_xml_of_the_tutorial_is_the_language():
    energy, *whole = blocks("xml")
    texts = [f"<definition><group type='NXentry'>{energy}</group></definition>", *whole]
    assert [check(text) for text in texts] == [[], [], []]


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """A folder in which the tutorial was followed; what its commands printed is in `printed`."""
    folder = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(FOLDER, folder / "examples" / "beamline")
    shell = "\n".join(["set -e", *blocks("sh")]).replace("/tmp/", f"{folder}/")
    (folder / "record.py").write_text(blocks("python")[0].replace("/tmp/", f"{folder}/"), encoding="utf-8")
    shell += f"\npython {folder}/record.py\n"
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", "-c", shell],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (folder / "printed").write_text(done.stdout, encoding="utf-8")
    return folder


def test_list_shows_the_components_without_the_template(walked):
    printed = (walked / "printed").read_text(encoding="utf-8").splitlines()
    names = {path.stem for path in (FOLDER / "components").iterdir()}
    assert names - {*printed} == {"__template__stage"}


def test_the_scan_is_in_the_file(walked):
    with h5py.File(walked / "demo.nxs") as file:
        entry = file[file.attrs["default"]]
        data = entry[entry.attrs["default"]]
        signal, energy = data[data.attrs["signal"]], data[data.attrs["axes"][0]]
        assert (signal.shape, energy[0], energy[-1]) == ((10,), 7092, 7137)
        assert entry["instrument/pixel_detector/data"].shape == (10, 16, 16)
