"""Values become what the field holds, or an error says why not."""

import numpy as np
import pytest
from tango import DevState

from nxsconfig.sources import Reading, reading_of
from nxsconfig.writer.constants import split_words, xml_attribute
from nxsconfig.writer.convert import convert, fill_value, filled


@pytest.mark.parametrize(
    ("value", "dtype", "stored"),
    [
        (1.75, "int32", 1),
        ("", "int32", 0),
        ("12", "int32", 12),
        (True, "float64", 1.0),
        (1.5, "string", "1.5"),
        (False, "string", "False"),
        (" FALSE ", "bool", False),
        ("no", "bool", True),
        ("", "bool", False),
        (" ", "bool", True),
        (["", " ", "0"], "bool", [True, True, False]),
        ([1, None], "string", ["1", "None"]),
        ([1, 2.5], "int64", [1, 2]),
        (["1", "2.5"], "float32", [1.0, 2.5]),
        ([[True, 0]], "string", [["True", "0"]]),
        (np.array([1.0, 2.0]), "int16", [1, 2]),
        (np.arange(3), "string", ["0", "1", "2"]),
        (np.float32(0.5), "float64", 0.5),
        ([1e300], "float32", [np.inf]),
    ],
)
def test_a_value_is_converted(value, dtype, stored):
    result = convert(reading_of(value), dtype)
    assert result.tolist() == stored
    assert result.dtype == (object if dtype == "string" else np.dtype(dtype))


@pytest.mark.parametrize(
    ("value", "dtype", "error"),
    [
        ("1.5", "int32", ValueError),
        ("abc", "float64", ValueError),
        (["", "1"], "int32", ValueError),
        (["", 1], "float64", ValueError),
        (2**40, "int32", OverflowError),
        (-1, "uint8", OverflowError),
        (float("nan"), "int32", ValueError),
        ([1, 300], "int8", OverflowError),
        (np.array([-1]), "uint16", OverflowError),
        (np.array([1e10]), "int32", OverflowError),
        (np.array([np.nan]), "int32", OverflowError),
        ([], "int32", ValueError),
        ([[1, 2], [3]], "int32", ValueError),
        ([[1, 2], [3]], "string", ValueError),
        ([None, 1], "int32", ValueError),
        ({"a": 1}, "string", ValueError),
        ("a\0b", "string", ValueError),
        ("\ud800", "string", ValueError),
    ],
)
def test_a_value_that_does_not_fit_is_refused(value, dtype, error):
    with pytest.raises(error):
        convert(reading_of(value), dtype)


def test_a_matching_array_is_not_copied():
    frame = np.zeros((4, 4), "uint16")
    assert convert(reading_of(frame), "uint16") is frame


@pytest.mark.parametrize(("dtype", "value"), [("int8", 127), ("uint16", 65535), ("bool", False), ("string", "")])
def test_fill_values_are_the_largest_ones(dtype, value):
    assert fill_value(dtype) == value
    assert filled((2,), dtype, failed=True).tolist() == [value, value]


def test_constants_are_split_by_rank():
    assert split_words(" a b ", 0).shape == ()
    assert split_words(" a b ", 1).shape == (2,)
    assert split_words("1 2\n\n3 4\n5 6", 2).convert("int8").tolist() == [[1, 2], [3, 4], [5, 6]]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("signal", "1", 1), ("signal", "counts", "counts"), ("vector", "1 0", [1.0, 0.0]), ("units", " mm ", "mm")],
)
def test_xml_attributes_are_typed_by_name_where_they_can_be(name, text, value):
    assert xml_attribute(name, text).tolist() == value


@pytest.mark.parametrize(("dtype", "value"), [("string", "MOVING"), ("float64", 6.0), ("int32", 6), ("bool", True)])
def test_a_state_of_a_device_is_a_name_or_a_number(dtype, value):
    assert convert(Reading(DevState.MOVING, 0, "str"), dtype).item() == value
    assert convert(Reading([DevState.MOVING], 1, "str"), dtype).tolist() == [value]
