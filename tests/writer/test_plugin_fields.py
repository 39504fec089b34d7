"""What fields of the users' data sources hold (writer §14.1)."""

import numpy as np
import pytest

from nxsconfig.sources import SharedSources
from nxsconfig.writer.growth import fit_whole
from tests.writer.support import entry, session_in_memory

MODULE = "tests.sources.plugin_module"


def field_of(kind: str, text: str = "", *, rank: int = 0, mode: str = "STEP", dims=(), canfail: bool = False):
    """The data set of a field after two points."""
    shared = SharedSources()
    shared.register({"datasources": {kind: f"{MODULE}.{kind}"}})
    source = f'<datasource name="s" type="{kind}"><v>{text}</v></datasource>'
    sizes = "".join(f'<dim index="{index}" value="{size}"/>' for index, size in enumerate(dims, 1))
    shape = f'<dimensions rank="{rank}">{sizes}</dimensions>' if rank else ""
    strategy = f'<strategy mode="{mode}" canfail="{str(canfail).lower()}"/>'
    item = f'<field name="f" type="NX_INT">{strategy}{shape}{source}</field>'
    session, sink = session_in_memory(entry(item), shared=shared)
    with session:
        session.record({})
        session.record({})
    return sink.nodes["/scan/f"].value


@pytest.mark.parametrize(("rank", "shape"), [(0, (0,)), (1, (0,)), (2, (0, 0))])
def test_a_source_that_is_not_valid_is_never_asked_and_its_field_stays_empty(rank, shape):
    assert field_of("Away", rank=rank).shape == shape


def test_a_spectrum_is_a_column_of_an_image():
    assert field_of("Column", "1 2 3", rank=2).tolist() == [[[1], [2], [3]]] * 2
    assert field_of("Column", "1 2 3", rank=2, mode="INIT").tolist() == [[1], [2], [3]]


def test_an_empty_spectrum_makes_a_row():
    assert field_of("Column", "", rank=1).tolist() == [[0], [0]]


def test_a_number_in_an_image_field_is_a_column_of_one():
    assert field_of("Single", rank=2, mode="INIT").tolist() == [[5]]


MISSING = np.iinfo("int64").max


@pytest.mark.parametrize(("text", "dims"), [("5", (3, 1)), ("5 6", (3, 1)), ("", (3, 1)), ("5 6 7", (3, 3))])
def test_a_column_that_is_not_as_big_as_its_image_is_missing(text, dims):
    """compat: nxswriter 3.25: nothing is filled up with zeros or spread."""
    assert field_of("Column", text, rank=2, dims=dims, canfail=True).tolist() == np.full((2, *dims), MISSING).tolist()
    if text:
        made = field_of("Column", text, rank=2, dims=dims, mode="INIT", canfail=True)
        assert made.tolist() == np.full(dims, MISSING).tolist()


def test_a_column_of_one_makes_an_image_of_one():
    assert field_of("Column", "5", rank=2).tolist() == [[[5]], [[5]]]


def test_a_column_that_does_not_fit_is_told():
    with pytest.raises(ValueError, match=r"a spectrum as a column of shape \(1, 1\) does not fit into .*\(1, 3\)"):
        fit_whole(np.zeros((1, 1)), (1, 3), exactly=True)
