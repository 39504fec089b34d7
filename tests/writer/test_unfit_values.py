"""What values and texts leave behind that don't fit: the sizes are those of nxswriter 3.25, compared case by case."""

from contextlib import nullcontext

import pytest

from nxsconfig.errors import DefinitionError, RecordError
from nxsconfig.writer import FileSession, Options, compile_definition
from nxsconfig.writer.sinks.memory import MemorySink
from tests.writer.support import client, entry, field

INT_MAX = 2**31 - 1
TOLERANT = 'canfail="true"'


def recorded(item: str, data, points=(), *, fails=(), gaps=False):
    """The data set `f` after an entry of one item; `fails` are the steps (0 is the opening) that raise."""
    sink, failed = MemorySink(), []
    with FileSession(sink, "", Options(gaps=gaps)) as session:
        steps = [lambda: session.open_entry(compile_definition(entry(item)), data)]
        steps += [lambda point=point: session.record(point) for point in points]
        for number, step in enumerate(steps):
            try:
                step()
            except (DefinitionError, RecordError):
                failed.append(number)
    assert failed == list(fails)
    return sink.nodes["/scan/f"].value


def attribute_of(item: str, data, *, fails: bool):
    """The attribute `a` of the entry after it was opened."""
    sink = MemorySink()
    refused = pytest.raises((DefinitionError, RecordError)) if fails else nullcontext()
    with FileSession(sink, "", Options()) as session, refused:
        session.open_entry(compile_definition(entry(item)), data)
    return sink.nodes["/scan"].attributes["a"].tolist()


def constant(text: str, dims: str, more: str = "") -> str:
    return f'<field name="f" type="NX_INT32"><dimensions rank="1">{dims}</dimensions>{more}{text}</field>'


@pytest.mark.parametrize(
    "dims", ['<dim index="1" value="x"/>', '<dim index="x" value="2"/>', '<dim index="1" value=""/>']
)
def test_a_dim_without_a_number_says_nothing(dims):
    assert recorded(constant("1 2", dims), {}).tolist() == [1, 2]


def test_a_text_that_is_no_number_leaves_zeros_of_its_size():
    assert recorded(constant("1 a 3", ""), {}, fails=[0]).tolist() == [0, 0, 0]


def test_one_constant_is_spread_over_the_declared_size():
    tolerant = f'<strategy mode="INIT" {TOLERANT}/>'
    assert recorded(constant("7", '<dim index="1" value="3"/>', tolerant), {}).tolist() == [7, 7, 7]


def test_a_list_that_is_no_list_of_numbers_leaves_zeros_of_its_size():
    item = field("f", "NX_INT32", mode="INIT", rank=1, dims=[3])
    assert recorded(item, {"f": [1, "a"]}, fails=[0]).tolist() == [0, 0]


def test_an_image_in_a_scalar_field_leaves_fill_values_of_its_length():
    item = field("f", "NX_INT32", mode="INIT", more=TOLERANT)
    assert recorded(item, {"f": [[1, 2], [3, 4]]}).tolist() == [INT_MAX, INT_MAX]


def test_a_list_of_one_is_no_image():
    item = field("f", "NX_INT32", mode="INIT", rank=2, dims=[2, 2])
    assert recorded(item, {"f": [5]}, fails=[0]).tolist() == [[0]]


def test_a_number_in_an_image_field_of_unknown_size_stays_a_number():
    assert recorded(field("f", "NX_INT32", mode="INIT", rank=2), {"f": 5}).tolist() == [5]


def test_a_row_that_cannot_be_stored_has_its_width():
    item = field("f", "NX_INT32", rank=1, more=TOLERANT)
    assert recorded(item, {}, [{"f": ["a", 1]}, {"f": [1]}]).tolist() == [[INT_MAX, INT_MAX], [1, 0]]


def test_an_image_of_one_element_is_a_number():
    assert recorded(field("f", "NX_INT32"), {}, [{"f": [[5]]}, {"f": 6}]).tolist() == [5, 6]


@pytest.mark.parametrize("value", [[], {"a": 1}, [None, 1]])
def test_what_is_no_data_makes_no_row_where_columns_may_differ(value):
    assert recorded(field("f", "NX_INT32"), {}, [{"f": 1}, {"f": value}, {"f": 3}], fails=[2]).tolist() == [1, 3]


def test_what_is_no_data_makes_a_row_where_columns_are_equally_long():
    assert recorded(field("f"), {}, [{"f": 1}, {"f": []}, {"f": 3}], fails=[2], gaps=True).tolist() == [1, 0, 3]


def test_rows_do_not_get_wider_behind_a_missing_one_where_columns_may_differ():
    item = field("f", "NX_INT32", rank=1, dims=[2])
    assert recorded(item, {}, [{}, {"f": [1, 2]}], fails=[1, 2]).tolist() == [[0], [0]]


@pytest.mark.parametrize(("value", "left"), [("x", 0), ([1, "a"], [0, 0]), (None, [0])])
def test_an_attribute_of_unknown_size_gets_that_of_what_cannot_be_stored(value, left):
    tag = f'<attribute name="a" type="NX_INT32"><dimensions rank="1"/>{client("v")}</attribute>'
    assert attribute_of(tag, {"v": value}, fails=True) == left


def test_an_attribute_of_a_declared_size_keeps_it():
    dims = '<dimensions rank="1"><dim index="1" value="3"/></dimensions>'
    tag = f'<attribute name="a" type="NX_INT32">{dims}<strategy mode="INIT" {TOLERANT}/>{client("v")}</attribute>'
    assert attribute_of(tag, {"v": "x"}, fails=False) == [INT_MAX] * 3


@pytest.mark.parametrize("text", ["", "1 x"])
def test_an_attribute_without_numbers_is_a_zero_for_each_unknown_size(text):
    dims = '<dimensions rank="2"><dim index="1" value="2"/></dimensions>'
    tag = f'<attribute name="a" type="NX_INT32">{dims}{text}</attribute>'
    assert attribute_of(tag, {}, fails=bool(text)) == [[0]]


def test_a_wrong_attribute_leaves_the_strategy_of_its_field():
    sink = MemorySink()
    item = (
        f'<field name="f"><strategy mode="STEP"/><attribute name="a" type="NX_INT">x</attribute>{client("f")}</field>'
    )
    with pytest.raises(DefinitionError):
        FileSession(sink, "", Options()).open_entry(compile_definition(entry(item)))
    assert sink.nodes["/scan/f"].attributes["nexdatas_strategy"] == "STEP"


def test_an_attribute_that_fails_keeps_the_size_of_its_last_value():
    sink = MemorySink()
    tag = f'<attribute name="a" type="NX_INT32"><strategy mode="STEP" {TOLERANT}/>{client("v")}</attribute>'
    with FileSession(sink, "", Options()) as session:
        session.open_entry(compile_definition(entry(tag)))
        session.record({"v": [1, 2]})
        session.record({"v": "x"})
    assert sink.nodes["/scan"].attributes["a"].tolist() == [INT_MAX, INT_MAX]
