"""Scripts read what other files hold, through links and virtual data sets of a file that is being written."""

import h5py
import numpy as np
import pytest

from nxsconfig.h5.files import open_write
from nxsconfig.h5.objects.h5pywriter import get_links, wrapped


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["x"] = np.arange(5)
    made, _ = open_write(tmp_path / "f.nxs")
    made["x"] = np.arange(5) * 100
    made["link"] = h5py.ExternalLink("other.h5", "/x")
    for name, source in (("virtual", "other.h5"), ("own", ".")):
        layout = h5py.VirtualLayout((5,), "i8")
        layout[:] = h5py.VirtualSource(source, "x", (5,))
        made.create_virtual_dataset(name, layout)
    yield made
    made.close()


@pytest.mark.parametrize(("name", "first"), [("link", 1), ("virtual", 1), ("own", 100), ("x", 100)])
def test_objects_show_what_other_files_hold(file, tmp_path, name, first):
    found = wrapped(file, str(tmp_path / "f.nxs")).root().open(name)
    assert found.read()[1] == found[1] == first


def test_a_link_is_valid_where_it_leads_to_something(file, tmp_path):
    file["broken"] = h5py.ExternalLink("other.h5", "/y")
    links = {link.name: link.is_valid for link in get_links(wrapped(file, str(tmp_path / "f.nxs")).root())}
    assert (links["link"], links["broken"]) == (True, False)


@pytest.mark.parametrize("name", ["link", "virtual"])
def test_h5py_itself_says_that_it_cannot(file, name):
    with pytest.raises(OSError, match="open that file itself"):
        print(file[name][()])
    assert file["x"][1] == 100
