"""The objects through which scripts look into a file (writer §17), as the peers' scripts use them."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from nxsconfig.h5.objects import filewriter, h5pywriter


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


def test_exists_knows_names_paths_and_dangling_links(file, scan):
    h5pywriter.link("/nowhere", scan, "lost")
    assert [scan.exists("x"), scan.exists("lost"), file.root().exists("scan/x")] == [True, True, True]
    assert [scan.exists("nope"), file.root().exists("scan/nope")] == [False, False]


@pytest.mark.parametrize(
    ("given", "shape", "chunks"),
    [
        (("int32",), (1,), (1,)),
        (("string",), (), None),
        (("int8", [0, 3]), (0, 3), (1, 3)),
        (("bool", [2], [1]), (2,), (1,)),
    ],
)
def test_new_fields_have_shape_and_chunks(scan, given, shape, chunks):
    found = scan.create_field("n", *given).h5object
    assert (found.shape, found.chunks) == (shape, chunks)


def test_a_name_is_taken_once(scan):
    with pytest.raises(ValueError, match="taken already"):
        scan.create_field("x", "int32")
    with pytest.raises(ValueError, match="exists"):
        scan.create_group("data")


def test_an_unknown_type_is_refused(scan):
    with pytest.raises(TypeError):
        scan.create_field("q", "nix")


def test_fields_grow(scan):
    field = scan.create_field("n", "uint32", [0, 3], [1, 3])
    for row in range(2):
        field.grow()
        field[field.shape[0] - 1, :] = np.arange(3) + row
    field.grow(1, 2)
    assert field.read().tolist() == [[0, 1, 2, 0, 0], [1, 2, 3, 0, 0]]


def test_numbers_are_read_whole_and_in_parts(scan):
    field = scan.open("x")
    assert (field.dtype, field.shape, field.size, field.read().tolist()) == ("float64", (3,), 3, [1, 2, 3])
    assert (field[1], field[:2].tolist()) == (2, [1, 2])


def test_texts_are_read_as_texts(scan):
    many = scan.create_field("many", "string", [2])
    many[...] = ["a", "ö"]
    one = scan.create_field("one", "string")
    one.write("text")
    assert (many.dtype, many.read().tolist(), many[1], str(one.read())) == ("string", ["a", "ö"], "ö", "text")


def test_hyperslabs_select_blocks(scan):
    field = scan.create_field("im", "uint8", [4, 6])
    field.write(np.arange(24).reshape(4, 6))
    slab = filewriter.FTHyperslab([0, 1], [1, 2], [2, 2], [2, 3])
    assert field[slab].tolist() == [[1, 2, 4, 5], [13, 14, 16, 17]]


def test_chunks_are_written_and_read_as_they_are(scan):
    field = scan.create_field("im", "uint8", [1, 4], [1, 4])
    field.write_chunk(b"\1\2\3\4", (0, 0))
    assert field.read_chunk((0, 0)) == (0, b"\1\2\3\4")
    assert field.refresh()
    assert field.read().tolist() == [[1, 2, 3, 4]]


@pytest.mark.parametrize(
    ("given", "values", "read", "shape"),
    [
        (("string",), "mm", "mm", ()),
        (("int32",), 5, 5, ()),
        (("bool",), True, True, ()),
        (("float64", [2, 2]), [[1, 2], [3, 4]], [[1, 2], [3, 4]], (2, 2)),
        (("string", [2]), ["p", "ö"], ["p", "ö"], (2,)),
    ],
)
def test_attributes_hold_scalars_and_arrays(scan, given, values, read, shape):
    attribute = scan.attributes.create("a", *given)
    attribute[...] = values
    assert np.array_equal(attribute.read(), read)
    assert (attribute.shape, attribute.dtype) == (shape, given[0])


def test_an_element_of_an_attribute_can_be_changed(scan):
    attribute = scan.attributes.create("a", "int32", [3])
    attribute[1] = 7
    assert attribute.read().tolist() == [0, 7, 0]


def test_attributes_are_replaced_only_when_told(scan):
    scan.attributes.create("a", "string").write("x")
    with pytest.raises(ValueError, match="Attribute a exists"):
        scan.attributes.create("a", "int32")
    scan.attributes.create("a", "int32", overwrite=True).write(3)
    assert scan.attributes["a"].read() == 3


def test_attributes_are_counted_and_iterated(scan):
    scan.attributes.create("a", "string")
    assert (len(scan.attributes), [one.name for one in scan.attributes]) == (2, ["NX_class", "a"])


def test_links_tell_where_they_lead_to(file, scan):
    data = scan.open("data")
    for target, name in (("/scan:NXentry/x", "soft"), ("other.nxs://scan/y", "ext"), (f"{file.name}://scan/x", "own")):
        h5pywriter.link(target, data, name)
    paths = {link.name: link.target_path for link in h5pywriter.get_links(data)}
    assert paths == {"soft": f"{file.name}://scan/x", "ext": "other.nxs://scan/y", "own": f"{file.name}://scan/x"}
    assert isinstance(data.h5object.get("own", getlink=True), h5py.SoftLink)


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
    made = filewriter.memory_file("nothing.nxs")
    assert made.root().names() == []
    made.close()


def test_the_default_field_is_the_signal(scan, file):
    data = scan.open("data")
    data.create_field("counts", "int32")
    assert file.default_field().path == "/scan:NXentry/data:NXdata/counts"
    scan.create_field("a", "int32")
    for owner, name, text in ((file.root(), "default", "scan"), (scan, "default", "data"), (data, "signal", "counts")):
        owner.attributes.create(name, "string").write(text)
    assert file.default_field().path == "/scan:NXentry/data:NXdata/counts"


def test_a_file_of_somebody_else_can_be_shown(file):
    shown = h5pywriter.wrapped(file.h5object, file.name)
    assert shown.root().open("scan").open("x")[0] == 1


@pytest.mark.parametrize(("value", "only"), [(np.array([[5]]), 5), ([[3, 4]], [[3, 4]]), (7, 7)])
def test_first_takes_the_only_element(value, only):
    assert filewriter.first(value) == only


def test_the_layer_is_h5py():
    filewriter.setwriter(None)
    assert filewriter.writer is h5pywriter
    assert [h5pywriter.is_vds_supported(), h5pywriter.is_unlimited_vds_supported(), h5pywriter.is_mbs_supported()] == [
        True
    ] * 3
    assert filewriter.unlimited() == 2**64 - 1


@pytest.mark.parametrize("module", [filewriter, h5pywriter])
def test_all_exported_names_exist(module):
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
