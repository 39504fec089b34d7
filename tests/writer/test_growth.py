"""Whatever comes, columns stay equally long and hold what numpy would."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nxsconfig.errors import RecordError
from nxsconfig.writer import FileSession, Options, compile_definition
from nxsconfig.writer.growth import Rows, block_rows, fit_whole, padded
from nxsconfig.writer.sinks.h5 import H5Sink
from tests.writer.support import entry, field, session_in_memory

TYPES = {"NX_FLOAT64": "float64", "NX_INT32": "int32", "NX_UINT16": "uint16", "NX_BOOLEAN": "bool"}
COLUMN = st.tuples(
    st.sampled_from(sorted(TYPES)), st.lists(st.integers(2, 4), max_size=6), st.booleans(), st.integers(1, 7)
)


@st.composite
def scans(draw):
    """Columns (type, row shape, sizes declared, grows), and per point which columns have a value and whether to flush."""
    columns = draw(st.lists(COLUMN, min_size=1, max_size=4))
    points = draw(st.lists(st.tuples(st.lists(st.booleans(), min_size=4, max_size=4), st.booleans()), max_size=8))
    return columns, points


def definition(columns):
    fields = [
        field(f"c{number}", nxtype, rank=len(row), dims=row if declared else (), more=f'grows="{grows}"')
        for number, (nxtype, row, declared, grows) in enumerate(columns)
    ]
    return entry(*fields)


def value(number, point, nxtype, row):
    return (np.arange(int(np.prod(row, dtype=int))).reshape(row) + point + number).astype(TYPES[nxtype])


def expected(number, column, points):
    """The rows stacked by numpy; a missing value is a row of zeros."""
    nxtype, row, _, grows = column
    rows = [
        value(number, point, nxtype, row) if present[number] else np.zeros(row, TYPES[nxtype])
        for point, (present, _) in enumerate(points)
    ]
    return np.stack(rows, axis=min(grows - 1, len(row)))


def play(session, columns, points, *, as_lists):
    for point, (present, flush) in enumerate(points):
        record = {f"c{i}": value(i, point, c[0], c[1]) for i, c in enumerate(columns) if present[i]}
        if as_lists:
            record = {name: array.tolist() for name, array in record.items()}
        try:
            session.record(record)
        except RecordError:
            assert len(record) < len(columns)
        if flush:
            session.flush()
    session.flush()


@given(scans(), st.booleans())
def test_columns_are_equally_long_and_equal_numpy(scan, as_lists):
    columns, points = scan
    session, sink = session_in_memory(definition(columns))
    play(session, columns, points, as_lists=as_lists)
    for number, column in enumerate(columns):
        stored = sink.value(f"/scan/c{number}")
        assert stored.shape[min(column[3] - 1, len(column[1]))] == len(points)
        if any(present[number] for present, _ in points):
            np.testing.assert_array_equal(stored, expected(number, column, points))
    session.close()


@settings(max_examples=25)
@given(scans())
def test_a_file_holds_what_memory_holds(tmp_path_factory, scan):
    columns, points = scan
    path = tmp_path_factory.mktemp("growth") / "scan.nxs"
    memory, sink = session_in_memory(definition(columns))
    play(memory, columns, points, as_lists=False)
    with FileSession(H5Sink(str(path)), "", Options()) as session:
        session.open_entry(compile_definition(definition(columns)))
        play(session, columns, points, as_lists=False)
        for number in range(len(columns)):
            field_of_file = session._sink.native[f"scan/c{number}"]
            np.testing.assert_array_equal(field_of_file[()], sink.value(f"/scan/c{number}"))
    memory.close()


@given(st.sampled_from(["INIT", "FINAL"]), st.lists(st.integers(2, 3), min_size=1, max_size=6), st.booleans())
def test_a_whole_value_of_any_rank_is_kept(mode, row, declared):
    text = entry(field("c", rank=len(row), dims=row if declared else (), mode=mode))
    data = {"c": value(0, 0, "NX_INT32", row).tolist()}
    session, sink = session_in_memory(text, data)
    session.close_entry(data)
    np.testing.assert_array_equal(sink.value("/scan/c"), data["c"])
    session.close()


@given(st.lists(st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.booleans(), st.lists(st.integers()))))
def test_a_broken_scalar_never_shifts_its_neighbours(values):
    columns = [field("good", "NX_FLOAT"), field("bad", "NX_INT8"), field("text", "NX_CHAR")]
    session, sink = session_in_memory(entry(*columns))
    rows = 0
    for number, item in enumerate(values):
        rows += len(item) if isinstance(item, list) and item and all(-129 < i < 128 for i in item) else 1
        with contextlib.suppress(RecordError):
            session.record({"good": float(number), "bad": item, "text": str(number)})
    session.flush()
    assert sink.value("/scan/good").tolist() == [float(number) for number in range(len(values))]
    assert len(sink.value("/scan/bad")) == rows
    session.close()


def test_rows_get_wider_only_before_the_first_stored_one():
    rows = Rows((1,), 0, canfail=False)
    rows.fit(np.array([1, 2]))
    with pytest.raises(ValueError, match="bigger than the rows"):
        rows.fit(np.array([1, 2, 3]))


def test_smaller_rows_are_filled_up_with_zeros():
    rows = Rows((3,), 0, canfail=True)
    assert rows.fit(np.array([1, 2])).tolist() == [[1, 2, 0]]


def test_texts_are_filled_up_with_empty_texts():
    assert padded(np.array(["a"], dtype=object), (2,)).tolist() == ["a", ""]


def test_a_whole_value_is_spread_over_a_data_set_that_is_bigger():
    shape, value = fit_whole(np.array(3), (2, 0))
    assert shape == (2, 1)
    assert value.tolist() == [[3], [3]]


def test_a_whole_value_of_another_rank_is_refused():
    with pytest.raises(ValueError, match="rank 1"):
        fit_whole(np.zeros(2), (1, 1))


@pytest.mark.parametrize(("row", "rows"), [((), 1024), ((2048,), 8), ((2048, 2048), 1), ((0, 3), 1024)])
def test_blocks_of_small_rows_are_collected_and_big_rows_go_alone(row, rows):
    assert block_rows(row, 8) == rows
