"""What of an application definition is there."""

from nxsconfig.dialect.xml import parse
from nxsconfig.validate.nxdl import Definitions, Row, coverage
from nxsconfig.validate.nxdl.from_configuration import tree_of_configuration
from tests.validate.nxdl.conftest import Definer

APPLICATION = 'category="application" extends="NXobject"'


def rows_of(definitions: Definitions, inner: str, application: str = "NXapp") -> dict[str, Row]:
    """Rows by path for one entry with this content."""
    tree = tree_of_configuration(parse(f'<definition><group name="scan" type="NXentry">{inner}</group></definition>'))
    return {row.path: row for row in coverage(definitions, application, tree)}


def app(define: Definer, inner: str) -> Definitions:
    """Definitions with NXapp, which has this in its entry, and a class NXdetector."""
    return define(NXapp=(APPLICATION, f'<group type="NXentry">{inner}</group>'), NXdetector=('extends="NXobject"', ""))


def test_a_field_that_is_there_is_found_with_its_place(define: Definer) -> None:
    row = rows_of(app(define, '<field name="title"/>'), '<field name="title"/>')["NXentry/title"]
    assert (row.found, row.where) == (True, "/scan/title")


def test_of_several_groups_the_one_with_the_most_counts(define: Definer) -> None:
    definitions = app(define, '<group type="NXdetector"><field name="data"/></group>')
    diode = '<group name="diode" type="NXdetector"/>'
    camera = '<group name="camera" type="NXdetector"><field name="data"/></group>'
    rows = rows_of(definitions, diode + camera)
    assert rows["NXentry/NXdetector/data"].where == "/scan/camera/data"


def test_what_a_missing_group_had_to_hold_is_missing_too(define: Definer) -> None:
    definitions = app(define, '<group type="NXdetector"><field name="data"/><field name="x" minOccurs="0"/></group>')
    assert [row.path for row in rows_of(definitions, "").values()] == ["NXentry/NXdetector", "NXentry/NXdetector/data"]


def test_what_a_missing_optional_group_had_to_hold_is_not_asked_for(define: Definer) -> None:
    definitions = app(define, '<group type="NXdetector" minOccurs="0"><field name="data"/></group>')
    assert [row.path for row in rows_of(definitions, "").values()] == ["NXentry/NXdetector"]


def test_a_link_stands_for_what_it_leads_to(define: Definer) -> None:
    definitions = app(define, '<group type="NXdetector"><field name="data"/></group><field name="counts"/>')
    camera = '<group name="camera" type="NXdetector"><field name="data"/></group>'
    link = '<link name="counts" target="/scan:NXentry/camera:NXdetector/data"/>'
    assert rows_of(definitions, camera + link)["NXentry/counts"].where == "/scan/counts"


def test_a_link_out_of_the_file_is_trusted(define: Definer) -> None:
    definitions = app(define, '<group name="camera" type="NXdetector"/>')
    link = '<link name="camera" target="other.nxs://scan/camera"/>'
    assert rows_of(definitions, link)["NXentry/camera:NXdetector"].found


def test_a_group_that_is_there_counts_before_links_that_nobody_knows(define: Definer) -> None:
    definitions = app(define, '<group type="NXdetector"><field name="data"/></group>')
    link = '<link name="away" target="other.nxs://scan/camera"/>'
    row = rows_of(definitions, link + '<group name="camera" type="NXdetector"/>')["NXentry/NXdetector"]
    assert row.where == "/scan/camera"


def test_a_group_of_a_class_that_extends_the_wanted_one_will_do(define: Definer) -> None:
    definitions = define(
        NXapp=(APPLICATION, '<group type="NXentry"><group type="NXaperture"/></group>'),
        NXaperture=('extends="NXobject"', ""),
        NXslit=('extends="NXaperture"', ""),
    )
    assert rows_of(definitions, '<group name="slit" type="NXslit"/>')["NXentry/NXaperture"].where == "/scan/slit"


def test_any_class_of_a_choice_will_do(define: Definer) -> None:
    choice = '<choice name="pixel"><group type="NXdetector"/><group type="NXdetector_group"/></choice>'
    definitions = app(define, choice)
    assert rows_of(definitions, '<group name="pixel" type="NXdetector"/>')["NXentry/pixel:NXdetector"].found
    assert not rows_of(definitions, "")["NXentry/pixel:NXdetector|NXdetector_group"].found


def test_a_value_that_is_not_allowed_is_noted(define: Definer) -> None:
    listed = '<field name="probe"><enumeration><item value="x-ray"/></enumeration></field>'
    row = rows_of(app(define, listed), '<field name="probe" type="NX_CHAR">muon</field>')["NXentry/probe"]
    assert row.note == "is 'muon', not one of x-ray"


def test_a_value_of_the_scan_is_not_noted(define: Definer) -> None:
    listed = '<field name="probe"><enumeration><item value="x-ray"/></enumeration></field>'
    source = '<field name="probe"><datasource type="CLIENT"><record name="p"/></datasource></field>'
    assert rows_of(app(define, listed), source)["NXentry/probe"].note == ""


def test_an_application_definition_that_extends_another_asks_for_both(define: Definer) -> None:
    definitions = define(
        NXapp=(APPLICATION, '<group type="NXentry"><field name="title"/></group>'),
        NXspecial=('category="application" extends="NXapp"', '<group type="NXentry"><field name="mode"/></group>'),
    )
    assert set(rows_of(definitions, "", "NXspecial")) == {"NXentry/title", "NXentry/mode"}


def test_only_the_entry_that_names_the_definition_is_looked_at(define: Definer) -> None:
    definitions = app(define, '<field name="title"/>')
    named = '<group name="two" type="NXentry"><field name="definition">NXapp</field></group>'
    text = f'<definition><group name="one" type="NXentry"/>{named}</definition>'
    rows = coverage(definitions, "NXapp", tree_of_configuration(parse(text)))
    assert [row.entry for row in rows] == ["/two"]


def test_attributes_that_nobody_calls_required_are_recommended(define: Definer) -> None:
    definitions = app(define, '<field name="title"><attribute name="version"/></field>')
    row = rows_of(definitions, '<field name="title">t</field>')["NXentry/title/@version"]
    assert (row.need.value, row.found) == ("recommended", False)
