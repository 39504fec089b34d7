"""The commands that take and give JSON: atomic storing, bulk reading, check, history and usage."""

import json
import os
import socket

import pytest
from jsonschema import Draft202012Validator

from nxsconfig.dialect.schema import schema_text

tango = pytest.importorskip("tango")
pytestmark = [pytest.mark.tango, pytest.mark.mysql]

SCHEMA = json.loads(schema_text("config-server.schema.json"))
EMPTY = "<definition/>"
FIELD = '<definition><group type="NXentry" name="scan"><field name="f">$datasources.d</field></group></definition>'
SOURCE = '<definition><datasource name="d" type="CLIENT"><record name="d"/></datasource></definition>'


def entry(name, text=EMPTY, kind="component"):
    return {"kind": kind, "name": name, "text": text}


@pytest.fixture
def stored(call):
    """The component `a` with a field of the datasource `d`."""
    call("StoreEntries", entries=[entry("a", FIELD), entry("d", SOURCE, "datasource")])


def failure(device, command, given):
    with pytest.raises(tango.DevFailed) as error:
        device.command_inout(command, given if isinstance(given, str) else json.dumps(given))
    return error.value.args[0].desc.rstrip("\n")


def test_the_schema_of_the_commands_is_valid():
    Draft202012Validator.check_schema(SCHEMA)


def test_entries_are_stored_with_one_call(device, call):
    assert call("StoreEntries", entries=[entry("a"), entry("b")], mandatory=True) == {"revision": 4}
    assert device.AvailableComponents() == device.MandatoryComponents() == ["a", "b"]
    assert device.XMLString == ""


def test_entries_are_stored_all_or_none(device):
    assert "WrongXMLError" in failure(device, "StoreEntries", {"entries": [entry("a"), entry("b", "<x>")]})
    assert device.AvailableComponents() == []


def test_storing_with_another_expected_revision_changes_nothing(device, stored):
    told = failure(device, "StoreEntries", {"entries": [entry("a")], "expected": 1})
    assert told.startswith("nxsconfigserver.Errors.RevisionConflictError: ")
    assert device.Components(["a"]) == [FIELD]


def test_who_stored_is_the_client_as_tango_knows_it(call, stored):
    (who,) = {change["who"] for change in call("History")["changes"]}
    assert who.endswith(f"@{socket.gethostname()} (pid {os.getpid()})")


def test_texts_come_whole_in_every_script(call):
    text = "<definition><doc>ü θ 😀</doc></definition>"
    call("StoreEntries", entries=[entry("ünï θ", text)])
    assert call("FetchEntries", kind="component")["entries"] == [{**entry("ünï θ", text), "mandatory": False}]


def test_some_entries_are_fetched_in_the_order_asked(call, stored):
    call("StoreEntries", entries=[entry("b")])
    fetched = call("FetchEntries", kind="component", names=["b", "a"])
    assert fetched["revision"] == 3
    assert [each["name"] for each in fetched["entries"]] == ["b", "a"]


def test_fetching_an_unknown_name_is_an_error(device):
    told = failure(device, "FetchEntries", {"kind": "datasource", "names": ["x"]})
    assert told == "nxsconfigserver.Errors.NonregisteredDBRecordError: DataSource x not registered in the database"


def test_entries_are_deleted_if_the_revision_is_the_expected_one(device, call, stored):
    assert "RevisionConflictError" in failure(
        device, "DeleteEntries", {"kind": "component", "names": ["a"], "expected": 7}
    )
    assert call("DeleteEntries", kind="component", names=["a"], expected=2) == {"revision": 3}


def test_a_configuration_needs_no_attributes(device, call, stored):
    device.XMLString, device.STEPDataSources = "mine", "d"
    made = call("GetConfiguration", components=["a"], link=["d"])
    assert '<link target="/scan:NXentry/f" name="d"/>' in made["xml"]
    assert "strategy" not in made["xml"]
    assert device.XMLString == "mine"


def test_variables_of_a_configuration_come_with_the_call(call):
    call("StoreEntries", entries=[entry("a", "<definition><doc>$var.x $var.y</doc></definition>")])
    made = call("GetConfiguration", components=["a"], variables={"x": 1, "y": "θ"})
    assert "<doc>1 θ</doc>" in made["xml"]


def test_check_tells_what_would_fail_and_stores_nothing(device, call):
    checked = call("Check", entries=[entry("a", FIELD)])
    assert checked["ok"] is False
    (finding,) = [each for each in checked["findings"] if each["severity"] == "error"]
    assert (finding["kind"], finding["name"], finding["error"]) == ("component", "a", "NonregisteredDBRecordError")
    assert (finding["rule"], finding["line"]) == ("NX202", 1)
    assert device.AvailableComponents() == []


def test_check_of_what_works_is_ok(call, stored):
    assert call("Check", components=["a"])["ok"] is True


def test_an_entry_comes_back_as_it_was(device, call, stored):
    call("StoreEntries", entries=[entry("a")])
    (last, *_) = call("History", kind="component", name="a", limit=1)["changes"]
    assert last["action"] == "changed"
    call("Restore", change=last["change"], before=True)
    assert device.Components(["a"]) == [FIELD]


def test_a_change_tells_both_texts(call, stored):
    (first, *_) = call("History", kind="component", name="a")["changes"]
    change = call("Change", change=first["change"])
    assert (change["old_text"], change["text"]) == (None, FIELD)


def test_diff_compares_the_last_change(call, stored):
    call("StoreEntries", entries=[entry("a")])
    assert call("Diff", kind="component", name="a")["diff"][-2:] == [f"-{FIELD}", f"+{EMPTY}"]


def test_usage_tells_components_and_profiles(call, stored):
    call("StoreEntries", entries=[entry("mg", '{"ComponentSelection": "{\\"a\\": true}"}', "selection")])
    assert call("Usage", kind="datasource", name="d")["components"] == ["a"]
    assert call("Usage", kind="component", name="a")["profiles"] == ["mg"]


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("StoreEntries", {"entries": []}), ("DeleteEntries", {"kind": "component", "names": []}),
        ("FetchEntries", {"kind": "component"}), ("GetConfiguration", {"components": ["a"]}),
        ("Check", {"components": ["a", "none"]}), ("History", {}), ("Change", {"change": 1}),
        ("Diff", {"kind": "component", "name": "a"}), ("Restore", {"change": 1}),
        ("Usage", {"kind": "component", "name": "a"}),
    ],
)  # fmt: skip
def test_results_are_as_the_schema_has_them(call, stored, command, arguments):
    validator = Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{command}Result"})
    assert list(validator.iter_errors(call(command, **arguments))) == []


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("StoreEntries", "{"), ("StoreEntries", "[]"), ("StoreEntries", "{}"), ("StoreEntries", "[" * 50_000),
        ("StoreEntries", {"entries": [{"kind": "component", "name": "a"}]}),
        ("StoreEntries", {"entries": [entry(1)]}), ("StoreEntries", {"entries": [entry("a", kind="thing")]}),
        ("StoreEntries", {"entries": [], "colour": 1}), ("FetchEntries", {"kind": "component", "names": "a"}),
        ("GetConfiguration", {"components": ["a"], "variables": "x"}), ("Change", {"change": "1"}), ("Change", {"change": 10**30}),
        ("History", {"limit": -1}), ("Restore", {"change": 1.5}),
    ],
)  # fmt: skip
def test_wrong_arguments_are_told(device, command, given):
    told = failure(device, command, given)
    assert told.startswith(f"nxsconfigserver.Errors.WrongJSONError: WrongJSONError: the argument of {command} ")


@pytest.mark.parametrize("command", ["Change", "Restore"])
def test_an_unknown_change_is_told(device, command):
    told = failure(device, command, {"change": 99})
    assert told.startswith("nxsconfigserver.Errors.NonregisteredDBRecordError: Change 99 not registered")


@pytest.fixture
def guarded(config_server, device):
    """The open device, with a door that refuses faulty texts."""
    config_server.database.put_device_property(config_server.name, {"RefuseFaulty": ["true"]})
    device.Init()
    device.Open()
    yield device
    config_server.database.delete_device_property(config_server.name, "RefuseFaulty")


def test_faulty_texts_are_stored_unless_the_property_says_otherwise(device, call):
    assert call("StoreEntries", entries=[entry("a", FIELD)])["revision"]
    assert device.AvailableComponents() == ["a"]


def test_a_guarded_device_refuses_faulty_texts_and_stores_nothing(guarded):
    told = failure(guarded, "StoreEntries", {"entries": [entry("b"), entry("a", FIELD)]})
    assert told.startswith("nxsconfigserver.Errors.FaultyTextError: nothing is stored")
    assert "NX202 component a: " in told
    assert guarded.AvailableComponents() == []


def test_a_guarded_device_refuses_them_from_the_peers_commands_too(guarded):
    guarded.XMLString = FIELD
    with pytest.raises(tango.DevFailed, match="NX202"):
        guarded.StoreComponent("a")
    assert guarded.AvailableComponents() == []


def test_a_guarded_device_refuses_components_made_faulty_by_other_datasources(guarded, call):
    call("StoreEntries", entries=[entry("a", FIELD), entry("d", SOURCE, "datasource")])
    with pytest.raises(tango.DevFailed, match="NX202"):
        guarded.SetComponentDataSources(json.dumps({"a": {"d": "gone"}}))
    assert guarded.Components(["a"]) == [FIELD]


def test_a_guarded_device_refuses_to_bring_faulty_texts_back(guarded, call):
    call("StoreEntries", entries=[entry("a"), entry("d", SOURCE, "datasource")])
    call("StoreEntries", entries=[entry("a", FIELD)])
    call("StoreEntries", entries=[entry("a")])
    guarded.DeleteDataSource("d")
    bad = call("History", name="a")["changes"][1]
    assert "NX202 component a: " in failure(guarded, "Restore", {"change": bad["change"]})


def test_a_guarded_device_takes_what_is_all_right(guarded, call):
    call("StoreEntries", entries=[entry("a", FIELD), entry("d", SOURCE, "datasource")])
    assert guarded.AvailableComponents() == ["a"]
