"""Virtual data sets that can't be: how their failures are told, and what no program could read."""

import h5py
import pytest

from nxsconfig.errors import DefinitionError, RecordError
from nxsconfig.writer import Recording
from tests.writer.support import client, entry


def virtual(inside: str) -> str:
    """An entry with a virtual image `v`."""
    return entry(f'<vds name="v" type="NX_INT32"><dimensions rank="2"/>{inside}</vds>')


@pytest.mark.parametrize("inside", [client("m"), f'<map><strategy mode="FINAL"/>{client("m")}</map>'])
def test_a_failure_is_told_without_a_source_of_its_own(tmp_path, inside):
    with pytest.raises(RecordError) as caught, Recording(tmp_path / "scan.nxs", virtual(inside), data={"m": 5}):
        pass
    ((path, source, reason),) = caught.value.failures
    assert (path, source) == ("/scan:NXentry/v", "")
    assert reason.endswith("[CLIENT record m]")


@pytest.mark.parametrize(
    "facts",
    [
        {"fieldpath": "/scan/v", "shape": [2, 3]},
        {"filename": "a.h5", "shape": [2, 3], "sourceshape": [2, 3], "sourcekey": [[0, 0]], "key": [[0, 0]]},
    ],
)
def test_what_crashes_readers_is_not_made(tmp_path, facts):
    path = tmp_path / "scan.nxs"
    with pytest.raises(RecordError), Recording(path, virtual(client("m")), data={"m": facts}):
        pass
    with h5py.File(path) as file:
        assert "v" not in file["scan"]


def test_a_text_that_is_no_json_is_named_with_its_place(tmp_path):
    text = '<vds name="v" type="NX_INT"><dimensions rank="1"/>["a.h5",</vds>'
    with pytest.raises(DefinitionError, match="/scan:NXentry/v: its text names no sources"):
        Recording(tmp_path / "scan.nxs", entry(text)).__enter__()
