"""What a killed writer leaves can be finished, and nothing that is in all columns is lost."""

import os
import re
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.superblock import clear_status, is_marked
from nxsconfig.writer import FileSession, Options, compile_definition, recover, unfinished
from tests.writer.support import client, entry, field

WRITER = """
import os, sys
from nxsconfig.writer import FileSession, Options, compile_definition
options = eval(sys.argv[3])
session = FileSession.open(sys.argv[1], options)
session.open_entry(compile_definition(sys.argv[2]), {"title": "first"})
for number in range(1, 8):
    session.record({"x": number, "s": [number] * 3, "l": [number] * 2 if number == 2 else number})
if sys.argv[4] == "flushed":
    session.flush()
if sys.argv[4] == "final":
    session.close_entry({"end": "later"})
os.kill(os.getpid(), 9)
"""

DEATH = "import os\nos.kill(os.getpid(), 9)\nds.r = 1"


def marked(path):
    """A file with the mark that a killed writer of another kind leaves."""
    program = (
        "import os, sys, h5py; f = h5py.File(sys.argv[1], 'w', libver='latest'); f.flush(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, path], check=False)


def deadly(mode):
    """A field whose script kills the writer in one phase."""
    return (
        f'<field name="d" type="NX_INT"><strategy mode="{mode}"/>'
        f'<datasource name="d" type="PYEVAL"><result name="r">{DEATH}</result></datasource></field>'
    )


FIELDS = [
    field("title", "NX_CHAR", mode="INIT"),
    field("x"),
    field("s", rank=1),
    field("l"),
    field("end", "NX_CHAR", mode="FINAL", more='canfail="false"'),
]


def killed(path, *fields, options="Options(flush_seconds=60)", how="flushed"):
    command = [sys.executable, "-c", WRITER, str(path), entry(*FIELDS, *fields), options, how]
    assert subprocess.run(command, capture_output=True, check=False).returncode == -9


def test_a_finished_entry_leaves_no_note(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs")) as session:
        session.open_entry(compile_definition(entry(field("x"))))
        assert len(session._sink.native.attrs) == 6
        session.close_entry()
    assert unfinished(tmp_path / "scan.nxs") == []
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert len(file.attrs) == 5


def test_an_abandoned_entry_is_finished_with_the_values_of_the_end(tmp_path):
    killed(tmp_path / "scan.nxs")
    (found,) = recover(tmp_path / "scan.nxs", {"end": "recovered"})
    assert (found.points, dict(found.dropped), found.failures) == (7, {}, ())
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/x"][()].tolist() == [1, 2, 3, 4, 5, 6, 7]
        assert file["scan/l"][()].tolist() == [1, 2, 2, 3, 4, 5, 6, 7]
        assert (file["scan/title"][()], file["scan/end"][()]) == (b"first", b"recovered")
        assert "7 points are kept" in file["scan"].attrs["nexdatas_recovered"]
    assert recover(tmp_path / "scan.nxs") == []


def test_values_of_the_end_that_nobody_has_are_marked(tmp_path):
    killed(tmp_path / "scan.nxs")
    (found,) = recover(tmp_path / "scan.nxs")
    assert [failure[0] for failure in found.failures] == ["/scan:NXentry/end"]
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/end"].attrs["nexdatas_canfail"] == "FAILED"


def test_rows_that_only_some_columns_have_are_dropped(tmp_path):
    killed(tmp_path / "scan.nxs")
    with h5py.File(tmp_path / "scan.nxs", "r+") as file:
        file["scan/s"].resize(5, axis=0)
    (found,) = recover(tmp_path / "scan.nxs")
    assert (found.points, dict(found.dropped)) == (5, {"/scan/x": 2})
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert [len(file["scan"][name]) for name in "xsl"] == [5, 5, 8]


@pytest.mark.parametrize("swmr", [False, True])
def test_a_writer_killed_in_init_leaves_a_file_that_takes_the_next_entry(tmp_path, swmr):
    killed(tmp_path / "scan.nxs", deadly("INIT"), options=f"Options(swmr={swmr})")
    assert recover(tmp_path / "scan.nxs", sure=True) == []
    with FileSession.open(str(tmp_path / "scan.nxs"), Options(swmr=swmr)) as session:
        session.open_entry(compile_definition(entry(field("x"))))
        session.record({"x": 1})
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert list(file["scan"]) == ["x"]


@pytest.mark.unsound_files
def test_a_file_that_says_it_is_being_written_is_unlocked_for_those_who_are_sure(tmp_path):
    marked(tmp_path / "scan.nxs")
    with pytest.raises(NexusFileError, match="recover` makes it usable"):
        FileSession.open(str(tmp_path / "scan.nxs"))
    with pytest.raises(NexusFileError, match="you are sure"):
        recover(tmp_path / "scan.nxs")


def test_a_writer_killed_in_final_leaves_all_points(tmp_path):
    killed(tmp_path / "scan.nxs", deadly("FINAL"), how="final")
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert len(file["scan/x"]) == 7
    assert len(unfinished(tmp_path / "scan.nxs")) == 1


def test_a_followed_file_is_unlocked_and_finished(tmp_path):
    killed(tmp_path / "scan.nxs", options="Options(swmr=True)")
    assert is_marked(tmp_path / "scan.nxs")
    (found,) = recover(tmp_path / "scan.nxs", {"end": "recovered"})
    assert found.points == 7
    with h5py.File(tmp_path / "scan.nxs", "r+") as file:
        assert file["scan/end"][()] == b"recovered"


def test_a_followed_file_keeps_columns_that_have_another_number_of_rows(tmp_path):
    killed(tmp_path / "scan.nxs", options="Options(swmr=True)")
    assert unfinished(tmp_path / "scan.nxs")[0].irregular == ("/scan/l",)
    (found,) = recover(tmp_path / "scan.nxs")
    assert (found.points, dict(found.dropped)) == (7, {})
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/l"][()].tolist() == [1, 2, 2, 3, 4, 5, 6, 7]
        assert not [name for name in file.attrs if name.startswith("nexdatas_")]


def test_a_followed_file_with_flags_that_do_not_fit_is_refused(tmp_path):
    killed(tmp_path / "scan.nxs", options="Options(swmr=True)")
    clear_status(tmp_path / "scan.nxs")
    with h5py.File(tmp_path / "scan.nxs", "r+") as file:
        file.attrs["nexdatas_irregular_1"] = [1]
    with pytest.raises(NexusFileError, match="notes no unfinished entry"):
        recover(tmp_path / "scan.nxs")


def test_each_file_of_a_split_scan_is_finished(tmp_path):
    killed(tmp_path / "scan.nxs", options="Options(steps_per_file=3)")
    found = recover(tmp_path / "scan.nxs", {"end": "recovered"})
    assert [(Path(part.file).name, part.points) for part in found] == [
        ("scan_00001.nxs", 3),
        ("scan_00002.nxs", 3),
        ("scan_00003.nxs", 1),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"scan_0000{number}.nxs" for number in (1, 2, 3)]


def test_a_last_file_without_points_is_removed(tmp_path):
    killed(tmp_path / "scan.nxs", options="Options(steps_per_file=7)")
    assert [part.points for part in recover(tmp_path / "scan.nxs")] == [7]
    assert [path.name for path in tmp_path.iterdir()] == ["scan_00001.nxs"]


def test_a_writer_that_lives_without_the_file_must_be_known_to_be_through_with_it(tmp_path):
    killed(tmp_path / "scan.nxs")
    with h5py.File(tmp_path / "scan.nxs", "r+") as file:
        text = file.attrs["nexdatas_unfinished_1"]
        file.attrs["nexdatas_unfinished_1"] = re.sub(r":\d+\", \"irr", f':{os.getppid()}", "irr', text)
    told = f"isn't seen to be open in process {os.getppid()}, .* say that you are sure"
    with pytest.raises(NexusFileError, match=told):
        recover(tmp_path / "scan.nxs")
    assert recover(tmp_path / "scan.nxs", sure=True)[0].points == 7


def test_a_writer_on_another_host_must_be_known_to_be_gone(tmp_path):
    killed(tmp_path / "scan.nxs")
    with h5py.File(tmp_path / "scan.nxs", "r+") as file:
        text = file.attrs["nexdatas_unfinished_1"]
        file.attrs["nexdatas_unfinished_1"] = text.replace('"writer": "', '"writer": "elsewhere')
    with pytest.raises(NexusFileError, match="you are sure"):
        recover(tmp_path / "scan.nxs")
    assert recover(tmp_path / "scan.nxs", sure=True)[0].points == 7


def test_what_is_no_note_is_refused(tmp_path):
    killed(tmp_path / "scan.nxs")
    with h5py.File(tmp_path / "scan.nxs", "r+") as file:
        file.attrs["nexdatas_unfinished_1"] = "diary"
    with pytest.raises(NexusFileError, match="notes no unfinished entry"):
        recover(tmp_path / "scan.nxs")


@pytest.mark.unsound_files
@pytest.mark.parametrize("content", [b"", b"diary", b"\x89HDF\r\n\x1a\n\x03"])
def test_what_is_no_file_of_ours_is_refused(tmp_path, content):
    (tmp_path / "scan.nxs").write_bytes(content)
    with pytest.raises(NexusFileError, match="can't be read"):
        recover(tmp_path / "scan.nxs")


def test_a_frame_column_survives_in_every_mode(tmp_path):
    image = f'<field name="i" type="NX_UINT16"><dimensions rank="2"/><strategy mode="STEP"/>{client("x")}</field>'
    for options in (Options(), Options(swmr=True)):
        path = str(tmp_path / f"{options.swmr}.nxs")
        with FileSession.open(path, options) as session:
            session.open_entry(compile_definition(entry(image)))
            for number in range(3):
                session.record({"x": np.full((40, 50), number)})
            session.close_entry()
        with h5py.File(path) as file:
            assert file["scan/i"][:, 39, 49].tolist() == [0, 1, 2]
