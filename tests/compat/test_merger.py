"""Merger beside the recorded merges: the order of its calls, and its tables."""

import pytest

from nxsconfig.dialect import grammar
from nxsconfigserver import Errors
from nxsconfigserver.Merger import Merger

TWINS = ['<definition><group name="a"/></definition>', '<definition><group name="a"/></definition>']
TABLES = {
    "singles": grammar.SINGLES,
    "tocut": grammar.CUT_TYPES,
    "uniqueText": grammar.UNIQUE_TEXT,
    "switchable": grammar.SWITCHABLE,
    "linkable": grammar.LINKABLE,
}


def test_a_new_merger_has_nothing_to_merge():
    merger = Merger()
    merger.merge()
    assert merger.toString() is None


def test_what_is_collected_can_be_seen_before_it_is_merged():
    merger = Merger()
    merger.collect(TWINS)
    assert merger.toString().count("<group") == 2


def test_merging_twice_changes_nothing_more():
    merger = Merger()
    merger.collect(TWINS)
    merger.merge()
    once = merger.toString()
    merger.merge()
    assert merger.toString() == once


def test_collecting_again_replaces_what_was_there():
    merger = Merger()
    merger.collect(TWINS)
    merger.collect(['<definition><group name="b"/></definition>'])
    assert 'name="a"' not in merger.toString()


def test_a_foreign_root_raises_the_error_of_the_peers():
    with pytest.raises(Errors.UndefinedTagError, match="^<definition> not defined$"):
        Merger().collect(["<group/>"])


def test_a_failed_merge_leaves_nothing_half_merged():
    merger = Merger()
    merger.collect(['<definition><field name="f" units="m"/><field name="f" units="k"/></definition>'])
    with pytest.raises(Errors.IncompatibleNodeError):
        merger.merge()
    assert merger.toString() is None


def test_links_go_where_the_link_path_says():
    merger = Merger()
    merger.linkdatasources, merger.linkpath = ["m"], [("here", "NXcollection")]
    merger.collect(
        ['<definition><group name="e" type="NXentry"><field name="f">$datasources.m</field></group></definition>']
    )
    merger.merge()
    assert '<group type="NXcollection" name="here"><link target="/e:NXentry/f" name="m" />' in merger.toString()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_that_of_the_language(name):
    assert set(getattr(Merger(), name)) == TABLES[name]


def test_the_allowed_children_are_those_of_the_language():
    children = {parent: frozenset(tags) for parent, tags in Merger().children.items()}
    assert children == grammar.ALLOWED_CHILDREN


@pytest.mark.parametrize("name", [*TABLES, "children"])
def test_a_changed_table_is_refused_rather_than_ignored(name):
    merger = Merger()
    setattr(merger, name, {} if name == "children" else [])
    with pytest.raises(ValueError, match=name):
        merger.merge()


def test_changing_the_table_of_one_merger_leaves_others_alone():
    Merger().singles.append("group")
    assert "group" not in Merger().singles
