"""What a check finds, that it stores nothing, and what the door lets in."""

from collections.abc import Iterator, Sequence

import pytest

from nxsconfig.configurator import Entry, Kind, Options
from nxsconfig.errors import FaultyTextError
from nxsconfig.validate import Finding
from nxsconfig.validate.checking import Checker, door, finding_on_wire, of_store
from tests.configurator.conftest import Shop, datasource, definition

FIELD = '<group type="NXentry" name="scan"><field name="gap" type="NX_FLOAT">{}<strategy mode="INIT"/></field></group>'


@pytest.fixture
def shop() -> Iterator[Shop]:
    """An empty store with a configurator."""
    shop = Shop()
    yield shop
    shop.configurator.store.close()


def check(
    shop: Shop, components: Sequence[str], entries: Sequence[Entry] = (), options: Options | None = None
) -> list[Finding]:
    return Checker(of_store(shop.configurator.store), entries, options or Options()).check(components)


def found(findings: list[Finding]) -> list[tuple[object, ...]]:
    wires = [finding_on_wire(one) for one in findings]
    return [(wire["severity"], wire["name"], wire["error"]) for wire in wires]


def test_clean_components_have_no_findings(shop: Shop) -> None:
    shop.datasources(motor="")
    shop.components(slit=FIELD.format("$datasources.motor"), user="$components.slit")
    assert check(shop, ["user"]) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("$components.gone", "slit"), ("$datasources.gone", "slit"), ("$datasources.calc", "calc")],
)
def test_missing_references_are_errors_of_who_refers_to_them(shop: Shop, text: str, name: str) -> None:
    shop.datasources(calc="$datasources.lost")
    shop.components(slit=FIELD.format(text))
    assert found(check(shop, ["slit"])) == [("error", name, "NonregisteredDBRecordError")]


def test_all_missing_names_are_told_at_once_with_their_users(shop: Shop) -> None:
    shop.components(slit="$components.a $datasources.b")
    messages = [one.message for one in check(shop, ["slit", "c"])]
    assert messages == [
        "component 'c' is not stored",
        "component 'slit' refers to component 'a', which is not stored",
        "component 'slit' refers to datasource 'b', which is not stored",
    ]


def test_contradictions_name_both_components(shop: Shop) -> None:
    shop.components(a=FIELD.format("1"), b=FIELD.format("2"))
    assert found(check(shop, ["a", "b"])) == [("error", "a, b", "IncompatibleNodeError")]
    assert check(shop, ["a"]) == check(shop, ["b"]) == []


def test_mandatory_components_take_part(shop: Shop) -> None:
    shop.components(a=FIELD.format("1"), b=FIELD.format("2"))
    shop.configurator.set_mandatory(["a"], True)
    assert [one.error for one in check(shop, ["b"])] == ["IncompatibleNodeError"]


def test_circles_of_datasources_are_found(shop: Shop) -> None:
    shop.datasources(a="$datasources.b", b="$datasources.a")
    shop.components(slit=FIELD.format("$datasources.a"))
    assert [one.error for one in check(shop, ["slit"])] == ["CircularReferenceError"]


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
    assert found(check(shop, [], [Entry(kind, "new", text)])) == [("error", "new", error)]


def test_unsaved_entries_count_as_stored_and_are_not_stored(shop: Shop) -> None:
    new = [
        Entry(Kind.COMPONENT, "slit", definition(FIELD.format("$datasources.motor"))),
        Entry(Kind.DATASOURCE, "motor", datasource("motor")),
    ]
    assert check(shop, [], new) == []
    assert found(check(shop, [], new[:1])) == [("error", "slit", "NonregisteredDBRecordError")]
    assert shop.configurator.names(Kind.COMPONENT) == shop.configurator.names(Kind.DATASOURCE) == []


def test_unsaved_text_hides_the_stored_one(shop: Shop) -> None:
    shop.components(slit=FIELD.format("1"), other=FIELD.format("2"))
    better = Entry(Kind.COMPONENT, "slit", definition(FIELD.format("2")))
    assert check(shop, ["slit", "other"]) != []
    assert check(shop, ["slit", "other"], [better]) == []


def test_what_the_schema_does_not_know_is_a_warning(shop: Shop) -> None:
    shop.components(slit=FIELD.format('<dimensions rank="0" odd="many"/>'))
    wires = [finding_on_wire(finding) for finding in check(shop, ["slit"])]
    assert [(wire["severity"], wire["error"]) for wire in wires if wire["rule"] == "NX103"] == [("warning", "NX103")]
    assert "odd" in str(wires[0]["message"])


def test_profile_that_names_missing_components_is_a_warning(shop: Shop) -> None:
    profile = Entry(Kind.SELECTION, "night", '{"ComponentSelection": "{\\"slit\\": true}"}')
    assert found(check(shop, [], [profile])) == [("warning", "night", "NonregisteredDBRecordError")]


def test_options_are_those_of_a_configuration(shop: Shop) -> None:
    shop.components(slit=FIELD.format("$var.value"))
    findings = check(shop, ["slit"], options=Options(variables="["))
    assert [one.error for one in findings] == ["JSONArgumentError"]


def test_each_tells_the_faults_of_mandatory_components_once(shop: Shop) -> None:
    shop.components(always="$components.gone", a="", b="$components.lost", c="")
    shop.configurator.set_mandatory(["always"], True)
    findings = Checker(of_store(shop.configurator.store)).each(["a", "b", "c"])
    assert [one.place.name for one in findings] == ["always", "b"]


def test_a_comment_in_the_text_counts_for_checks(shop: Shop) -> None:
    ignored = "<!-- nxsconfig: ignore NX201 it comes tomorrow -->"
    shop.raw(Kind.COMPONENT, "slit", f"{ignored}<definition>$components.gone</definition>")
    assert check(shop, ["slit"]) == []


def test_the_door_refuses_texts_with_errors_and_names_them(shop: Shop) -> None:
    bad = Entry(Kind.COMPONENT, "slit", definition("$components.gone"))
    with pytest.raises(FaultyTextError, match="nothing is stored.*NX201 component slit: .*'gone'"):
        door(shop.configurator.store, [bad])


def test_the_door_refuses_what_breaks_others(shop: Shop) -> None:
    shop.components(a=FIELD.format("1"), b=FIELD.format("1"))
    shop.configurator.set_mandatory(["a"], True)
    with pytest.raises(FaultyTextError, match="NX301"):
        door(shop.configurator.store, [Entry(Kind.COMPONENT, "b", definition(FIELD.format("2")))])


def test_the_door_lets_warnings_in_and_older_faults_be(shop: Shop) -> None:
    shop.components(old="$components.gone")
    door(shop.configurator.store, [Entry(Kind.COMPONENT, "new", definition(FIELD.format('<dimensions odd="1"/>')))])
