"""ComponentHandler lists the datasources that a component holds or refers to."""

from xml.sax import SAXParseException, parseString

import pytest

from nxsconfigserver.ComponentParser import ComponentHandler

CASES = {
    '<field><datasource name="m" type="TANGO"/></field>': {"m": "TANGO"},
    '<field><datasource name="m"/></field>': {"m": ""},
    '<field><datasource type="DB"/><datasource/></field>': {"__unnamed__0": "DB", "__unnamed__1": ""},
    "<field>$datasources.m</field>": {"m": "__FROM_DB__"},
    "<attribute>$datasources.m</attribute>": {"m": "__FROM_DB__"},
    '<field>$datasources.a<strategy mode="STEP"/>$datasources.b</field>': {"a": "__FROM_DB__", "b": "__FROM_DB__"},
    "<field>$datasources.a.b $datasources.c-d</field>": {"a": "__FROM_DB__", "c": "__FROM_DB__"},
    "<field>$datasources.a$datasources.b</field>": {"a": "__FROM_DB__", "b": "__FROM_DB__"},
    '<field>$datasources.m<datasource name="m" type="DB"/></field>': {"m": "__FROM_DB__"},
    "<field><doc>$datasources.m</doc></field>": {},
    "<group>$datasources.m</group>": {},
    "<field>$components.m</field>": {},
    '<field><datasource name="p" type="PYEVAL">$datasources.m<datasource name="q" type="DB"/></datasource></field>': {
        "p": "PYEVAL",
        "q": "DB",
    },
}


def datasources(text, **settings):
    handler = ComponentHandler(**settings)
    parseString(f"<definition>{text}</definition>".encode(), handler)
    return handler.datasources


@pytest.mark.parametrize("text", CASES)
def test_the_datasources_of_a_component_are_listed(text):
    assert datasources(text) == CASES[text]


def test_references_may_look_otherwise():
    assert datasources("<field>$ds:m</field>", dsLabel="ds", delimiter=":") == {"m": "__FROM_DB__"}


def test_label_and_delimiter_are_taken_literally():
    assert datasources("<field>$datasourcesxm</field>") == {}


def test_broken_xml_is_the_parsers_error():
    with pytest.raises(SAXParseException):
        datasources("<field>")
