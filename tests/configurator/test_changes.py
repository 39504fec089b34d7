"""Differences between states of an entry."""

import pytest

from nxsconfig.configurator import Kind
from nxsconfig.configurator.changes import change_as_json, difference, wanted_change
from nxsconfig.errors import NonregisteredDBRecordError
from tests.configurator.conftest import Shop


@pytest.fixture
def changes(shop: Shop) -> list[int]:
    """Numbers of three changes of one text, the oldest first."""
    for value in "123":
        shop.raw(Kind.COMPONENT, "a", f"<definition>\n<doc>{value}</doc>\n</definition>")
    return [change.number for change in reversed(shop.configurator.store.history())]


def test_difference_of_the_last_change(shop: Shop, changes: list[int]) -> None:
    found = difference(shop.configurator.store, Kind.COMPONENT, "a")
    assert [line for line in found.lines if line[:1] in "+-"][2:] == ["-<doc>2</doc>", "+<doc>3</doc>"]
    assert found.newer.startswith(f"a after change {changes[2]} (")


def test_difference_between_two_changes(shop: Shop, changes: list[int]) -> None:
    found = difference(shop.configurator.store, Kind.COMPONENT, "a", changes[0], changes[2])
    assert [line for line in found.lines if line[:1] in "+-"][2:] == ["-<doc>1</doc>", "+<doc>3</doc>"]


def test_change_of_the_flag_is_no_change_of_the_text(shop: Shop, changes: list[int]) -> None:
    shop.configurator.set_mandatory(["a"], True)
    store = shop.configurator.store
    assert wanted_change(store, Kind.COMPONENT, "a").number == changes[2]
    assert wanted_change(store, Kind.COMPONENT, "a", flags_too=True).number > changes[2]


@pytest.mark.parametrize(("name", "number"), [("a", 999), ("b", None)])
def test_unknown_changes_are_named(shop: Shop, changes: list[int], name: str, number: int | None) -> None:
    with pytest.raises(NonregisteredDBRecordError, match=f"of component '{name}'"):
        difference(shop.configurator.store, Kind.COMPONENT, name, None, number)


def test_change_has_the_keys_of_the_history(shop: Shop, changes: list[int]) -> None:
    change = change_as_json(shop.configurator.store.history()[0])
    assert list(change) == ["change", "at", "kind", "name", "action", "who", "revision"]
    assert (change["at"][-1:], change["action"]) == ("Z", "changed")
