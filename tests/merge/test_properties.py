"""What holds for every merge, whatever the components say."""

import os
import subprocess
import sys
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from nxsconfig.errors import IncompatibleNodeError
from nxsconfig.merge import MergeOptions, Source, merge_components, merge_tree, siblings
from tests.support.pairwise import merge_pairwise
from tests.support.trees import LISTED, components

several = st.lists(components, min_size=1, max_size=4)
options = st.builds(
    MergeOptions,
    skip=st.booleans(),
    step=st.sampled_from([frozenset(), frozenset(LISTED)]),
    link=st.sampled_from([frozenset(), frozenset(LISTED)]),
    extralink=st.sampled_from([frozenset(), frozenset(LISTED[:1])]),
    canfail=st.sampled_from([frozenset(), frozenset(LISTED[1:])]),
)


def merged(texts, given_options):
    """The merged definition, or the text of the conflict."""
    sources = [Source(f"c{number}", text) for number, text in enumerate(texts)]
    try:
        return merge_components(sources, given_options)
    except IncompatibleNodeError as err:
        return str(err)


def text_of(result):
    return result if isinstance(result, str) else result.text()


@given(several, options)
def test_the_same_components_always_give_the_same_result(texts, given_options):
    assert text_of(merged(texts, given_options)) == text_of(merged(texts, given_options))


@given(several, options)
def test_merging_a_result_again_changes_nothing(texts, given_options):
    once = merged(texts, given_options)
    if not isinstance(once, str) and once.grown:
        once = merged([once.text()], given_options)
    if not isinstance(once, str) and once.grown:
        once = merged([once.text()], given_options)
    if not isinstance(once, str):
        assert text_of(merged([once.text()], given_options)) == once.text()


@given(several, options)
def test_every_node_of_a_result_has_an_origin_among_the_components(texts, given_options):
    result = merged(texts, given_options)
    if not isinstance(result, str):
        names = {f"c{number}" for number in range(len(texts))}
        for element in result.root.iter():
            assert result.origin(element)
            assert set(result.origin(element)) <= names


@pytest.mark.parametrize("many", [0, 16])
@given(several, st.booleans())
def test_the_indexed_merge_does_what_comparing_every_pair_does(many, texts, skip):
    with mock.patch.object(siblings, "MANY_APART", many):
        check_against_every_pair(texts, skip)


def check_against_every_pair(texts, skip):
    def tree():
        root = etree.fromstring(texts[0])
        for text in texts[1:]:
            root.extend(etree.fromstring(text)[:])
        return root

    def outcome(work):
        root = tree()
        try:
            work(root)
        except IncompatibleNodeError as err:
            return str(err)
        return etree.tostring(root)

    def without_cuts(root):
        merge_tree(root, options=MergeOptions(skip=skip))

    expected = outcome(lambda root: merge_pairwise(root, skip=skip))
    if isinstance(expected, bytes) and (b"NXcollection" in expected or b"NXtransformations" in expected):
        return  # empty groups of these types are cut, which the pairwise definition leaves to a later step
    if isinstance(expected, bytes) or "Not allowed" not in str(outcome(without_cuts)):
        assert outcome(without_cuts) == expected


@given(several)
def test_a_conflict_names_the_components_of_both_sides(texts):
    sources = [Source(f"c{number}", text) for number, text in enumerate(texts)]
    try:
        merge_components(sources)
    except IncompatibleNodeError as err:
        assert err.origins
        assert all(name.startswith("c") for names in err.origins for name in names)


SCRIPT = """
from nxsconfig.merge import siblings
from nxsconfig.merge import MergeOptions, Source, merge_components
texts = [f'<definition><group type="NXentry" name="e"><field name="f{n % 7}"><doc>d{n}</doc>'
         f'<datasource name="m{n % 3}" type="CLIENT"><record name="r"/></datasource></field></group></definition>'
         for n in range(40)]
options = MergeOptions(step=frozenset(f"m{n}" for n in range(3)), link=frozenset(f"m{n}" for n in range(3)))
print(merge_components([Source(str(n), t) for n, t in enumerate(texts)], options).text())
"""


def test_the_result_does_not_depend_on_the_hash_seed():
    results = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(results) == 1
    assert len(results.pop()) > 1000


settings.register_profile("default", max_examples=100, deadline=None, derandomize="CI" in os.environ)
settings.load_profile("default")
