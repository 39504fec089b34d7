"""Small rules of the language: list attributes, characters, paths, grammar."""

import json

import pytest
from lxml import etree

from nxsconfig.dialect.grammar import ALLOWED_CHILDREN, SINGLES, UNIQUE_TEXT
from nxsconfig.dialect.paths import Step, format_path, parse_path
from nxsconfig.dialect.text import content, latin1_xml, name_list, pieces
from nxsconfig.dialect.types import NX_TO_DTYPE
from nxsconfig.dialect.xml import parse


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("Not initialised", []),
        ('["a", "b"]', ["a", "b"]),
        ("a:b;c,d e", ["a", "b", "c", "d", "e"]),
        ("{}", ["{}"]),
        ('["a"', ['["a"']),
        ("[1, 2]", ["1", "2"]),
        (" , ", []),
    ],
)
def test_a_list_attribute_is_json_or_words(text, names):
    assert name_list(text) == names


def test_characters_beyond_latin1_become_references_that_parse_back():
    text = "<a b='α µ'>θ Å 😀</a>"
    carried = latin1_xml(text)
    carried.encode("latin-1")
    assert etree.tostring(parse(carried)) == etree.tostring(parse(text))


def test_pieces_are_the_own_texts_of_an_element():
    element = parse("<a> x <b>inner</b> y\n<c/>  </a>")
    assert pieces(element) == ["x", "y"]
    assert content(element) == "x\ny"


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", ()),
        ("/", ()),
        (
            "instrument:NXinstrument/collection:NXcollection",
            (Step("instrument", "NXinstrument"), Step("collection", "NXcollection")),
        ),
        ("/instrument:/", (Step("instrument", "NXinstrument"),)),
        ("scan", (Step("scan", "NXscan"),)),
        ("NXentry", (Step("entry", "NXentry"),)),
        (":NXentry", (Step("entry", "NXentry"),)),
        ("NX", (Step("NX", "NXNX"),)),
        ("//a:NXb// ", (Step("a", "NXb"),)),
    ],
)
def test_a_path_is_names_with_classes(text, steps):
    assert parse_path(text) == steps


def test_a_path_written_out_reads_back():
    steps = parse_path("scan:NXentry/data:NXdata")
    assert parse_path(format_path(steps)) == steps


def test_the_grammar_names_each_child_somewhere_or_takes_it_as_it_is():
    children = set().union(*ALLOWED_CHILDREN.values())
    assert set(ALLOWED_CHILDREN) - {"definition"} <= children | {"dim"}
    assert {"strategy", "dimensions"} <= SINGLES & children
    assert {"field", "attribute"} <= UNIQUE_TEXT & children


def test_all_types_are_storable():
    assert set(NX_TO_DTYPE.values()) <= {"string", "bool"} | {
        f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)
    } | {"float32", "float64"}
    json.dumps(NX_TO_DTYPE)
