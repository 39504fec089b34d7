"""Failures as data: the table in the logs."""

import h5py
import pytest

from nxsconfig.errors import RecordError
from nxsconfig.writer import Options, Recording
from nxsconfig.writer.logs import MAX_TEXTS, FailureTable
from nxsconfig.writer.marks import Failure
from nxsconfig.writer.sinks.memory import MemorySink
from tests.writer.support import entry, field

TABLE = "nexus_logs/configuration/nexus__entry__1_failures"
FIELDS = [field("x"), field("f", more='canfail="true"'), field("g", rank=1)]


def rows(path):
    """Point, source, error and time of each failure."""
    with h5py.File(path) as file:
        table = file[TABLE]
        sources, errors = table["sources"].asstr()[()], table["errors"].asstr()[()]
        numbers = zip(table["point"][()], table["source"][()], table["error"][()], strict=True)
        assert (table["duration"][()] >= 0).all()
        return [(int(point), str(sources[source]), str(errors[error])) for point, source, error in numbers]


def test_a_missing_value_is_a_row_whether_it_may_fail_or_not(tmp_path):
    with Recording(tmp_path / "scan.nxs", entry(*FIELDS), options=Options(logs=True)) as recording:
        recording.record({"x": 1, "f": 1, "g": [1]})
        with pytest.raises(RecordError):
            recording.record({"x": 2})
        recording.record({"x": 3, "f": "three", "g": [3]})
    assert rows(tmp_path / "scan.nxs") == [
        (2, "/scan:NXentry/f <- CLIENT record f", "Data without value"),
        (2, "/scan:NXentry/g <- CLIENT record g", "Data without value"),
        (3, "/scan:NXentry/f <- CLIENT record f", "invalid literal for int() with base 10: 'three'"),
    ]


@pytest.mark.parametrize(("record", "logs"), [({"x": 1, "f": 1, "g": [1]}, True), ({"x": 1, "g": [1]}, False)])
def test_there_is_no_table_without_failures_or_without_logs(tmp_path, record, logs):
    with Recording(tmp_path / "scan.nxs", entry(*FIELDS), options=Options(logs=logs)) as recording:
        recording.record(record)
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert TABLE not in file


def test_a_source_that_always_fails_does_not_bloat_the_file(tmp_path):
    sizes = []
    for name, record in (("good", {"x": 1, "f": 1}), ("bad", {"x": 1})):
        path = tmp_path / f"{name}.nxs"
        text = entry(field("x"), field("f", more='canfail="true"'))
        with Recording(path, text, options=Options(logs=True, flush_seconds=0.02)) as recording:
            for _ in range(20_000):
                recording.record(record)
        sizes.append(path.stat().st_size)
    assert sizes[1] - sizes[0] < 20_000 * 12 + 60_000


def test_texts_are_limited():
    table = FailureTable(MemorySink(), "/t")
    for number in range(MAX_TEXTS + 5):
        table.add([Failure("/x", "a source", f"error {number}")], number)
    table.flush()
    assert len(table._sink.value("/t/errors")) == MAX_TEXTS
    assert table._sink.value("/t/error")[-1] == -1
