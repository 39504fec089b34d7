"""Recording: what scripts see."""

import h5py
import numpy as np
import pytest

from nxsconfig.errors import DefinitionError, NexusFileError, RecordError, UnsupportedElementError, WrongXMLError
from nxsconfig.writer import Options, Record, Recording
from tests.writer.support import client, entry, field

SCAN = entry(field("x", "NX_FLOAT"), field("end", "NX_CHAR", mode="FINAL"), field("title", "NX_CHAR", mode="INIT"))


def read(path, name):
    with h5py.File(path) as file:
        return file[name][()]


def test_a_scan_of_three_points_holds_init_step_and_final_values(tmp_path):
    path = tmp_path / "scan.nxs"
    with Recording(str(path), SCAN, data={"title": "first light"}) as recording:
        for value in (1.0, 2.5, 4.0):
            recording.record({"x": value})
        recording.data["end"] = "done"
    assert read(path, "scan/title") == b"first light"
    assert read(path, "scan/x").tolist() == [1.0, 2.5, 4.0]
    assert read(path, "scan/end") == b"done"


def test_final_values_are_written_when_the_scan_is_interrupted(tmp_path):
    path = tmp_path / "scan.nxs"

    def scan():
        with Recording(str(path), SCAN, data={"title": "t", "end": "now"}) as recording:
            recording.record({"x": 1.0})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan()
    assert read(path, "scan/end") == b"now"
    assert read(path, "scan/x").tolist() == [1.0]


def test_missing_final_values_are_noted_on_the_exception_that_ended_the_scan(tmp_path):
    with pytest.raises(ValueError) as caught, Recording(str(tmp_path / "s.nxs"), SCAN, data={"title": "t"}):
        raise ValueError("motor stuck")
    assert "/scan:NXentry/end" in caught.value.__notes__[0]


def test_missing_final_values_are_raised_after_a_clean_end_and_the_file_is_closed(tmp_path):
    path = tmp_path / "scan.nxs"
    with pytest.raises(RecordError), Recording(str(path), SCAN, data={"title": "t"}) as recording:
        recording.record({"x": 1.0})
    assert read(path, "scan/x").tolist() == [1.0]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("<definition>", WrongXMLError),
        (entry("<field name='x' type='NX_FLOAT'>about 3</field>"), DefinitionError),
        (entry("<choice name='x'/>"), UnsupportedElementError),
        (entry(field("x"), field("x")), DefinitionError),
    ],
)
def test_a_wrong_definition_is_refused_before_the_file_exists(tmp_path, text, error):
    with pytest.raises(error), Recording(str(tmp_path / "scan.nxs"), text):
        pass
    assert not list(tmp_path.iterdir())


def test_a_second_entry_is_added_to_the_file(tmp_path):
    path = str(tmp_path / "scan.nxs")
    for name in ("one", "two"):
        with Recording(path, entry(field("x"), name=name)) as recording:
            recording.record({"x": 7})
    assert read(path, "one/x").tolist() == read(path, "two/x").tolist() == [7]


def test_the_same_entry_twice_is_refused_and_the_first_one_stays(tmp_path):
    path = str(tmp_path / "scan.nxs")
    with Recording(path, entry(field("x"))) as recording:
        recording.record({"x": 7})
    with pytest.raises(DefinitionError, match="exists already"), Recording(path, entry(field("x"))):
        pass
    assert read(path, "scan/x").tolist() == [7]


def test_missing_init_values_close_the_file_again(tmp_path):
    path = tmp_path / "scan.nxs"
    with pytest.raises(RecordError, match="while opening"), Recording(str(path), SCAN):
        pass
    path.rename(tmp_path / "moved.nxs")
    with h5py.File(tmp_path / "moved.nxs", "r+") as file:
        assert "scan" in file


def test_a_recording_outside_of_with_says_so(tmp_path):
    with pytest.raises(NexusFileError, match="with statement"):
        Recording(str(tmp_path / "scan.nxs"), SCAN).record({"x": 1.0})


def test_values_of_a_record_win_over_those_of_the_scan(tmp_path):
    path = tmp_path / "scan.nxs"
    with Recording(str(path), entry(field("x")), data={"x": 5}) as recording:
        recording.record({})
        recording.record({"x": 6})
        assert recording.points == 2
    assert read(path, "scan/x").tolist() == [5, 6]


def test_triggers_come_with_the_record(tmp_path):
    path = tmp_path / "scan.nxs"
    with Recording(str(path), entry(field("x", more='trigger="t"'))) as recording:
        recording.record({"x": 1})
        recording.record({"x": 2}, triggers=("t", "unknown"))
        recording.record(Record({"x": 3}, ("t", "t")))
    assert read(path, "scan/x").tolist() == [2, 3, 3]


def test_one_broken_value_stops_neither_the_others_nor_the_scan(tmp_path):
    path = tmp_path / "scan.nxs"
    with Recording(str(path), entry(field("a"), field("b"), field("c", "NX_CHAR"))) as recording:
        recording.record({"a": 1, "b": 1, "c": "x"})
        with pytest.raises(RecordError) as caught:
            recording.record({"a": 2, "b": "two"})
        recording.record({"a": 3, "b": 3, "c": "z"})
    assert [failure[0] for failure in caught.value.failures] == ["/scan:NXentry/b", "/scan:NXentry/c"]
    assert read(path, "scan/a").tolist() == [1, 2, 3]
    assert read(path, "scan/b").tolist() == [1, 0, 3]
    assert read(path, "scan/c").tolist() == [b"x", b"", b"z"]


def test_the_error_of_a_point_names_every_field_its_source_and_the_reason(tmp_path):
    with Recording(str(tmp_path / "s.nxs"), entry(field("b"))) as recording, pytest.raises(RecordError) as caught:
        recording.record({"b": "two"})
    assert "in point 1" in str(caught.value)
    assert "/scan:NXentry/b: invalid literal for int() with base 10: 'two' [CLIENT record b]" in str(caught.value)


def test_an_array_may_be_reused_by_the_caller_after_the_record(tmp_path):
    path, spectrum = tmp_path / "scan.nxs", np.zeros(4, "int64")
    with Recording(str(path), entry(field("x", rank=1, dims=[4]))) as recording:
        for value in range(3):
            spectrum[:] = value
            recording.record({"x": spectrum})
    assert read(path, "scan/x").tolist() == [[0] * 4, [1] * 4, [2] * 4]


def test_a_path_behind_the_file_name_puts_everything_into_groups(tmp_path):
    with Recording(
        f"{tmp_path}/scan.nxs:/run:NXentry/data:NXdata", f"<definition>{field('x')}</definition>"
    ) as recording:
        recording.record({"x": 1})
    assert read(tmp_path / "scan.nxs", "run/data/x").tolist() == [1]


def test_many_failures_of_a_tolerant_field_keep_the_file_small(tmp_path):
    path = tmp_path / "scan.nxs"
    with Recording(str(path), entry(field("x", more='canfail="true"')), options=Options(flush_seconds=0)) as recording:
        for _ in range(300):
            recording.record({})
    with h5py.File(path) as file:
        text = file["scan/x"].attrs["nexdatas_canfail_error"]
    assert "280 more like these, the last one of 300" in text
    assert path.stat().st_size < 60_000


def test_a_link_of_the_client_is_made_once(tmp_path):
    link = f'<link name="l"><strategy mode="STEP"/>{client("target")}</link>'
    with Recording(str(tmp_path / "s.nxs"), entry(field("x"), link)) as recording:
        recording.record({"x": 1, "target": "/scan/x"})
        with pytest.raises(RecordError, match="/scan:NXentry/l"):
            recording.record({"x": 2, "target": "/scan/x"})
    assert read(tmp_path / "s.nxs", "scan/l").tolist() == [1, 2]


def test_a_trigger_is_never_taken_for_a_phase(tmp_path):
    path = tmp_path / "scan.nxs"
    with Recording(path, entry(field("x"), field("e", mode="FINAL"))) as recording:
        recording.record({"x": 1, "e": 5}, triggers=("FINAL", "STEP", "INIT"))
        recording.data["e"] = 6
    assert read(path, "scan/x").tolist() == [1]
    assert read(path, "scan/e").tolist() == [6]


@pytest.mark.parametrize("record", [None, [1], "x", Record([1])])
def test_a_record_that_maps_nothing_is_refused_and_is_no_point(tmp_path, record):
    with Recording(tmp_path / "s.nxs", entry(field("x"))) as recording:
        with pytest.raises(TypeError, match="must map names to values"):
            recording.record(record)
        assert recording.points == 0


@pytest.mark.parametrize("definition", [None, b"<definition/>"])
def test_a_definition_that_is_no_text_is_refused(tmp_path, definition):
    with pytest.raises(TypeError, match="definition must be XML text"):
        Recording(tmp_path / "s.nxs", definition)


def test_a_path_that_is_no_file_name_is_refused():
    with pytest.raises(TypeError, match="path must be a file name"):
        Recording(None, entry(field("x")))


def test_a_file_name_with_nul_is_refused(tmp_path):
    with pytest.raises(NexusFileError, match="NUL"), Recording(f"{tmp_path}/a\0b.nxs", entry(field("x"))):
        pass


@pytest.mark.parametrize("nxtype", ["NX_INT", "NX_CHAR"])
@pytest.mark.parametrize("before", [[], [1], [[1]]])
def test_a_list_that_holds_itself_fails_alone(tmp_path, before, nxtype):
    endless = [*before]
    endless += [endless] * 1000
    text = entry(field("a", nxtype), field("b"))
    with Recording(tmp_path / "s.nxs", text) as recording, pytest.raises(RecordError, match="/scan:NXentry/a"):
        recording.record({"a": endless, "b": 1})
    assert read(tmp_path / "s.nxs", "scan/b").tolist() == [1]


def test_an_absurd_size_that_a_source_says_is_refused_with_the_field(tmp_path):
    size = f'<dimensions rank="1"><dim index="1">{client("n")}</dim></dimensions>'
    text = entry(f'<field name="x" type="NX_INT">{size}<strategy mode="STEP" canfail="true"/>{client("x")}</field>')
    with pytest.raises(DefinitionError, match="/scan:NXentry/x: the shape"):
        Recording(tmp_path / "s.nxs", text, data={"n": 10**12}).__enter__()


def test_rows_that_would_grow_absurdly_fail_alone(tmp_path):
    text = entry(field("x", "NX_INT8", rank=2, dims=[0, 0], more='canfail="true"'))
    with Recording(tmp_path / "s.nxs", text) as recording:
        recording.record({"x": np.ones((1, 100_000), "int8")})
        recording.record({"x": np.ones((100_000, 1), "int8")})
    with h5py.File(tmp_path / "s.nxs") as file:
        assert file["scan/x"].shape == (2, 1, 100_000)
        assert "elements" in file["scan/x"].attrs["nexdatas_canfail_error"]
