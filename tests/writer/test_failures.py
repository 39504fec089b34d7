"""Failures as data: the table in the logs."""

import h5py
import pytest

from nxsconfig.errors import NexusFileError, RecordError
from nxsconfig.writer import FileSession, Options, Recording, compile_definition, read_failures, recover
from nxsconfig.writer.failures import BLOCK, MAX_TEXTS, FailureTable
from nxsconfig.writer.marks import Failure
from nxsconfig.writer.sinks.memory import MemorySink
from tests.writer.support import entry, field

TABLE = "nexus_logs/configuration/nexus__entry__1_failures"
FIELDS = [field("x"), field("f", more='canfail="true"'), field("g", rank=1)]
F, G = "/scan:NXentry/f <- CLIENT record f", "/scan:NXentry/g <- CLIENT record g"

PATTERNS = {
    "always": lambda _: "",
    "alternating": lambda number: "fg"[number % 2],
    "two of three": lambda number: "fgh"[number % 3],
    "now and then": lambda number: "".join(
        name for bit, name in enumerate("fgh") if (number * 2654435761 >> 7 + bit) & 1
    ),
}
"""Which fields have values, by the number of the point."""


def rows(path):
    """Source, error and points of each row."""
    return [(found.source, found.error, list(found.points)) for found in read_failures(path)]


def test_a_missing_value_is_told_whether_it_may_fail_or_not(tmp_path):
    with Recording(tmp_path / "scan.nxs", entry(*FIELDS), options=Options(logs=True)) as recording:
        recording.record({"x": 1, "f": 1, "g": [1]})
        with pytest.raises(RecordError):
            recording.record({"x": 2})
        recording.record({"x": 3, "f": "three", "g": [3]})
    assert rows(tmp_path / "scan.nxs") == [
        (F, "Data without value", [2]),
        (G, "Data without value", [2]),
        (F, "invalid literal for int() with base 10: 'three'", [3]),
    ]


@pytest.mark.parametrize(("record", "logs"), [({"x": 1, "f": 1, "g": [1]}, True), ({"x": 1, "g": [1]}, False)])
def test_there_is_no_table_without_failures_or_without_logs(tmp_path, record, logs):
    with Recording(tmp_path / "scan.nxs", entry(*FIELDS), options=Options(logs=logs)) as recording:
        recording.record(record)
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert TABLE not in file
    assert read_failures(tmp_path / "scan.nxs") == []


def recorded(path, values, count=20_000, **options):
    """The size of a file with these values, and the points at which each field failed."""
    fields = [field("x"), *(field(name, more='canfail="true"') for name in "fgh")]
    failed = {name: [] for name in "fgh"}
    with Recording(path, entry(*fields), options=Options(logs=True, **options)) as recording:
        for number in range(1, count + 1):
            there = values(number)
            recording.record({"x": number} | dict.fromkeys(there, 1))
            for name in set("fgh") - set(there):
                failed[name].append(number)
    return path.stat().st_size, failed


@pytest.mark.parametrize("pattern", PATTERNS)
def test_sources_that_fail_again_and_again_do_not_bloat_the_file(tmp_path, pattern):
    good, _ = recorded(tmp_path / "good.nxs", lambda _: "fgh", flush_seconds=0.02)
    bad, failed = recorded(tmp_path / "bad.nxs", PATTERNS[pattern], flush_seconds=0.02)
    assert bad - good < 100_000
    found = {name: [] for name in "fgh"}
    for row in read_failures(tmp_path / "bad.nxs"):
        found[row.source[len("/scan:NXentry/")]] += row.points
    assert found == failed


def test_a_source_that_always_fails_is_one_row_however_often_it_is_flushed(tmp_path):
    with Recording(tmp_path / "scan.nxs", entry(*FIELDS[:2]), options=Options(logs=True)) as recording:
        for number in range(50):
            recording.record({"x": number})
            recording.flush()
    (row,) = read_failures(tmp_path / "scan.nxs")
    assert (row.first, row.last, row.mask, row.count) == (1, 50, 2**32 - 1, 50)
    assert list(row.points) == list(range(1, 51))


def test_the_longest_time_that_a_source_was_asked_is_kept():
    table = FailureTable(MemorySink(), "/t")
    for point, seconds in enumerate((1.0, 3.0, 2.0), 1):
        table.add([Failure("/x", "a source", "an error", seconds=seconds)], point)
        table.flush()
    assert table._sink.value("/t/duration").tolist() == [3.0]


def test_a_value_that_is_missing_twice_at_a_point_counts_once():
    table = FailureTable(MemorySink(), "/t")
    for point in (*range(1, 41), 40):
        table.add([Failure("/x", "a source", "an error")] * 2, point)
    table.flush()
    assert table._sink.value("/t/last").tolist() == [40]


def test_many_rows_do_not_wait_for_a_flush():
    table = FailureTable(MemorySink(), "/t")
    for number in range(BLOCK):
        table.add([Failure("/x", "a source", "an error")], number * 40)
    assert len(table._sink.value("/t/point")) == BLOCK


def test_what_finds_no_place_while_readers_follow_is_counted(monkeypatch):
    monkeypatch.setattr("nxsconfig.writer.runs.MAX_WAITING", 3)
    table = FailureTable(MemorySink(), "/t")
    table._sink.live = True
    for number in range(5):
        table.add([Failure("/x", "a source", "an error")], number * 40)
    table._sink.live = False
    table.flush()
    assert table._sink.value("/t/point").tolist() == [0, 40, 80]
    assert table._sink.attribute("/t", "not_kept") == 2


def test_runs_that_may_still_get_longer_are_limited(monkeypatch):
    monkeypatch.setattr("nxsconfig.writer.runs.MAX_OPEN", 2)
    table = FailureTable(MemorySink(), "/t")
    for point, source in enumerate("aabaacaab", 1):
        table.add([Failure("/x", source, "an error")], point)
    table.flush()
    assert table._sink.value("/t/source").tolist() == [0, 1, 2, 1]
    assert table._sink.value("/t/last").tolist() == [8, 3, 6, 9]


def test_texts_are_limited():
    table = FailureTable(MemorySink(), "/t")
    for number in range(MAX_TEXTS["errors"] + 5):
        table.add([Failure("/x", "a source", f"error {number}")], number)
    table.flush()
    assert len(table._sink.value("/t/errors")) == MAX_TEXTS["errors"]
    assert table._sink.value("/t/error")[-1] == -1
    assert table._sink.value("/t/last")[-1] == MAX_TEXTS["errors"] + 4


@pytest.mark.parametrize("swmr", [False, True])
def test_each_file_of_a_split_scan_tells_its_own_failures(tmp_path, swmr):
    options = Options(logs=True, swmr=swmr, steps_per_file=2)
    with Recording(tmp_path / "scan.nxs", entry(*FIELDS[:2]), options=options) as recording:
        for number in range(3):
            recording.record({"x": number})
    assert rows(tmp_path / "scan_00001.nxs") == [(F, "Data without value", [1, 2])]
    assert rows(tmp_path / "scan_00002.nxs") == [(F, "Data without value", [3])]


def left_behind(path):
    """A file whose writer was killed while it added a row to the table."""
    with FileSession.open(str(path), Options(logs=True)) as session:
        session.open_entry(compile_definition(entry(*FIELDS[:2])))
        session.record({"x": 1})
        session.record({"x": 2, "f": "two"})
        session.record({"x": 3, "f": "three"})
        session.flush()
        copy = path.with_name("left.nxs")
        copy.write_bytes(path.read_bytes())
    with h5py.File(copy, "r+") as file:
        file[TABLE]["last"].resize(2, axis=0)
        file[TABLE]["errors"].resize(1, axis=0)
    return copy


def test_a_row_that_a_killed_writer_was_adding_is_passed_over_and_cut_off(tmp_path):
    path = left_behind(tmp_path / "scan.nxs")
    expected = [(F, "Data without value", [1])]
    assert rows(path) == expected
    recover(path)
    with h5py.File(path) as file:
        assert {len(file[TABLE][name]) for name in ("point", "last", "mask", "source", "error", "duration")} == {1}
    assert rows(path) == expected


@pytest.mark.unsound_files
def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "scan.nxs").write_text("no file")
    with pytest.raises(NexusFileError, match="can't be read"):
        read_failures(tmp_path / "scan.nxs")


def failing_script(error: str) -> str:
    """A field whose script fails with this text."""
    source = f'<datasource name="f" type="PYEVAL"><result name="r">raise ValueError({error})</result></datasource>'
    return f'<field name="f" type="NX_INT"><strategy mode="STEP" canfail="true"/>{source}</field>'


@pytest.mark.parametrize("error", [r'"a\ud800b"', r'"a\x00b"'])
def test_an_error_that_hdf5_cannot_hold_costs_nothing_but_its_value(tmp_path, error):
    with Recording(
        tmp_path / "scan.nxs", entry(field("x"), failing_script(error)), options=Options(logs=True)
    ) as recording:
        recording.record({"x": 1})
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/x"][()].tolist() == [1]
        assert "ValueError: a" in file["scan/f"].attrs["nexdatas_canfail_error"]
    assert "ValueError: a" in rows(tmp_path / "scan.nxs")[0][1]


def test_an_endless_error_is_cut(tmp_path):
    with Recording(tmp_path / "scan.nxs", entry(failing_script('"e" * 10**6'))) as recording:
        recording.record({})
    with h5py.File(tmp_path / "scan.nxs") as file:
        text = file["scan/f"].attrs["nexdatas_canfail_error"]
    assert len(text) < 5000
    assert "characters)" in text
