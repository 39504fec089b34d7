"""Entries whose beginning is copied are as those that are made step by step."""

import gc
import weakref

import h5py
import pytest

from nxsconfig.errors import DefinitionError, NexusFileError, RecordError
from nxsconfig.sources import SharedSources
from nxsconfig.writer import FileSession, Options, compile_definition, opening
from nxsconfig.writer.moulds import Moulds
from nxsconfig.writer.sinks.h5 import H5Sink
from tests.writer.dump import dump
from tests.writer.support import client, entry, field

SCALARS = [field(f"v{number}", "NX_FLOAT64") for number in range(5)]
OTHERS = [
    field("word", "NX_CHAR", more='compression="true" rate="4"'),
    field("row", "NX_INT32", rank=1, dims=[3]),
    field("shape_later", "NX_INT32", rank=1),
    field("may_fail", more='canfail="true"'),
    field("at_end", "NX_FLOAT64", mode="FINAL"),
    '<field name="title" type="NX_CHAR" units="">a scan<attribute name="note" type="NX_INT">3</attribute></field>',
    '<group name="data" type="NXdata"><link name="v0" target="/scan/v0"/><attribute name="signal">v0</attribute></group>',
]
TEXT = entry(*SCALARS, *OTHERS)
POINT = {f"v{number}": number for number in range(5)} | {"word": "w", "row": [1, 2, 3], "shape_later": [4, 5]}
"""Without `may_fail`."""


@pytest.fixture
def moulds(monkeypatch):
    moulds = Moulds(min_steps=0)
    monkeypatch.setattr(opening, "MOULDS", moulds)
    return moulds


def scan(path, text=TEXT, base="", **options):
    with FileSession.open(f"{path}{base}", Options(**options)) as session:
        session.open_entry(compile_definition(text), POINT)
        for _ in range(3):
            session.record(POINT)
        session.close_entry({"at_end": 7})
    return path


def content(path):
    found = dump(path)
    found.pop("/", None)  # times, and the name of the file
    return found


@pytest.mark.parametrize("options", [{}, {"swmr": True}, {"canfail": True}, {"steps_per_file": 2}])
def test_the_third_file_of_a_definition_has_what_the_first_has(tmp_path, moulds, options):
    del moulds
    paths = [tmp_path / f"scan{number}.nxs" for number in range(4)]
    for path in paths:
        scan(path, **options)
    suffix = "_00002" if "steps_per_file" in options else ""
    first, *others = (content(path.with_stem(path.stem + suffix)) for path in paths)
    assert "/scan/data/v0" in first
    assert [other == first for other in others] == [True, True, True]


def test_a_copied_entry_goes_below_the_group_that_was_asked_for(tmp_path, moulds):
    del moulds
    base = ":/outer:NXentry"
    text = entry(*SCALARS, *OTHERS[:-1])
    first, _, third = (content(scan(tmp_path / f"{number}.nxs", text, base)) for number in range(3))
    assert third == first
    assert "/outer/scan/row" in third


def test_a_second_entry_of_the_same_name_is_refused_as_ever_and_changes_nothing(tmp_path, moulds):
    del moulds
    for number in range(3):
        path = scan(tmp_path / f"{number}.nxs")
        before = content(path)
        with FileSession.open(str(path)) as session, pytest.raises(DefinitionError, match="exists already"):
            session.open_entry(compile_definition(TEXT), POINT)
        assert content(path) == before


def test_every_entry_begins_without_what_was_recorded_before(tmp_path, moulds):
    del moulds
    with FileSession.open(str(tmp_path / "scan.nxs")) as session:
        for name in "abcd":
            session.open_entry(compile_definition(entry(*SCALARS, name=name)), POINT)
            session.record(POINT)
            session.close_entry()
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert {name: file[name]["v3"][()].tolist() for name in "abcd"} == {name: [3.0] for name in "abcd"}


def test_sizes_that_sources_know_are_those_of_the_day(tmp_path, moulds):
    del moulds
    size = '<dim index="1"><datasource name="n" type="CLIENT"><record name="n"/></datasource></dim>'
    dims = f'<dimensions rank="1">{size}</dimensions><strategy mode="STEP"/>'
    source = '<datasource name="r" type="CLIENT"><record name="r"/></datasource>'
    text = entry(f'<field name="r" type="NX_INT">{dims}{source}</field>', *SCALARS)
    for number in range(1, 5):
        with FileSession.open(str(tmp_path / f"{number}.nxs")) as session:
            session.open_entry(compile_definition(text), {"n": number})
            session.record(POINT | {"n": number, "r": [1] * number})
        with h5py.File(tmp_path / f"{number}.nxs") as file:
            assert file["scan/r"].shape == (1, number)


def test_the_mould_of_a_definition_goes_with_it(tmp_path, moulds):
    del moulds
    for number in range(3):
        scan(tmp_path / f"{number}.nxs")
    known = weakref.ref(compile_definition(TEXT))
    compile_definition.cache_clear()
    gc.collect()
    assert known() is None


def test_a_definition_that_cannot_be_made_fails_each_time_with_the_same_words(tmp_path, moulds):
    del moulds
    name = "n" * 70_000
    text = entry(*SCALARS, f'<field name="x" type="NX_INT"><attribute name="{name}">1</attribute>1</field>')
    words = set()
    for number in range(4):
        path = tmp_path / f"{number}.nxs"
        with FileSession.open(str(path)) as session, pytest.raises(NexusFileError) as refused:
            session.open_entry(compile_definition(text))
        words.add(str(refused.value).replace(str(path), ""))
        assert content(path).keys() >= {"/scan/v0", "/scan/v4"}
    assert len(words) == 1


def four_contents(folder, text, data=None, sizes=None, **options):
    """What four entries of a definition leave, and what they say."""
    found = []
    for number in range(4):
        path, said = folder / f"{number}.nxs", ""
        with FileSession.open(str(path), Options(**options)) as session:
            try:
                session.open_entry(compile_definition(text), (data or {}) | (sizes or {}))
                session.record(data or {})
                session.close_entry()
            except (DefinitionError, RecordError) as error:
                said = str(error).replace(str(path), "")
        found.append((content(path), said))
    return found


def script(lines, result="ds.result = 1"):
    return f'<datasource name="s" type="PYEVAL"><result name="result">{lines}\n{result}</result></datasource>'


@pytest.mark.unsound_files("link")
@pytest.mark.parametrize("target", ["/scan/v0", "/scan/nowhere"])
def test_links_at_the_top_of_the_file_stay_links(tmp_path, moulds, target):
    del moulds
    link = f'<link name="shortcut" target="{target}"/></definition>'
    found = four_contents(tmp_path, entry(*SCALARS).replace("</definition>", link), POINT)
    assert {"kind": "softlink", "target": target} == found[3][0]["/shortcut"]
    assert [one == found[0] for one in found] == [True] * 4


def test_a_group_that_a_name_with_a_slash_has_made_before_is_refused_each_time(tmp_path, moulds):
    del moulds
    text = entry('<field name="g/x" type="NX_INT">1</field>', '<group name="g" type="NXdata"/>')
    found = four_contents(tmp_path, text)
    assert "/scan/g exists already" in found[0][1]
    assert [one == found[0] for one in found] == [True] * 4


def test_of_attributes_of_one_name_the_last_one_stays(tmp_path, moulds):
    del moulds
    size = (
        '<dimensions rank="1"><dim index="1"><datasource name="n" type="CLIENT"><record name="n"/></datasource></dim>'
    )
    mark = f'<attribute name="nexdatas_source" type="NX_INT">{size}</dimensions></attribute>'
    text = entry(f'<field name="x" type="NX_INT">{mark}<strategy mode="STEP"/>{client("x")}</field>')
    found = four_contents(tmp_path, text, {"x": 1}, {"n": 3})
    assert "CLIENT" in found[3][0]["/scan/x"]["attrs"]["nexdatas_source"]["value"]
    assert [one == found[0] for one in found] == [True] * 4


def test_a_script_sees_the_same_in_a_file_that_is_being_made(tmp_path, moulds):
    del moulds
    lines = """seen = commonblock.setdefault("seen", [])
seen.append(len(commonblock["__nxroot__"]["scan"]))"""
    seen = f'<field name="seen"><dimensions rank="1"/>{script(lines, "ds.result = [str(seen)]")}</field>'
    found = four_contents(tmp_path, entry(seen, *SCALARS), POINT)
    assert found[0][0]["/scan/seen"]["value"] == ["[0, 6]"]
    assert [one == found[0] for one in found] == [True] * 4


@pytest.mark.parametrize(("shape", "made"), [('<dimensions rank="1"/>', set()), ("", {"/scan", "/scan/v0"})])
def test_a_source_that_refuses_its_text_stops_the_making_where_it_stands(tmp_path, moulds, shape, made):
    del moulds
    shared = SharedSources()
    shared.register({"datasources": {"REFUSING": "tests.sources.plugin_module.Refusing"}})
    source = '<datasource name="r" type="REFUSING"/>'
    text = entry(SCALARS[0], f'<field name="x" type="NX_INT">{shape}{source}</field>', *SCALARS[1:])
    found = four_contents(tmp_path, text, shared=shared)
    assert "no ramp" in found[0][1]
    assert found[0][0].keys() == made
    assert [one == found[0] for one in found] == [True] * 4


def test_a_source_is_opened_once_for_an_entry(tmp_path, moulds):
    del moulds
    shared = SharedSources()
    shared.register({"datasources": {"COUNTED": f"{__name__}.Counted"}})
    inner = '<datasource name="n" type="COUNTED"/>'
    source = f'<datasource name="s" type="PYEVAL">{inner}<result name="result">ds.result = ds.n</result></datasource>'
    four_contents(tmp_path, entry(f'<field name="x" type="NX_INT">{source}</field>', *SCALARS), POINT, shared=shared)
    with h5py.File(tmp_path / "3.nxs") as file:
        assert file["scan/x"][()].tolist() == [4]


class Counted:
    """A user's data source; its value is how many have been made."""

    made = 0

    def setup(self, _xml):
        Counted.made += 1

    def getData(self):  # noqa: N802  the name that it must have
        return {"value": Counted.made}

    def isValid(self):  # noqa: N802  likewise
        return True


def test_an_entry_that_a_script_has_removed_can_be_made_again(tmp_path, moulds):
    del moulds
    removal = script('del commonblock["__nxroot__"]["scan"]')
    with FileSession.open(str(tmp_path / "scan.nxs")) as session:
        for number in range(4):
            session.open_entry(compile_definition(TEXT), POINT)
            session.record(POINT)
            session.flush()
            assert session.file_object().h5object["scan/v4"][()].tolist() == [4.0]
            text = entry(f'<field name="x" type="NX_INT">{removal}</field>', name=f"removal{number}")
            session.open_entry(compile_definition(text))


@pytest.mark.parametrize("counter", [-1, 1, 2])
def test_fields_that_a_script_puts_in_place_of_ours_stay_as_they_are(tmp_path, moulds, counter):
    del moulds
    lines = f"""scan = commonblock["__nxroot__"]["scan"]
if commonblock["__counter__"] == {counter}:
    del scan["v3"]
    scan["v3"] = [1, 2]"""
    mode = "INIT" if counter < 0 else "STEP"
    text = entry(*SCALARS, f'<field name="s" type="NX_INT"><strategy mode="{mode}"/>{script(lines)}</field>')
    contents = [content(scan(tmp_path / f"{number}.nxs", text)) for number in range(4)]
    assert contents[0]["/scan/v3"]["value"] == [1, 2]
    assert [one == contents[0] for one in contents] == [True] * 4


@pytest.mark.parametrize("before", [[], ["first"]])
def test_a_first_entry_is_made_step_by_step(tmp_path, monkeypatch, before):
    taken = []
    monkeypatch.setattr(H5Sink, "take", lambda *given: taken.append(given))
    plan = compile_definition(entry(*SCALARS, name=f"after_{len(before)}"))
    with FileSession.open(str(tmp_path / "scan.nxs"), Options(logs=True)) as session:
        for name in before:
            session.open_entry(compile_definition(entry(field("x"), name=name)))
        session.open_entry(plan)
    assert taken == []
