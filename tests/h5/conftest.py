"""A file of the HDF5 layer that scripts see."""

import pytest

from nxsconfig.h5.objects import h5pywriter


@pytest.fixture
def file(tmp_path):
    file = h5pywriter.create_file(str(tmp_path / "scan.nxs"))
    scan = file.root().create_group("scan", "NXentry")
    scan.create_field("x", "float64", [3], [3])[...] = [1, 2, 3]
    scan.create_group("data", "NXdata")
    yield file
    file.close()


@pytest.fixture
def scan(file):
    return file.root().open("scan")
