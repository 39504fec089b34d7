"""What a configuration server remembers between calls."""

import pytest

from nxsconfig.configurator import Kind
from nxsconfig.configurator.server import ConfigServer
from nxsconfig.db import open_store
from nxsconfig.errors import NonregisteredDBRecordError, ServerStateError, StoreUnavailableError, WrongXMLError


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def server(url):
    server = ConfigServer(open_store)
    server.json_settings = url
    server.open()
    yield server
    server.close()


def test_settings_stay_as_they_are_while_open(server, url):
    with pytest.raises(ServerStateError, match="^To change the settings please close the server.$"):
        server.json_settings = "{}"
    assert server.json_settings == url


@pytest.mark.parametrize("text", ["{}", "", "[1]", "no json", "null", "[" * 100_000])
def test_the_default_counts_while_the_settings_name_nothing(text):
    server = ConfigServer(open_store, default_settings="sqlite:///default.db")
    server.json_settings = text
    assert server.settings == "sqlite:///default.db"


@pytest.mark.parametrize("text", ["sqlite:///x.db", '{"db": "nxsconfig"}'])
def test_settings_that_name_something_come_before_the_default(text):
    server = ConfigServer(open_store, default_settings="sqlite:///default.db")
    server.json_settings = text
    assert server.settings == text


def test_opening_again_keeps_the_store(server):
    store = server.store
    server.open()
    assert server.store is store


def test_opening_with_other_settings_connects_anew(server, tmp_path):
    store = server.store
    server.close()
    server.json_settings = f"sqlite:///{tmp_path}/other.db"
    server.open()
    assert server.store is not store


def test_a_failed_opening_leaves_the_server_closed(tmp_path):
    server = ConfigServer(open_store)
    server.json_settings = f"sqlite:///{tmp_path}"
    with pytest.raises(StoreUnavailableError, match="is a directory"):
        server.open()
    assert not server.is_open


def test_a_closed_server_has_no_revision_and_nothing_to_ask():
    server = ConfigServer(open_store)
    assert server.version().endswith(".XCS.<DB_NOT_CONNECTED>")
    with pytest.raises(ServerStateError, match="open it first"):
        server.create_cache(["a"])


def test_attributes_survive_closing(server):
    server.xml_string, server.step_datasources = "<definition/>", "a b"
    server.close()
    assert (server.xml_string, server.step_datasources) == ("<definition/>", '["a", "b"]')


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", "[]"), ("Not initialised", "[]"), ('["a",  1]', '["a",  1]'), ("a:b;c,d e", '["a", "b", "c", "d", "e"]'),
        ("{}", '["{}"]'), ('"a"', '["\\"a\\""]'), ("12", '["12"]'), ("[a", '["[a"]'),
    ],
)  # fmt: skip
def test_lists_are_json_lists_or_words(text, read):
    server = ConfigServer(open_store)
    server.canfail_datasources = text
    assert server.canfail_datasources == read


def test_a_text_that_is_not_well_formed_is_not_stored(server):
    server.xml_string = "<definition>"
    with pytest.raises(WrongXMLError):
        server.store_text(Kind.COMPONENT, "a")
    assert server.configurator.names(Kind.COMPONENT) == []


def test_after_a_failure_the_configuration_is_the_old_one_and_the_cache_new(server):
    server.xml_string = (
        "<definition><group type='NXentry' name='a'><field name='f'>$datasources.x</field></group></definition>"
    )
    server.store_text(Kind.COMPONENT, "a")
    server.xml_string = "old"
    with pytest.raises(NonregisteredDBRecordError, match="The datasource x of"):
        server.create_configuration(["a"])
    assert server.xml_string == "old"
    assert "$datasources.x" in server.xml_cache
