"""Entries whose beginning is copied are as those that are made step by step."""

import gc
import weakref

import h5py
import pytest

from nxsconfig.errors import DefinitionError, NexusFileError
from nxsconfig.writer import FileSession, Options, compile_definition, opening
from nxsconfig.writer.moulds import Moulds
from tests.writer.dump import dump
from tests.writer.support import entry, field

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
