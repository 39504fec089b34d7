"""recover: finishing what killed writers left."""

import json
import subprocess
import sys
from pathlib import Path

import h5py
import pytest

from tests.cli.support import run
from tests.support.kinds import KINDS
from tests.writer.support import entry, field
from tests.writer.test_recovery import killed, marked

RUNNING = """
import sys
from nxsconfig.writer import Recording
with Recording(sys.argv[1], sys.argv[2]) as recording:
    recording.record({"x": 1})
    recording.flush()
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def running(directory):
    """scan.nxs while it is written by another process."""
    command = [sys.executable, "-c", RUNNING, "scan.nxs", entry(field("x"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.stdin.close()


def test_an_entry_is_finished_and_named(directory: Path) -> None:
    killed("scan.nxs")
    result = run("recover", "scan.nxs", "--data", '{"end": "later"}')
    assert (result.exit, result.stderr) == (0, "")
    assert result.stdout.startswith("scan.nxs: /scan of 2")
    assert result.stdout.endswith(": finished with 7 points\n")
    with h5py.File("scan.nxs") as file:
        assert file["scan/end"][()] == b"later"


def test_values_of_the_end_that_are_missing_are_told(directory: Path) -> None:
    killed("scan.nxs")
    assert run("recover", "scan.nxs").stdout.endswith("; no value at the end for /scan:NXentry/end\n")


def test_json_has_everything(directory: Path) -> None:
    killed("scan.nxs")
    (found,) = json.loads(run("recover", "scan.nxs", "--json").stdout)
    assert (found["file"], found["entries"], found["points"], found["dropped"]) == ("scan.nxs", ["/scan"], 7, {})
    assert [one["path"] for one in found["missing"]] == ["/scan:NXentry/end"]
    assert found["since"].startswith("2")
    assert ":" in found["writer"]


def test_a_dry_run_changes_nothing(directory: Path) -> None:
    killed("scan.nxs", options="Options(swmr=True)")
    before = Path("scan.nxs").read_bytes()
    result = run("recover", "--dry-run", "scan.nxs")
    assert (result.exit, result.stdout.endswith(": would be finished\n")) == (0, True)
    assert Path("scan.nxs").read_bytes() == before


def test_a_split_scan_is_named_by_its_first_name_or_by_a_pattern(directory: Path) -> None:
    killed("scan.nxs", options="Options(steps_per_file=3)")
    result = run("recover", *sorted(path.name for path in directory.iterdir()))
    assert result.exit == 0
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == [
        f"scan_0000{number}.nxs" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("wish", [[], ["--dry-run"]])
def test_a_file_that_only_has_the_name_of_a_part_does_not_stop_the_others(directory: Path, wish: list[str]) -> None:
    killed("scan.nxs", options="Options(steps_per_file=3)")
    Path("scan_00009.nxs").write_text("diary")
    result = run("recover", *wish, "scan.nxs")
    assert (result.exit, len(result.stdout.splitlines())) == (0, 3)
    assert "left out" in result.stderr
    assert "scan_00009.nxs can't be read: it is no HDF5 file" in result.stderr
    assert Path("scan_00009.nxs").read_text() == "diary"


def test_a_finished_file_is_told_by_exit_code_1(directory: Path) -> None:
    KINDS["plain"](directory)
    result = run("recover", "scan.nxs")
    assert (result.exit, result.stdout) == (1, "")
    assert result.stderr == "scan.nxs: no entry is unfinished: nothing to do\n"


def test_a_mark_that_a_killed_writer_left_is_taken_away(directory: Path) -> None:
    marked("scan.nxs")
    assert "you are sure" in run("recover", "scan.nxs").stderr
    assert run("recover", "scan.nxs", "--sure").exit == 0
    with h5py.File("scan.nxs", "r+"):
        pass


@pytest.mark.parametrize("sure", [[], ["--sure"]])
def test_a_file_that_is_being_written_is_refused(running: int, sure: list[str]) -> None:
    result = run("recover", "scan.nxs", *sure)
    assert result.exit == 255
    assert result.stderr == f"Error: 'scan.nxs' is being written by process {running}; please end that first\n"


def test_what_cannot_be_finished_does_not_stop_the_others(directory: Path) -> None:
    Path("a.nxs").write_text("diary")
    killed("scan.nxs")
    result = run("recover", "a.nxs", "gone.nxs", ".", "scan.nxs")
    assert (result.exit, result.stdout.count("finished with 7 points")) == (255, 1)
    assert [line.partition("read: ")[2] for line in result.stderr.splitlines()] == [
        "it is no HDF5 file; please choose another name",
        "there is no such file",
        "it is a folder; please name a file",
    ]


@pytest.mark.parametrize("data", ["[1]", "{", "7"])
def test_values_that_are_no_object_are_refused(directory: Path, data: str) -> None:
    result = run("recover", "scan.nxs", "--data", data)
    assert result.exit == 255
    assert result.stderr.startswith("Error: argument --data: ")


def test_a_file_must_be_named(directory: Path) -> None:
    assert run("recover").exit == 255
