"""The fast road of scalar columns leads to the same values as the slow one."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxsconfig.dialect.types import NX_TO_DTYPE
from nxsconfig.errors import RecordError
from nxsconfig.sources import reading_of
from nxsconfig.writer.convert import CONVERSION_ERRORS, convert
from nxsconfig.writer.lanes import plain_row
from tests.writer.support import entry, field, session_in_memory

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**66), 2**66),
    st.integers(-200, 200),
    st.floats(width=64),
    st.text(max_size=3),
    st.sampled_from(["1", "2.5", "", "false", "nan", 10**400, np.int64(3), np.int32(-3), np.float32(1.5), np.uint8(7)]),
)


def one_by_one(value, dtype):
    """What the field holds: the converted value, or zero where there is none."""
    reading = reading_of(value)
    with suppress(*CONVERSION_ERRORS):
        if reading is not None:
            return convert(reading, dtype).item()
    return "" if dtype == "string" else np.dtype(dtype).type(0).item()


@given(st.sampled_from(sorted(NX_TO_DTYPE)), st.lists(st.tuples(VALUES, VALUES), max_size=6))
def test_a_lane_holds_what_conversion_one_by_one_gives(nxtype, points):
    session, sink = session_in_memory(entry(field("a", nxtype), field("b", nxtype)))
    for a, b in points:
        with suppress(RecordError):
            session.record({"a": a, "b": b})
    session.close()
    dtype = NX_TO_DTYPE[nxtype]
    for index, name in enumerate("ab"):
        expected = [one_by_one(point[index], dtype) for point in points]
        np.testing.assert_equal(sink.value(f"/scan/{name}").tolist(), expected)


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        ("float64", ("1", 2.0)),
        ("int8", (1, 128)),
        ("int64", (1, 2.0)),
        ("bool", (True, 1)),
        ("string", ("a", "ż")),
        ("string", ("a", "\0")),
    ],
)
def test_anything_unusual_is_looked_at_more_closely(dtype, values):
    assert plain_row(dtype)(values) is None
