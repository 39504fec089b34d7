"""References are found, replaced once, and never hang."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxsconfig.errors import CircularReferenceError, NonregisteredDBRecordError, NXSConfigError, XMLLimitError
from nxsconfig.merge.references import (
    component_names,
    datasource_names,
    outside_comments,
    variable_names,
    variable_values,
    without_comments,
)
from nxsconfig.merge.substitute import DatasourceExpander, ordered_closure, remove_components, substitute_variables


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("$var.a", {"a": "1"}, "1"),
        ("[$var.a]", {}, "[]"),
        ("$var.a$var.b", {"a": "1", "b": "2"}, "12"),
        ("$var.a.b", {"a": "1", "a.b": "2"}, "2"),
        ("$var.a#'x'", {}, "x"),
        ("$var.a#'x'", {"a": "1"}, "1"),
        ("$var.a#&quot;x&quot;y", {}, "xy"),
        ("$var.a#\\&quot;x\\&quot;y", {}, "xy"),
        ("$var.a#'it\\'s'", {}, "it's"),
        ("$var.a#x", {}, "#x"),
        ("$var.a#'x\ny'", {}, "#'x\ny'"),
        ("$var.a# 'x'", {}, "# 'x'"),
        ("$var.a#'$var.b#\"$var.c\"'", {"c": "3"}, "3"),
        ("$var. x", {}, "$var. x"),
        ("$var.", {}, "$var."),
        ("$var.a_x", {"a": "$var.b", "b": "2", "a_x": "3"}, "3"),
        ("$var.a_x", {"a_x": "$var.b", "b_x": "9", "b": "2"}, "2"),
        ("$var.p_y", {"p_y": "$var.q", "q": "ok"}, "ok"),
        ("$var.größe", {"größe": "7"}, "7"),
    ],
)
def test_variables_are_replaced(text, values, expected):
    assert substitute_variables(text, values) == expected


def test_a_name_may_be_completed_by_the_text_behind_the_value():
    assert substitute_variables("$var.p-_x", {"p": "$var.q"}) == "-_x"
    assert substitute_variables("$var.p/", {"p": "$var.q", "q": "1"}) == "1/"


@pytest.mark.parametrize(
    "values",
    [{"a": "$var.a"}, {"a": "x$var.b", "b": "$var.a"}, {"a": "$var.b#'$var.a'"}, {"a": "$var.b.", "b.": "$var.a"}],
)
def test_a_variable_that_leads_back_to_itself_is_reported_with_the_chain(values):
    with pytest.raises(CircularReferenceError, match="The variable a leads back to itself: a -> ") as caught:
        substitute_variables("<f>$var.a</f>", values)
    assert caught.value.chain[0] == caught.value.chain[-1] == "a"


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("$var.a#'d'", {"a": "$var.b"}, ""),
        ("[$var.p#'d']", {"p": "$var.q", "q": "1"}, "[1]"),
        ("$var.ax", {"ax": "$var.b#"}, "#"),
        ("$var.a/'x'", {"a": "$var.b#"}, "#/'x'"),
        ("$var.a-", {"a": "$var.b$var.c", "b": "1", "c": "2"}, "12-"),
        ("$var.a b", {"a": "$var.", "b": "2"}, "$var. b"),
    ],
)
def test_a_value_that_ends_in_a_reference_reads_on_behind_itself(text, values, expected):
    assert substitute_variables(text, values) == expected


def test_thousands_of_defaults_that_use_a_variable_are_read_in_time():
    field = "<field long_name=\"$var.prefix#'$var.beamline motor'\"/>" + "x" * 300
    start = time.monotonic()
    result = substitute_variables(field * 20_000, {"beamline": "exp"})
    assert result.count("exp motor") == 20_000
    assert time.monotonic() - start < 5


def test_a_chain_of_variables_has_an_end():
    values = {f"v{n}": f"$var.v{n + 1}" for n in range(2000)}
    with pytest.raises(XMLLimitError, match="nested in more than 1000 others"):
        substitute_variables("$var.v0", values)


def test_comments_are_left_alone():
    text = "<a><!-- $var.x --><![CDATA[<!-- $var.x -->]]>$var.x<!----></a>"
    result = outside_comments(text, lambda plain: plain.replace("$var.x", "1"))
    assert result == "<a><!-- $var.x --><![CDATA[<!-- 1 -->]]>1<!----></a>"
    assert without_comments(text) == "<a><![CDATA[<!-- $var.x -->]]>$var.x</a>"


def test_a_variable_used_twice_side_by_side_is_no_circle():
    assert substitute_variables("$var.a $var.a", {"a": "$var.b", "b": "1"}) == "1 1"


@pytest.mark.parametrize("leaf", ["", "x"])
def test_variables_that_multiply_each_other_end_with_an_error(leaf):
    values = {f"v{n}": f"$var.v{n + 1} $var.v{n + 1}" for n in range(60)} | {"v60": leaf}
    with pytest.raises(XMLLimitError):
        substitute_variables("$var.v0", values)


def test_datasources_that_multiply_each_other_end_with_an_error():
    records = {f"d{n}": f"<datasource>$datasources.d{n + 1}$datasources.d{n + 1}</datasource>" for n in range(60)}
    with pytest.raises(XMLLimitError):
        DatasourceExpander({**records, "d60": "<datasource/>"}.get, required=True).expand("$datasources.d0")


def test_a_missing_datasource_stays_or_raises():
    assert DatasourceExpander({}.get, required=False).expand("<f>$datasources.x</f>") == "<f>$datasources.x</f>"
    with pytest.raises(NonregisteredDBRecordError, match="^The datasource x of <f>"):
        DatasourceExpander({}.get, required=True).expand("<f>$datasources.x</f>")


def test_the_error_for_a_missing_datasource_never_holds_the_whole_text():
    text = "<f>" + "x" * 10_000 + "$datasources.gone " + "y" * 10_000
    with pytest.raises(NonregisteredDBRecordError) as caught:
        DatasourceExpander({}.get, required=True).expand(text)
    assert len(str(caught.value)) < 300


def test_a_reference_without_a_name_is_reported_when_everything_must_resolve():
    with pytest.raises(NonregisteredDBRecordError, match="^The variable  of "):
        DatasourceExpander({}.get, required=True).expand("<f>$datasources. </f>")


def test_component_references_vanish():
    assert remove_components("a$components.b.c d$components.e-f") == "a d-f"


def test_listed_names_hold_word_characters_only():
    assert component_names("$components.a-b $components.c.d") == ["a", "c"]
    assert datasource_names("$datasources.a.b $datasources.a.b") == ["a", "a"]
    assert variable_names("$var.a.x $var.größe $var(a=b)") == ["a", "größe"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$var(a=b)", {"a": "b"}),
        ("$var(a=pilatus-1m) $var( c = 3 )", {"a": "pilatus"}),
        ("$var(a=1) $var(a=2)", {"a": "2"}),
        ("$var(a=1=2) $var(b)", {}),
        ("$var()</doc><x y='z=1'/>", {}),
    ],
)
def test_values_given_by_components(text, values):
    assert variable_values(text) == values


def test_the_closure_is_depth_first_and_ends_in_circles():
    needs = {"a": ["b", "c"], "b": ["d", "a"], "c": ["d"], "d": []}
    assert ordered_closure(["a", "c"], needs.__getitem__) == ["a", "b", "d", "c"]


def test_a_chain_of_ten_thousand_dependencies_is_followed():
    assert len(ordered_closure(["0"], lambda name: [str(int(name) + 1)] if int(name) < 9999 else [])) == 10_000


words = st.sampled_from(
    ["$var.a", "$var.b", "$var.c", "$var.", "$var", "a", "b", ".", "#'", "'", "#&quot;", "&quot;", " ", "<x/>", "\\"]
)
values = st.lists(words, max_size=6).map("".join)


@given(values, st.dictionaries(st.sampled_from(["a", "b", "c", "a.b", "ab"]), values))
def test_random_variables_never_hang(text, given_values):
    start = time.monotonic()
    try:
        substitute_variables(text, given_values)
    except NXSConfigError:
        pass
    assert time.monotonic() - start < 5


sources = st.lists(
    st.sampled_from(["$datasources.a", "$datasources.b", "$datasources.c", "$datasources.", "<d/>", "x"]), max_size=5
).map("".join)


@given(sources, st.dictionaries(st.sampled_from(["a", "b", "c"]), sources), st.booleans())
def test_random_datasources_never_hang(text, records, required):
    start = time.monotonic()
    try:
        DatasourceExpander(records.get, required=required).expand(text)
    except NXSConfigError:
        pass
    assert time.monotonic() - start < 5
