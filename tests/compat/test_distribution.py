"""The two distributions fit together, and their wheels hold what is imported."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from nxsconfig import __version__

ROOT = Path(__file__).parents[2]
COMPAT = ROOT / "compat"
MODULES = [
    *("nxsconfigserver.Errors", "nxsconfigserver.Release", "nxsconfigserver.StreamSet", "nxsconfigserver.Merger"),
    *("nxsconfigserver.ComponentParser", "nxsconfigserver.MYSQLDataBase", "nxsconfigserver.XMLConfigurator"),
    *("nxswriter.TangoDataWriter", "nxswriter.Errors", "nxswriter.Types", "nxswriter.DecoderPool"),
    *("nxswriter.DataSources", "nxswriter.StreamSet", "nxswriter.NXSFromXML", "nxswriter.Release"),
    *("nxstools.filewriter", "nxstools.h5pywriter", "nxstools.nxsconfig", "nxstools.nxsdata"),
    *("nxstools.nxsparser", "nxstools.nxsargparser", "nxstools.nxsdevicetools"),
]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Both wheels: nxsconfig's and that of compat/."""
    directory = tmp_path_factory.mktemp("wheels")
    for project in (ROOT, COMPAT):
        build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(directory)]
        subprocess.run(build, cwd=project, check=True, capture_output=True)
    return sorted(directory.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheels, tmp_path_factory):
    """A directory with both wheels installed."""
    target = tmp_path_factory.mktemp("target")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(target), *map(str, wheels)], check=True, capture_output=True)
    return target


def test_the_compat_distribution_has_the_version_of_nxsconfig():
    project = tomllib.loads((COMPAT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["version"], project["dependencies"]) == (__version__, [f"nxsconfig=={__version__}"])


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_imported_from_the_installed_wheel(name, installed, tmp_path):
    code = f"import {name} as m, nxsconfig; print(m.__file__); print(nxsconfig.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(installed)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(Path(line).is_relative_to(installed) for line in done.stdout.split())


def test_both_distributions_have_the_same_licence():
    assert (COMPAT / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_wheels_have_no_file_in_common(wheels):
    ours, theirs = (set(ZipFile(wheel).namelist()) for wheel in wheels)
    assert ours.isdisjoint(theirs)


def test_the_compat_wheel_installs_no_script_and_is_typed(wheels):
    (compat,) = (set(ZipFile(wheel).namelist()) for wheel in wheels if "compat" in wheel.name)
    assert not any(name.endswith("entry_points.txt") for name in compat)
    assert compat >= {"nxsconfigserver/py.typed", "nxswriter/py.typed", "nxstools/py.typed"}
