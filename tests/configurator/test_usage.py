"""Who uses an entry."""

import json

import pytest

from nxsconfig.configurator import Kind
from nxsconfig.configurator.profiles import asked_for
from nxsconfig.configurator.usage import Usage, usage
from tests.configurator.conftest import Shop


def test_datasource_is_used_through_datasources_and_components(shop: Shop) -> None:
    shop.datasources(motor="", calc="$datasources.motor", other="")
    shop.components(
        direct="$datasources.motor", far="$datasources.calc", user="$components.far", not_me="$datasources.other"
    )
    assert usage(shop.configurator, Kind.DATASOURCE, "motor").components == ("direct", "far", "user")


def test_component_is_used_through_components_but_not_by_itself(shop: Shop) -> None:
    shop.components(a="", b="$components.a", c="$components.b", d="")
    assert usage(shop.configurator, Kind.COMPONENT, "a").components == ("b", "c")


def test_components_in_a_circle_use_themselves(shop: Shop) -> None:
    shop.components(a="$components.b", b="$components.a")
    assert usage(shop.configurator, Kind.COMPONENT, "a").components == ("a", "b")


def test_what_stands_in_comments_is_not_used(shop: Shop) -> None:
    shop.components(a="<!-- $datasources.motor $components.b -->", b="")
    assert usage(shop.configurator, Kind.DATASOURCE, "motor") == Usage()
    assert usage(shop.configurator, Kind.COMPONENT, "b") == Usage()


def test_profiles_use_what_they_switch_on(shop: Shop) -> None:
    shop.profiles(
        on=json.dumps({"ComponentSelection": '{"slit": true}'}),
        waiting=json.dumps({"ComponentPreselection": '{"slit": null}'}),
        listed=json.dumps({"OptionalComponents": '["slit"]'}),
        off=json.dumps({"ComponentSelection": '{"slit": false}'}),
        source=json.dumps({"DataSourceSelection": '{"slit": true}'}),
    )
    assert usage(shop.configurator, Kind.COMPONENT, "slit").profiles == ("listed", "on", "waiting")
    assert usage(shop.configurator, Kind.DATASOURCE, "slit").profiles == ("source",)


def test_broken_profile_counts_when_the_name_stands_in_it(shop: Shop) -> None:
    shop.raw(Kind.SELECTION, "broken", '{"ComponentSelection": "{\\"slit\\": tr')
    assert usage(shop.configurator, Kind.COMPONENT, "slit").profiles == ("broken",)
    assert usage(shop.configurator, Kind.COMPONENT, "sli").profiles == ()


def test_nobody_uses_selections(shop: Shop) -> None:
    shop.profiles(night="{}")
    assert usage(shop.configurator, Kind.SELECTION, "night") == Usage()


@pytest.mark.parametrize("value", ['["a", 1]', ["a"], '{"a": true, "b": false}', {"a": None}])
def test_old_profiles_name_components_in_lists_and_dictionaries(value: object) -> None:
    assert asked_for({"ComponentGroup": value}, Kind.COMPONENT) == ["a"]


@pytest.mark.parametrize("value", ["{", 7, None, "", '"a"'])
def test_values_of_another_form_name_nothing(value: object) -> None:
    assert asked_for({"ComponentSelection": value}, Kind.COMPONENT) == []
