"""XMLConfigurator beside the recorded cases: while closed, at opening, and what is ours."""

import pytest

from nxsconfig.db import open_store
from nxsconfig.errors import StoreUnavailableError
from nxsconfigserver import Errors
from nxsconfigserver.XMLConfigurator import XMLConfigurator
from tests.compat.logs import Device
from tests.compat.replay import set_up

LISTS = ["availableComponents", "availableDataSources", "availableSelections", "mandatoryComponents"]
LISTS_OF_NAMES = [
    *("components", "dataSources", "selections", "instantiatedComponents", "instantiatedDataSources"),
    *("componentsDataSources", "componentsVariables"),
]
CHAIN = {"components": {name: f"<definition>$components.{need}</definition>" for name, need in ("ab", "bc")}}
CHAIN["components"]["c"] = "<definition/>"


@pytest.mark.parametrize("method", LISTS)
def test_while_closed_a_list_is_empty(method):
    assert getattr(XMLConfigurator(), method)() == []


@pytest.mark.parametrize("method", LISTS_OF_NAMES)
def test_while_closed_a_list_of_what_names_stand_for_is_empty(method):
    assert getattr(XMLConfigurator(), method)(["a"]) == []


@pytest.mark.parametrize("method", ["componentDataSources", "componentVariables"])
def test_while_closed_a_component_has_nothing(method):
    assert getattr(XMLConfigurator(), method)("a") == []


def test_while_closed_merging_gives_an_empty_text():
    assert XMLConfigurator().merge(["a"]) == ""


@pytest.mark.parametrize("method", ["createConfiguration", "createCache"])
def test_while_closed_creating_empties_the_result(method):
    configurator = XMLConfigurator()
    configurator.xmlstring = configurator.xmlcache = "<old/>"
    getattr(configurator, method)(["a"])
    assert configurator.xmlcache == ""


def test_while_closed_the_names_depend_on_themselves():
    assert XMLConfigurator().dependentComponents(["a", "b", "a"]) == ["a", "b"]


def test_while_closed_storing_still_refuses_broken_xml():
    configurator = XMLConfigurator()
    configurator.xmlstring = "<definition"
    with pytest.raises(Errors.WrongXMLError, match="^WrongXMLError: "):
        configurator.storeComponent("a")


def test_while_closed_storing_still_refuses_broken_json():
    configurator = XMLConfigurator()
    configurator.selection = "{"
    with pytest.raises(Errors.WrongJSONError, match="^WrongJSONError: "):
        configurator.storeSelection("a")


def test_while_closed_well_formed_texts_are_dropped_in_silence():
    configurator = XMLConfigurator()
    configurator.xmlstring = "<definition/>"
    configurator.storeComponent("a")
    assert configurator.availableComponents() == []


def test_while_closed_no_component_can_be_made_from_a_template():
    with pytest.raises(Errors.NonregisteredDBRecordError, match="^The component slit not registered$"):
        XMLConfigurator().setComponentDataSources('{"slit": {}}')


def test_while_closed_the_version_says_so():
    assert XMLConfigurator().version.endswith(".XCS.<DB_NOT_CONNECTED>")


def test_the_version_holds_the_label_and_the_revision(opened):
    opened.versionLabel = "P00@host"
    assert opened.version.endswith(".P00@host.0")


def test_the_version_can_not_be_set(opened):
    with pytest.raises(AttributeError):
        opened.version = "1"


def test_settings_changed_while_open_count_from_the_next_open_on(opened, tmp_path):
    set_up(opened, CHAIN)
    opened.jsonsettings = f"sqlite:///{tmp_path}/other.db"
    assert opened.availableComponents() == ["a", "b", "c"]
    opened.open()
    assert opened.availableComponents() == []


def test_opening_again_with_the_same_settings_keeps_the_connection(opened):
    before = opened.config_server.store
    opened.open()
    assert opened.config_server.store is before


def test_a_database_that_can_not_be_reached_is_an_error_and_leaves_the_object_closed():
    configurator = XMLConfigurator()
    configurator.jsonsettings = '{"host": "127.0.0.1", "port": 1, "db": "nxsconfig"}'
    with pytest.raises(StoreUnavailableError):
        configurator.open()
    assert not configurator.config_server.is_open


def test_attributes_outlive_closing(opened):
    opened.variables = '{"a": 1}'
    opened.close()
    assert opened.variables == '{"a": 1}'


def test_known_dependencies_come_first_and_are_not_looked_into(opened):
    set_up(opened, CHAIN)
    known = {"b": ["x"]}
    assert opened.dependentComponents(["a"], known) == ["b", "a"]
    assert known == {"b": ["x"], "a": ["b"]}


def test_new_dependencies_are_added_to_the_known_ones(opened):
    set_up(opened, CHAIN)
    known = {"z": []}
    assert opened.dependentComponents(["a"], known) == ["z", "a", "b", "c"]


def test_the_second_argument_of_datasources_means_nothing(opened):
    set_up(opened, {"datasources": {"m": "<definition/>"}})
    assert opened.dataSources(["m"], "anything") == ["<definition/>"]


def test_an_unknown_name_raises_the_error_of_the_peers(opened):
    with pytest.raises(Errors.NonregisteredDBRecordError) as caught:
        opened.components(["nowhere"])
    assert str(caught.value) == "Component nowhere not registered in the database"


def test_a_conflict_names_the_components_in_its_origins(opened):
    texts = {f"c{units}": f'<definition><field name="f" units="{units}"/></definition>' for units in ("m", "k")}
    set_up(opened, {"components": texts})
    with pytest.raises(Errors.IncompatibleNodeError) as caught:
        opened.createConfiguration(["cm", "ck"])
    assert caught.value.origins == [("cm",), ("ck",)]


def test_a_text_with_its_own_entities_is_refused_as_wrong_xml(opened):
    opened.xmlstring = '<!DOCTYPE d [<!ENTITY a "b">]><definition/>'
    with pytest.raises(Errors.WrongXMLError, match="entities"):
        opened.storeComponent("a")


def test_the_history_tells_who_stored_and_where(opened, tmp_path):
    set_up(opened, CHAIN)
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        assert "@" in store.history(limit=1)[0].who


def test_what_is_done_goes_into_the_log_of_the_device():
    device = Device()
    XMLConfigurator(device).close()
    assert device.texts == {"log_info": ["close the store\n"]}
