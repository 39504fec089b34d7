"""Virtual data sets: where the parts of other files land."""

import json

import h5py
import numpy as np
import pytest

from nxsconfig.errors import DefinitionError, RecordError
from nxsconfig.h5.maps import SourceMap, split_source
from nxsconfig.h5.selections import UNLIMITED, Slab, axes_of, slab_of
from nxsconfig.writer import Recording
from nxsconfig.writer.virtual import layout_of_maps, maps_of
from tests.writer.support import client, entry

TARGET = "part.h5://stack"
WHOLE = np.arange(6 * 3 * 4, dtype="uint32").reshape(6, 3, 4)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    with h5py.File(tmp_path / "part.h5", "w") as file:
        file.create_dataset("stack", data=WHOLE, maxshape=(None, 3, 4))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def vds(inside="", sizes=(0, 0, 0), mode="FINAL"):
    dims = "".join(f'<dim index="{index}" value="{size}"/>' for index, size in enumerate(sizes, 1) if size)
    strategy = f'<strategy mode="{mode}"/>' if mode else ""
    return entry(
        f'<vds name="v" type="NX_UINT32"><dimensions rank="{len(sizes)}">{dims}</dimensions>{strategy}{inside}</vds>'
    )


def made_of(maps, sizes=(0, 0, 0)):
    """What is read from a virtual data set made of these maps."""
    with Recording("scan.nxs", vds(client("maps"), sizes)) as recording:
        recording.data["maps"] = maps
    with h5py.File("scan.nxs") as file:
        return file["scan/v"][()]


@pytest.mark.parametrize(
    ("facts", "sizes", "expected"),
    [
        ({"shape": [6, 3, 4]}, (0, 0, 0), WHOLE),
        ({"shape": [6, 3, 4], "sourcekey": [[2, 4]]}, (0, 0, 0), WHOLE[2:4]),
        ({"shape": [6, 3, 4], "key": [[0, 2, 1, 1]], "sourcekey": [[1, 2, 1, 1]]}, (0, 3, 4), WHOLE[1:3]),
        ({"shape": [6, 3, 4], "key": [[0, 1, 2, 1]], "sourcekey": [[1, 1, 2, 3]]}, (0, 3, 4), WHOLE[[1, 4]]),
        ({"shape": [6, 3, 4], "key": [0], "sourcekey": 5}, (0, 3, 4), WHOLE[5:]),
        ({"shape": [6, 3, 4], "key": [[0, UNLIMITED]], "sourcekey": [[0, UNLIMITED]]}, (0, 0, 0), WHOLE),
    ],
)
def test_a_part_of_a_source_lands_where_the_key_says(folder, facts, sizes, expected):
    np.testing.assert_array_equal(made_of(json.dumps([{"target": TARGET, **facts}]), sizes), expected)


def test_a_list_of_maps_need_not_be_json(folder):
    maps = [{"target": TARGET, "shape": (6, 3, 4)}, {"target": TARGET, "shape": (6, 3, 4)}]
    np.testing.assert_array_equal(made_of(maps), np.concatenate([WHOLE, WHOLE]))


def test_images_make_a_stack(folder):
    with h5py.File("images.h5", "w") as file:
        for number in range(3):
            file[f"i{number}"] = WHOLE[number]
    maps = [{"target": f"images.h5://i{number}", "shape": [3, 4]} for number in range(3)]
    np.testing.assert_array_equal(made_of(maps), WHOLE[:3])


def test_a_virtual_data_set_without_limit_follows_its_source(folder):
    made_of([{"target": TARGET, "shape": [6, 3, 4], "key": [[0, UNLIMITED]], "sourcekey": [[0, UNLIMITED]]}])
    with h5py.File("part.h5", "r+") as file:
        file["stack"].resize(8, axis=0)
    with h5py.File("scan.nxs") as file:
        assert file["scan/v"].shape == (8, 3, 4)


def test_a_map_tag_fills_in_what_its_source_leaves_out(folder):
    view = '<sourceview><selection rank="3"><slice index="1" start="3" stop="5"/></selection></sourceview>'
    sizes = '<dimensions rank="3"><dim index="1" value="6"/><dim index="2" value="3"/><dim index="3" value="4"/></dimensions>'
    text = vds(f'<map>{sizes}{view}<strategy mode="STEP"/>{client("file")}</map>', mode="")
    with Recording("scan.nxs", text) as recording:
        recording.record({"file": TARGET})
    with h5py.File("scan.nxs") as file:
        np.testing.assert_array_equal(file["scan/v"], WHOLE[3:5])


@pytest.mark.parametrize(
    "maps", ['[{"target": "a', '{"target": "a://b", "shape": "big"}', [{"target": TARGET, "key": "x"}], [5]]
)
def test_a_wrong_map_fails_alone(folder, maps):
    text = vds(client("maps")).replace(
        "</group>", f'<field name="f"><strategy mode="FINAL"/>{client("f")}</field></group>'
    )
    with pytest.raises(RecordError, match="scan:NXentry/v: "), Recording("scan.nxs", text) as recording:
        recording.data.update(maps=maps, f="done")
    with h5py.File("scan.nxs") as file:
        assert "v" not in file["scan"]
        assert file["scan/f"][()] == b"done"


def test_a_source_of_another_size_than_its_place_is_refused():
    item = SourceMap("a.h5", "/x", shape=(6, 3), key=[[0, 4]], source_key=[[0, 2]])
    with pytest.raises(ValueError, match=r"\[2, 3\] elements can't be put at \[4, 3\]"):
        layout_of_maps("uint8", (0, 3), [item])


def test_a_wrong_key_in_the_definition_is_refused_when_the_entry_opens(folder):
    text = vds(f'<map target="{TARGET}"><selection rank="1"><slice index="1">{client("k")}</slice></selection></map>')
    with pytest.raises(DefinitionError, match="no list of numbers"), Recording("scan.nxs", text, data={"k": "1 to 3"}):
        pass


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("a.h5://e/d", ("a.h5", "/e/d")),
        ("a.h5:/d", ("a.h5", "d")),
        ("a.h5::/d", ("a.h5", "/d")),
        ("h5file://b/a.h5::/d", ("/b/a.h5", "/d")),
        ("/e/d", ("", "/e/d")),
    ],
)
def test_a_target_is_a_file_and_a_path(target, parts):
    assert split_source(target) == parts


@pytest.mark.parametrize(
    ("item", "slab"),
    [
        (None, Slab(0, 1, 1, 9)),
        (4, Slab(4, 1, 1, 1)),
        ([3], Slab(0, 1, 1, 3)),
        ([2, 5], Slab(2, 1, 1, 3)),
        ([0, 5, 2], Slab(0, 2, 3, 1)),
        ([1, 2, 1, 1], Slab(1, 2, 1, 2)),
        ([None, UNLIMITED], Slab(0, 1, UNLIMITED, 1)),
    ],
)
def test_an_entry_of_a_key_is_a_slab(item, slab):
    assert slab_of(item, 9) == slab


@pytest.mark.parametrize("item", [[], [1, 2, 3, 4, 5], "all", [-1], 1.5, True, [2**70]])
def test_what_selects_nothing_is_refused(item):
    with pytest.raises(ValueError):
        slab_of(item, 9)


def test_a_key_of_too_many_axes_is_refused():
    with pytest.raises(ValueError, match="3 entries for 2 axes"):
        axes_of([1, 2, 3], 2)


def test_a_map_for_other_targets_only_is_no_map():
    assert maps_of({"plugin": "lima", "plugin_file": "x"}) == []
