"""Inner groups that are merged ahead stand as marks in the big merges, and only where nothing else can come of them."""

from itertools import count

import pytest

from nxsconfig.dialect.paths import Step
from nxsconfig.merge import MergeOptions, Source
from nxsconfig.merge.collect import LEAF_MARK
from nxsconfig.merge.leaves import LeafText, prepare
from nxsconfig.merge.prepared import merged_again, merged_first

FIELD = '<field name="f">\n<strategy mode="INIT"/>$datasources.m</field>'
RECORDS = {"m": '<datasource name="m" type="CLIENT"><record name="r"/></datasource>'}


def component(inner):
    return (
        '<definition><group type="NXentry" name="e"><group type="NXinstrument" name="i">'
        f"{inner}</group></group></definition>"
    )


def detector(inner, name="d"):
    return f'<group type="NXdetector" name="{name}">{inner}</group>'


def prepared(inner, records=RECORDS):
    return prepare(component(inner), records.get, count())


def test_a_leaf_keeps_what_comes_of_it():
    (leaf,) = prepared(detector(f"\n{FIELD}")).leaves.values()
    assert leaf.raw == f"\n{FIELD}"
    assert leaf.cache == f"\n{FIELD}".replace("/>", " />").replace("$datasources.m", f"\n{RECORDS['m']}")
    assert leaf.xml == leaf.cache.replace(" />", "/>")
    assert leaf.names == {"m"}


@pytest.mark.parametrize(
    "inner",
    [
        detector(FIELD),  # nothing but elements: its indentation depends on what is around it
        detector(""),
        detector("\n<field>$datasources.unknown</field>"),
        detector('\n<field name="$var.name"/>'),
        detector(f"\n{FIELD}<strategy/>"),
        detector(f'\n{FIELD}<field name="f" units="mm"/><field name="f" units="m"/>'),
        detector(f"\n{FIELD}{LEAF_MARK}1;"),
        detector(f"\n{FIELD}<doc xmlns='a'/>"),
        detector("\n<field>"),
    ],
)
def test_what_is_unusual_or_wrong_is_no_leaf(inner):
    assert prepared(inner).leaves == {}


@pytest.mark.parametrize("record", ["<datasource>$datasources.m</datasource>", "<datasource><record></datasource>"])
def test_a_group_with_unusual_datasources_is_no_leaf(record):
    found = prepared(detector(f"\n{FIELD}"), {"m": record})
    assert (found.leaves, found.used, found.records) == ({}, ("m",), (record,))


def test_leaves_that_meet_others_are_merged_with_them():
    made = prepared(detector(f"\n{FIELD}"))
    other = component(detector('<field name="g"/>'))
    merged = merged_first([Source("a", component("")), Source("b", other)], {"a": made})
    assert merged.marks == 0
    assert merged.text.count("<group") == 3
    assert merged.text.count("<field") == 2


def test_leaves_that_meet_nobody_stay_marks():
    made = prepared(detector(f"\n{FIELD}"))
    other = component(detector('<field name="g"/>', "other"))
    merged = merged_first([Source("a", ""), Source("b", other)], {"a": made})
    assert merged.marks == 1
    assert "$datasources" not in merged.cache()


def test_a_text_that_looks_like_a_mark_is_merged_as_a_whole():
    made = prepared(detector(f"\n{FIELD}"))
    assert merged_first([Source("a", ""), Source("b", component(f"<doc>{LEAF_MARK}0;</doc>"))], {"a": made}) is None
    text = LeafText(made.text.replace("<group", f"<doc>{LEAF_MARK}0;</doc><group", 1), made.leaves)
    assert merged_again(text, 1, MergeOptions()) is None


def test_lists_put_back_the_leaves_that_they_mean():
    text = LeafText((made := prepared(detector(f"\n{FIELD}"))).text, made.leaves)
    assert text.without(frozenset(["other"])) == text
    assert text.without(frozenset(["m"])).marks == 0


def test_a_leaf_on_the_path_of_the_links_gets_them():
    collection = '<group type="NXcollection" name="c">\n<field name="f"/></group>'
    made = prepared(f"{collection}{FIELD.replace('$datasources.m', RECORDS['m'])}")
    path = (Step("i", "NXinstrument"), Step("c", "NXcollection"))
    options = MergeOptions(extralink=frozenset("m"), extralink_path=path)
    assert made.text.count(LEAF_MARK) == 1
    xml = merged_again(LeafText(made.text, made.leaves), 1, options)
    assert '<field name="f"/><link target="/e:NXentry/i:NXinstrument/f" name="m"/></group>' in xml
