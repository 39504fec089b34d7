"""What a file will look like."""

import pytest

from nxsconfig.configurator import Options
from nxsconfig.configurator.outline import DatasourceUse, Node, node_as_json, outline
from nxsconfig.errors import IncompatibleNodeError
from tests.configurator.conftest import Shop

SCAN = '<group type="NXentry" name="scan">{}</group>'


def tree(shop: Shop, *names: str, **options: str) -> Node:
    (top,) = outline(shop.configurator.store, names, Options(**options))
    return top


def test_groups_and_fields_with_everything_about_them(shop: Shop) -> None:
    shop.components(
        slit=SCAN.format(
            '<field name="gap" type="NX_FLOAT" units="mm"><dimensions rank="2"><dim index="1" value="3"/></dimensions>'
            '<datasource name="m" type="CLIENT"><record name="g"/></datasource><strategy mode="STEP" canfail="true"/></field>'
        )
    )
    (gap,) = tree(shop, "slit").children
    assert (gap.tag, gap.name, gap.type, gap.units, gap.shape) == ("field", "gap", "NX_FLOAT", "mm", ("3", "*"))
    assert (gap.strategy, gap.canfail) == ("STEP", True)
    assert gap.datasources == (DatasourceUse("m", "CLIENT", "g"),)


def test_each_node_names_the_components_it_came_from(shop: Shop) -> None:
    shop.components(a=SCAN.format('<field name="x">1</field>'), b=SCAN.format('<field name="y">2</field>'))
    top = tree(shop, "a", "b")
    assert [(node.name, node.value, node.origins) for node in top.children] == [("x", "1", ("a",)), ("y", "2", ("b",))]
    assert top.origins == ("a", "b")


def test_stored_datasources_and_variables_are_filled_in(shop: Shop) -> None:
    shop.datasources(motor="")
    shop.components(a=SCAN.format('<field name="$var.name">$datasources.motor</field>'))
    (field,) = tree(shop, "a", variables='{"name": "x"}').children
    assert (field.name, [use.name for use in field.datasources]) == ("x", ["motor"])


def test_links_have_their_target_and_unnamed_groups_their_class(shop: Shop) -> None:
    shop.components(
        a='<group type="NXentry"><link name="data" target="/scan/x"/><attribute name="version">1</attribute></group>'
    )
    top = tree(shop, "a")
    assert top.name == "entry"
    assert [(node.tag, node.name, node.target) for node in top.children] == [
        ("link", "data", "/scan/x"),
        ("attribute", "version", ""),
    ]


def test_mandatory_components_are_there_without_being_named(shop: Shop) -> None:
    shop.components(a=SCAN.format(""))
    assert outline(shop.configurator.store, [], Options()) == []
    shop.configurator.set_mandatory(["a"], True)
    assert tree(shop).name == "scan"


def test_json_holds_no_empty_values(shop: Shop) -> None:
    shop.components(a=SCAN.format('<field name="x">1</field>'))
    field = {"tag": "field", "name": "x", "type": "NX_CHAR", "value": "1", "origins": ["a"]}
    expected = {"tag": "group", "name": "scan", "type": "NXentry", "origins": ["a"], "children": [field]}
    assert node_as_json(tree(shop, "a")) == expected


def test_contradiction_is_raised_with_its_sides(shop: Shop) -> None:
    shop.components(a=SCAN.format('<field name="x">1</field>'), b=SCAN.format('<field name="x">2</field>'))
    with pytest.raises(IncompatibleNodeError) as caught:
        outline(shop.configurator.store, ["a", "b"], Options())
    assert caught.value.origins == [("a",), ("b",)]
