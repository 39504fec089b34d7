"""Hostile and broken input: a clear error or correct storing, never a crash, a hang or a look at our files."""

import json
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings, strategies

tango = pytest.importorskip("tango")
pytestmark = [pytest.mark.tango, pytest.mark.mysql]

BOMB = (
    '<!DOCTYPE definition [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><definition><doc>&i;</doc></definition>"
)
ENTITY = '<!DOCTYPE definition [<!ENTITY x SYSTEM "file:///etc/passwd">]><definition><doc>&x;</doc></definition>'
DTD = '<!DOCTYPE definition SYSTEM "http://127.0.0.1:9/x.dtd"><definition/>'
INCLUDE = (
    '<definition xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></definition>'
)
DEEP = "<definition>" + "<group>" * 100_000 + "</group>" * 100_000 + "</definition>"
NAMES = ["a' OR '1'='1", 'b"; DROP TABLE components; --', "c%_\\", "d`e", "f\tg", "ü", "../../etc/passwd", "h" * 100]
LATIN1 = strategies.characters(min_codepoint=1, max_codepoint=255)


@pytest.fixture
def alive(config_server, device):
    """The device; afterwards it is the same process and still answers."""
    pid = config_server.pid
    yield device
    device.AvailableComponents()
    assert device.state() == tango.DevState.OPEN
    assert config_server.pid == pid
    assert config_server.running


@pytest.mark.parametrize("text", [BOMB, ENTITY, DEEP, "", "<", "\x01", "<definition>\xff</definition"])
def test_texts_that_could_do_harm_are_refused(alive, text):
    alive.XMLString = text
    with pytest.raises(tango.DevFailed) as error:
        alive.StoreComponent("a")
    assert error.value.args[0].desc.startswith("nxsconfigserver.Errors.")
    assert alive.AvailableComponents() == []


@pytest.mark.parametrize("text", [INCLUDE, DTD])
def test_what_refers_to_other_files_is_only_text(alive, text):
    alive.XMLString = text
    alive.StoreComponent("a")
    assert alive.Components(["a"]) == [text]
    assert "root:" not in merged(alive)


def merged(device):
    try:
        return device.Merge(["a"])
    except tango.DevFailed as err:
        return str(err)


@pytest.mark.parametrize("name", NAMES)
def test_names_are_only_names(alive, name):
    alive.XMLString = "<definition/>"
    alive.StoreComponent(name)
    assert alive.AvailableComponents() == [name]
    assert alive.Components([name]) == ["<definition/>"]
    alive.DeleteComponent(name)
    assert alive.AvailableComponents() == []


def test_a_name_that_is_too_long_is_refused(alive):
    alive.XMLString = "<definition/>"
    with pytest.raises(tango.DevFailed, match="shorten"):
        alive.StoreComponent("a" * 101)


@pytest.mark.parametrize("field", ["name", "text"])
def test_nul_is_refused(alive, field):
    entry = {"kind": "selection", "name": "a", "text": '"b"', field: '"a\0b"'}
    with pytest.raises(tango.DevFailed, match=r"NUL|control character"):
        alive.StoreEntries(json.dumps({"entries": [entry]}))
    assert alive.AvailableSelections() == []


@pytest.mark.slow
@pytest.mark.parametrize("text", ["x" * 50_000_000, "<b>x</b>" * 6_250_000, "<b a='x'/>" * 5_000_000])
def test_fifty_megabytes_are_refused_with_a_reason(alive, text):
    alive.XMLString = f"<definition>{text}</definition>"
    with pytest.raises(tango.DevFailed, match=r"XMLLimitError|max_allowed_packet"):
        alive.StoreComponent("big")
    assert alive.AvailableComponents() == []


def test_variables_that_grow_without_end_are_refused(alive, call):
    text = "<definition><doc>$var.a</doc></definition>"
    call("StoreEntries", entries=[{"kind": "component", "name": "a", "text": text}])
    alive.Variables = json.dumps({"a": "$var.b$var.b", "b": "$var.a$var.a"})
    with pytest.raises(tango.DevFailed, match="CircularReferenceError"):
        alive.CreateConfiguration(["a"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=strategies.text(LATIN1, max_size=20), text=strategies.text(LATIN1, max_size=60))
def test_any_text_is_stored_as_it_is_or_refused(alive, name, text):
    alive.XMLString = text
    try:
        alive.StoreComponent(name)
    except tango.DevFailed as err:
        assert err.args[0].desc.startswith(("nxsconfigserver.Errors.", "MySQLdb."))
    else:
        assert alive.Components([name]) == [text]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=strategies.text(strategies.characters(codec="utf-8"), max_size=40))
def test_any_content_comes_back_as_it_was_stored(alive, call, content):
    entry = {"kind": "component", "name": "a", "text": f"<definition><doc>{escape(content)}</doc></definition>"}
    try:
        call("StoreEntries", entries=[entry])
    except tango.DevFailed as err:
        assert "WrongXMLError" in err.args[0].desc
    else:
        assert call("FetchEntries", kind="component")["entries"] == [{**entry, "mandatory": False}]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=strategies.sampled_from(["Merge", "CreateConfiguration", "DependentComponents", "InstantiatedComponents"]),
    names=strategies.lists(strategies.text(LATIN1, max_size=10), max_size=3),
)
def test_any_names_may_be_asked_for(alive, command, names):
    try:
        alive.command_inout(command, names)
    except tango.DevFailed as err:
        assert "NonregisteredDBRecordError: Component" in err.args[0].desc
