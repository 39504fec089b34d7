"""What fields of the users' data sources hold (writer §14.1)."""

import pytest

from nxsconfig.sources import SharedSources
from tests.writer.support import entry, session_in_memory

MODULE = "tests.sources.plugin_module"


def field_of(kind: str, text: str = "", *, rank: int = 0, mode: str = "STEP"):
    """The data set of a field after two points."""
    shared = SharedSources()
    shared.register({"datasources": {kind: f"{MODULE}.{kind}"}})
    source = f'<datasource name="s" type="{kind}"><v>{text}</v></datasource>'
    shape = f'<dimensions rank="{rank}"/>' if rank else ""
    item = f'<field name="f" type="NX_INT"><strategy mode="{mode}"/>{shape}{source}</field>'
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
