"""Going on with an entry that is there already."""

import h5py
import numpy as np
import pytest

from nxsconfig.errors import DefinitionError, NexusFileError
from nxsconfig.writer import DataWriter, FileSession, Options, compile_definition
from tests.writer.support import client, entry, field

FIELDS = [
    field("x"),
    field("i", "NX_UINT16", rank=2),
    field("start", "NX_CHAR", mode="INIT"),
    field("t", more='grows="2"', rank=1),
]


def take(path, number, *, append, text=None, **options):
    with FileSession.open(str(path), Options(**options)) as session:
        data = {"start": f"scan {number}"}
        session.open_entry(compile_definition(text or entry(*FIELDS)), data, append=append)
        session.record({"x": number, "i": np.full((3, 4), number), "t": [number, number]})
        session.close_entry(data)


def test_columns_go_on_and_values_of_the_opening_stay(tmp_path):
    for number in (1, 2, 3):
        take(tmp_path / "scan.nxs", number, append=number > 1)
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/x"][()].tolist() == [1, 2, 3]
        assert file["scan/i"][:, 2, 3].tolist() == [1, 2, 3]
        assert file["scan/t"][()].tolist() == [[1, 2, 3], [1, 2, 3]]
        assert file["scan/start"][()] == b"scan 1"


def test_what_is_missing_is_created(tmp_path):
    take(tmp_path / "scan.nxs", 1, append=False)
    take(tmp_path / "scan.nxs", 2, append=True, text=entry(*FIELDS, "<field name='new'>now</field>"))
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/new"][()] == b"now"


def test_an_entry_that_is_not_there_is_made(tmp_path):
    take(tmp_path / "scan.nxs", 1, append=True)
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert (file["scan/x"][()].tolist(), file["scan/start"][()]) == ([1], b"")


def test_a_field_of_another_rank_is_refused(tmp_path):
    take(tmp_path / "scan.nxs", 1, append=False)
    with pytest.raises(DefinitionError, match=r"/scan/i .* \(1, 3, 4\), not 1 dimensions"):
        take(tmp_path / "scan.nxs", 2, append=True, text=entry(field("i", "NX_UINT16")))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("NX_INT64", "NX_CHAR"),
        ("NX_CHAR", "NX_INT64"),
        ("NX_INT64", "NX_FLOAT64"),
        ("NX_UINT8", "NX_INT8"),
        ("NX_BOOLEAN", "NX_UINT8"),
        ("NX_FLOAT32", "NX_FLOAT64"),
    ],
)
@pytest.mark.parametrize("mode", ["STEP", "FINAL"])
def test_a_field_whose_type_does_not_hold_the_values_is_refused(tmp_path, first, then, mode):
    path, data = tmp_path / "scan.nxs", {"x": 1, "y": 1}
    with FileSession.open(str(path)) as session:
        session.open_entry(compile_definition(entry(field("x", first, mode=mode), field("y"))))
        session.record(data)
        session.close_entry(data)
    with FileSession.open(str(path)) as session:
        with pytest.raises(DefinitionError, match=r"/scan/x in .*scan.nxs is of the type .* can't hold"):
            session.open_entry(compile_definition(entry(field("x", then, mode=mode), field("y"))), append=True)
        session.open_entry(compile_definition(entry(field("y"))), append=True)
        session.record(data)
    with h5py.File(path) as file:
        assert file["scan/y"][()].tolist() == [1, 1]


def test_a_field_whose_type_holds_the_values_goes_on(tmp_path):
    for append, kind in enumerate(["NX_FLOAT64", "NX_INT32"]):
        with FileSession.open(str(tmp_path / "scan.nxs")) as session:
            session.open_entry(compile_definition(entry(field("x", kind))), append=bool(append))
            session.record({"x": 7})
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert (file["scan/x"].dtype, file["scan/x"][()].tolist()) == ("float64", [7, 7])


def test_a_value_of_the_opening_may_be_of_another_type(tmp_path):
    for append, kind in enumerate(["NX_CHAR", "NX_INT32"]):
        with FileSession.open(str(tmp_path / "scan.nxs")) as session:
            plan = compile_definition(entry(field("x", kind, mode="INIT")))
            session.open_entry(plan, {"x": 7}, append=bool(append))
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/x"][()] == b"7"


def test_a_group_in_the_place_of_a_field_is_told(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs")) as session:
        session.open_entry(compile_definition(entry("<group name='x' type='NXdata'/>")))
    with FileSession.open(str(tmp_path / "scan.nxs")) as session, pytest.raises(NexusFileError, match="no data set"):
        session.open_entry(compile_definition(entry(field("x"))), append=True)


def test_links_and_virtual_data_sets_stay_as_they_are(tmp_path):
    link = f'<link name="l">{client("l")}<strategy mode="FINAL"/></link>'
    vds = '<vds name="v" type="NX_INT"><dimensions rank="1"><dim index="1" value="2"/></dimensions>/scan/x</vds>'
    for append in (False, True):
        with FileSession.open(str(tmp_path / "scan.nxs")) as session:
            session.open_entry(compile_definition(entry(field("x"), link, vds)), append=append)
            session.record({"x": 1})
            session.close_entry({"l": "/scan/x"})
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan"].get("l", getlink=True).path == "/scan/x"
        assert file["scan/v"].shape == (2,)


def test_a_skipped_point_is_not_taken(tmp_path):
    writer = DataWriter()
    writer.file_name, writer.definition = str(tmp_path / "scan.nxs"), entry(field("x"))
    writer.open_file()
    writer.open_entry()
    writer.skip_acquisition = True
    for _ in range(2):
        writer.record('{"data": {"x": 1}}')
    writer.close_entry()
    writer.close_file()
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert len(file["scan/x"]) == 1


def test_no_links_are_added(tmp_path):
    take(tmp_path / "scan.nxs", 1, append=False)
    take(tmp_path / "scan.nxs", 2, append=True, text=entry(*FIELDS, '<link name="l" target="/scan/x"/>'))
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert "l" not in file["scan"]


def test_a_value_of_the_opening_may_be_of_another_rank_than_before(tmp_path):
    text = entry(field("start", "NX_INT", mode="INIT", rank=1))
    for value in ([1, 2], 5):
        with FileSession.open(str(tmp_path / "scan.nxs"), Options()) as session:
            session.open_entry(compile_definition(text), {"start": value}, append=value == 5)
            session.close_entry()
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/start"][()].tolist() == [1, 2]
