"""What the definitions say about the objects of a file."""

from nxsconfig.dialect.xml import parse
from nxsconfig.validate.nxdl import pinned
from nxsconfig.validate.nxdl.from_configuration import tree_of_configuration
from nxsconfig.validate.nxdl.matching import Match, matches


def matched(inner: str) -> dict[str, Match]:
    """Matches by path in one entry with this content."""
    text = f'<definition><group name="scan" type="NXentry">{inner}</group></definition>'
    return {match.node.path: match for match in matches(pinned(), tree_of_configuration(parse(text)))}


def test_a_field_gets_what_its_class_says() -> None:
    found = matched('<group name="user" type="NXuser"><field name="email"/></group>')["/scan/user/email"]
    assert (found.within, found.listed, [field.name for field in found.fields]) == ("NXuser", True, ["email"])


def test_nothing_below_a_collection_is_compared() -> None:
    found = matched('<group name="any" type="NXcollection"><group name="own" type="NXown"/></group>')
    assert set(found) == {"/scan", "/scan/any"}


def test_nothing_below_an_unknown_class_is_compared() -> None:
    assert set(matched('<group name="any" type="NXown"><field name="x"/></group>')) == {"/scan", "/scan/any"}


def test_groups_of_nxobject_may_stand_everywhere() -> None:
    assert matched('<group name="log" type="NXlog"/>')["/scan/log"].listed


def test_the_application_definition_of_the_entry_adds_what_it_lists() -> None:
    mode = '<group name="data" type="NXdata"><field name="mode"/></group><group name="m" type="NXmonitor"/>'
    assert matched(f'<field name="definition">NXxas</field>{mode}')["/scan/data/mode"].listed


def test_a_link_is_compared_by_its_name_only() -> None:
    camera = '<group name="instrument" type="NXinstrument"><group name="c" type="NXdetector"><field name="data"/></group></group>'
    link = '<link name="title" target="/scan:NXentry/instrument:NXinstrument/c:NXdetector/data"/>'
    found = matched(camera + link)["/scan/title"]
    assert (found.listed, found.fields) == (True, ())


def test_a_link_that_leads_nowhere_known_is_not_compared() -> None:
    assert "/scan/own" not in matched('<link name="own" target="other.nxs://a/b"/>')


def test_links_that_lead_to_each_other_end() -> None:
    loop = '<link name="a" target="/scan:NXentry/b"/><link name="b" target="/scan:NXentry/a"/>'
    assert set(matched(loop)) == {"/scan"}


def test_a_text_among_transformations_need_not_be_an_axis() -> None:
    inner = '<group name="sample" type="NXsample"><group name="t" type="NXtransformations"><field name="note"/></group></group>'
    assert matched(inner)["/scan/sample/t/note"].fields == ()
