"""Siblings in great number, and the texts of fields that come more than twice."""

import time

import pytest

from nxsconfig.errors import IncompatibleNodeError
from nxsconfig.merge import MergeOptions, Source, merge_components

HEAD = '<definition><group name="e" type="NXentry">'
TAIL = "</group></definition>"


def merged(*texts, skip=False):
    sources = [Source(f"c{number}", text) for number, text in enumerate(texts)]
    return merge_components(sources, MergeOptions(skip=skip)).text()


@pytest.mark.parametrize("value", ["v1", "$datasources.d"])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_the_same_field_in_many_components_is_one_field(value, count):
    text = f'{HEAD}<field name="f"><strategy mode="INIT"/>{value}</field>{TAIL}'
    result = merged(*[text] * count)
    assert result.count("<field") == result.count("<strategy") == 1
    assert merged(result, result).count("<field") == 1


MANY = {
    "items": '<field name="f"><enumeration>{}</enumeration></field>',
    "links": "{}",
    "groups": "{}",
}
ONE = {"items": '<item value="v{}"/>', "links": '<link target="/a{}"/>', "groups": '<group type="NXd{}"/>'}


@pytest.mark.parametrize("kind", MANY)
def test_thousands_of_unnamed_siblings_are_told_apart_in_time(kind):
    start = time.monotonic()
    result = merged(HEAD + MANY[kind].format("".join(ONE[kind].format(number) for number in range(5000))) + TAIL)
    assert result.count(ONE[kind].split("{")[0]) == 5000
    assert time.monotonic() - start < 5


def test_a_field_with_thousands_of_values_stays_apart_in_skip_mode_in_time():
    start = time.monotonic()
    fields = "".join(f'<field name="f">$datasources.d{number % 3000}</field>' for number in range(6000))
    assert merged(HEAD + fields + TAIL, skip=True).count("<field") == 3000
    assert time.monotonic() - start < 5


def test_an_unnamed_group_that_got_a_name_meets_its_namesakes():
    groups = "".join(f'<group type="NXx" a="{number}"/>' for number in range(30))
    late = '<group name="n" type="NXd"/><group name="n" type="NXd" units="mm"/><group name="n" type="NXe"/>'
    with pytest.raises(IncompatibleNodeError, match="NXd"):
        merged(f'{HEAD}<group type="NXd"/>{groups}{late}{TAIL}')
