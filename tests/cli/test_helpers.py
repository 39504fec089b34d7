"""The recorded calls of the peers' helper functions hold: texts to rows, rows to tables, the ESRF flavour."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from nxsconfig.cli.profiles import profile_table
from nxsconfig.cli.tables import Layout, table
from nxsconfig.configurator.esrf import convert
from nxsconfig.configurator.rows import attribute_rows, datasource_rows, field_rows, link_rows
from nxsconfig.configurator.rows_records import first_record
from nxsconfig.dialect.xml import parse
from nxsconfig.errors import XMLError
from tests.cli.support import VECTORS


def as_table(rows: list[Any], **options: Any) -> list[str]:
    names = {"nonone": "required", "headers": "columns"}
    return table(rows, Layout(**{names.get(key, key): value for key, value in options.items()}))


CALLS: dict[str, Callable[..., Any]] = {
    "parseFields": lambda text: field_rows(parse(text)),
    "parseAttributes": lambda text: attribute_rows(parse(text)),
    "parseLinks": lambda text: link_rows(parse(text)),
    "parseDataSources": lambda text: datasource_rows(parse(text)),
    "parseRecord": lambda text: first_record(parse(text)),
    "table": as_table,
    "profileTable": profile_table,
    "esrf": convert,
}

NOT_OURS = {"mergeDefinitions": "joins texts for its callers; ours read each text by itself"}

PYTHON_DICTIONARY = "transformation attributes"
"""Recorded with a Python dictionary inside a text; the same bug has the verdict `fix` for fields."""

RECORDED = [
    case
    for name in ("parser", "tables", "esrf")
    for case in json.loads((VECTORS / "helpers" / f"{name}.json").read_text())
]
HOLDING = [
    case
    for case in RECORDED
    if case["call"] in CALLS and case.get("verdict") != "fix" and case["title"] != PYTHON_DICTIONARY
]
FIXED = [case for case in RECORDED if case["call"] in CALLS and case.get("verdict") == "fix"]


@pytest.mark.parametrize("case", HOLDING, ids=lambda case: f"{case['call']}: {case['title']}")
def test_recorded_call_holds(case: dict[str, Any]) -> None:
    call, kwargs = CALLS[case["call"]], case.get("kwargs") or {}
    if "error" in case:
        with pytest.raises((XMLError, ValueError)):
            call(*case["args"], **kwargs)
    else:
        assert call(*case["args"], **kwargs) == case["result"]


@pytest.mark.parametrize("case", FIXED, ids=lambda case: f"{case['call']}: {case['title']}")
def test_recorded_failure_gives_a_result_now(case: dict[str, Any]) -> None:
    assert CALLS[case["call"]](*case["args"], **(case.get("kwargs") or {})) is not None


def test_every_recorded_call_is_known() -> None:
    assert {case["call"] for case in RECORDED} == CALLS.keys() | NOT_OURS.keys()


def recorded(title: str) -> str:
    return next(case["args"][0] for case in RECORDED if case["title"] == title)


def test_transformation_given_by_a_datasource_names_it() -> None:
    fields = field_rows(parse(recorded("transformations")))
    attributes = attribute_rows(parse(recorded(PYTHON_DICTIONARY)))
    assert [row["trans_vector"] for row in fields] == ["0 1 0", "$datasources.vec", None, None]
    assert [row["trans_vector"] for row in attributes] == [None, "$datasources.vec", None, None]


@pytest.mark.parametrize(("title", "shape"), [("dim index beyond rank", [None]), ("rank missing", None)])
def test_broken_dimensions_give_what_is_known(title: str, shape: object) -> None:
    assert field_rows(parse(recorded(title)))[0]["shape"] == shape


@pytest.mark.parametrize("rank", ["1000000000", "-1", "many"])
def test_impossible_rank_gives_no_shape(rank: str) -> None:
    text = f'<field name="f"><dimensions rank="{rank}"><dim index="0" value="1"/></dimensions></field>'
    assert field_rows(parse(text))[0]["shape"] is None


def test_dimension_of_rank_zero_is_ignored() -> None:
    assert (
        field_rows(parse('<field name="f"><dimensions rank="0"><dim index="0"/></dimensions></field>'))[0]["shape"]
        == []
    )


def test_group_without_name_and_type_gives_an_empty_part() -> None:
    assert field_rows(parse(recorded("group without name or type")))[0]["nexus_path"] == "/a"


def test_datasource_without_name_or_type_has_none() -> None:
    rows = datasource_rows(parse('<definition><datasource><record name="r"/></datasource></definition>'))
    assert rows == [{"source_type": None, "source_name": None, "source": ""}]


@pytest.mark.parametrize("title", [case["title"] for case in FIXED if case["call"] == "parseRecord"])
def test_record_of_an_incomplete_datasource_is_empty(title: str) -> None:
    assert first_record(parse(recorded(title))) == ""


def test_row_without_value_matches_no_filter() -> None:
    lines = table(
        [{"units": None, "name": "a"}, {"units": "mm", "name": "b"}], Layout(["units", "name"], filters=["m*"])
    )
    assert lines[4:-2] == ["mm    b"]


def test_esrf_definition_stays_the_root() -> None:
    assert convert("<definition><a>1</a></definition>") == '<definition><field name="a">1</field></definition>'


def test_esrf_comments_are_dropped() -> None:
    assert convert("<group name='g'><!-- c --></group>") == '<definition><group name="g" /></definition>'


def test_esrf_leaves_language_elements_inside_alone() -> None:
    text = '<group name="g"><field name="f"><dimensions rank="1"><dim index="1" /></dimensions></field></group>'
    assert convert(text) == f"<definition>{text}</definition>"
