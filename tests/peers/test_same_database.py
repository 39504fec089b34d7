"""The peers' server and ours work on one database at the same time, which the peers' script and server made."""

import json

import pytest

pytest.importorskip("tango")

from tests.peers.side import Side, shape, shapes

pytestmark = [pytest.mark.peers, pytest.mark.tango, pytest.mark.mysql]

COUNT = 300
BASE = (
    '<definition><group type="NXentry" name="scan"><field name="title">$var.title#"none"</field></group></definition>'
)
PART = """<definition><group type="NXentry" name="scan"><group type="NXinstrument" name="instrument">
  <group type="NXcollection" name="part{0}"><field name="value" type="NX_FLOAT64">
    $datasources.source{0}<strategy mode="STEP"/></field></group></group></group>$components.base</definition>"""
SOURCE = '<definition><datasource name="source{0}" type="CLIENT"><record name="source{0}"/></datasource></definition>'
READS = {
    "AvailableComponents": None,
    "AvailableDataSources": None,
    "AvailableSelections": None,
    "MandatoryComponents": None,
    "Components": ["part17", "part4", "part17"],
    "DataSources": ["source299"],
    "Selections": ["night"],
    "DependentComponents": ["part5", "part6"],
    "ComponentDataSources": "part5",
    "ComponentsDataSources": ["part5", "part6"],
    "ComponentVariables": "base",
    "ComponentsVariables": ["part5"],
}


BY_CHANCE = ("ComponentsDataSources", "ComponentsVariables")
"""Commands whose order of names changes from process to process in the peers' server."""
TEXTS = {
    True: ['{"a": "\u00e5\'\\\\%s"}', "[2]"],
    False: ["<definition><doc>\u00e5'\\ %s</doc></definition>", "<a/>"],
}


@pytest.fixture(scope="module")
def both(one_database: tuple[Side, Side]) -> tuple[Side, Side]:
    """Ours and theirs, open, on a database of 300 components that the peers' server stored."""
    theirs = one_database[1]
    theirs.store("Component", "base", BASE)
    for number in range(COUNT):
        theirs.store("DataSource", f"source{number}", SOURCE.format(number))
        theirs.store("Component", f"part{number}", PART.format(number))
    theirs.store("Selection", "night", '{"Timer": "[]"}')
    theirs.call("SetMandatoryComponents", ["base"])
    return one_database


@pytest.mark.parametrize("command", READS)
def test_both_read_the_same(command: str, both: tuple[Side, Side]) -> None:
    given = [] if READS[command] is None else [READS[command]]
    ours, theirs = (side.call(command, *given).value for side in both)
    if command in BY_CHANCE:
        ours, theirs = sorted(ours), sorted(theirs)
    assert ours == theirs
    assert ours


def test_both_make_the_same_configuration_of_300_components(both: tuple[Side, Side]) -> None:
    names = [f"part{number}" for number in range(COUNT)]
    ours, theirs = (side.configuration(names).value for side in both)
    assert ours.count("<datasource") == COUNT
    assert shape(ours) == shape(theirs)


@pytest.mark.parametrize("command", ["Merge", "InstantiatedComponents"])
def test_both_put_together_the_same(command: str, both: tuple[Side, Side]) -> None:
    ours, theirs = (side.call(command, ["part1", "part2"]) for side in both)
    assert shapes(ours) == shapes(theirs)


@pytest.mark.parametrize("writer", [0, 1], ids=["ours", "theirs"])
@pytest.mark.parametrize("what", ["Component", "DataSource", "Selection"])
def test_what_one_stores_and_deletes_the_other_sees_at_once(what: str, writer: int, both: tuple[Side, Side]) -> None:
    texts = TEXTS[what == "Selection"]
    here, there = both[writer], both[1 - writer]
    for each in texts:
        here.store(what, "shared", each)
        assert there.call(f"{what}s", ["shared"]).value == [each]
        assert there.revision() == here.revision()
    here.call(f"Delete{what}", "shared")
    assert "shared" not in there.call(f"Available{what}s").value
    assert there.revision() == here.revision()


@pytest.mark.parametrize("writer", [0, 1], ids=["ours", "theirs"])
def test_a_flag_that_one_sets_the_other_sees_at_once(writer: int, both: tuple[Side, Side]) -> None:
    here, there = both[writer], both[1 - writer]
    for command, flagged in (("SetMandatoryComponents", True), ("UnsetMandatoryComponents", False)):
        here.call(command, ["part9"])
        assert ("part9" in there.call("MandatoryComponents").value) is flagged
        assert there.revision() == here.revision()


def test_a_configuration_is_made_of_what_the_other_has_just_stored(both: tuple[Side, Side]) -> None:
    for number, (here, there) in enumerate([both, both[::-1]] * 3):
        here.store("DataSource", "source1", SOURCE.format(1).replace("CLIENT", f"KIND{number}"))
        assert f"KIND{number}" in there.configuration(["part1"]).value
        assert shape(here.configuration(["part1"]).value) == shape(there.configuration(["part1"]).value)


def test_both_count_every_write_of_many_at_once(both: tuple[Side, Side]) -> None:
    ours, theirs = both
    before = int(ours.revision())
    for number in range(50):
        (ours, theirs)[number % 2].store("Component", "counted", f"<definition><doc>{number}</doc></definition>")
    assert int(theirs.revision()) - before == int(ours.revision()) - before == 50


def test_a_text_of_the_peers_server_that_ours_replaces_can_be_restored(both: tuple[Side, Side]) -> None:
    ours, theirs = both
    theirs.store("Component", "seen", "<definition/>")
    ours.store("Component", "seen", "<definition><doc>ours</doc></definition>")
    last = json.loads(ours.call("History", '{"kind": "component", "name": "seen", "limit": 1}').value)["changes"][0]
    ours.call("Restore", json.dumps({"change": last["change"], "before": True}))
    assert theirs.call("Components", ["seen"]).value == ["<definition/>"]
