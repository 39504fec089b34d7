"""Steps between two states, and that a store that takes them gets there."""

from hypothesis import given
from hypothesis import strategies as st

from nxsconfig.configurator import Kind
from nxsconfig.configurator.holdings import Holdings, Step, steps_between, wish_of
from nxsconfig.db import open_store
from nxsconfig.db.records import Action

TEXTS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["<x/>", "<y/>"]))


@st.composite
def holdings(draw: st.DrawFn) -> Holdings:
    """Some texts of each kind; some of the components are mandatory."""
    contents = {kind: draw(TEXTS) for kind in Kind}
    return Holdings(contents, frozenset(name for name in contents[Kind.COMPONENT] if draw(st.booleans())))


def of(texts: dict[str, str], *flags: str) -> Holdings:
    return Holdings({Kind.COMPONENT: texts}, frozenset(flags))


def told(steps: list[Step]) -> list[tuple[str, str]]:
    return [(step.action.value, step.name) for step in steps]


def test_equal_states_need_no_steps() -> None:
    assert steps_between(of({"a": "1"}, "a"), of({"a": "1"}, "a"), deleting=True) == []


def test_each_sort_of_step() -> None:
    old, new = of({"a": "1", "b": "1", "c": "1"}, "c", "b"), of({"a": "2", "b": "1", "d": "1"}, "a")
    expected = [("changed", "a"), ("deleted", "c"), ("created", "d"), ("flagged", "a"), ("unflagged", "b")]
    assert told(steps_between(old, new, deleting=True)) == expected


def test_without_deleting_the_others_keep_text_and_flag() -> None:
    assert steps_between(of({"a": "1", "b": "1"}, "b"), of({"a": "1"})) == []


def test_flags_that_nothing_is_said_about_stay() -> None:
    assert steps_between(of({"a": "1"}, "a"), Holdings({Kind.COMPONENT: {"a": "1"}}, None)) == []


def test_difference_tells_what_a_step_does() -> None:
    lines = Step(Action.CHANGED, Kind.COMPONENT, "a", "1\n2", "1\n3").difference()
    assert lines[:2] == ["--- component a (before)", "+++ component a (after)"]
    assert lines[-2:] == ["-2", "+3"]


@given(holdings(), holdings())
def test_a_store_that_takes_the_steps_holds_the_new_state(old: Holdings, new: Holdings) -> None:
    with open_store("sqlite://") as store:
        for state in (old, new):
            held = Holdings({kind: store.texts(kind, store.names(kind)) for kind in Kind}, frozenset(store.mandatory()))
            store.apply(wish_of(steps_between(held, state, deleting=True), store.revision()))
        assert {kind: store.texts(kind, store.names(kind)) for kind in Kind} == new.contents
        assert frozenset(store.mandatory()) == new.flags
