"""NXDL files as classes."""

from pathlib import Path

import pytest

from nxsconfig.errors import NXDLError
from nxsconfig.validate.nxdl import Definitions, Need, pinned
from nxsconfig.validate.nxdl.model import NameType
from tests.validate.nxdl.conftest import Definer


def test_every_pinned_class_can_be_read_with_all_that_it_extends() -> None:
    names = [path.name.removesuffix(".nxdl.xml") for path in pinned().folder.rglob("*.nxdl.xml")]
    assert len(names) > 250
    for name in names:
        pinned().content(name)


def test_every_pinned_file_has_the_licence_beside_it() -> None:
    assert "LESSER GENERAL PUBLIC LICENSE" in (pinned().folder / "LICENSE.LGPL-3.0").read_text(encoding="utf-8")
    assert "v2026.01" in (pinned().folder / "README.md").read_text(encoding="utf-8")


def test_a_class_has_the_fields_of_those_that_it_extends(define: Definer) -> None:
    definitions = define(NXa='<field name="x" units="NX_LENGTH"/>', NXb=('extends="NXa"', '<field name="y"/>'))
    assert {field.name for field in definitions.content("NXb").fields} == {"x", "y"}
    assert definitions.is_a("NXb", "NXa")


def test_what_is_said_nearer_wins_and_the_rest_stays(define: Definer) -> None:
    inner = '<field name="x" type="NX_FLOAT" units="NX_LENGTH"/>'
    definitions = define(NXa=inner, NXb=('extends="NXa"', '<field name="x" type="NX_INT"/>'))
    (field,) = definitions.content("NXb").fields
    assert (field.type, field.units) == ("NX_INT", "NX_LENGTH")


def test_a_class_that_extends_itself_is_refused(define: Definer) -> None:
    definitions = define(NXa=('extends="NXb"', ""), NXb=('extends="NXa"', ""))
    with pytest.raises(NXDLError, match="extends itself"):
        definitions.content("NXa")


def test_a_broken_file_is_named(define: Definer, tmp_path: Path) -> None:
    definitions = define(NXa="<field>")
    with pytest.raises(NXDLError, match=r"NXa\.nxdl\.xml"):
        definitions.get("NXa")


@pytest.mark.parametrize("folder", ["", "missing"])
def test_a_directory_without_definitions_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(NXDLError, match="no NXDL files"):
        Definitions(tmp_path / folder)


def test_an_unknown_application_definition_is_refused_with_the_nearest() -> None:
    with pytest.raises(NXDLError, match="did you mean NXsas"):
        pinned().entry_content("NXsass")


def test_a_base_class_is_no_application_definition() -> None:
    assert pinned().application("NXdetector") is None


@pytest.mark.parametrize(
    ("inner", "need"),
    [
        ('<field name="x"/>', Need.REQUIRED),
        ('<field name="x" minOccurs="0"/>', Need.OPTIONAL),
        ('<field name="x" optional="true"/>', Need.OPTIONAL),
        ('<field name="x" recommended="true"/>', Need.RECOMMENDED),
    ],
)
def test_application_definitions_require_what_they_do_not_call_optional(
    define: Definer, inner: str, need: Need
) -> None:
    definitions = define(NXa=('category="application" extends="NXobject"', f'<group type="NXentry">{inner}</group>'))
    assert [field.need for field in definitions.entry_content("NXa").fields] == [need]


def test_base_classes_require_nothing(define: Definer) -> None:
    assert [field.need for field in define(NXa='<field name="x"/>').content("NXa").fields] == [Need.OPTIONAL]


@pytest.mark.parametrize(("name", "fits"), [("x_errors", True), ("_errors", True), ("x_error", False)])
def test_capital_letters_of_a_partial_name_stand_for_anything(define: Definer, name: str, fits: bool) -> None:
    definitions = define(NXa='<field name="FIELDNAME_errors" nameType="partial"/>')
    assert bool(definitions.content("NXa").fields_for(name)) is fits


def test_an_exact_name_goes_before_any_name(define: Definer) -> None:
    definitions = define(NXa='<field name="DATA" nameType="any"/><field name="x"/>')
    assert [field.name for field in definitions.content("NXa").fields_for("x")] == ["x"]
    assert [field.name for field in definitions.content("NXa").fields_for("y")] == ["DATA"]


def test_a_group_without_a_name_may_have_any(define: Definer) -> None:
    (group,) = define(NXa='<group type="NXentry"/>').content("NXa").groups
    assert group.name_type is NameType.ANY
