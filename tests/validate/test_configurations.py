"""Rules over merged configurations: what they blame, what they leave to others, and when they are silent."""

from collections.abc import Mapping

import pytest

from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.options import Options
from nxsconfig.db.records import Kind
from nxsconfig.validate import Chosen, Finding, Library, Severity, Text, validate
from nxsconfig.validate.rules import plan
from nxsconfig.writer.compiler import compile_definition

ENTRY = '<definition>\n<group type="NXentry" name="scan">\n{}\n</group>\n</definition>'
SOURCE = '<datasource name="energy" type="CLIENT"><record name="energy"/></datasource>'
NUMBER = '<field name="energy" type="NX_FLOAT64">{}</field>'


def library(components: Mapping[str, str], datasources: Mapping[str, str] | None = None) -> Library:
    """Components that hold an entry with these contents."""
    held = {
        Kind.COMPONENT: {name: ENTRY.format(text) for name, text in components.items()},
        Kind.DATASOURCE: dict(datasources or {}),
    }
    texts = {(kind, name): Text(kind, name, text) for kind, those in held.items() for name, text in those.items()}
    return Library(texts, Holdings(held))


def found(components: Mapping[str, str], chosen: Chosen | None = None, **more: Mapping[str, str]) -> list[Finding]:
    """Warnings and errors of all components together."""
    chosen = chosen or Chosen("all", tuple(components))
    findings = validate(library(components, **more), [chosen])
    return [one for one in findings if one.severity.at_least(Severity.WARNING)]


def rules(findings: list[Finding]) -> list[str]:
    """Numbers of the rules."""
    return [one.rule for one in findings]


def test_a_conflict_stands_at_the_first_side_and_tells_both_values() -> None:
    (finding,) = found({"a": '\n<field name="x" units="mm"/>', "b": '<field name="x" units="m"/>'})
    assert (finding.place.name, finding.place.line, finding.place.column) == ("a", 4, 1)
    assert finding.message == "x: units is 'mm' in 'a', but 'm' in 'b'"
    assert finding.origins == ("a", "b")


def test_a_conflict_of_texts_tells_both_texts() -> None:
    (finding,) = found({"a": '<field name="x">1</field>', "b": '<field name="x">2</field>'})
    assert finding.message == "x: its text is '1' in 'a', but '2' in 'b'"


def test_an_element_in_a_wrong_place_is_told_with_its_component() -> None:
    findings = found({"a": '<field name="x"><group type="NXdata"/></field>'})
    (finding,) = [one for one in findings if one.rule == "NX301"]
    assert "<group> must not stand in <field> (from 'a')" in finding.message


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('<field name="x" type="NX_FLOAT65">1</field>', "NX141"),
        ('<field type="NX_FLOAT64">1</field>', "NX307"),
        ('<field name="x" type="NX_FLOAT64">$datasources.energy<strategy mode="STEP"/></field>', "NX123"),
        ('<field name="x" type="NX_UINT8">300</field>', "NX331"),
        ('<field name="data">1</field><group type="NXdata"/>', "NX303"),
        ('<link name="x" target="/scan/NXnone/NXnone/x"/>', "NX312"),
    ],
)
def test_what_another_rule_tells_is_not_told_again_by_the_plan(text: str, number: str) -> None:
    empty = '<definition><datasource name="energy" type="CLIENT"/></definition>'
    stored = {"energy": empty} if "$" in text else {}
    assert set(rules(found({"a": text}, datasources=stored))) == {number}


def test_all_refusals_are_told_not_only_the_first() -> None:
    deep = '<dimensions rank="40"/><strategy mode="STEP"/>'
    findings = found({"a": f'<field name="x">{SOURCE}{deep}</field><field name="y">{SOURCE}{deep}</field>'})
    assert rules(findings) == ["NX401", "NX401"]
    assert [one.place.path for one in findings] == ["/scan:NXentry/x", "/scan:NXentry/y"]


def test_a_refusal_does_not_name_the_line_of_the_merged_text() -> None:
    (finding,) = found({"a": NUMBER.format(f'{SOURCE}<dimensions rank="40"/><strategy mode="STEP"/>')})
    assert "(line" not in finding.message


@pytest.mark.parametrize(
    "text",
    [
        NUMBER.format(""),
        '<link name="x" target="/scan/instrument/energy"/>',
        '<group type="NXdata" name="data" signal="energy"/>',
        '<field name="title"><strategy mode="INIT"/></field>',
        '<field name="energy" units="keV">12.4</field>',
        '<vds name="frames" type="NX_INT32"><dimensions rank="1"/></vds>',
        '<link name="x" target="/scan/NXinstrument/NXsource/x"/>',
    ],
)
def test_nothing_is_missing_in_a_component_that_is_not_scanned_alone(text: str) -> None:
    assert rules(found({"a": text})) != []
    assert found({"a": text}, Chosen("a", ("a",), whole=False)) == []


def test_a_variable_that_the_profile_does_not_give_may_be_any_text() -> None:
    text = NUMBER.format("$var.energy")
    assert found({"a": text}) == []
    assert rules(found({"a": text}, Chosen("a", ("a",), Options('{"energy": "high"}')))) == ["NX331"]


def test_a_variable_given_by_a_component_counts() -> None:
    assert rules(found({"a": NUMBER.format("$var.energy") + "<doc>$var(energy=high)</doc>"})) == ["NX331"]


def test_broken_variables_are_told_once_for_the_configuration() -> None:
    (finding,) = found({"a": '<field name="x">$var.a</field>'}, Chosen("demo", ("a",), Options("[1]")))
    assert (finding.rule, finding.error) == ("NX305", "JSONArgumentError")


def test_a_configuration_with_a_broken_text_is_not_told_beside_the_text() -> None:
    assert rules(found({"a": "<field>"})) == ["NX101"]


def test_a_configuration_with_an_empty_datasource_is_not_told_beside_the_datasource() -> None:
    stored = {"energy": "<definition/>"}
    assert rules(found({"a": NUMBER.format("$datasources.energy")}, datasources=stored)) == ["NX121"]


def test_a_signal_that_a_link_to_a_channel_may_bring_is_not_missing() -> None:
    field = NUMBER.format(f'{SOURCE}<strategy mode="STEP"/>')
    assert found({"a": f'<group type="NXdata" name="data" signal="energy"/>{field}'}) == []


REFUSED = [
    NUMBER.format("high"),
    NUMBER.format(""),
    NUMBER.format('1 2<dimensions rank="3"/>'),
    NUMBER.format(f'{SOURCE}<dimensions rank="99"/>'),
    NUMBER.format(f'{SOURCE}<strategy mode="STEP"><filter name="deflate" cd_values="x"/></strategy>'),
    '<field name="x" type="NX_COMPLEX">1</field>',
    '<field name="x"><attribute name="y" type="NX_INT8">200</attribute></field>',
    '<field name="."/>',
    '<group name="instrument"/>',
    '<link name="x" target="a.h5://b:/c"/>',
    '<link name="x" target="/scan/NXnone/NXnone/x"/>',
    '<group type="NXdata" name="x"/><link name="x" target="/scan"/>',
    '<vds name="x"><dimensions rank="y"/></vds>',
    NUMBER.format('<datasource type="CLIENT"/>'),
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_writer_refuses_is_an_error(text: str) -> None:
    with pytest.raises(Exception, match=r"."):
        compile_definition(ENTRY.format(text)).check()
    assert Severity.ERROR in {one.severity for one in found({"a": text})}


def test_rules_that_the_plan_leaves_things_to_are_listed() -> None:
    from nxsconfig.validate import ALL

    checks = {rule.check for rule in ALL.configurations}
    assert checks.issuperset(plan.SPECIAL)


@pytest.mark.parametrize(
    "text",
    [
        '<field name="note/text">a</field><group type="NXnote" name="note"/>',
        '<field name="note">a</field><field name="note/text">a</field>',
        '<field name="note/text">a</field><field name="note">a</field>',
    ],
)
def test_a_slash_that_makes_a_group_where_something_else_is_to_be_is_an_error(text: str) -> None:
    assert "NX303" in rules(found({"a": text}))


def test_a_slash_into_a_group_that_is_there_is_no_clash() -> None:
    text = '<group type="NXnote" name="note"/><field name="note/text">a</field>'
    assert "NX303" not in rules(found({"a": text}))
