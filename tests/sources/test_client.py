"""Client sources: which spelling wins, and what a value is."""

import numpy as np
import pytest

from nxsconfig.dialect import xml
from nxsconfig.errors import DefinitionError
from nxsconfig.sources import MAX_RANK, ClientSource, EntrySources, Point, reading_of, spec_of
from nxsconfig.sources.client import candidates


def read(record, **data):
    return ClientSource(record).read(Point(1, data))


def test_the_name_as_written_wins_over_lower_case():
    assert read("Both", Both=1, both=2).value == 1


def test_lower_case_is_the_second_spelling():
    assert read("Motor", motor=2).value == 2


def test_a_null_passes_on_to_the_next_spelling():
    assert read("Motor", Motor=None, motor=2).value == 2


def test_no_value_is_no_reading():
    assert read("motor") is None


@pytest.mark.parametrize(
    ("record", "host", "names"),
    [
        ("x", "h:1", ("x",)),
        ("A/b/c/D", "", ("A/b/c/D", "a/b/c/d")),
        ("A/b/c/D", "host.site.org:10000", ("A/b/c/D", "a/b/c/d", "tango://host:10000/a/b/c/d")),
        ("h:1/a/b/c", "x:2", ("h:1/a/b/c", "tango://h:1/a/b/c")),
        ("tango://h:1/a/b", "x:2", ("tango://h:1/a/b",)),
    ],
)
def test_device_names_have_further_spellings(record, host, names):
    assert candidates(record, host) == names


@pytest.mark.parametrize(
    ("value", "rank", "kind"),
    [(1, 0, "int"), ("a", 0, "str"), ([1.0], 1, "float"), ([[[True]]], 3, "bool"), ([], 1, ""), ([[], [1]], 2, "")],
)
def test_rank_and_type_follow_the_first_elements(value, rank, kind):
    reading = reading_of(value)
    assert (reading.rank, reading.type_name) == (rank, kind)


TOO_DEEP = np.zeros((1,) * (MAX_RANK + 1))


@pytest.mark.parametrize("value", [None, TOO_DEEP.tolist(), TOO_DEEP])
def test_nothing_and_too_deep_values_are_missing(value):
    assert reading_of(value) is None


def test_arrays_bring_their_type():
    assert reading_of(np.zeros((2, 2), "uint16")).type_name == "uint16"
    assert reading_of(np.array(["a"])).type_name == "str"


def test_an_unknown_kind_never_has_a_value():
    spec = spec_of(xml.parse('<datasource name="x" type="EPICS"><record name="y"/></datasource>'))
    with EntrySources() as sources:
        assert sources.open(spec).read(Point(1, {"y": 1})) is None


def test_a_client_source_needs_a_record_name():
    with pytest.raises(DefinitionError, match="record name"):
        spec_of(xml.parse('<datasource name="x" type="CLIENT"><record/></datasource>'))


def test_the_text_of_a_source_keeps_order_and_white_space():
    spec = spec_of(
        xml.parse("<datasource  type='CLIENT' name=\"'&quot;\">\n<record name='r'/> <doc>a &amp; b</doc></datasource>")
    )
    assert spec.xml == (
        '<datasource type="CLIENT" name="&apos;&quot;">\n<record name="r"></record> <doc>a &amp; b</doc></datasource>'
    )


def test_a_list_that_holds_itself_is_missing():
    endless: list[object] = []
    endless.append(endless)
    assert reading_of(endless) is None
