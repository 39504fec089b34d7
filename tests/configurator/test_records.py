"""Datasource elements taken from stored texts: the quick way gives what parsing gives."""

import pytest

from nxsconfig.configurator.records import _cut_out, datasource_element, first_broken
from nxsconfig.dialect.xml import parse, serialise_with_tail
from nxsconfig.errors import NonregisteredDBRecordError, WrongXMLError
from tests.support.cases import canonical

TANGO = '<device name="a/b/c" member="attribute"/><record name="Position"/>'

PLAIN = [
    f'<definition>\n  <datasource name="m" type="TANGO">\n    {TANGO}\n  </datasource>\n</definition>',
    f'<?xml version="1.0"?>\n<definition><datasource name="m" type="TANGO">{TANGO}</datasource></definition>\n',
    '<definition><datasource name="m" type="CLIENT"><record name="r"></record></datasource></definition>',
    '<definition><datasource name="m" type="PYEVAL"><result name="x">ds.x = 1</result>$datasources.a</datasource></definition>',
    '<definition><datasource name="$var.n" type="DB"><query format="SCALAR">select 1</query></datasource></definition>',
    "<definition><datasource></datasource></definition>",
    '<datasource name="m" type="CLIENT"><record name="r"/></datasource>',
    '<definition><datasource name="m"><result>a &lt; b &amp; c</result></datasource></definition>',
    '<definition a="b"><group><datasource name="m"><record name="r"/></datasource>tail</group></definition>',
    "<definition><datasource name='m' type='CLIENT'><record name='r'/></datasource></definition>",
    '<definition><datasource name="$var.n#\'d\'" type="DB"><query format="SCALAR">select 1</query></datasource></definition>',
]
OTHER = [
    '<definition><datasource name="m"><result><![CDATA[a < b]]></result></datasource></definition>',
    '<definition><!-- c --><datasource name="m"/><datasource name="n"/></definition>',
    '<definition a="b"><group><datasource name="m"><datasource name="n"/></datasource></group></definition>',
    '<definition><datasource name="m"><datasource name="n"><record name="r"/></datasource></datasource></definition>',
]


@pytest.mark.parametrize("text", PLAIN + OTHER)
def test_the_element_is_the_first_datasource_of_the_text(text):
    root = parse(text)
    expected = root if root.tag == "datasource" else next(root.iter("datasource"))
    got = datasource_element("m", text)
    assert canonical(f"<x>{got}</x>") == canonical(f"<x>{serialise_with_tail(expected)}</x>")


@pytest.mark.parametrize("text", PLAIN)
def test_the_usual_form_is_not_parsed(text):
    assert _cut_out(text)


@pytest.mark.parametrize(
    "text",
    [
        *OTHER,
        '<definition><datasource name="m"/></definition>',
        '<definition><datasource name="m"><datasource name="n"></datasource></definition>',
        "<definition></datasource><datasource></definition>",
    ],
)
def test_every_other_form_is_parsed(text):
    assert not _cut_out(text)


def test_a_text_without_a_datasource_counts_as_missing():
    with pytest.raises(NonregisteredDBRecordError, match="^The datasource m of "):
        datasource_element("m", "<definition><group/></definition>")


def test_a_broken_text_is_named():
    with pytest.raises(WrongXMLError, match="datasource 'm' is not well-formed"):
        datasource_element("m", "<definition><datasource></definition>")


@pytest.mark.parametrize("inner", ["<a></b>", "<a>&nbsp;</a>", "</x><x>", "<a b='1' b='2'/>"])
def test_what_is_broken_inside_an_element_is_found_and_named(inner):
    good = PLAIN[0]
    error = first_broken({"good": good, "bad": f"<definition><datasource>{inner}</datasource></definition>"})
    assert isinstance(error, WrongXMLError)
    assert "datasource 'bad'" in str(error)
    assert first_broken({"good": good}) is None
