"""What a step that fails leaves behind, through `DataWriter`, as servers use it (writer §3.5)."""

import json
from pathlib import Path

import h5py
import pytest

from nxsconfig.errors import DefinitionError, RecordError, WrongJSONError
from nxsconfig.writer.control import DataWriter
from tests.writer.support import entry, field

SCAN = entry(field("x"), field("end", mode="FINAL"))
BROKEN = entry('<field name="x" type="NX_INT">one</field>', name="other")


@pytest.fixture
def writer(tmp_path):
    """A writer with an open file and an open entry of `SCAN`."""
    writer = DataWriter()
    writer.file_name = str(tmp_path / "scan.nxs")
    writer.open_file()
    writer.definition = SCAN
    writer.open_entry()
    yield writer
    writer.close_file()


def taken(writer: DataWriter, name: str = "scan/x") -> list[int]:
    """The values in the file, which is closed."""
    path = Path(writer.file_name)
    writer.close_file()
    with h5py.File(path) as file:
        return file[name][()].tolist()


def record(writer: DataWriter, **data: int) -> None:
    writer.record(json.dumps({"data": data}))


def test_an_entry_goes_on_when_the_next_one_cannot_be_created(writer):
    record(writer, x=1)
    writer.definition = BROKEN
    with pytest.raises(DefinitionError):
        writer.open_entry()
    record(writer, x=2)
    assert taken(writer) == [1, 2]


def test_an_entry_that_goes_on_gets_its_final_values(writer):
    writer.definition = BROKEN
    with pytest.raises(DefinitionError):
        writer.open_entry()
    writer.json_record = '{"data": {"end": 7}}'
    writer.close_entry()
    assert taken(writer, "scan/end") == [7]


def test_an_entry_in_a_followed_file_goes_on_as_well(tmp_path):
    writer = DataWriter()
    writer.file_name, writer.layer = str(tmp_path / "scan.nxs"), "h5py?swmr=true"
    writer.open_file()
    writer.definition = SCAN
    writer.open_entry()
    writer.definition = BROKEN
    with pytest.raises(DefinitionError):
        writer.open_entry()
    record(writer, x=2)
    assert taken(writer) == [2]


def test_an_entry_whose_final_values_are_missing_can_be_closed_again(writer):
    with pytest.raises(RecordError):
        writer.close_entry()
    writer.json_record = '{"data": {"end": 7}}'
    writer.close_entry()
    assert taken(writer, "scan/end") == [7]


def test_an_entry_that_cannot_be_created_has_no_number_in_the_logs(writer):
    writer.json_record = '{"data": {"end": 7}}'
    writer.close_entry()
    writer.definition = BROKEN
    with pytest.raises(DefinitionError):
        writer.open_entry()
    writer.definition = entry(field("x"), name="third")
    writer.open_entry()
    name = "nexus_logs/configuration/nexus__entry__2_xml"
    writer.close_file()
    with h5py.File(writer.file_name) as file:
        assert 'name="third"' in file[name].asstr()[()]


def split(tmp_path: Path, steps: int) -> DataWriter:
    writer = DataWriter()
    writer.file_name, writer.steps_per_file = str(tmp_path / "scan.nxs"), steps
    writer.open_file()
    writer.definition = entry(field("x"))
    writer.open_entry()
    return writer


def test_a_file_of_some_points_does_not_end_with_one_that_fails(tmp_path):
    writer = split(tmp_path, 2)
    record(writer, x=1)
    with pytest.raises(RecordError):
        record(writer)
    assert writer.current_file_id == 1
    record(writer, x=3)
    record(writer, x=4)
    assert writer.current_file_id == 2
    writer.close_entry()
    writer.close_file()
    with h5py.File(tmp_path / "scan_00001.nxs") as file:
        assert file["scan/x"][()].tolist() == [1, 0, 3, 4]


def test_a_last_file_with_nothing_but_a_failed_point_is_kept(tmp_path):
    writer = split(tmp_path, 1)
    record(writer, x=1)
    with pytest.raises(RecordError):
        record(writer)
    writer.close_entry()
    writer.close_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scan_00001.nxs", "scan_00002.nxs"]


@pytest.mark.parametrize("data", ["5", "null", '"x"', "true"])
def test_data_that_are_no_object_are_refused_where_the_client_is_asked(writer, data):
    writer.json_record = '{"data": {"x": 1}}'
    with pytest.raises(WrongJSONError, match="data must be a JSON object"):
        writer.record(f'{{"data": {data}}}')
    assert taken(writer) == []


@pytest.mark.parametrize("data", ["5", "null", '"x"', "true"])
def test_global_data_that_are_no_object_are_told_by_the_value_that_is_missed(writer, data):
    writer.json_record = f'{{"data": {data}}}'
    record(writer, x=1)
    with pytest.raises(RecordError, match="data of the JSON record must be an object of values by name, not"):
        record(writer)
    assert taken(writer) == [1]


def test_data_that_are_no_object_are_fine_where_nobody_wants_them(tmp_path):
    writer = DataWriter()
    writer.file_name = str(tmp_path / "scan.nxs")
    writer.open_file()
    writer.definition = entry(field("x", mode="INIT", more='canfail="true"'))
    writer.open_entry()
    writer.record('{"data": null}')
    writer.close_file()
