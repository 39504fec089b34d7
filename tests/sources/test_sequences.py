"""Values of scripts and plug-ins that are no lists, but can be stored like them (writer §14.1)."""

import collections
from array import array

import numpy as np
import pytest

from nxsconfig.sources import Point, SharedSources, reading_of
from nxsconfig.sources.values import MAX_ITEMS, typed
from tests.sources.support import outcomes, script_text


@pytest.mark.parametrize(
    ("value", "same"),
    [
        (range(3), [0, 1, 2]),
        (collections.deque([1.5, 2]), [1.5, 2]),
        (collections.UserList(["a"]), ["a"]),
        ([range(2), range(2)], [[0, 1], [0, 1]]),
        ([np.array([1, 2]), np.array([3, 4])], [[1, 2], [3, 4]]),
    ],
)
def test_a_sequence_is_a_list(value, same):
    reading = reading_of(value)
    assert (reading.value, reading.rank) == (same, np.ndim(same))


@pytest.mark.parametrize("value", [bytearray(b"ab"), memoryview(b"ab"), array("B", [97, 98])])
def test_a_buffer_is_an_array(value):
    reading = reading_of(value)
    assert (reading.value.tolist(), reading.type_name) == ([97, 98], "uint8")


@pytest.mark.filterwarnings("ignore:the matrix subclass")  # users have them nevertheless
def test_a_matrix_is_an_array():
    assert type(reading_of(np.matrix([[1, 2]])).value) is np.ndarray


@pytest.mark.parametrize("value", [{1, 2}, b"ab", iter([1]), range(MAX_ITEMS + 1)])
def test_what_has_no_order_or_no_end_stays_what_it_is(value):
    assert reading_of(value).type_name == type(value).__name__


def test_a_sequence_that_holds_itself_is_missing():
    loop = collections.deque([1])
    loop.appendleft(loop)
    assert reading_of(loop) is None


def test_a_sequence_that_fails_is_an_error_of_its_script():
    script = (
        "class S(__import__('collections').UserList):\n  def __len__(self): raise OSError('gone')\nds.value = S([1])"
    )
    outcome = outcomes([script_text(script)], Point(1), shared=SharedSources())[0][0]
    assert "OSError: gone" in str(outcome.error)


def test_an_empty_list_of_a_source_that_says_its_type_has_one():
    assert typed(reading_of([]), "int", is_column=False).type_name == "int"
