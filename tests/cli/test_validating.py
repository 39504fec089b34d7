"""validate: what comes out of the program, and with which exit code."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import h5py
import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml

from nxsconfig.dialect.schema import schema_text
from tests.cli.support import COMMAND, fill, read, run, run_on_terminal
from tests.support.waiting import until

EXAMPLE = Path(__file__).parents[2] / "examples" / "beamline"
FINE = '<definition><group type="NXentry" name="scan"><field name="title" type="NX_CHAR">x</field></group></definition>'
BROKEN = "<definition><group></definition>"
MISSING = "<definition>$components.gone</definition>"


def write(directory: Path, **components: str) -> Path:
    """A directory of components."""
    (directory / "components").mkdir(parents=True, exist_ok=True)
    for name, text in components.items():
        (directory / "components" / f"{name}.xml").write_text(text)
    return directory


def found(*args: str, stdin: str = "") -> tuple[int, list[tuple[str, str]]]:
    """Exit code, rules and names."""
    result = run("validate", "--json", *args, stdin=stdin)
    report = json.loads(result.stdout)
    assert list(Draft202012Validator(json.loads(schema_text("validation.schema.json"))).iter_errors(report)) == []
    return result.exit, [(one["rule"], one["place"]["name"]) for one in report["findings"]]


def test_the_example_beamline_is_clean() -> None:
    result = run("validate", str(EXAMPLE), "--fail-on", "warning")
    assert (result.exit, result.stderr) == (0, "")
    assert " error" not in result.stdout.replace("no error", "")


def test_a_broken_file_is_a_finding_with_its_line_and_ends_with_1(directory: Path) -> None:
    result = run("validate", str(write(directory, a=BROKEN, b=FINE)))
    assert result.exit == 1
    assert "components/a.xml (component a)" in result.stdout
    assert "1:33  error    NX101" in result.stdout


def test_single_files_miss_nothing_that_may_be_elsewhere(directory: Path) -> None:
    path = write(directory, a=MISSING) / "components" / "a.xml"
    assert found(str(path)) == (0, [])
    assert found(str(directory)) == (1, [("NX201", "a")])


def test_files_with_a_store_count_as_if_they_were_stored(beamline: str, directory: Path) -> None:
    place = write(directory, slit=FINE, new=MISSING, other=FINE.replace("title", "$datasources.motor"))
    before = read(beamline)
    files = [str(path) for path in sorted((place / "components").iterdir())]
    assert ("NX201", "new") in found("--store", beamline, *files)[1]
    assert read(beamline) == before


def test_a_directory_with_a_store_is_refused(beamline: str, directory: Path) -> None:
    assert run("validate", "--store", beamline, str(write(directory, a=FINE))).exit == 2


def test_a_store_is_validated_without_paths(beamline: str) -> None:
    fill(beamline, {"components": {"bad": MISSING}})
    assert ("NX201", "bad") in found()[1]
    assert ("NX201", "bad") in found("--store", beamline)[1]


@pytest.mark.tango
def test_a_server_is_validated_as_its_store_is(server: str, beamline: str) -> None:
    fill(beamline, {"components": {"bad": MISSING}})
    assert found("-s", server) == found("--store", beamline)


def test_stdin_is_known_by_what_it_holds(directory: Path) -> None:
    assert found("-", stdin=BROKEN) == (1, [("NX101", "stdin")])
    assert found("-", stdin="{") == (1, [("NX101", "stdin")])
    assert found("--kind", "profile", "-", stdin="[]") == (1, [("NX101", "stdin")])
    assert run("validate", "-").exit == 2


def test_a_nexus_file_from_stdin_is_refused(directory: Path) -> None:
    done = subprocess.run([*COMMAND, "validate", "-"], input=b"\x89HDF\r\n\x1a\n", capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"Error: a NeXus file can't be read from stdin: give its path\n")


def test_a_nexus_file_is_read(directory: Path) -> None:
    with h5py.File("scan.nxs", "w") as file:
        file.create_group("entry").attrs["NX_class"] = "NXnonsense"
    assert "NX501" in [rule for rule, _name in found("scan.nxs")[1]]


def test_a_file_that_cannot_be_opened_is_2(directory: Path) -> None:
    Path("scan.nxs").write_bytes(b"nothing")
    result = run("validate", "scan.nxs")
    assert (result.exit, result.stderr.count("\n")) == (2, 1)


def test_a_file_that_cannot_be_opened_does_not_hide_what_is_found_elsewhere(directory: Path) -> None:
    Path("scan.nxs").write_bytes(b"nothing")
    result = run("validate", "scan.nxs", str(write(directory, a=BROKEN)))
    assert (result.exit, "NX101" in result.stdout) == (2, True)
    assert "scan.nxs can't be read" in result.stderr
    assert run("validate", "scan.nxs", "--write-baseline", "known.json").exit == 2
    assert not Path("known.json").exists()


CONFLICT = {name: FINE.replace(">x<", f' units="{name}">x<') for name in ("mm", "m")}


def test_conflicts_show_in_the_configurations_where_they_are(directory: Path) -> None:
    place = str(write(directory, **CONFLICT))
    assert found(place) == (0, [])
    assert [rule for rule, _name in found(place, "--components", "mm", "m")[1]] == ["NX301"]
    (directory / "profiles").mkdir()
    (directory / "profiles" / "p.json").write_text('{"ComponentSelection": "{\\"mm\\": true, \\"m\\": true}"}')
    assert [rule for rule, _name in found(place)[1]] == ["NX301"]
    assert [rule for rule, _name in found("--profile", "p", place)[1]] == ["NX301"]


def test_values_of_variables_are_taken_from_the_line(directory: Path) -> None:
    place = str(write(directory, a="<definition>$components.$var.x#'gone'</definition>", b=FINE))
    assert run("validate", place, "--components", "a", "--variables", "[]").exit == 2


@pytest.mark.parametrize(
    "args",
    [
        ["nowhere"],
        ["--store", "sqlite:////proc/no/x.db"],
        ["--select", "XX1", "."],
        ["--explain", "NX000"],
        ["--profile", "gone", "."],
        ["--components", "gone", "--", "."],
        ["--nonsense"],
        ["--format", "nonsense", "."],
        ["--fail-on", "never", "."],
        ["--output", "sarif:", "."],
        ["--output", "no/such/place.json", "."],
        ["--baseline", "nowhere.json", "."],
        ["--definitions", "components", "."],
        ["--application", "NXnonsense", "."],
    ],
)
def test_what_cannot_be_validated_is_2(directory: Path, args: list[str]) -> None:
    write(directory, a=FINE)
    result = run("validate", *args)
    assert result.exit == 2
    assert result.stderr.startswith("Error: ")


def test_findings_below_the_level_end_with_0(directory: Path) -> None:
    place = str(write(directory, a=FINE.replace("title", "1 title")))
    assert run("validate", place).exit == 0
    assert run("validate", place, "--fail-on", "info").exit == 1


def test_rules_can_be_selected_and_ignored(directory: Path) -> None:
    place = str(write(directory, a=BROKEN, b=MISSING))
    assert found(place, "--select", "NX1")[1] == [("NX101", "a")]
    assert found(place, "--ignore", "NX1,NX3") == (1, [("NX201", "b")])


def test_several_reports_are_written_and_text_is_printed(directory: Path) -> None:
    place = str(write(directory, a=BROKEN))
    result = run("validate", place, "--output", "r.sarif", "--output", "r.xml", "--output", "json:r.out")
    assert (result.exit, "NX101" in result.stdout) == (1, True)
    assert json.loads(Path("r.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "NX101"
    assert JUnitXml.fromfile("r.xml").failures == 1
    assert json.loads(Path("r.out").read_text())["counts"]["error"] == 1


def test_a_report_that_cannot_be_written_does_not_take_the_others_with_it(directory: Path) -> None:
    place = str(write(directory, a=BROKEN))
    result = run("validate", place, "--output", "no/such/r.sarif", "--output", "r.json")
    assert (result.exit, "NX101" in result.stdout) == (2, True)
    assert result.stderr.startswith("Error: ")
    assert json.loads(Path("r.json").read_text())["counts"]["error"] == 1


def test_what_single_files_suppress_may_be_found_in_the_whole_only(directory: Path) -> None:
    place = write(directory, a=f"<!-- nxsconfig: ignore NX201 comes later -->{MISSING}")
    run("validate", str(write(directory, b=BROKEN)), "--write-baseline", "known.json")
    file = str(place / "components" / "a.xml")
    assert found(file, "--baseline", "known.json", "--fail-on", "info") == (0, [])


def test_a_baseline_makes_only_new_findings_count(directory: Path) -> None:
    place = str(write(directory, a=BROKEN))
    assert run("validate", place, "--write-baseline", "known.json").exit == 0
    assert found(place, "--baseline", "known.json") == (0, [])
    write(directory, b=MISSING)
    assert found(place, "--baseline", "known.json") == (1, [("NX201", "b")])


def test_rules_are_listed_and_explained() -> None:
    assert "NX301  error    Components that are selected together" in run("validate", "--rules").stdout
    assert run("validate", "--explain", "nx301").stdout.startswith("# NX301: mergeable\n")
    assert json.loads(run("validate", "--rules", "--json").stdout)[0]["rule"] == "NX101"


def test_a_terminal_gets_colours_and_control_characters_as_escapes(directory: Path) -> None:
    place = str(write(directory, a=BROKEN.replace("<group>", "<group a='\x1b[2J'>")))
    shown = run_on_terminal(["validate", place], [], {"TERM": "xterm-256color", "NO_COLOR": ""}).stdout
    assert "\x1b[" in shown
    assert "\x1b[2J" not in shown


def test_a_reader_that_goes_away_does_not_change_the_exit_code(directory: Path) -> None:
    place = str(write(directory, **{f"c{number}": BROKEN for number in range(2000)}))
    with subprocess.Popen([*COMMAND, "validate", place], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (1, b"")


def test_ctrl_c_ends_with_130_and_one_line(directory: Path) -> None:
    place = str(write(directory, **{f"c{number}": FINE for number in range(8000)}))
    with subprocess.Popen([*COMMAND, "validate", place], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until(lambda: "etree" in Path(f"/proc/{process.pid}/maps").read_text())
        time.sleep(0.5)  # lxml doesn't notice an interruption while it is loaded
        os.kill(process.pid, signal.SIGINT)
        out, told = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert told.decode().strip() == "Interrupted: nothing more is done"


def test_tables_of_an_application_definition_are_printed(directory: Path) -> None:
    result = run("validate", str(EXAMPLE), "--profile", "demo", "--application", "NXsas", "--select", "NX581")
    assert "NXsas in profile demo: " in result.stdout
    assert result.exit == 1


def test_options_that_take_several_words_end_at_the_next_option(directory: Path) -> None:
    place = str(write(directory, **CONFLICT))
    checked: Any = json.loads(run("validate", "--components", "mm", "m", "--json", place).stdout)["checked"]
    assert "components mm m" in [one["name"] for one in checked]
