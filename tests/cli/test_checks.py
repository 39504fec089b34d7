"""check: what would fail."""

import json
from pathlib import Path

import pytest

from tests.cli.support import Result, fill, read, run, run_on_terminal

BROKEN = {"components": {"bad": "<definition>$components.gone $datasources.lost</definition>"}}


def findings(*args: str) -> tuple[int, list[tuple[str, str]]]:
    """Exit code, severities and names."""
    result = run("check", "--json", *args)
    return result.exit, [(one["severity"], one["name"]) for one in json.loads(result.stdout)]


def test_clean_store_prints_nothing_and_ends_with_0(beamline: str) -> None:
    assert run("check") == Result(0, "", "")
    assert run("check", "--json").stdout == "[]\n"


def test_findings_are_lines_with_tabs_and_end_with_1(beamline: str) -> None:
    fill(beamline, BROKEN)
    result = run("check")
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert (result.exit, result.stderr) == (1, "")
    assert [line[:4] for line in lines] == [["error", "component", "bad", "NonregisteredDBRecordError"]] * 2
    assert [(line[5], line[7]) for line in lines] == [("NX201", "1"), ("NX202", "1")]


def test_contradictions_show_only_together(beamline: str) -> None:
    assert findings("slit", "other") == (0, [])
    assert findings("--together", "slit", "other") == (1, [("error", "slit, other")])


def test_unknown_names_are_findings(beamline: str) -> None:
    assert findings("nope") == (1, [("error", "nope")])
    assert findings("-d", "nope", "motor") == (1, [("error", "nope")])
    assert findings("-r", "nope", "night") == (1, [("error", "nope")])


def test_files_are_checked_against_the_store_before_upload(beamline: str, directory: Path) -> None:
    (directory / "new.xml").write_text(
        '<definition>$components.slit<field name="a">$datasources.lost</field></definition>'
    )
    before = read(beamline)
    assert findings("-i", ".", "new") == (1, [("error", "new")])
    (directory / "lost.ds.xml").write_text(
        '<definition><datasource name="lost" type="CLIENT"><record name="x"/></datasource></definition>'
    )
    assert findings("--files", "new.xml", "./lost.ds.xml") == (0, [])
    assert read(beamline) == before


def test_file_that_is_no_text_is_a_finding(beamline: str, directory: Path) -> None:
    (directory / "a.xml").write_bytes(b"<definition>\xff</definition>")
    assert findings("--files", "a.xml") == (1, [("error", "a")])


def test_files_of_all_kinds_are_known_by_their_names(beamline: str, directory: Path) -> None:
    for name in ("a%2Fb.xml", "m.ds.xml", "p.json"):
        (directory / name).write_text("<")
    assert findings("--files", "a%2Fb.xml", "m.ds.xml", "p.json")[1] == [
        ("error", "a/b"),
        ("error", "m"),
        ("error", "p"),
    ]


@pytest.mark.parametrize("args", [["--files", "notes.txt"], ["--files", "gone.xml"], ["-i", "nowhere", "a"]])
def test_what_cannot_be_checked_is_255(beamline: str, args: list[str]) -> None:
    result = run("check", *args)
    assert (result.exit, result.stdout, result.stderr.count("\n")) == (255, "", 1)


def test_unreachable_store_is_255_and_not_clean(url: str) -> None:
    assert run("check", "--store", "sqlite:////proc/nowhere/x.db").exit == 255


def test_warnings_can_be_left_out(url: str) -> None:
    fill(url, {"components": {"odd": '<definition><group type="NXentry"><odd/></group></definition>'}})
    assert ("warning", "odd") in findings("odd")[1]
    assert all(severity == "error" for severity, _name in findings("odd", "--no-warnings")[1])


def test_nothing_is_read_from_stdin(beamline: str) -> None:
    fill(beamline, BROKEN)
    assert run("check", "slit", stdin="bad\n").exit == 0


def test_terminal_shows_findings_as_sentences(beamline: str) -> None:
    fill(beamline, BROKEN)
    result = run_on_terminal(["check", "bad"], [], {"NXSCONFIG_STORE": beamline, "TERM": "dumb"})
    assert "error component bad: component 'bad' refers to datasource 'lost'" in result.stdout
    assert "nothing would fail" in run_on_terminal(["check", "slit"], [], {"NXSCONFIG_STORE": beamline}).stdout
