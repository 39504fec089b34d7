"""What a check finds, and that it stores nothing."""

import pytest

from nxsconfig.configurator import Entry, Kind, Options
from nxsconfig.configurator.checking import SCHEMA, Finding, Severity, check, check_each
from tests.configurator.conftest import Shop, datasource, definition

FIELD = '<group type="NXentry" name="scan"><field name="gap" type="NX_FLOAT">{}<strategy mode="INIT"/></field></group>'


def found(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(str(one.severity), one.name, one.error) for one in findings]


def test_clean_components_have_no_findings(shop: Shop) -> None:
    shop.datasources(motor="")
    shop.components(slit=FIELD.format("$datasources.motor"), user="$components.slit")
    assert check(shop.configurator, ["user"]) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("$components.gone", "gone"), ("$datasources.gone", "gone"), ("$datasources.calc", "lost")],
)
def test_missing_references_are_errors_of_what_is_missing(shop: Shop, text: str, name: str) -> None:
    shop.datasources(calc="$datasources.lost")
    shop.components(slit=FIELD.format(text))
    assert found(check(shop.configurator, ["slit"])) == [("error", name, "NonregisteredDBRecordError")]


def test_all_missing_names_are_told_at_once_with_their_users(shop: Shop) -> None:
    shop.components(slit="$components.a $datasources.b")
    messages = [one.message for one in check(shop.configurator, ["slit", "c"])]
    assert messages == [
        "component 'c' is not stored",
        "component 'slit' refers to component 'a', which is not stored",
        "component 'slit' refers to datasource 'b', which is not stored",
    ]


def test_contradictions_name_both_components(shop: Shop) -> None:
    shop.components(a=FIELD.format("1"), b=FIELD.format("2"))
    (finding,) = check(shop.configurator, ["a", "b"])
    assert (finding.error, finding.name) == ("IncompatibleNodeError", "a, b")
    assert check(shop.configurator, ["a"]) == check(shop.configurator, ["b"]) == []


def test_mandatory_components_take_part(shop: Shop) -> None:
    shop.components(a=FIELD.format("1"), b=FIELD.format("2"))
    shop.configurator.set_mandatory(["a"], True)
    assert [one.error for one in check(shop.configurator, ["b"])] == ["IncompatibleNodeError"]


def test_circles_of_datasources_are_found(shop: Shop) -> None:
    shop.datasources(a="$datasources.b", b="$datasources.a")
    shop.components(slit=FIELD.format("$datasources.a"))
    assert [one.error for one in check(shop.configurator, ["slit"])] == ["CircularReferenceError"]


@pytest.mark.parametrize(
    ("kind", "text", "error"),
    [
        (Kind.COMPONENT, "<definition><a></definition>", "WrongXMLError"),
        (Kind.COMPONENT, "<group/>", "UndefinedTagError"),
        (Kind.DATASOURCE, "<definition/>", "NonregisteredDBRecordError"),
        (Kind.DATASOURCE, "<datasource", "WrongXMLError"),
        (Kind.SELECTION, "{", "WrongJSONError"),
        (Kind.SELECTION, "[1]", "WrongJSONError"),
    ],
)
def test_unsaved_texts_that_nothing_can_use_are_errors(shop: Shop, kind: Kind, text: str, error: str) -> None:
    assert found(check(shop.configurator, [], [Entry(kind, "new", text)])) == [("error", "new", error)]


def test_unsaved_entries_count_as_stored_and_are_not_stored(shop: Shop) -> None:
    new = [
        Entry(Kind.COMPONENT, "slit", definition(FIELD.format("$datasources.motor"))),
        Entry(Kind.DATASOURCE, "motor", datasource("motor")),
    ]
    assert check(shop.configurator, [], new) == []
    assert found(check(shop.configurator, [], new[:1])) == [("error", "motor", "NonregisteredDBRecordError")]
    assert shop.configurator.names(Kind.COMPONENT) == shop.configurator.names(Kind.DATASOURCE) == []


def test_unsaved_text_hides_the_stored_one(shop: Shop) -> None:
    shop.components(slit=FIELD.format("1"), other=FIELD.format("2"))
    better = Entry(Kind.COMPONENT, "slit", definition(FIELD.format("2")))
    assert check(shop.configurator, ["slit", "other"]) != []
    assert check(shop.configurator, ["slit", "other"], [better]) == []


def test_what_the_schema_does_not_know_is_a_warning(shop: Shop) -> None:
    shop.components(slit=FIELD.format('<dimensions rank="many"/>'))
    (finding,) = check(shop.configurator, ["slit"])
    assert (finding.severity, finding.error) == (Severity.WARNING, SCHEMA)
    assert "many" in finding.message


def test_profile_that_names_missing_components_is_a_warning(shop: Shop) -> None:
    profile = Entry(Kind.SELECTION, "night", '{"ComponentSelection": "{\\"slit\\": true}"}')
    assert found(check(shop.configurator, [], [profile])) == [("warning", "night", "NonregisteredDBRecordError")]


def test_options_are_those_of_a_configuration(shop: Shop) -> None:
    shop.components(slit=FIELD.format("$var.value"))
    findings = check(shop.configurator, ["slit"], options=Options(variables="["))
    assert [one.error for one in findings] == ["JSONArgumentError"]


def test_each_tells_the_faults_of_mandatory_components_once(shop: Shop) -> None:
    shop.components(always="$components.gone", a="", b="$components.lost", c="")
    shop.configurator.set_mandatory(["always"], True)
    findings = check_each(lambda names: check(shop.configurator, names), ["a", "b", "c"])
    assert [one.name for one in findings] == ["gone", "lost"]
