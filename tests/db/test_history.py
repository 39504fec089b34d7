"""Who changed what, when, and the way back."""

from datetime import UTC, datetime, timedelta

import pytest

from nxsconfig.configurator.ports import Store
from nxsconfig.db.records import Action, Entry, Kind, Listed
from nxsconfig.errors import NonregisteredDBRecordError
from tests.db.places import Place


def component(name: str, text: str = "<definition/>") -> Entry:
    return Entry(Kind.COMPONENT, name, text)


def test_each_change_keeps_who_when_and_both_texts(store: Store) -> None:
    store.store([component("a", "1")], who="ann@lab")
    store.store([component("a", "2")], who="bob@lab")
    changed, created = store.history()
    assert (changed.who, changed.action, changed.old_text, changed.text) == ("bob@lab", Action.CHANGED, "1", "2")
    assert (created.who, created.action, created.old_text, created.text) == ("ann@lab", Action.CREATED, None, "1")
    assert (changed.revision, created.revision) == (2, 1)
    assert timedelta(0) <= datetime.now(UTC) - changed.at < timedelta(minutes=1)
    assert changed.at.utcoffset() == timedelta(0)


def test_what_changes_nothing_is_not_in_the_history(store: Store) -> None:
    store.store([component("a")])
    store.store([component("a")])
    store.set_mandatory(["a", "never"], False)
    store.delete(Kind.COMPONENT, ["never"])
    assert len(store.history()) == 1


def test_deletions_flags_and_selections_are_in_the_history(store: Store) -> None:
    store.store([component("a", "1"), Entry(Kind.SELECTION, "s", "{}")])
    store.set_mandatory(["a"], True)
    store.set_mandatory(["a"], False)
    store.delete(Kind.COMPONENT, ["a"])
    found = [(change.action, change.old_text, change.text) for change in store.history()]
    assert found == [
        (Action.DELETED, "1", None),
        (Action.UNFLAGGED, "1", "1"),
        (Action.FLAGGED, "1", "1"),
        (Action.CREATED, None, "{}"),
        (Action.CREATED, None, "1"),
    ]


def test_the_history_can_be_narrowed(store: Store) -> None:
    store.store([component("a", "1"), component("b"), Entry(Kind.DATASOURCE, "a", "x")])
    store.store([component("a", "2")])
    assert [change.text for change in store.history(Kind.COMPONENT, "a ")] == ["2", "1"]
    assert [change.text for change in store.history(Kind.DATASOURCE)] == ["x"]
    assert [change.text for change in store.history(name="a", limit=2)] == ["2", "x"]
    assert store.history(name="A") == []


def test_a_change_is_found_by_its_number(store: Store) -> None:
    store.store([component("a", "1")])
    change = store.history()[0]
    assert store.change(change.number) == change


def test_an_unknown_change_is_an_error(store: Store) -> None:
    with pytest.raises(NonregisteredDBRecordError, match="Change 7 "):
        store.change(7)
    store.store([component("a")])
    with pytest.raises(NonregisteredDBRecordError, match="Change 777 "):
        store.restore(777)


def test_a_changed_text_can_be_restored(store: Store) -> None:
    for text in "123":
        store.store([component("a", text)])
    second = store.history()[1]
    assert store.restore(second.number, who="eve") == 4
    assert store.texts(Kind.COMPONENT, ["a"]) == {"a": "2"}
    store.restore(second.number, before=True)
    assert store.texts(Kind.COMPONENT, ["a"]) == {"a": "1"}
    latest = store.history()[1]
    assert (latest.who, latest.old_text, latest.text, latest.action) == ("eve", "3", "2", Action.CHANGED)


def test_a_deleted_component_comes_back_with_its_flag(store: Store) -> None:
    store.store([component("a")], mandatory=True)
    store.delete(Kind.COMPONENT, ["a"])
    store.restore(store.history()[0].number, before=True)
    assert store.listing() == [Listed("a", True)]


def test_restoring_what_was_before_the_creation_deletes(store: Store) -> None:
    store.store([component("a")])
    store.restore(store.history()[0].number, before=True)
    assert store.names(Kind.COMPONENT) == []
    assert store.history()[0].action is Action.DELETED


def test_a_flag_can_be_restored(store: Store) -> None:
    store.store([component("a")])
    store.set_mandatory(["a"], True)
    number = store.history()[0].number
    store.restore(number, before=True)
    assert store.mandatory() == []
    store.restore(number)
    assert store.mandatory() == ["a"]


def test_a_restored_text_keeps_the_flag_of_today(store: Store) -> None:
    store.store([component("a", "1")])
    store.store([component("a", "2")], mandatory=True)
    store.restore(store.history()[-1].number)
    assert store.listing() == [Listed("a", True)]


def test_a_selection_can_be_restored(store: Store) -> None:
    store.store([Entry(Kind.SELECTION, "s", "1")])
    store.store([Entry(Kind.SELECTION, "s", "2")])
    assert store.restore(store.history()[0].number, before=True) == 0
    assert store.texts(Kind.SELECTION, ["s"]) == {"s": "1"}


def test_numbers_of_changes_are_never_used_again(store: Store) -> None:
    store.store([component("a"), component("b")])
    first = store.history()[0].number
    assert store.forget(first) == 2
    store.store([component("c")])
    assert store.history()[0].number > first


def test_nothing_to_forget_is_no_error(store: Store) -> None:
    assert store.forget(100) == 0


@pytest.mark.parametrize("who", ["", "ä😀", "x" * 500, "nul\0", "half\udc80"])
def test_anybody_may_change_something(store: Store, who: str) -> None:
    store.store([component("a")], who=who)
    assert store.history()[0].who[:2] in {"", "ä😀", "xx", "nu", "ha"}


def test_the_old_text_is_what_another_program_left(shared: Place) -> None:
    from nxsconfig.db import open_store

    store = open_store(shared.url)
    store.store([component("a", "ours")])
    shared.execute("UPDATE components SET xml = 'theirs' WHERE name = 'a'")
    store.store([component("a", "ours again")])
    assert store.history()[0].old_text == "theirs"
    store.restore(store.history()[0].number, before=True)
    assert store.texts(Kind.COMPONENT, ["a"]) == {"a": "theirs"}
    store.close()
