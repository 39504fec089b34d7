"""Attributes, states, settings and errors of the device, beyond the recorded transcripts."""

import json
from importlib.metadata import entry_points

import pytest

from nxsconfig import __version__
from nxsconfig.configurator import Kind
from nxsconfig.db import open_store
from tests.support.waiting import until

tango = pytest.importorskip("tango")
pytestmark = [pytest.mark.tango, pytest.mark.mysql]

EXPERT = {"XMLString", "XMLCache", "Selection", "JSONSettings"}
WRITABLE = {
    *("XMLString", "Selection", "JSONSettings", "Variables"),
    *("STEPDataSources", "LinkDataSources", "ExtraLinkDataSources", "CanFailDataSources"),
}


def description(error):
    return error.value.args[0].desc.rstrip("\n")


def test_the_program_has_the_peers_name():
    (script,) = entry_points(group="console_scripts", name="NXSConfigServer")
    assert script.value == "nxsconfig.tango.configserver.main:main"


def test_attributes_have_the_peers_access_and_level(device):
    infos = device.attribute_list_query_ex()
    assert {info.name for info in infos if info.disp_level == tango.DispLevel.EXPERT} == EXPERT
    assert {info.name for info in infos if info.writable == tango.AttrWriteType.READ_WRITE} == WRITABLE
    assert [info.name for info in infos if info.memorized == tango.AttrMemorizedType.MEMORIZED_WRITE_INIT] == [
        "JSONSettings"
    ]


def test_settings_are_remembered_over_a_restart(config_server, closed, settings):
    config_server.stop()
    config_server.start()
    assert config_server.proxy().JSONSettings == settings


def test_the_default_settings_count_while_there_are_none(config_server, closed, settings):
    config_server.database.put_device_property(config_server.name, {"DefaultSettings": [settings]})
    closed.JSONSettings = "{}"
    closed.Init()
    closed.Open()
    assert (closed.JSONSettings, closed.Revision) == ("{}", 0)


def test_settings_may_be_a_url(closed, store_url):
    closed.JSONSettings = store_url
    closed.Open()
    closed.XMLString = "<definition/>"
    closed.StoreComponent("a")
    assert closed.AvailableComponents() == ["a"]


def test_no_password_is_told_when_the_database_refuses(closed, mariadb):
    wrong = json.dumps({"host": "127.0.0.1", "port": mariadb.port, "db": "x", "user": "nxs", "passwd": "s3cret"})
    closed.JSONSettings = wrong
    with pytest.raises(tango.DevFailed) as error:
        closed.Open()
    assert description(error).startswith("MySQLdb.OperationalError: can't look at the tables in the MySQL database 'x'")
    told = [str(error.value), closed.Version, closed.Health, closed.Status()]
    assert not any("s3cret" in text for text in told)


def test_no_password_is_told_in_the_log(config_server, closed, mariadb):
    closed.JSONSettings = f"mysql://nxs:s3cret@127.0.0.1:{mariadb.port}/x"
    with pytest.raises(tango.DevFailed):
        closed.Open()
    assert "can't look at the tables" in config_server.log
    assert "s3cret" not in config_server.log


def test_a_password_may_stand_in_a_file(closed, mariadb, settings, tmp_path):
    keys = json.loads(settings)
    (tmp_path / "secret").write_text(keys.pop("passwd") + "\n")
    closed.JSONSettings = json.dumps({**keys, "passwd": f"${{file:{tmp_path}/secret}}"})
    closed.Open()
    assert closed.state() == tango.DevState.OPEN


def test_opening_again_when_the_database_has_gone_closes_the_device(device, mariadb, settings):
    mariadb.drop(json.loads(settings)["db"])
    with pytest.raises(tango.DevFailed):
        device.Open()
    assert device.state() == tango.DevState.ON


def test_opening_again_keeps_texts_and_state(component):
    component.Open()
    assert component.state() == tango.DevState.OPEN
    assert component.AvailableComponents() == ["a"]


def test_broken_json_settings_are_the_drivers_defaults(closed):
    closed.JSONSettings = "nonsense"
    with pytest.raises(tango.DevFailed):
        closed.Open()
    assert json.loads(closed.Health)["store"] == "the MySQL database of localhost"


def test_version_follows_the_store(component):
    assert component.Version == f"{__version__}.XCS.1"


def test_characters_beyond_latin_1_come_as_references(device, call):
    call(
        "StoreEntries", entries=[{"kind": "component", "name": "a", "text": "<definition><doc>θ😀ü</doc></definition>"}]
    )
    reference = "<definition><doc>&#952;&#128512;ü</doc></definition>"
    assert device.Components(["a"]) == [reference]
    assert device.InstantiatedComponents(["a"]) == [reference]
    assert device.Merge(["a"]).endswith(reference)


def test_characters_of_profiles_beyond_latin_1_come_as_escapes(device, call):
    call("StoreEntries", entries=[{"kind": "selection", "name": "a", "text": '{"θ": "😀ü"}'}])
    (text,) = device.Selections(["a"])
    assert text == '{"\\u03b8": "\\ud83d\\ude00ü"}'
    assert json.loads(text) == {"θ": "😀ü"}


def test_names_beyond_latin_1_dont_spoil_a_listing(device, call):
    call("StoreEntries", entries=[{"kind": "component", "name": name, "text": "<definition/>"} for name in "aθ"])
    assert device.AvailableComponents() == ["a", "\\u03b8"]


def test_errors_hold_characters_beyond_latin_1_as_escapes(device, call):
    text = '<definition><group type="NXentry" name="θ"><choice/></group></definition>'
    call("StoreEntries", entries=[{"kind": "component", "name": "a", "text": text}])
    with pytest.raises(tango.DevFailed) as error:
        device.CreateConfiguration(["a"])
    assert description(error).startswith("nxsconfigserver.Errors.IncompatibleNodeError: 'Not allowed <choice> child of")
    assert "\\u03b8" in description(error)


def test_an_error_arrives_in_the_peers_three_levels(device):
    with pytest.raises(tango.DevFailed) as error:
        device.Components(["none"])
    assert [level.reason for level in error.value.args] == [
        "PyDs_PythonError", "PyDs_UnexpectedFailure", "API_CommandFailed",
    ]  # fmt: skip
    assert error.value.args[0].desc.endswith("Component none not registered in the database\n")


def test_a_broken_list_is_split_into_words(device):
    device.STEPDataSources = "a:b;c,d"
    assert device.STEPDataSources == '["a", "b", "c", "d"]'


def test_deleting_the_last_use_of_a_name_needs_no_name(device):
    device.DeleteComponent("none")
    assert device.Revision == 1


def test_timing_counts_the_calls(device):
    before = json.loads(device.Timing).get("AvailableComponents", {"count": 0})["count"]
    device.AvailableComponents()
    times = json.loads(device.Timing)["AvailableComponents"]
    assert times["count"] == before + 1
    assert 0 < times["last_ms"] <= times["max_ms"]


def test_health_tells_what_is_in_the_store(component, settings):
    health = json.loads(component.Health)
    assert health.pop("uptime") > 0
    assert health == {
        "open": True, "engine": "mysql", "reachable": True, "revision": 1, "components": 1, "datasources": 0,
        "store": f"the MySQL database '{json.loads(settings)['db']}' of nxs@127.0.0.1:{json.loads(settings)['port']}",
        "problem": None,
    }  # fmt: skip


def test_health_of_a_closed_device_says_so(closed):
    health = json.loads(closed.Health)
    assert (health["open"], health["reachable"]) == (False, False)
    assert health["problem"] == "the configuration server is closed: open it first"


def test_an_event_tells_the_revision(component):
    heard = []
    number = component.subscribe_event("Revision", tango.EventType.CHANGE_EVENT, heard.append)
    component.DeleteComponent("a")
    until(lambda: [event.attr_value.value for event in heard if not event.err][-1:] == [2])
    component.unsubscribe_event(number)


def test_an_event_tells_a_revision_that_another_program_made(component, settings):
    heard = []
    number = component.subscribe_event("Revision", tango.EventType.CHANGE_EVENT, heard.append)
    store = open_store(settings)
    store.delete(Kind.COMPONENT, ["a", "b"])
    store.close()
    assert component.Version.endswith(".3")
    until(lambda: [event.attr_value.value for event in heard if not event.err][-1:] == [3])
    component.unsubscribe_event(number)


def test_variables_that_are_no_object_are_refused_under_a_name_that_old_clients_know(closed, store_url):
    closed.JSONSettings = store_url
    closed.Open()
    closed.Variables = "[1]"
    closed.XMLString = "<definition><field name='$var.a'/></definition>"
    closed.StoreComponent("a")
    with pytest.raises(tango.DevFailed) as caught:
        closed.CreateConfiguration(["a"])
    assert caught.value.args[0].desc.startswith("nxsconfigserver.Errors.WrongJSONError: WrongJSONError: Variables must")
