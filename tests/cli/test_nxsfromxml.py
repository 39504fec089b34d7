"""nxsfromxml writes a file from one configuration; the recorded transcripts hold."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import h5py
import pytest

from nxsconfig.cli.nxsfromxml.main import main
from tests.cli.support import Result, run_on_terminal, run_program
from tests.writer.dump import dump
from tests.writer.replay import differences
from tests.writer.support import entry, field

FOLDER = Path(__file__).parent.parent / "vectors" / "writer" / "cases-of-nxsfromxml"
CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
COMMAND = [sys.executable, "-c", "from nxsconfig.cli.nxsfromxml.main import main; main()"]
COUNTS = entry(field("c"), field("end_time", "NX_DATE_TIME", mode="FINAL"))


def nxsfromxml(*args: str, stdin: str | io.TextIOBase = "") -> Result:
    return run_program(main, "nxsfromxml", *args, stdin=stdin)


def outcome(command: dict[str, Any]) -> dict[str, Any]:
    """The result in the form of the recorded cases; of missing values the path is compared."""
    args = [word if isinstance(word, str) else json.dumps(word) for word in command["args"]]
    got = nxsfromxml(*args[1:], stdin=command.get("stdin", ""))
    usage = got.stdout.startswith("usage:")
    errors = [line for line in got.stderr.splitlines() if line.startswith(("Error", "usage")) or ": error:" in line]
    return {"rc": got.exit, "usage": usage, "stdout": [] if usage else got.stdout.splitlines(), "stderr": errors}


def written_out(line: Any) -> str:
    """A recorded line; the list of missing values as the text it was made of."""
    if isinstance(line, str):
        return line
    pairs = [(f"Data for {one['path']} not found. DATASOURCE: {one['source']}", one["reason"]) for one in line]
    return f"Error: nxsfromxml interrupted with:Problems in storing data: {pairs}"


@pytest.mark.parametrize("name", CASES)
def test_recorded_case_holds(name: str, directory: Path) -> None:
    case = CASES[name]
    for file, lines in case.get("xml", {}).items():
        (directory / file).write_text("\n".join(lines))
    for file, content in case.get("textfiles", {}).items():
        (directory / file).write_text(json.dumps(content))
    for command, wanted in zip(case["commands"], case["expected"]["actions"], strict=True):
        expected = wanted["result"] | {"stderr": [written_out(line) for line in wanted["result"]["stderr"]]}
        assert outcome(command) == expected, command
    files = {path.name: dump(path) for path in sorted(directory.glob("*.nxs"))}
    assert differences(case["expected"]["files"], json.loads(json.dumps(files))) == []


def test_configuration_of_stdin_is_written(directory: Path) -> None:
    assert nxsfromxml("-p", "a.nxs", "-d", '{"c": 4}', stdin=COUNTS) == Result(0, "", "")
    with h5py.File("a.nxs") as file:
        assert file["scan/c"][:].tolist() == [4]


def test_space_around_the_configuration_of_stdin_is_dropped(directory: Path) -> None:
    assert nxsfromxml("-p", "a.nxs", "-d", '{"c": 4}', stdin=f"\n{COUNTS}\n").exit == 0
    with h5py.File("a.nxs") as file:
        assert file["nexus_logs/configuration/nexus__entry__1_xml"][()].decode() == COUNTS


def test_blank_stdin_is_a_configuration_without_elements(directory: Path) -> None:
    assert "<unknown>:1:0: no element found" in nxsfromxml("-p", "a.nxs", stdin=" \n").stderr


def test_stdin_is_not_looked_at_beside_an_argument(directory: Path) -> None:
    assert nxsfromxml(COUNTS, "-p", "a.nxs", "-d", '{"c": 4}', stdin="no XML") == Result(0, "", "")


def test_an_empty_file_of_values_has_none(directory: Path) -> None:
    (directory / "values.json").touch()
    assert nxsfromxml(COUNTS, "-p", "a.nxs", "-j", "values.json", "-d", '{"c": 4}') == Result(0, "", "")


def test_one_point_is_not_waited_for(directory: Path) -> None:
    assert nxsfromxml(COUNTS, "-p", "a.nxs", "-d", '{"c": 4}', "-t", "-1") == Result(0, "", "")
    assert "the time must be a number" in nxsfromxml(COUNTS, "-p", "b.nxs", "-t", "-1", "-n", "2").stderr


def test_groups_behind_the_file_name_hold_everything(directory: Path) -> None:
    assert nxsfromxml(COUNTS, "-p", "a.nxs:/run:NXentry/more:NXcollection", "-d", '{"c": 4}').exit == 0
    with h5py.File("a.nxs") as file:
        assert "c" in file["run/more/scan"]


def test_append_takes_further_points_into_the_entry(directory: Path) -> None:
    assert nxsfromxml(COUNTS, "-p", "a.nxs", "-d", '{"c": 1}').exit == 0
    assert nxsfromxml(COUNTS, "-p", "a.nxs", "-d", '{"c": 2}', "-a", "-n", "2", "-t", "0").exit == 0
    with h5py.File("a.nxs") as file:
        assert file["scan/c"][:].tolist() == [1, 2, 2]


def test_json_says_what_was_recorded(directory: Path) -> None:
    result = nxsfromxml(COUNTS, "-p", "a.nxs", "-d", '{"c": 1}', "-n", "3", "-t", "0", "--json", "-v")
    found = json.loads(result.stdout)
    assert (found["parent"], found["points"], found["missing"], found["error"]) == ("a.nxs", 3, {}, None)
    assert "recording step of the H5 file\n" in result.stderr


def test_json_of_a_failure_says_how_far_it_came(directory: Path) -> None:
    result = nxsfromxml(COUNTS, "-p", "a.nxs", "--json")
    found = json.loads(result.stdout)
    assert (result.exit, found["points"], list(found["missing"])) == (255, 0, ["/scan:NXentry/c"])
    assert "Data for /scan:NXentry/c not found" in found["error"]


def test_point_without_value_still_gets_its_final_values(directory: Path) -> None:
    assert nxsfromxml(COUNTS, "-p", "a.nxs").exit == 255
    with h5py.File("a.nxs") as file:
        assert file["scan/end_time"].asstr()[()].startswith("20")


def test_missing_value_that_may_be_missing_is_a_warning(directory: Path) -> None:
    result = nxsfromxml(entry(field("x", mode="FINAL", more='canfail="true"')), "-p", "a.nxs")
    assert (result.exit, result.stdout) == (0, "")
    assert result.stderr == "Warning: /scan:NXentry/x: 1 values are missing; the file says why\n"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["-d", "[1]"], '-d/--data must be a JSON object such as {"name": 1}, not list'),
        (["-d", "{bad"], "-d/--data is no JSON"),
        (["-j", "list.json"], "the file 'list.json': \"data\" must be a JSON object, not list"),
        (["-n", "2", "-t", "-1"], "the time must be a number of seconds, not '-1'"),
        (["-t", "soon"], "could not convert string to float: 'soon'"),
    ],
)
def test_wrong_value_is_named(args: list[str], words: str, directory: Path) -> None:
    (directory / "list.json").write_text('{"data": [1]}')
    result = nxsfromxml(COUNTS, "-p", "a.nxs", *args)
    assert (result.exit, result.stdout) == (255, "")
    assert words in result.stderr


def test_configuration_is_read_in_the_encoding_that_it_declares(directory: Path) -> None:
    text = entry('<field name="unit">Å</field>')
    (directory / "conf.xml").write_bytes(f'<?xml version="1.0" encoding="latin-1"?>{text}'.encode("latin-1"))
    assert nxsfromxml("-x", "conf.xml", "-p", "a.nxs") == Result(0, "", "")
    with h5py.File("a.nxs") as file:
        assert file["scan/unit"].asstr()[()] == "Å"


def test_configuration_that_is_no_text_is_named(directory: Path) -> None:
    (directory / "conf.xml").write_bytes(b"\xff\xfe\xff")
    assert "conf.xml is not a text in the encoding" in nxsfromxml("-x", "conf.xml", "-p", "a.nxs").stderr


def test_folder_that_is_missing_is_named(directory: Path) -> None:
    assert "there is no folder" in nxsfromxml(COUNTS, "-p", "no/a.nxs").stderr


def test_idle_pipe_holds_nothing_up(directory: Path) -> None:
    (directory / "conf.xml").write_text(COUNTS)
    reading, writing = os.pipe()
    command = [*COMMAND, "-x", "conf.xml", "-p", "a.nxs", "-d", '{"c": 1}']
    done = subprocess.run(command, stdin=reading, capture_output=True, timeout=30, check=False)
    os.close(reading)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_interruption_ends_behind_a_point_with_final_values(directory: Path) -> None:
    command = [*COMMAND, COUNTS, "-p", "a.nxs", "-d", '{"c": 1}', "-n", "1000", "-t", "0.05", "-v"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        while process.stdout.readline() != b"sleeping for 1s\n":
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        errors = process.communicate()[1]
    assert (process.returncode, errors) == (130, b"\nInterrupted: the file is closed\n")
    with h5py.File("a.nxs") as file:
        assert len(file["scan/c"]) >= 1
        assert file["scan/end_time"].asstr()[()].startswith("20")


def test_bar_shows_points_on_a_terminal_only(directory: Path) -> None:
    (directory / "conf.xml").write_text(COUNTS)
    args = ["-x", "conf.xml", "-p", "a.nxs", "-d", '{"c": 1}', "-n", "3", "-t", "0"]
    shown = run_on_terminal(args, [], {"TERM": "xterm", "COLUMNS": "100"}, COMMAND)
    assert "3/3" in shown.stdout
    assert shown.exit == 0
    assert nxsfromxml(*args[:2], "-p", "b.nxs", *args[4:]) == Result(0, "", "")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from nxsconfig.cli.nxsfromxml.program import run\ntry: run(['--help'])\n"
        "finally: print(sorted(sys.modules))"
    )
    done = subprocess.run([COMMAND[0], "-c", code], capture_output=True, text=True, check=False)
    assert [name for name in ("h5py", "numpy", "lxml", "rich", "nxsconfig.writer") if f"'{name}'" in done.stdout] == []
