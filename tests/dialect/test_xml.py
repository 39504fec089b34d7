"""The parser takes what is harmless, names what is broken, and refuses what could do harm."""

import pytest
from lxml import etree

from nxsconfig.dialect.xml import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    body,
    document,
    parse,
    parse_all,
    pretty_document,
    serialise,
)
from nxsconfig.errors import WrongXMLError, XMLLimitError


def test_broken_xml_is_named_with_line_and_column():
    with pytest.raises(WrongXMLError, match=r"component 'slits' is not well-formed: .*mismatch") as caught:
        parse("<definition>\n  <group></definition>", "component 'slits'")
    assert (caught.value.line, caught.value.column) == (2, 23)


@pytest.mark.parametrize(
    "text", ["", "  ", "text", "<a/><b/>", "<a", "<a>&nbsp;</a>", "<a b='1' b='2'/>", "<a>\x00</a>", "<a>\ud800</a>"]
)
def test_what_is_no_document_is_refused(text):
    with pytest.raises(WrongXMLError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- c --><a><!-- c --><b/><?pi x?></a><!-- c -->",
        "<?xml version='1.0' encoding='iso-8859-1'?><a><b/></a>",
        "<!DOCTYPE a><a><b/></a>",
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a><b/></a>',
        "\ufeff<a><b/></a>",
    ],
)
def test_comments_instructions_and_harmless_declarations_are_dropped(text):
    assert serialise(parse(text)) == "<a><b /></a>"


def test_a_declared_encoding_does_not_garble_the_text():
    assert parse("<?xml version='1.0' encoding='iso-8859-1'?><a>µ α</a>").text == "µ α"


BOMB = '<!DOCTYPE a [<!ENTITY x0 "ha">' + "".join(f'<!ENTITY x{n} "&x{n - 1};&x{n - 1};">' for n in range(1, 40))


@pytest.mark.parametrize(
    "text",
    [
        BOMB + "]><a>&x39;</a>",
        BOMB + "]><a b='&x39;'/>",
        '<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
        '<!DOCTYPE a SYSTEM "x.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><a/>',
    ],
)
def test_own_entities_are_refused_before_they_are_read(text):
    with pytest.raises(XMLLimitError, match="entities"):
        parse(text)


def test_a_doctype_inside_text_is_just_text():
    assert parse("<a><![CDATA[<!DOCTYPE a [<!ENTITY b 'c'>]>]]></a>").text == "<!DOCTYPE a [<!ENTITY b 'c'>]>"


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 10_000])
def test_too_deep_nesting_is_refused(depth):
    with pytest.raises(XMLLimitError, match=f"deeper than {MAX_DEPTH} levels"):
        parse("<a>" * depth + "</a>" * depth)


def test_the_deepest_allowed_nesting_is_read():
    assert parse("<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH).tag == "a"


def test_a_text_beyond_the_limit_is_refused_without_being_read():
    with pytest.raises(XMLLimitError, match="split it up"):
        parse("<a>" + " " * MAX_CHARACTERS + "</a>")


def test_a_huge_single_text_is_refused():
    with pytest.raises(XMLLimitError, match="10 million"):
        parse("<a>" + "x" * 11_000_000 + "</a>")


def test_the_pretty_document_is_indented_and_ends_with_a_newline():
    expected = "<?xml version='1.0' encoding='utf-8'?><a>\n  <b/>\n</a>\n"
    assert pretty_document(parse("<a><b/></a>")) == expected


def test_serialising_keeps_what_parsing_gave():
    text = """<a b="&lt;&gt;&amp;&quot;'&#10;&#9;">x &lt; y &gt; z &amp; /&gt;<b /></a>"""
    assert serialise(parse(serialise(parse(text)))) == serialise(parse(text))
    assert document(parse(text)).endswith("/&gt;<b /></a>")


def test_parsing_together_gives_what_parsing_alone_gives():
    texts = ["<?xml version='1.0'?><a/>", "<!-- c --><b>x</b>\n", "<!DOCTYPE c><c/>", "<a><b/></a>"]
    together = parse_all([("it", text) for text in texts])
    assert [etree.tostring(root, with_tail=False) for root in together] == [etree.tostring(parse(t)) for t in texts]


@pytest.mark.parametrize(
    "pair", [("<a/><b/>", "<!-- none -->"), ("</one><one>", "<a/>"), ("<a>", "</a>"), ("<a/>x", "<a/>")]
)
def test_texts_that_only_fit_together_are_still_refused(pair):
    with pytest.raises(WrongXMLError):
        parse_all([("it", text) for text in pair])


def test_the_body_is_what_follows_the_declaration():
    assert body("\ufeff <?xml version='1.0' encoding='utf-8'?>\n<a/>") == "\n<a/>"
    assert body("<a/>") == "<a/>"
