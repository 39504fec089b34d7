"""The peers' server and ours on one database, which the peers' own SQL made."""

import json

import pytest

from nxsconfig.configurator import Entry, Kind
from nxsconfig.db import open_store

pytest.importorskip("tango")
pytestmark = [pytest.mark.peers, pytest.mark.tango]

FIELD = '<definition><group type="NXentry" name="scan"><field name="f{}">x</field></group></definition>'
COUNT = 300


@pytest.fixture
def both(config_server, peer_server, peer_settings):
    """Clients of ours and of theirs, open on a database with 300 components."""
    with open_store(peer_settings) as store:
        store.store([Entry(Kind.COMPONENT, f"c{number:03}", FIELD.format(number)) for number in range(COUNT)])
    clients = [server.fresh(json.dumps(peer_settings)) for server in (config_server, peer_server)]
    for client in clients:
        client.Open()
    yield clients
    for client in clients:
        client.Init()


def stored(client, name, text):
    client.XMLString = text
    client.StoreComponent(name)


def revision(client):
    return int(client.Version.rpartition(".")[2])


def test_both_serve_the_database(both):
    ours, theirs = both
    assert ours.AvailableComponents() == theirs.AvailableComponents()
    assert len(ours.AvailableComponents()) == COUNT
    assert revision(ours) == revision(theirs) == COUNT


def test_each_sees_at_once_what_the_other_writes(both):
    for number, (writer, reader) in enumerate([both, both[::-1]] * 5):
        text = FIELD.format(f"new{number}")
        stored(writer, "c000", text)
        assert reader.Components(["c000"]) == [text]
        assert revision(writer) == revision(reader) == COUNT + number + 1


def test_our_configuration_is_made_anew_when_theirs_changes_a_component(both):
    ours, theirs = both
    ours.CreateConfiguration(["c000"])
    stored(theirs, "c000", FIELD.format("changed"))
    ours.CreateConfiguration(["c000"])
    assert "fchanged" in ours.XMLString


def test_each_sees_the_flags_that_the_other_sets(both):
    ours, theirs = both
    ours.SetMandatoryComponents(["c001"])
    theirs.SetMandatoryComponents(["c002"])
    assert sorted(ours.MandatoryComponents()) == sorted(theirs.MandatoryComponents()) == ["c001", "c002"]
