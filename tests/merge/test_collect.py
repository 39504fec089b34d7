"""Joining groups while components are read gives the tree that merging gives."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxsconfig.dialect.xml import serialise
from nxsconfig.errors import NXSConfigError, UndefinedTagError, WrongXMLError
from nxsconfig.merge import MergeOptions, Source, merge_tree
from nxsconfig.merge import collect as collecting
from nxsconfig.merge.collect import collect, collect_joined
from nxsconfig.merge.origin import Untraced
from tests.support.trees import components, entries

HEAD, TAIL = '<definition><group type="NXentry" name="e">', "</group></definition>"


def sources(texts):
    return [Source(f"c{number}", text) for number, text in enumerate(texts)]


def merged(root, options):
    """Text of the merged tree, or of the conflict."""
    try:
        return serialise(merge_tree(root, Untraced(), options).root)
    except NXSConfigError as err:
        return str(err)


@given(
    st.lists(st.one_of(components, entries), min_size=1, max_size=6),
    st.builds(MergeOptions, skip=st.booleans(), shallow=st.booleans()),
    st.sampled_from([1, 2, 50]),
)
def test_joined_components_merge_to_what_the_others_merge_to(texts, options, together):
    with mock.patch.object(collecting, "TOGETHER", together):
        joined = collect_joined(sources(texts))
    assert merged(joined, options) == merged(collect(sources(texts), Untraced()), options)


def test_equal_groups_are_joined_at_every_level():
    inner = '<group type="NXinstrument" name="i"><field name="{}"/></group>'
    root = collect_joined(sources([HEAD + inner.format(name) + TAIL for name in "abc"]))
    assert [child.get("name") for child in root[0][0]] == ["a", "b", "c"]
    assert len(root) == len(root[0]) == 1


@pytest.mark.parametrize(
    "other",
    [
        '<group type="NXentry"><field name="b"/></group>',
        '<group type="NXentry" name="e" units="mm"><field name="b"/></group>',
        '<group type="NXentry" name="e">text<field name="b"/></group>',
        '<group type="NXentry" name="e"><field name="b"/>text</group>',
        '<group type="NXentry" name="e"><field name="b"/></group>text',
    ],
)
def test_other_groups_and_what_follows_them_are_left_to_the_merge(other):
    first = HEAD + '<field name="a"/>' + TAIL
    assert len(collect_joined(sources([first, f"<definition>{other}</definition>", first]))) == 3


@pytest.mark.parametrize("collected", [collect_joined, lambda used: collect(used, Untraced())])
def test_a_broken_component_is_reported_before_one_that_is_none(collected):
    texts = ["<definition/>", "<other/>", *["<definition/>"] * 100, "<definition>"]
    with pytest.raises(WrongXMLError, match="component 'c102'"):
        collected(sources(texts))
    with pytest.raises(UndefinedTagError):
        collected(sources(texts[:-1]))
