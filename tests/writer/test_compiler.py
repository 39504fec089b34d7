"""What a definition may hold, and what is said about what it may not."""

import pytest

from nxsconfig.dialect.xml import parse
from nxsconfig.errors import DefinitionError, UnsupportedElementError, XMLLimitError
from nxsconfig.writer import compile_definition
from nxsconfig.writer.compiler import inspect
from nxsconfig.writer.plan import FieldPlan, GroupPlan
from tests.writer.support import client, entry, field


@pytest.mark.parametrize(
    ("body", "tag"),
    [
        ('\n<vds name="v"><choice/></vds>', "choice"),
        ('\n<choice name="v"/>', "choice"),
        ('\n<field name="x"><strategy mode="STEP"><filter id="4711"/></strategy></field>', "filter"),
        ('\n<field name="x"><strategy mode="STEP"><filter name="squeeze"/></strategy></field>', "filter"),
        ('\n<field name="x"><strategy mode="STEP" compression="4711"/></field>', "strategy"),
    ],
)
def test_what_is_not_supported_is_named_with_its_place_and_line(body, tag):
    with pytest.raises(UnsupportedElementError, match=rf"<{tag}> /scan:NXentry.*\(line 2\)"):
        compile_definition(entry(body)).check()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<field type="NX_INT">1</field>', "without a name"),
        ('<field name="x" type="NX_WORD">1</field>', "unknown type 'NX_WORD'"),
        ('<field name="x" type="NX_INT"/>', "needs a text or a datasource"),
        ('<field name="x" type="NX_INT8">300</field>', "300 does not fit into int8"),
        ('<field name="x" type="NX_INT"><dimensions rank="two"/>1</field>', "rank='two' is no integer"),
        ('<field name="x" type="NX_INT"><dimensions rank="2"/>1 2\n3</field>', "different numbers of elements"),
        ('<field name="x"><strategy grows="up"/>a</field>', "grows='up' is no integer"),
        ('<field name="x"><group type="NXdata"/></field>', "must not stand in a field"),
        ('<field name="x" type="NX_INT"><datasource type="CLIENT" name="x"/></field>', "needs <record name"),
        ("<dimensions rank='1'/>", "must not stand here"),
        ('<link target="/scan"/>', "a link needs a name"),
        ('<link name="l" target="/scan/none/below/x"/>', "/scan/none/below cannot be found"),
        ('<field name="a"><attribute name="n" type="NX_INT">one</attribute>x</field>', "invalid literal"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(body, said):
    with pytest.raises(DefinitionError, match=said) as caught:
        compile_definition(entry(body)).check()
    assert "(line 1)" in str(caught.value)


def test_the_steps_lead_up_to_the_mistake():
    plan = compile_definition(entry('<field name="a">x</field>', '<field name="b" type="NX_X">1</field>', field("c")))
    assert [step.path for step in plan.steps if isinstance(step, GroupPlan | FieldPlan)] == [("scan",), ("scan", "a")]
    assert isinstance(plan.problem, DefinitionError)


def test_a_group_without_a_type_is_refused_at_once():
    with pytest.raises(DefinitionError, match="The group type not defined"):
        compile_definition('<definition><group name="scan"/></definition>')


def test_members_stand_in_the_phases_of_their_strategies():
    fields = [field("a"), field("b", mode="INIT"), field("c", more='trigger="t"'), field("d", mode="FINAL")]
    plan = compile_definition(entry(*fields))
    assert {phase: [member.path[-1] for member in members] for phase, members in plan.phases.items()} == {
        "STEP": ["a"],
        "INIT": ["b"],
        "trigger t": ["c"],
        "FINAL": ["d"],
    }


def test_attributes_come_before_their_field_in_a_phase():
    attribute = f'<attribute name="at"><strategy mode="INIT"/>{client("at")}</attribute>'
    plan = compile_definition(entry(f'<field name="x">{attribute}<strategy mode="INIT"/>{client("x")}</field>'))
    assert [member.label for member in plan.phases["INIT"]] == ["/scan:NXentry/x@at", "/scan:NXentry/x"]


def test_a_namespace_changes_nothing():
    text = entry(field("x")).replace("<definition>", '<definition xmlns="http://definition.nexusformat.org">')
    assert [member.path for member in compile_definition(text).phases["STEP"]] == [("scan", "x")]


def test_entities_are_refused():
    with pytest.raises(XMLLimitError):
        compile_definition('<!DOCTYPE d [<!ENTITY a "b">]><definition/>')


def test_the_source_of_a_field_is_kept_as_text():
    plan = compile_definition(entry(field("x")))
    texts = [step.value[()] for step in plan.steps if getattr(step, "name", "") == "nexdatas_source"]
    assert texts == ['<datasource name="x" type="CLIENT"><record name="x"></record></datasource>']


X = "<field name='x'>1</field>"


@pytest.mark.parametrize(
    ("second", "place"),
    [
        (X, "<field> /scan:NXentry/x"),
        (field("x"), "<field> /scan:NXentry/x"),
        ("<group name='x' type='NXdata'/>", "<group> /scan:NXentry/x:NXdata"),
        ("<link name='x' target='/scan/y'/>", "<link> /scan:NXentry/x"),
        (f"<link name='x'>{client('l')}<strategy mode='FINAL'/></link>", "<link> /scan:NXentry/x"),
        ("<field name='/x/'>1</field>", "<field> /scan:NXentry//x/"),
    ],
)
def test_two_objects_of_one_name_are_refused_with_both_places(second, place):
    with pytest.raises(DefinitionError) as caught:
        compile_definition(entry(X, "\n", second)).check()
    assert str(caught.value).startswith(f"{place} (line 2): the name")
    assert "taken already by <field> /scan:NXentry/x (line 1)" in str(caught.value)


def test_two_groups_of_one_name_are_refused():
    with pytest.raises(DefinitionError, match="taken already"):
        compile_definition(entry().replace("</definition>", entry().removeprefix("<definition>"))).check()


@pytest.mark.parametrize("around", ["{}", "<field name='x'>{}text</field>"])
def test_of_two_attribute_tags_of_one_name_the_last_counts(around):
    tags = f"<attribute name='a' type='NX_INT'>no number{client('a')}</attribute><attribute name='a'>2</attribute>"
    plan = compile_definition(entry(around.format(tags)))
    plan.check()
    assert [step.value for step in plan.steps if getattr(step, "name", "") == "a"] == ["2"]
    assert plan.phases == {}


@pytest.mark.parametrize("name", [".", "..", "/", "a/../b"])
@pytest.mark.parametrize("body", ["<field name='{}'>1</field>", "<group name='{}' type='NXdata'/>"])
def test_a_name_that_hdf5_takes_for_a_place_is_refused(name, body):
    with pytest.raises(DefinitionError, match="can't be a name"):
        compile_definition(entry(body.format(name))).check()


@pytest.mark.parametrize("inside", ["field", "attribute"])
def test_an_absurd_size_is_refused_with_its_place(inside):
    body = '<dimensions rank="2"><dim index="1" value="3"/><dim index="2" value="1000000000000"/></dimensions>'
    text = entry(f"<{inside} name='x'>{body}{client('x')}<strategy mode='STEP' canfail='true'/></{inside}>")
    with pytest.raises(DefinitionError, match=r"<dimensions> /scan:NXentry.*\(line 1\): .* 3000000000000 elements"):
        compile_definition(text).check()


def test_an_absurd_rank_is_refused_with_its_place():
    with pytest.raises(DefinitionError, match=r"x \(line 1\): rank 1000000000"):
        compile_definition(entry(field("x", rank=1_000_000_000))).check()


def test_inspection_goes_on_behind_each_mistake():
    body = '<field name="x" type="NX_INT">a</field><group name="g"/><link name="l" target="/scan/x"/><field/>'
    inspected = inspect(parse(entry(body)))
    assert [(element.tag, element.get("name")) for element, _ in inspected.problems] == [
        ("field", "x"),
        ("group", "g"),
        ("field", None),
    ]


def test_inspection_finds_the_same_first_mistake_as_compiling():
    text = entry('<field name="x" type="NX_INT">a</field><field/>')
    assert str(inspect(parse(text)).problems[0][1]) == str(compile_definition(text).problem)


@pytest.mark.parametrize(
    ("said", "mark"), [('mode=""', ""), ('mode="STEP" trigger=""', ""), ('mode=" STEP"', "STEP"), ('grows="1"', None)]
)
def test_the_mark_of_a_strategy_is_what_is_written(said, mark):
    plan = compile_definition(entry(f'<field name="x" type="NX_INT"><strategy {said}/>1</field>'))
    marks = [str(step.value) for step in plan.steps if getattr(step, "name", "") == "nexdatas_strategy"]
    assert marks == ([] if mark is None else [mark])


def test_an_empty_mode_is_never_run():
    text = entry(f'<field name="x" type="NX_INT"><strategy mode=""/>{client("x")}</field>')
    assert not compile_definition(text).phases.keys() & {"INIT", "STEP", "FINAL"}


def test_a_link_of_a_trigger_without_a_mode_is_never_made():
    assert compile_definition(entry(f'<link name="l"><strategy trigger="t"/>{client("x")}</link>')).phases == {}


@pytest.mark.parametrize(
    ("second", "shape"),
    [
        ('<dimensions rank="2"><dim index="2" value="3"/></dimensions>', (2, 3)),
        ('<dimensions><dim index="1" value="4"/></dimensions>', (4,)),
        ('<dimensions rank="0"/>', ()),
    ],
)
def test_a_second_dimensions_element_replaces_what_it_says(second, shape):
    first = '<dimensions rank="1"><dim index="1" value="2"/></dimensions>'
    plan = compile_definition(entry(f'<field name="x" type="NX_CHAR">{first}{second}</field>'))
    assert [step.shape.sizes for step in plan.steps if isinstance(step, FieldPlan)] == [shape]
