"""The reference page of the language: its examples are the language, its tables those of the grammar."""

import re
from pathlib import Path

import pytest
from lxml import etree

from nxsconfig.dialect.grammar import ALLOWED_CHILDREN
from nxsconfig.dialect.schema import ROOTS, check
from nxsconfig.dialect.types import NX_TO_DTYPE
from nxsconfig.dialect.xml import parse
from nxsconfig.merge import Source, merge_components

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```xml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def whole(example):
    """The example as a component: fragments are what stands in a group."""
    return (
        example
        if parse(f"<a>{example}</a>")[0].tag in ROOTS
        else f"<definition><group type='NXentry'>{example}</group></definition>"
    )


def rows(heading):
    """Cells of the first table behind a heading."""
    table = PAGE.partition(heading)[2].partition("\n|")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def words(cell):
    return re.findall(r"`(\w+)`", cell)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_the_language(example):
    assert check(whole(example)) == []


def test_the_table_of_children_is_that_of_the_grammar():
    said = {
        parent: {*words(children)}
        for parents, _, children in rows("## What may stand where")
        for parent in words(parents)
    }
    said["definition"] -= {"datasource"}
    said["vds"] |= said["field"]
    assert {parent: said[parent] for parent in ALLOWED_CHILDREN} == {
        key: set(names) for key, names in ALLOWED_CHILDREN.items()
    }


def test_the_table_of_types_is_complete():
    assert {word for types, _ in rows("## Fields") for word in words(types)} == set(NX_TO_DTYPE)


def test_the_merging_example_is_true():
    first, second, result = EXAMPLES[-3:]
    merged = merge_components([Source("first", first), Source("second", second)])
    assert squeezed(merged.root) == squeezed(parse(result))


def squeezed(root):
    return re.sub(r"\s+", " ", re.sub(r"\s*([<>])\s*", r"\1", etree.tostring(root, encoding="unicode")))
