"""The objects through which scripts look into a file (writer §17), as the peers' scripts use them."""

import io
from pathlib import Path

import h5py
import numpy as np
import pytest

from nxsconfig.h5.objects import filewriter, h5pywriter


def test_a_new_file_has_the_root_attributes_of_nexus(file):
    names = ["HDF5_Version", "NX_class", "file_name", "file_time", "file_update_time"]
    assert sorted(file.root().attributes.names()) == names
    assert file.root().attributes["NX_class"].read() == "NXroot"


def test_files_are_not_overwritten_unless_asked_for(file):
    with pytest.raises(OSError, match="exists"):
        h5pywriter.create_file(file.name)
    file.close()
    assert h5pywriter.create_file(file.name, overwrite=True).root().names() == []


def test_paths_have_the_classes_of_groups(scan):
    field = scan.open("x")
    field.attributes.create("units", "string").write("mm")
    paths = [scan.parent.path, scan.path, field.path, field.attributes["units"].path]
    assert paths == ["/", "/scan:NXentry", "/scan:NXentry/x", "/scan:NXentry/x@units"]


def test_parents_lead_to_the_file(file, scan):
    assert scan.open("x").parent.name == "scan"
    assert scan.parent.parent is file
    assert file.root().h5object.__class__.__name__ == "File"
    assert file.writer.__name__.rpartition(".")[2] == "h5pywriter"


def test_kinds_are_those_scripts_ask_for(scan):
    h5pywriter.link("/nowhere", scan, "lost")
    kinds = [
        (child.name, [k for k in ("FTField", "FTGroup", "FTLink") if isinstance(child, getattr(filewriter, k))])
        for child in scan
    ]
    assert kinds == [("data", ["FTGroup"]), ("lost", ["FTLink"]), ("x", ["FTField"])]


def test_open_finds_children_paths_and_attributes(file, scan):
    assert file.root().open("scan/x").path == "/scan:NXentry/x"
    assert scan.open("NX_class").read() == "NXentry"
    with pytest.raises(KeyError, match="nope"):
        scan.open("nope")


def test_paths_may_begin_at_the_root_and_are_cleaned(file, scan):
    paths = [scan.open(path).path for path in ("/scan/x", "./x", "data/", "/")]
    assert paths == ["/scan:NXentry/x", "/scan:NXentry/x", "/scan:NXentry/data:NXdata", "/"]


@pytest.mark.parametrize("path", ["", "x/y", "/x", "data/NX"])
def test_what_is_not_there_is_a_key_error(scan, path):
    with pytest.raises(KeyError):
        scan.open(path)


def test_a_link_that_is_not_there_is_not_valid(scan):
    lost = scan.open_link("nope")
    lost.setname("other")
    assert (lost.name, lost.is_valid, lost.refresh()) == ("other", False, False)


def test_exists_knows_names_paths_and_dangling_links(file, scan):
    h5pywriter.link("/nowhere", scan, "lost")
    assert [scan.exists("x"), scan.exists("lost"), file.root().exists("scan/x")] == [True, True, True]
    assert [scan.exists("nope"), file.root().exists("scan/nope")] == [False, False]


def test_links_tell_where_they_lead_to(file, scan):
    data = scan.open("data")
    for target, name in (("/scan:NXentry/x", "soft"), ("other.nxs://scan/y", "ext"), (f"{file.name}://scan/x", "own")):
        h5pywriter.link(target, data, name)
    paths = {link.name: link.target_path for link in h5pywriter.get_links(data)}
    assert paths == {"soft": f"{file.name}://scan/x", "ext": "other.nxs://scan/y", "own": f"{file.name}://scan/x"}
    assert isinstance(data.h5object.get("own", getlink=True), h5py.SoftLink)


@pytest.mark.parametrize("target", [":/a", "other.nxs:/", "h5file:/other.nxs:/a/b:/c"])
def test_a_target_names_one_file_and_one_path(scan, target):
    with pytest.raises(ValueError, match="PATH or FILE:/PATH"):
        h5pywriter.link(target, scan, "l")


def test_links_are_valid_when_there_is_something(scan):
    good, lost = h5pywriter.link("/scan/x", scan, "good"), h5pywriter.link("/scan/nope", scan, "lost")
    assert (good.is_valid, good.read().tolist(), lost.is_valid) == (True, [1, 2, 3], False)
    with pytest.raises(KeyError):
        lost.read()


def test_filters_pack_data(scan):
    packing = h5pywriter.data_filter()
    packing.rate, packing.shuffle = 4, True
    found = scan.create_field("c", "int32", [4], [4], packing).h5object
    assert (found.compression, found.compression_opts, found.shuffle) == ("gzip", 4, True)
    assert scan.create_field("d", "int32", [4], [4], h5pywriter.deflate_filter()).h5object.compression_opts == 2


def test_the_layer_of_an_object_makes_filters_for_it(scan):
    made = [filewriter.data_filter(scan), filewriter.deflate_filter(scan)]
    assert [(one.rate, one.name) for one in made] == [(0, ""), (2, "deflate")]


def test_filters_can_follow_each_other(scan):
    shuffle = h5pywriter.data_filter(shuffle=True)
    found = scan.create_field("c", "int32", [4], [4], [shuffle, h5pywriter.deflate_filter(rate=3)]).h5object
    assert (found.shuffle, found.compression_opts) == (True, 3)


@pytest.mark.parametrize("wrong", [{"name": "zip"}, {"filterid": 31999}])
def test_filters_that_are_not_there_are_refused(scan, wrong):
    with pytest.raises(ValueError, match="filter"):
        scan.create_field("c", "int32", [4], [4], h5pywriter.data_filter(**wrong))


def test_virtual_fields_show_parts_of_others(scan):
    layout = h5pywriter.virtual_field_layout([2, 3], "float64")
    view = h5pywriter.target_field_view(".", "/scan/x", [3], "float64")
    layout[0, :] = view
    layout.append_vmap({"fieldpath": "/scan/x", "shape": [3], "key": [1, None]})
    layout.process_target_field_views()
    assert scan.create_virtual_field("v", layout, fillvalue=-1).read().tolist() == [[1, 2, 3], [1, 2, 3]]


def test_virtual_fields_may_show_a_part_of_a_source(scan):
    layout = h5pywriter.virtual_field_layout([3], "float64")
    layout.add((slice(0, 2),), h5pywriter.target_field_view(".", "/scan/x", [3], "float64"), (slice(1, 3),))
    assert scan.create_virtual_field("v", layout, fillvalue=-1).read().tolist() == [2, 3, -1]


@pytest.fixture
def shown(scan, tmp_path):
    """The values of a virtual field of four elements, -1 where nothing is shown, by the description of a part."""
    with h5py.File(tmp_path / "src.h5", "w") as source:
        source["data"] = np.array([7.0, 8, 9])

    def values(vmap):
        layout = h5pywriter.virtual_field_layout([4], "float64")
        layout.append_vmap(vmap)
        layout.process_target_field_views()
        return scan.create_virtual_field("v", layout, fillvalue=-1).read().tolist()

    return values


@pytest.mark.parametrize(
    ("vmap", "values"),
    [
        ({"target": "src.h5://data", "shape": [3], "key": [[1, 4]]}, [-1, 7, 8, 9]),
        ({"target": "h5file:/src.h5::/data", "shape": [3]}, [7, 8, 9, -1]),
        ({"target": "/scan/x", "shape": [3], "dtype": "float64", "key": [[0, 3]]}, [1, 2, 3, -1]),
        ({"target": "src.h5://data", "sourceshape": [3], "sourcekey": [[2, 3]], "key": 3}, [-1, -1, -1, 9]),
        ({"filename": "src.h5", "sourceshape": [3], "sourcekey": [[2]], "key": [[0, 1, 2, 3]]}, [7, -1, -1, 8]),
        ({"plugin": "other"}, [-1] * 4),
        ({}, [-1] * 4),
    ],
)
def test_parts_of_virtual_fields_may_be_described(shown, vmap, values):
    assert shown(vmap) == values


def test_a_key_that_selects_nothing_is_refused(shown):
    with pytest.raises(ValueError, match="selects nothing"):
        shown({"filename": "src.h5", "shape": [3], "key": [[0, 1, 2, 3, 4]]})


def test_virtual_fields_may_grow_unless_told(scan):
    made = [h5pywriter.virtual_field_layout([3], "float64", limit) for limit in (None, [3])]
    fields = [scan.create_virtual_field(f"v{number}", layout) for number, layout in enumerate(made)]
    assert [field.h5object.maxshape for field in fields] == [(None,), (3,)]


def test_hyperslabs_keep_what_is_given():
    slab = filewriter.FTHyperslab([1, 2], count=[3, 4])
    assert (len(slab), slab.offset, slab.block, slab.count) == (2, [1, 2], None, [3, 4])


def test_a_closed_file_has_no_root(file):
    file.close()
    assert not file.readonly
    with pytest.raises(ValueError, match="closed"):
        file.root()


def test_what_the_peers_objects_keep_track_of_does_no_harm(scan):
    scan.append(scan.open("x"))
    scan.reload()
    assert scan.names() == ["data", "x"]


def test_time_stamps_can_be_had_from_the_class():
    assert len(filewriter.FTFile.currenttime()) == len(h5pywriter.H5PYFile.currenttime()) == 31


def test_objects_follow_a_file_that_was_opened_again(file, scan):
    field = scan.open("x")
    units = field.attributes.create("units", "string")
    units.write("mm")
    file.close()
    assert [file.is_valid, scan.is_valid, field.is_valid, units.is_valid] == [False] * 4
    file.reopen()
    assert [scan.is_valid, field.read().tolist(), units.read(), file.readonly] == [True, [1, 2, 3], "mm", False]


def test_closed_objects_can_be_opened_again(scan):
    field = scan.open("x")
    field.close()
    assert not field.is_valid
    field.reopen()
    assert field.is_valid


def test_a_file_can_be_read_while_it_is_written(tmp_path):
    file = h5pywriter.create_file(str(tmp_path / "swmr.nxs"), libver="latest")
    file.reopen(swmr=True)
    assert (file.hasswmr(), file.h5object.swmr_mode) == (True, True)
    file.close()


def test_read_only_files_say_so(file):
    file.close()
    reader = h5pywriter.open_file(file.name, readonly=True)
    assert (reader.readonly, reader.root().open("scan").names()) == (True, ["data", "x"])
    reader.flush()
    reader.close()


def test_files_can_live_in_memory(file):
    file.close()
    loaded = filewriter.load_file(Path(file.name).read_bytes(), readonly=True)
    assert loaded.root().names() == ["scan"]
    loaded.close()
    again = filewriter.load_file(io.BytesIO(Path(file.name).read_bytes()), "x.h5", readonly=True)
    assert (again.name, again.root().names()) == ("x.h5", ["scan"])
    again.close()
    made = filewriter.memory_file("nothing.nxs")
    assert (made.root().names(), made.root().attributes.names()) == ([], [])
    made.close()


def test_a_file_of_somebody_else_can_be_shown(file):
    shown = h5pywriter.wrapped(file.h5object, file.name)
    assert shown.root().open("scan").open("x")[0] == 1


@pytest.mark.parametrize(("value", "only"), [(np.array([[5]]), 5), ([[3, 4]], [[3, 4]]), (7, 7)])
def test_first_takes_the_only_element(value, only):
    assert filewriter.first(value) == only


def test_the_layer_is_h5py():
    filewriter.setwriter(None)
    assert filewriter.writer is h5pywriter
    names = ("vds", "unlimited_vds", "mbs", "image_file")
    assert all(getattr(h5pywriter, f"is_{name}_supported")() for name in names)
    assert h5pywriter.is_strings_as_bytes()
    assert filewriter.unlimited() == 2**64 - 1


@pytest.mark.parametrize("module", [filewriter, h5pywriter])
def test_all_exported_names_exist(module):
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
