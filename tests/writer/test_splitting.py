"""A file for every so many points (writer §3.6)."""

import subprocess
import sys

import h5py
import numpy as np
import pytest

from nxsconfig.errors import NexusFileError, RecordError
from nxsconfig.writer import FileSession, Options, Recording, compile_definition
from tests.writer.support import client, entry, field

LIVE = "import h5py, sys; print(len(h5py.File(sys.argv[1])['scan/x']))"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def values(folder, number, name="scan/x"):
    with h5py.File(folder / f"scan_0000{number}.nxs") as file:
        return file[name][()].tolist()


def test_images_of_unknown_size_find_their_place_in_every_file(tmp_path):
    image = f'<field name="i" type="NX_UINT16"><dimensions rank="2"/><strategy mode="STEP"/>{client("i")}</field>'
    with Recording(tmp_path / "scan.nxs", entry(image), options=Options(steps_per_file=2)) as recording:
        for number in range(3):
            recording.record({"i": np.full((30, 40), number)})
    with h5py.File(tmp_path / "scan_00002.nxs") as file:
        assert file["scan/i"].shape == (1, 30, 40)
        assert file["scan/i"].chunks[1:] == (30, 40)


def test_a_finished_file_is_read_by_anyone_while_the_scan_goes_on(tmp_path):
    with Recording(tmp_path / "scan.nxs", entry(field("x")), options=Options(steps_per_file=2)) as recording:
        for number in range(3):
            recording.record({"x": number})
        command = [sys.executable, "-c", LIVE, str(tmp_path / "scan_00001.nxs")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"
    assert names(tmp_path) == ["scan_00001.nxs", "scan_00002.nxs"]


def test_each_file_knows_its_own_failures_only(tmp_path):
    fields = [field("x"), field("f", more='canfail="true"')]
    with Recording(tmp_path / "scan.nxs", entry(*fields), options=Options(steps_per_file=1, logs=True)) as recording:
        recording.record({"x": 1, "f": 1})
        recording.record({"x": 2})
    for number, marked in ((1, False), (2, True)):
        with h5py.File(tmp_path / f"scan_0000{number}.nxs") as file:
            assert ("nexdatas_canfail" in file["scan/f"].attrs) == marked
            assert ("nexus__entry__1_failures" in file["nexus_logs/configuration"]) == marked


def test_files_of_an_earlier_scan_are_never_overwritten(tmp_path):
    for attempt in range(2):
        recording = Recording(tmp_path / "scan.nxs", entry(field("x")), options=Options(steps_per_file=2))
        if attempt:
            with pytest.raises(NexusFileError, match=r"scan_00001.nxs' exists already"):
                recording.__enter__()
        else:
            with recording:
                recording.record({"x": 1})
    assert values(tmp_path, 1) == [1]


def test_a_split_file_takes_no_second_entry(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs"), Options(steps_per_file=2)) as session:
        session.open_entry(compile_definition(entry(field("x"))))
        session.close_entry()
        with pytest.raises(NexusFileError, match="take no further entry"):
            session.open_entry(compile_definition(entry(field("x"), name="two")))


def test_missing_values_of_the_end_are_told_once_for_all_files(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs"), Options(steps_per_file=1)) as session:
        session.open_entry(compile_definition(entry(field("x"), field("e", mode="FINAL"))))
        session.record({"x": 1})
        session.record({"x": 2})
        with pytest.raises(RecordError) as caught:
            session.close_entry()
    assert [failure[0] for failure in caught.value.failures] == ["/scan:NXentry/e"]
    assert (values(tmp_path, 1), values(tmp_path, 2)) == ([1], [2])
