"""Fields and attributes of an open file (writer §17): shapes, types, values."""

import numpy as np
import pytest

from nxsconfig.h5.objects import filewriter


@pytest.mark.parametrize(
    ("given", "shape", "chunks"),
    [
        (("int32",), (1,), (1,)),
        (("string",), (), None),
        (("int8", [0, 3]), (0, 3), (1, 3)),
        (("bool", [2], [1]), (2,), (1,)),
        (("int8", []), (1,), (1,)),
        (("string", None, [2]), (1,), (2,)),
        ((np.float32, [2]), (2,), (2,)),
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


def test_a_field_may_lie_deeper(scan):
    assert scan.create_field("a/b", "int32").h5object.name == "/scan/a/b"


def test_a_shape_has_no_negative_sizes(scan):
    with pytest.raises(ValueError, match="negative"):
        scan.create_field("n", "int32", [-1])


def test_a_scalar_does_not_grow(scan):
    field = scan.create_field("one", "string")
    field.grow()
    assert field.shape == ()


def test_the_last_axis_may_be_counted_from_the_end(scan):
    field = scan.create_field("n", "uint32", [2, 3])
    field.grow(-1, 2)
    assert field.shape == (2, 5)
    with pytest.raises(IndexError):
        field.grow(2)


@pytest.mark.parametrize("dtype", ["int32", "string"])
def test_a_value_without_elements_fills_nothing(scan, dtype):
    field = scan.create_field("n", dtype, [3])
    with pytest.raises(TypeError, match="without elements"):
        field[0] = []
    field[0:0] = []
    assert (field.read().dtype.kind, field.shape) == ("U" if dtype == "string" else "i", (3,))


def test_no_texts_are_an_array_of_texts(scan):
    assert scan.create_field("n", "string", [0]).read().dtype.kind == "U"


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
    assert field.read_chunk((0, 0)) == b"\1\2\3\4"
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


@pytest.mark.parametrize("wrong", [5, None, [1, "a"]])
def test_a_wrong_value_leaves_an_attribute_as_it_was(scan, wrong):
    units = scan.attributes.create("units", "string")
    units.write("mm")
    with pytest.raises(TypeError, match="holds texts"):
        units.write(wrong)
    assert units.read() == "mm"


def test_the_shape_of_an_attribute_may_be_a_number(scan):
    assert scan.attributes.create("a", "int32", 3).shape == (3,)


def test_attributes_are_replaced_only_when_told(scan):
    scan.attributes.create("a", "string").write("x")
    with pytest.raises(ValueError, match="Attribute a exists"):
        scan.attributes.create("a", "int32")
    scan.attributes.create("a", "int32", overwrite=True).write(3)
    assert scan.attributes["a"].read() == 3


def test_attributes_are_counted_and_iterated(scan):
    scan.attributes.create("a", "string")
    assert (len(scan.attributes), [one.name for one in scan.attributes]) == (2, ["NX_class", "a"])
