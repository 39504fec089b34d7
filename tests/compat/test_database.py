"""MYSQLDataBase on a real server: rows in and out, the revision, and what holds without a connection."""

import pytest

from nxsconfig.errors import SettingsError, StoreUnavailableError
from nxsconfigserver import Errors
from nxsconfigserver.MYSQLDataBase import MYSQLDataBase
from nxsconfigserver.StreamSet import StreamSet
from tests.compat.logs import Device

KINDS = [
    ("storeComponent", "components", "availableComponents", "deleteComponent"),
    ("storeDataSource", "dataSources", "availableDataSources", "deleteDataSource"),
    ("storeSelection", "selections", "availableSelections", "deleteSelection"),
]
UNKNOWN = {"components": "Component", "dataSources": "DataSource", "selections": "Selection"}


@pytest.mark.parametrize("method", ["availableComponents", "availableDataSources", "availableSelections", "mandatory"])
def test_without_a_connection_lists_are_empty(method):
    assert getattr(MYSQLDataBase(), method)() == []


def test_without_a_connection_there_is_no_version():
    assert MYSQLDataBase().version() is None


@pytest.mark.mysql
@pytest.mark.parametrize(("store", "fetch", "available", "_delete"), KINDS)
def test_a_stored_text_comes_back_verbatim(connected, store, fetch, available, _delete):
    getattr(connected, store)("name", "it's 100 % \\ raw <")
    assert getattr(connected, available)() == ["name"]
    assert getattr(connected, fetch)(["name", "name"]) == ["it's 100 % \\ raw <"] * 2


@pytest.mark.mysql
@pytest.mark.parametrize(("store", "_fetch", "available", "delete"), KINDS)
def test_a_deleted_text_is_gone(connected, store, _fetch, available, delete):
    getattr(connected, store)("name", "text")
    getattr(connected, delete)("name")
    assert getattr(connected, available)() == []


@pytest.mark.mysql
@pytest.mark.parametrize("fetch", UNKNOWN)
def test_an_unknown_name_raises_the_error_of_the_peers(connected, fetch):
    with pytest.raises(
        Errors.NonregisteredDBRecordError, match=f"^{UNKNOWN[fetch]} no not registered in the database$"
    ):
        getattr(connected, fetch)(["no"])


@pytest.mark.mysql
def test_the_version_is_the_revision_as_text(connected):
    connected.storeComponent("a", "<x/>")
    connected.storeDataSource("b", "<x/>")
    connected.storeSelection("c", "{}")
    assert connected.version() == "2"


@pytest.mark.mysql
def test_deleting_what_is_not_there_steps_the_revision(connected):
    connected.deleteComponent("nowhere")
    assert connected.version() == "1"


@pytest.mark.mysql
def test_the_mandatory_flag_is_set_and_cleared_one_by_one(connected):
    connected.storeComponent("a", "<x/>")
    connected.setMandatory("a")
    connected.setMandatory("nowhere")
    assert connected.mandatory() == ["a"]
    connected.unsetMandatory("a")
    assert connected.mandatory() == []


@pytest.mark.mysql
def test_connecting_with_other_settings_that_fail_keeps_the_connection(connected):
    with pytest.raises(StoreUnavailableError):
        connected.connect(connected.settings | {"passwd": "wrong"})
    assert connected.version() == "0"


@pytest.mark.mysql
def test_an_unknown_key_of_the_settings_is_refused(database):
    with pytest.raises(SettingsError, match="nokey"):
        database.connect(database.settings | {"nokey": 1})


@pytest.mark.mysql
def test_closing_ends_the_connection(connected):
    connected.close()
    assert connected.version() is None


@pytest.mark.mysql
def test_a_server_that_came_back_is_used_again_unnoticed(connected, mariadb):
    connected.storeComponent("a", "<x/>")
    mariadb.stop()
    with pytest.raises(StoreUnavailableError):
        connected.availableComponents()
    mariadb.start()
    assert connected.availableComponents() == ["a"]


@pytest.mark.mysql
def test_the_password_is_in_no_log(database):
    device = Device()
    logged = MYSQLDataBase(StreamSet(device))
    logged.connect(database.settings)
    logged.storeComponent("a", "<x/>")
    logged.close()
    assert device.texts == {"log_info": ["store component a\n"]}
