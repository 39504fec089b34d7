"""The quick tree of a file."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.outline import read_outline
from nxsconfig.h5.tree import Node, read_tree

VALUES: dict[str, object] = {
    "text": "h\u00e4llo",
    "number": 1.5,
    "one": np.array([[7]]),
    "fixed": np.array([b"ab"]),
    "bool": np.array([True]),
    "complex": 1 + 2j,
    "empty": h5py.Empty("f8"),
    "none": np.zeros((0, 3)),
    "type": np.dtype("f8"),
    "enum": np.array(1, dtype=h5py.enum_dtype({"A": 1}, basetype="i4")),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with one object of each sort."""
    with h5py.File(tmp_path / "x.nxs", "w") as file:
        group = file.create_group("entry")
        group.attrs.update(
            {"NX_class": np.bytes_("NXentry"), "texts": ["a", "b"], "none": h5py.Empty("f8"), "n": [1, 2]}
        )
        for name, value in VALUES.items():
            group[name] = value
        group["number"].attrs["units"] = "mm"
        group["soft"] = h5py.SoftLink("number")
        group["external"] = h5py.ExternalLink("other.nxs", "/entry/x")
    return tmp_path / "x.nxs"


def test_the_outline_is_the_tree_with_single_values(path: Path) -> None:
    assert dict(read_outline(path).walk()) == dict(read_tree(path, values=1).walk())


def test_the_only_text_of_a_column_is_read(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.nxs", "w") as file:
        file.create_dataset("t", data=["one"], dtype=h5py.string_dtype(), maxshape=(None,), chunks=(1024,))
    assert read_outline(tmp_path / "x.nxs").children[0].values == ("one",)


def test_of_several_values_none_is_read(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.nxs", "w") as file:
        file["many"] = np.arange(10)
    (child,) = read_outline(tmp_path / "x.nxs").children
    assert (child.shape, child.values) == ((10,), ())


def test_a_group_that_is_linked_into_itself_ends(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.nxs", "w") as file:
        file["a/b/again"] = file.require_group("a")
    found: dict[str, Node] = dict(read_outline(tmp_path / "x.nxs").walk())
    assert found["/a/b/again"].kind == "link"


def test_a_root_that_is_linked_into_itself_ends(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.nxs", "w") as file:
        file["a/root"] = file["/"]
    assert [where for where, _ in read_outline(tmp_path / "x.nxs").walk()] == ["/", "/a", "/a/root"]


def test_a_value_whose_filter_is_missing_is_left_out(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.nxs", "w") as file:
        made = file.create_dataset("x", (1,), "i4", chunks=(1,), compression="gzip")
        made.id.write_direct_chunk((0,), b"no deflated data")
    (child,) = read_outline(tmp_path / "x.nxs").children
    assert (child.dtype, child.values) == ("int32", ())


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NexusFileError, match=r"gone\.nxs"):
        read_outline(tmp_path / "gone.nxs")


def test_damaged_objects_are_told(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.nxs", "w", libver="v110") as file:
        file.create_group("entry").attrs["NX_class"] = "NXentry"
    data = (tmp_path / "x.nxs").read_bytes()
    (tmp_path / "x.nxs").write_bytes(data.replace(b"NX_class", b"NX_clash"))  # its check sum is wrong then
    with pytest.raises(NexusFileError, match=r"x\.nxs can't be read: it is damaged"):
        read_outline(tmp_path / "x.nxs")
