"""Data sets that are copies of others that are alike."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nxsconfig.h5.files import open_memory
from nxsconfig.writer.ports import FieldLayout
from nxsconfig.writer.sinks import patterns
from nxsconfig.writer.sinks.patterns import Patterns

COLUMN = FieldLayout("int64", (0,), 0)


@pytest.fixture
def file():
    with open_memory() as opened:
        yield opened


def attributes(file, values):
    """The attribute `a` of data sets that are made with these values, None for those that aren't copies."""
    known = Patterns(swmr=False)
    copied = [known.copy((file.id, str(at)), COLUMN, {"a": np.array(value)}) for at, value in enumerate(values)]
    return [file[str(at)].attrs["a"] if is_copy else None for at, is_copy in enumerate(copied)]


def test_the_second_one_of_a_kind_is_a_copy(file):
    assert attributes(file, [3, 3, 4]) == [None, 3, None]


def test_zero_with_a_sign_is_of_another_kind(file):
    assert attributes(file, [0.0, -0.0]) == [None, None]


def test_all_nans_are_of_one_kind(file):
    assert np.isnan(attributes(file, [float("nan")] * 2)[1])


@pytest.fixture
def many_turns():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_threads_do_not_disturb_each_other(file, monkeypatch, many_turns):
    del many_turns
    monkeypatch.setattr(patterns, "KEPT_PATTERNS", 5)
    known = Patterns(swmr=False)

    def make(thread):
        values = np.random.default_rng(thread).integers(0, 8, 3000)
        places = [(file.id, f"{thread}_{at}") for at in range(len(values))]
        made = [known.copy(place, COLUMN, {"a": np.array(value)}) for place, value in zip(places, values, strict=True)]
        pairs = [(file[place[1]], value) for is_copy, place, value in zip(made, places, values, strict=True) if is_copy]
        return len(pairs) > 1000 and all(field.attrs["a"] == value for field, value in pairs)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(make, range(4)))
