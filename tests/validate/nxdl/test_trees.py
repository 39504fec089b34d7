"""Configurations and files as trees."""

from pathlib import Path

import h5py

from nxsconfig.dialect.xml import parse
from nxsconfig.h5.outline import read_outline
from nxsconfig.validate.nxdl.from_configuration import tree_of_configuration
from nxsconfig.validate.nxdl.from_file import tree_of_file
from nxsconfig.validate.nxdl.tree import Family, Node, Value


def configured(inner: str) -> Node:
    """The first object of a configuration."""
    return tree_of_configuration(parse(f"<definition>{inner}</definition>")).root.children[0]


def test_a_group_without_a_name_is_called_like_its_class() -> None:
    assert configured('<group type="NXentry"/>').path == "/entry"


def test_a_constant_is_known_before_the_scan() -> None:
    assert configured('<field name="x" type="NX_INT32"> 5 </field>').value == Value(Family.INTEGER, "5")


def test_a_value_of_the_scan_is_not_known() -> None:
    found = configured('<field name="x" type="NX_FLOAT64">5<datasource type="CLIENT"/></field>')
    assert found.value == Value(Family.FLOAT)


def test_a_field_without_a_type_is_a_text() -> None:
    assert configured('<field name="x"/>').value.family is Family.TEXT


def test_an_unknown_type_is_of_no_family() -> None:
    assert configured('<field name="x" type="NX_FLOAT63">1</field>').value.family is Family.UNKNOWN


def test_an_attribute_tag_replaces_the_attribute() -> None:
    found = configured('<field name="x" units="mm">1<attribute name="units">m</attribute></field>')
    assert found.text_of("units") == "m"


def test_an_unresolved_variable_is_not_known() -> None:
    assert configured('<field name="x" units="$var.units">1</field>').text_of("units") is None


def test_a_file_gives_the_same_tree(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.nxs", "w") as file:
        entry = file.create_group("entry")
        entry.attrs["NX_class"] = "NXentry"
        entry["x"] = [5]
        entry["x"].attrs["units"] = "mm"
        entry["same"] = h5py.SoftLink("x")
    tree = tree_of_file(read_outline(tmp_path / "x.nxs"))
    held = tree.root.by_name["entry"].by_name["x"]
    assert (held.value, held.text_of("units")) == (Value(Family.INTEGER, "5"), "mm")
    assert tree.followed(tree.root.by_name["entry"].by_name["same"]) is held
