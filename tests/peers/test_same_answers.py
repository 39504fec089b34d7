"""Odd names, texts, values and arguments get the same answer from our server as from the peers'."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("tango")

from tests.peers.side import Side, shapes

pytestmark = [pytest.mark.peers, pytest.mark.tango, pytest.mark.mysql]

COMPONENT = (
    '<definition><group type="NXentry" name="e"><field name="a">$datasources.d<strategy mode="INIT"/></field></group>'
    '$var.x#"1"</definition>'
)
SOURCE = '<definition><datasource name="d" type="CLIENT"><record name="d"/></datasource></definition>'
EXAMPLES = {"Component": COMPONENT, "DataSource": SOURCE, "Selection": '{"a": 1}'}
NAMES = [
    "a b",
    "a'b",
    'a"b',
    "a\\b",
    "a%s",
    "\u00e5",
    "",
    "A",
    "x" * 100,
    "x" * 101,
    "a\nb",
    "a/b",
    "..",
    "a;b",
    "--",
    "<x>",
]
TEXTS = [
    *("", "<a", "<a/>", "<a><b></a>", "text", " <a/>", "<?xml version='1.0' encoding='utf-8'?><a/>", "<a/><b/>"),
    *("\n<a/>\n", "<a>\u00e5</a>", "<a b='1' b='2'/>", "<x:a/>", "<!-- c --><definition/>", "<a>&nbsp;</a>"),
    *("<definition xmlns='http://x'/>", "<definition><![CDATA[x]]></definition>", "<a>&#65;</a>"),
]
JSON = ["", "{", "null", "1", '"a"', "[]", ' {"a": 1} ', "NaN", "{'a': 1}", "\u00e5", '"\u00e5"', '{"a": 1}x']
VARIABLES = [
    *("{}", "", "nope", "[]", "1", '"a"', "null", '{"x": "<b/>"}', '{"x": null}', '{"x": [1, "a"]}', '{"x": 1.50}'),
    *('{"x": {"a": true}}', '{"x": "$datasources.d"}', '{"x": "$datasources.zz"}', '{"x": 1e400}', '{"x.y": 2}'),
    *('{"x": "\u00e5"}', '{"x": "", "x": "2"}'),
]
LISTS = [
    *("", "[]", '["d"]', "d", "d e", "d;e:f", "{}", "Not initialised", "[1]", "null", '"d"', '["d"', "  ", '[["d"]]'),
    *('{"d": 1}', "\u00e5", "[null]"),
]
ARGUMENTS: list[list[str]] = [[], ["none"], ["c", "none"], ["c", "c"], [""], ["c", ""], ["C"], ["c "]]
RENAMES = [
    *("", "{}", "[]", "1", "null", "nope", '{"c": {}}', '{"c": {"d": "e"}}', '{"c": {"d": ""}}', '{"c": {"zz": "e"}}'),
    *('{"none": {}}', '{"__template__c": {"d": "f"}}', '{"c": []}', '{"c": null}', '{"c": 1}', '{"c": {"d": null}}'),
]
PARSED = "NonregisteredDBRecordError IncompatibleNodeError UndefinedTagError WrongXMLError".split()
"""Errors that clients know by their names."""


def reduced(side: Side, step: tuple[Any, ...]) -> Any:
    """What a step gives: a value, XML as its shape, or the name of an error."""
    command, *given = step
    if command == "write":
        return side.proxy.write_attribute(*given)
    got = (
        side.store(*given)
        if command == "store"
        else getattr(side, "configuration" if command == "make" else "call")(*(given if command == "make" else step))
    )
    if got.error:
        name = got.error.removeprefix("nxsconfigserver.Errors.")
        return name if name in PARSED else "an error"
    return shapes(got) if command in ("make", "Merge", "InstantiatedComponents") else got.value


@pytest.fixture(scope="module")
def both(two_databases: tuple[Side, Side]) -> tuple[Side, Side]:
    """Ours and theirs, each with a component and its datasource."""
    for side in two_databases:
        side.store("Component", "c", COMPONENT)
        side.store("DataSource", "d", SOURCE)
    return two_databases


@pytest.fixture(autouse=True)
def _as_before(both: tuple[Side, Side]) -> Iterator[None]:
    yield
    for side in both:
        side.proxy.Variables = "{}"
        for name in ("STEPDataSources", "LinkDataSources", "ExtraLinkDataSources", "CanFailDataSources"):
            side.proxy.write_attribute(name, "[]")


def check(both: tuple[Side, Side], *steps: tuple[Any, ...]) -> None:
    """Both give the same for every step, and then have the same revision and names."""
    ours, theirs = both
    for step in (*steps, ("AvailableComponents",), ("AvailableDataSources",), ("AvailableSelections",)):
        assert reduced(ours, step) == reduced(theirs, step), step
    assert ours.revision() == theirs.revision()


@pytest.mark.parametrize("what", EXAMPLES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name(what: str, name: str, both: tuple[Side, Side]) -> None:
    store = ("store", what, name, EXAMPLES[what])
    check(both, store, (f"{what}s", [name]), store, (f"Delete{what}", name), (f"{what}s", [name]))


@pytest.mark.parametrize("what", ["Component", "DataSource"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_text(what: str, text: str, both: tuple[Side, Side]) -> None:
    uses = [("Merge", ["t"]), ("make", ["t"]), ("ComponentDataSources", "t"), ("DependentComponents", ["t"])]
    check(both, ("store", what, "t", text), (f"{what}s", ["t"]), *uses, (f"Delete{what}", "t"))


@pytest.mark.parametrize("text", JSON)
def test_a_selection(text: str, both: tuple[Side, Side]) -> None:
    check(both, ("store", "Selection", "s", text), ("Selections", ["s"]), ("DeleteSelection", "s"))


@pytest.mark.parametrize("value", VARIABLES)
def test_a_value_of_the_variables(value: str, both: tuple[Side, Side]) -> None:
    uses = [("make", ["c"]), ("InstantiatedComponents", ["c"]), ("ComponentVariables", "c"), ("Merge", ["c"])]
    check(both, ("write", "Variables", value), *uses)
    assert both[0].proxy.Variables == both[1].proxy.Variables == value


@pytest.mark.parametrize("value", LISTS)
@pytest.mark.parametrize("name", ["STEPDataSources", "LinkDataSources", "ExtraLinkDataSources", "CanFailDataSources"])
def test_a_value_of_a_list_of_datasources(name: str, value: str, both: tuple[Side, Side]) -> None:
    check(both, ("write", name, value), ("make", ["c"]), ("Merge", ["c"]))
    ours, theirs = (side.proxy.read_attribute(name).value for side in both)
    assert ours == theirs


@pytest.mark.parametrize("command", [
    *("Components", "DataSources", "Selections", "InstantiatedComponents", "InstantiatedDataSources", "make", "Merge"),
    *("DependentComponents", "ComponentsDataSources", "ComponentsVariables", "CreateCache"),
    *("SetMandatoryComponents", "UnsetMandatoryComponents"),
])  # fmt: skip
def test_names_given_to_a_command(command: str, both: tuple[Side, Side]) -> None:
    check(both, *((command, names) for names in ARGUMENTS))


@pytest.mark.parametrize("command", ["ComponentDataSources", "ComponentVariables"])
def test_a_name_given_to_a_command(command: str, both: tuple[Side, Side]) -> None:
    check(both, *((command, name) for name in ("c", "none", "", "C", "c ")))


@pytest.mark.parametrize("text", RENAMES)
def test_datasources_of_a_component_are_renamed(text: str, both: tuple[Side, Side]) -> None:
    check(both, ("SetComponentDataSources", text), ("Components", ["c"]))
