"""The XSD of the language: consistent with the grammar tables, open and strict where the language is."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree

from nxsconfig.dialect.grammar import ALLOWED_CHILDREN, Mode, SourceKind
from nxsconfig.dialect.schema import Finding, check, schema_text
from nxsconfig.dialect.types import NX_TO_DTYPE

VECTORS = Path(__file__).parents[1] / "vectors" / "language"
AREAS = ("merge", "engine", "writer", "cli-config", "cli-create", "selector")
XS = "{http://www.w3.org/2001/XMLSchema}"
ELEMENTS = sorted(
    {*ALLOWED_CHILDREN, *frozenset().union(*ALLOWED_CHILDREN.values()), "filter", "record", "item", "choice"}
)


def vectors(area):
    return json.loads((VECTORS / f"{area}.json").read_text(encoding="utf-8"))


def faults(texts):
    return {name: [str(finding) for finding in check(text)] for name, text in texts.items() if check(text)}


@pytest.mark.parametrize("area", AREAS)
def test_what_the_peers_accept_passes(area):
    texts = vectors(area)["accepted"]
    assert texts
    assert faults(texts) == {}


@pytest.mark.parametrize("area", AREAS)
def test_what_is_excluded_really_fails(area):
    excluded = vectors(area)["excluded"]
    assert [name for name, entry in excluded.items() if not check(entry["text"])] == []
    assert all(entry["reason"] for entry in excluded.values())


def way_to(parent):
    """Elements from the root down to the parent, by the grammar table."""
    ways = {"definition": ("definition",)}
    while parent not in ways:
        for outer, way in list(ways.items()):
            for inner in ALLOWED_CHILDREN.get(outer, ()):
                ways.setdefault(inner, (*way, inner))
    return ways[parent]


def nested(tags):
    root = element = etree.Element(tags[0])
    for tag in tags[1:]:
        element = etree.SubElement(element, tag)
    return root


@pytest.mark.parametrize("parent", sorted(ALLOWED_CHILDREN))
def test_parents_take_exactly_the_children_of_the_grammar_table(parent):
    allowed = {child for child in ELEMENTS if not check(nested((*way_to(parent), child)))}
    record_only = {"datasource"} if parent == "definition" else set()
    assert allowed == ALLOWED_CHILDREN[parent] | record_only


def enumerated(name):
    schema = etree.fromstring(schema_text("language.xsd").encode())
    return {item.get("value") for item in schema.iterfind(f"{XS}simpleType[@name='{name}']//{XS}enumeration")}


def test_the_types_are_those_of_the_type_table():
    assert enumerated("nxtypeName") == set(NX_TO_DTYPE)


def test_the_modes_and_kinds_are_those_of_the_grammar():
    assert enumerated("modeName") == {str(mode) for mode in Mode}
    assert enumerated("kindName") == {str(kind) for kind in SourceKind}


def test_a_bare_datasource_is_a_root():
    assert check("<datasource name='a' type='CLIENT'><record name='a'/></datasource>") == []


@pytest.mark.parametrize("tag", ["record", "group", "choice"])
def test_other_roots_are_refused(tag):
    (finding,) = check(f"<{tag}/>")
    assert f"the root is <{tag}>" in finding.message


def test_a_datasource_in_a_component_beside_groups_is_refused():
    (finding,) = check("<definition><group type='NXentry'/><datasource name='a'/></definition>")
    assert finding.message.startswith("<datasource> isn't allowed in <definition>")


def test_several_datasources_in_one_record_pass():
    assert check("<definition><doc/><datasource name='a'/><datasource name='b'/></definition>") == []


def test_elements_come_in_any_order_and_repeat():
    inner = "<strategy mode='INIT'/><dimensions rank='1'/><doc/><strategy mode='STEP'/><attribute name='a'/><doc/>"
    assert check(f"<definition><field name='x'>{inner}</field></definition>") == []


def test_references_stand_for_numbers_and_types():
    text = """<definition><field name="x" type="$var.kind#'NX_INT'"><dimensions rank="$var.rank">
        <dim index="1" value="$var.size#'4'"/></dimensions></field></definition>"""
    assert check(text) == []


def test_references_stand_between_elements():
    text = "<definition>$components.a<group type='NXentry'>$var.more<field name='x'>$datasources.x</field></group></definition>"
    assert check(text) == []


@pytest.mark.parametrize("tag", ["group", "field", "vds"])
def test_groups_fields_and_vds_take_free_attributes(tag):
    root = nested(way_to(tag))
    next(root.iter(tag)).set("vector", "0 0 1")
    assert check(root) == []


def test_user_datasources_hold_anything():
    text = "<datasource name='a' type='RAMP' extra='1'><ramp start='0'><more/></ramp></datasource>"
    assert check(text) == []


@pytest.mark.parametrize(
    ("element", "word"),
    [
        ("<field name='x'><strategy mod='STEP'/></field>", "'mod'"),
        ("<field name='x' type='NX_FLOAT46'/>", "NX_FLOAT46"),
        ("<field name='x'><dimensions rank='two'/></field>", "'two'"),
        ("<link name='x' href='/a'/>", "'href'"),
    ],
)
def test_typing_errors_are_found(element, word):
    (finding,) = check(f"<definition>{element}</definition>")
    assert word in finding.message


def test_findings_say_where():
    found = check("<definition>\n <group name='scan' type='NXentry'>\n  <feld/>\n </group>\n</definition>")
    expected = "<feld> isn't allowed in <group>, which takes attribute, component, doc, field, group, link, vds"
    assert found == [Finding(3, 0, expected, "/definition/group:scan/feld")]


def test_broken_xml_is_one_finding_with_line_and_column():
    (finding,) = check("<definition>\n<group></definition>")
    assert (finding.line, finding.path) == (2, "")
    assert finding.column > 0


def test_entities_of_ones_own_are_one_finding():
    (finding,) = check("<!DOCTYPE d [<!ENTITY e 'x'>]><definition>&e;</definition>")
    assert "entities" in finding.message


def test_comments_and_processing_instructions_are_tolerated():
    text = b"<definition><!-- c --><?p i?><group type='NXentry'><!-- c --><field name='x'><?p i?></field></group></definition>"
    assert check(text.decode()) == []
    assert check(etree.fromstring(text)) == []


def test_threads_get_their_own_findings():
    texts = [f"<definition>{'<choice/>' * (i % 2)}<group/></definition>" for i in range(400)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(check, texts))
    assert [len(findings) for findings in found] == [i % 2 for i in range(400)]
