"""What every store must do, whatever it is kept in (`nxsconfig.configurator.ports.Store`)."""

import threading

import pytest

from nxsconfig.configurator.ports import Store
from nxsconfig.db.planning import Put, Wish
from nxsconfig.db.records import Entry, Kind, Listed
from nxsconfig.errors import RevisionConflictError, StoreDataError

NASTY = {
    "quotes": 'it\'s "quoted" `so`',
    "sql": "'; DROP TABLE components; --",
    "wildcards": "100% %s %(name)s _ {x} :name ?",
    "backslashes": "\\ \\n \\' \\\\ \\0",
    "lines": "\none\r\ntwo\rthree\t\x0b end \n",
    "latin": "Größe 5 µm, Ångström",
    "greek": "αβγ Δθ → ∞",
    "blanks": "  around  ",
}


def component(name: str, text: str = "<definition/>") -> Entry:
    return Entry(Kind.COMPONENT, name, text)


@pytest.fixture
def kinds() -> list[Kind]:
    return [Kind.COMPONENT, Kind.DATASOURCE, Kind.SELECTION]


class TestStore:
    """The contract."""

    def test_a_new_store_is_empty(self, store: Store, kinds: list[Kind]) -> None:
        assert [store.names(kind) for kind in kinds] == [[], [], []]
        assert (store.listing(), store.mandatory(), store.history(), store.revision()) == ([], [], [], 0)

    def test_a_wish_comes_true_as_a_whole(self, store: Store) -> None:
        store.store([component("old"), component("flagged")])
        puts = (Put(Kind.COMPONENT, "new", "<definition/>"), Put(Kind.SELECTION, "night", "{}"))
        revision = store.apply(Wish(puts, ((Kind.COMPONENT, "old"),), (("flagged", True),), "me", store.revision()))
        assert revision == store.revision() == 5
        assert (store.names(Kind.COMPONENT), store.names(Kind.SELECTION)) == (["flagged", "new"], ["night"])
        assert store.mandatory() == ["flagged"]
        assert {change.who for change in store.history(limit=4)} == {"me"}

    def test_a_wish_of_another_revision_changes_nothing(self, store: Store) -> None:
        store.store([component("old")])
        with pytest.raises(RevisionConflictError):
            store.apply(Wish(drops=((Kind.COMPONENT, "old"),), flags=(("old", True),), expected=0))
        assert (store.names(Kind.COMPONENT), store.mandatory(), store.revision()) == (["old"], [], 1)

    def test_kinds_have_names_of_their_own(self, store: Store, kinds: list[Kind]) -> None:
        store.store([Entry(kind, "same", kind.value) for kind in kinds])
        assert [store.texts(kind, ["same"]) for kind in kinds] == [{"same": kind.value} for kind in kinds]

    @pytest.mark.parametrize("key", NASTY)
    def test_texts_come_back_unchanged(self, store: Store, kinds: list[Kind], key: str) -> None:
        for kind in kinds:
            for text in ("old", NASTY[key]):
                store.store([Entry(kind, "a", text)])
            assert store.texts(kind, ["a"]) == {"a": NASTY[key]}

    @pytest.mark.parametrize("key", NASTY)
    def test_names_may_hold_any_character(self, store: Store, key: str) -> None:
        name = NASTY[key].rstrip(" ")
        store.store([component(name), component("other")])
        store.set_mandatory([name], True)
        assert store.names(Kind.COMPONENT) == sorted([name, "other"])
        assert store.texts(Kind.COMPONENT, [name]) == {name: "<definition/>"}
        assert store.mandatory() == [name]
        store.delete(Kind.COMPONENT, [name])
        assert store.names(Kind.COMPONENT) == ["other"]

    def test_names_come_in_code_point_order(self, store: Store) -> None:
        names = ["b", "B", "a_1", "a1", "ä", "Z", "_", "a", "0", "a-1", "\uffee", "é", "e"]
        store.store([component(name) for name in names])
        assert store.names(Kind.COMPONENT) == sorted(names)
        assert store.listing() == [Listed(name, False) for name in sorted(names)]

    def test_names_differ_by_case_and_accent(self, store: Store) -> None:
        store.store([component("a", "1"), component("A", "2"), component("ä", "3")])
        assert store.texts(Kind.COMPONENT, ["a", "A", "ä"]) == {"a": "1", "A": "2", "ä": "3"}

    def test_trailing_blanks_of_names_do_not_count(self, store: Store) -> None:
        store.store([component("a", "1"), component("b")])
        store.store([component("a  ", "2")])
        assert store.texts(Kind.COMPONENT, ["a", "a "]) == {"a": "2", "a ": "2"}
        store.set_mandatory(["b "], True)
        assert store.delete(Kind.COMPONENT, ["a   "]) == 5
        assert store.listing() == [Listed("b", True)]

    def test_an_empty_name_is_a_name(self, store: Store) -> None:
        store.store([component("")])
        assert store.names(Kind.COMPONENT) == [""]
        assert store.texts(Kind.COMPONENT, ["", "a"]) == {"": "<definition/>"}

    def test_unknown_names_are_left_out_of_texts(self, store: Store) -> None:
        store.store([component("a")])
        assert store.texts(Kind.COMPONENT, ["x", "a", "\0", "\udcff", "n" * 500]) == {"a": "<definition/>"}
        assert store.texts(Kind.COMPONENT, []) == {}

    def test_texts_come_in_the_order_asked(self, store: Store) -> None:
        store.store([component(name) for name in "abc"])
        assert list(store.texts(Kind.COMPONENT, iter(["c", "a", "c", "b"]))) == ["c", "a", "b"]

    def test_the_revision_steps_for_new_and_changed_texts_only(self, store: Store) -> None:
        found = [store.store([component("a", text)]) for text in ("1", "1", "2", "2", "1")]
        assert found == [1, 1, 2, 2, 3]
        assert store.store([Entry(Kind.DATASOURCE, "a", "1")]) == 4
        assert store.revision() == 4

    def test_the_revision_steps_with_every_deleted_name(self, store: Store) -> None:
        store.store([component("a")])
        assert store.delete(Kind.COMPONENT, ["a", "never"]) == 3
        assert store.delete(Kind.DATASOURCE, ["never", "never"]) == 5
        assert store.delete(Kind.DATASOURCE, []) == 5

    def test_the_revision_steps_with_every_flag_that_changes(self, store: Store) -> None:
        store.store([component("a"), component("b")])
        assert store.set_mandatory(["a", "b", "never"], True) == 4
        assert store.set_mandatory(["a"], True) == 4
        assert store.set_mandatory(["a", "never"], False) == 5
        assert store.mandatory() == ["b"]

    def test_selections_leave_the_revision_alone(self, store: Store) -> None:
        assert store.store([Entry(Kind.SELECTION, "s", "{}")]) == 0
        assert store.store([Entry(Kind.SELECTION, "s", "[]")]) == 0
        assert store.delete(Kind.SELECTION, ["s", "never"]) == 0

    def test_a_changed_text_keeps_the_flag(self, store: Store) -> None:
        store.store([component("a", "1"), component("b")])
        store.set_mandatory(["a"], True)
        store.store([component("a", "2")])
        assert store.listing() == [Listed("a", True), Listed("b", False)]

    def test_a_flag_can_be_given_with_the_text(self, store: Store) -> None:
        assert store.store([component("a"), Entry(Kind.DATASOURCE, "d", "x")], mandatory=True) == 3
        assert store.store([component("a", "new")], mandatory=False) == 5
        assert store.mandatory() == []

    def test_mandatory_components_are_many(self, store: Store) -> None:
        names = [f"n{number}" for number in range(30)]
        store.store([component(name) for name in names])
        store.set_mandatory(names[::3], True)
        assert set(store.mandatory()) == set(names[::3])

    def test_the_last_of_several_texts_for_one_name_counts(self, store: Store) -> None:
        assert store.store([component("a", "1"), component("a ", "2"), component("a", "3")]) == 3
        assert store.texts(Kind.COMPONENT, ["a"]) == {"a": "3"}
        assert [change.old_text for change in store.history()] == ["2", "1", None]

    def test_storing_over_an_empty_text_works(self, store: Store) -> None:
        store.store([component("a", "")])
        assert store.texts(Kind.COMPONENT, ["a"]) == {}
        assert store.store([component("a", "x")]) == 2
        assert store.texts(Kind.COMPONENT, ["a"]) == {"a": "x"}

    def test_storing_happens_only_at_the_expected_revision(self, store: Store) -> None:
        assert store.store([component("a")], expected=0) == 1
        with pytest.raises(RevisionConflictError, match="revision 1, expected was 0") as caught:
            store.store([component("a", "x"), component("b")], expected=0)
        assert (caught.value.expected, caught.value.found) == (0, 1)
        with pytest.raises(RevisionConflictError):
            store.delete(Kind.COMPONENT, ["a"], expected=7)
        assert store.texts(Kind.COMPONENT, ["a", "b"]) == {"a": "<definition/>"}
        assert (store.revision(), len(store.history())) == (1, 1)
        assert store.delete(Kind.COMPONENT, ["a"], expected=1) == 2

    @pytest.mark.parametrize("bad", ["n" * 101, "nul\0", "half \udc80"])
    def test_a_bad_name_stores_nothing(self, store: Store, bad: str) -> None:
        with pytest.raises(StoreDataError, match="name"):
            store.store([component("good"), component(bad)])
        assert (store.names(Kind.COMPONENT), store.revision()) == ([], 0)

    @pytest.mark.parametrize("bad", ["nul \0", "half \udc80"])
    def test_a_bad_text_stores_nothing(self, store: Store, bad: str) -> None:
        with pytest.raises(StoreDataError, match="text of component 'a'"):
            store.store([component("good"), component("a", bad)])
        assert (store.names(Kind.COMPONENT), store.revision()) == ([], 0)

    def test_a_name_of_a_hundred_characters_is_stored(self, store: Store) -> None:
        store.store([component("ä" * 100 + "  ")])
        assert store.names(Kind.COMPONENT) == ["ä" * 100]

    def test_fingerprints_are_equal_while_nothing_changes(self, store: Store) -> None:
        store.store([component("a"), Entry(Kind.DATASOURCE, "d", "x")])
        first = store.fingerprint()
        store.store([component("a"), Entry(Kind.SELECTION, "s", "{}")])
        assert store.fingerprint() == first
        assert first.revision == 2

    def test_all_texts_of_a_kind_come_at_once_unless_they_are_too_many(self, store: Store) -> None:
        store.store([component("a", "µ" * 10), component("b", "x" * 10), Entry(Kind.DATASOURCE, "d", "y")])
        assert store.everything(Kind.COMPONENT, 20) == {"a": "µ" * 10, "b": "x" * 10}
        assert store.everything(Kind.COMPONENT, 19) == {}
        assert store.everything(Kind.SELECTION, 1) == {}

    def test_fingerprints_differ_after_each_change(self, store: Store) -> None:
        seen = [store.fingerprint()]
        for change in (
            lambda: store.store([component("a", "12")]),
            lambda: store.store([component("a", "21")]),
            lambda: store.set_mandatory(["a"], True),
            lambda: store.store([Entry(Kind.DATASOURCE, "a", "21")]),
            lambda: store.delete(Kind.COMPONENT, ["a"]),
        ):
            change()
            seen.append(store.fingerprint())
        assert len(set(seen)) == len({found.checksum for found in seen}) == 6

    def test_a_closed_store_can_be_used_again(self, store: Store) -> None:
        store.close()
        store.store([component("a")])
        assert store.names(Kind.COMPONENT) == ["a"]

    def test_a_store_may_be_shared_by_threads(self, store: Store) -> None:
        def work(me: str) -> None:
            for number in range(10):
                store.store([component(f"{me}{number}", me), component("both", f"{me}{number}")], who=me)
                store.listing()

        threads = [threading.Thread(target=work, args=(me,)) for me in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert (store.revision(), len(store.names(Kind.COMPONENT))) == (80, 41)
