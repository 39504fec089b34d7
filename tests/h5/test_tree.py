"""The tree of a file, and how files are opened."""

import json

import h5py
import numpy as np
import pytest

from nxsconfig.errors import NexusFileError
from nxsconfig.h5 import open_read, open_write, read_tree, type_name


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "scan.nxs"
    with h5py.File(path, "w") as file:
        file.attrs["NX_class"] = "NXroot"
        scan = file.create_group("scan")
        scan.attrs["NX_class"] = "NXentry"
        scan["x"] = np.arange(10, dtype="float32")
        scan["x"].attrs["units"] = "mm"
        scan["title"] = "first light"
        scan["image"] = np.arange(6, dtype="uint16").reshape(1, 2, 3)
        scan["to_x"] = h5py.SoftLink("/scan/x")
        scan["raw"] = h5py.ExternalLink("raw.h5", "/data")
        scan["up"] = h5py.SoftLink("/")
    return path


def nodes(path, **options):
    return dict(read_tree(path, **options).walk())


def test_every_object_stands_under_its_path(path):
    names = ["/", "/scan", *(f"/scan/{name}" for name in ("image", "raw", "title", "to_x", "up", "x"))]
    assert list(nodes(path)) == names


def test_a_field_has_type_shape_units_and_first_values(path):
    node = nodes(path)["/scan/x"]
    assert (node.dtype, node.shape, node.units, node.values) == ("float32", (10,), "mm", (0.0, 1.0, 2.0))


def test_texts_and_images_show_values_too(path):
    assert nodes(path)["/scan/title"].values == ("first light",)
    assert nodes(path, values=2)["/scan/image"].values == (0, 1)
    assert nodes(path, values=0)["/scan/image"].values == ()


def test_groups_have_their_class(path):
    assert (nodes(path)["/"].nxclass, nodes(path)["/scan"].nxclass) == ("NXroot", "NXentry")


def test_links_have_a_target_and_are_not_followed(path):
    found = nodes(path)
    assert (found["/scan/to_x"].kind, found["/scan/to_x"].target) == ("link", "/scan/x")
    assert (found["/scan/raw"].kind, found["/scan/raw"].target) == ("external", "raw.h5://data")


def test_the_tree_can_be_written_as_json(path):
    assert '"name": "title"' in json.dumps(read_tree(path).as_json())


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        (h5py.string_dtype(), "string"),
        (h5py.string_dtype(length=4), "string[4]"),
        (np.dtype(bool), "bool"),
        (h5py.enum_dtype({"A": 1}), "enum"),
        (h5py.ref_dtype, "reference"),
        (np.dtype([("a", "i4")]), "compound"),
        (np.dtype("<i4"), "int32"),
    ],
)
def test_types_have_short_names(dtype, name):
    assert type_name(dtype) == name


@pytest.mark.parametrize("content", [None, "diary"])
def test_what_is_no_hdf5_file_is_named(tmp_path, content):
    path = tmp_path / "no.nxs"
    if content:
        path.write_text(content)
    with pytest.raises(NexusFileError, match=r"no\.nxs can't be read"), open_read(path):
        pass


def test_opening_for_writing_never_empties_a_file(path):
    file, new = open_write(path)
    assert not new
    assert "scan" in file
    file.close()
