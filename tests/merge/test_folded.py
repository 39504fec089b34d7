"""A text merged with its inner groups folded gives the document that merging the whole gives."""

from contextlib import contextmanager
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from nxsconfig.dialect.paths import Step
from nxsconfig.dialect.xml import parse, pretty_document
from nxsconfig.errors import NXSConfigError
from nxsconfig.merge import MergeOptions, folding, merge_tree
from nxsconfig.merge.folded import merged_folded
from nxsconfig.merge.folding import Folds
from nxsconfig.merge.origin import Untraced
from tests.support.trees import LISTED, entries

PATHS = st.sampled_from([(Step("a", "NXdata"),), (Step("scan", "NXdata"), Step("b", "NXcollection"))])
options = st.builds(
    MergeOptions,
    step=st.sampled_from([frozenset(), frozenset(LISTED)]),
    link=st.sampled_from([frozenset(), frozenset(LISTED)]),
    extralink=st.sampled_from([frozenset(), frozenset(LISTED[:1])]),
    canfail=st.sampled_from([frozenset(), frozenset(LISTED[1:])]),
    link_path=PATHS,
    extralink_path=PATHS,
)
LINKED = MergeOptions(link=frozenset(["m"]), extralink=frozenset(["m"]), step=frozenset(["m"]))
FIELD = '<field name="f">\n<datasource name="m" type="CLIENT"><record name="r"/></datasource><strategy mode="INIT"/></field>'


@contextmanager
def folding_everything(smallest=0, largest=10_000, together=2):
    with mock.patch.multiple(folding, FOLDED_FROM=0, SMALLEST=smallest, LARGEST=largest, TOGETHER=together):
        yield


def merged(text, given_options):
    """The document that merging the whole gives; None: it is wrong."""
    try:
        result = merge_tree(parse(text), Untraced(), given_options)
        if result.grown:
            result = merge_tree(result.root, Untraced(), given_options)
    except NXSConfigError:
        return None
    return pretty_document(result.root)


def entry(inner):
    return f'<definition>\n<group name="e" type="NXentry">\n{inner}</group>\n</definition>'


@pytest.mark.parametrize(("smallest", "largest"), [(0, 150), (0, 10_000), (80, 400)])
@given(st.lists(entries, min_size=1, max_size=4), options, st.booleans())
def test_folding_changes_no_document(smallest, largest, texts, given_options, spaced):
    text = "".join(text.removeprefix("<definition>").removesuffix("</definition>") for text in texts)
    text = f"<definition>{text}</definition>"
    if spaced:
        text = etree.tostring(etree.fromstring(text), encoding="unicode").replace("<group", "\n <group")
    with folding_everything(smallest, largest):
        found = merged_folded(text, given_options)
    expected = merged(text, given_options)
    # what is indented, and what becomes one with the group of a link, is not merged again
    assert found == expected or (found is None and (not spaced or given_options.link or given_options.extralink))


@pytest.mark.parametrize(
    "inner",
    [
        f'<group name="a">\n{FIELD}</group>\n<group name="b">{FIELD}</group>',
        f'<group name="data" type="NXdata">\n</group>\n<group name="b">{FIELD}</group>',
        f'<group name="b">{FIELD}</group><group type="NXdata">\n</group>',
        f'<group name="a">\n{FIELD}</group>\n<group type="NXx">{FIELD}</group>\n<group name="a"> </group>',
        f'<group name="a" x="&gt;>" y=\'"\'>{FIELD}</group ><group name="b" ></group><group name="c"/>',
        '<group name="collection" type="NXcollection"> </group><group type="NXcollection"> </group>',
        f'<group name="a">text {FIELD} text</group> text <doc><group>{FIELD}</group></doc>',
        '<group name="a"><field name="group">&lt;group</field></group>',
    ],
)
@pytest.mark.parametrize("given_options", [MergeOptions(), LINKED])
def test_groups_that_meet_links_and_texts_come_out_the_same(inner, given_options):
    with folding_everything():
        assert Folds(entry(inner)).text != entry(inner)
        assert merged_folded(entry(inner), given_options) == merged(entry(inner), given_options)


def test_indented_groups_are_not_merged_again():
    inner = f'<group name="b" type="NXdetector">{FIELD}</group><group type="NXdata"><doc/></group>'
    text = entry(inner).replace("\n", "")
    with folding_everything():
        assert merged(text, LINKED) is not None
        assert merged_folded(text, LINKED) is None


@pytest.mark.parametrize(
    "inner",
    [
        '<group name="a"><field name="f"></group></field>',
        '<group name="a"><field></group><group name="b"></field></group>',
        f"<group name='a'></{folding.MARK}><{folding.MARK}></group>",
        '<group name="a" <field name="f"/></group>',
        '<group name="a"></group></group></group>',
        '<group name="a"><strategy/></group>',
        '<group name="a"><field name="f" units="x"/><field name="f" units="y"/></group>',
        f'<group name="a">{"<doc>" * 255}{"</doc>" * 255}</group>',
    ],
)
def test_what_is_wrong_is_left_to_the_merge_of_the_whole(inner):
    with folding_everything():
        assert merged(entry(inner), MergeOptions()) is None
        assert merged_folded(entry(inner), MergeOptions()) is None


@pytest.mark.parametrize("inner", ["<!-- <group> -->", "<![CDATA[<group>]]>", "<?group ?>", "<doc xmlns='a'/>"])
def test_texts_whose_groups_need_a_parser_to_be_found_are_not_folded(inner):
    with folding_everything():
        assert merged_folded(entry(f"<group name='a'>{inner}</group>"), MergeOptions()) is None


@pytest.mark.parametrize("space", ["\n", ""])
def test_a_big_text_is_folded_and_a_small_one_is_not(space):
    groups = [f'<group name="g{number}">{space}{FIELD * 4}</group>{space}' for number in range(1500)]
    small, big = (entry("".join(some)).replace("\n", space) for some in (groups[:10], groups))
    assert merged_folded(small, LINKED) is None
    assert len(Folds(big).text) < len(big) / 10
    assert merged_folded(big, LINKED) == merged(big, LINKED)


@pytest.mark.parametrize("space", ["\n", ""])
def test_groups_are_folded_again_after_they_were_merged(space):
    folds = Folds(entry(f'<group name="g">{FIELD * 4}</group>\n').replace("\n", space))
    (group,) = list(folds.parse().iter("group"))[1:]
    folds.fold(group, folds.unfold(group))
    assert group in folds.folded
    assert len(group) == 0
