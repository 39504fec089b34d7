"""show, get, delete and upload beyond the recorded transcripts."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.support import difference, fill, read, run, run_on_terminal

GOOD = "<definition/>"


def test_show_prints_json(beamline: str) -> None:
    (entry,) = json.loads(run("show", "-d", "motor", "--json").stdout)
    assert entry == {"name": "motor", "text": read(beamline)["datasources"]["motor"]}


def test_show_replaces_existing_files(beamline: str, directory: Path) -> None:
    (directory / "motor.ds.xml").write_text("old and longer than the new one" * 100)
    run("show", "-d", "motor", "-o", ".")
    assert (directory / "motor.ds.xml").read_text() == read(beamline)["datasources"]["motor"]


def test_get_applies_variables_and_switches(beamline: str) -> None:
    xml = run("get", "slit", "--variables", '{"title": "night"}', "--canfail", "motor").stdout
    assert ">night<" in xml
    assert 'canfail="true"' in xml


def test_get_prints_json(beamline: str) -> None:
    found = json.loads(run("merge", "slit", "--json").stdout)
    assert found["components"] == ["slit"]
    assert found["xml"] == run("get", "slit").stdout.removesuffix("\n")


@pytest.mark.parametrize("args", [["show"], ["get"], ["delete", "-f"], ["info"], ["sources"], ["record"]])
def test_unknown_name_fails_when_strict(beamline: str, args: list[str]) -> None:
    result = run(*args, "nope", "--strict")
    assert result.exit == 255
    assert result.stderr == "Error: Component 'nope' not stored in the configuration server\n"


def test_stored_name_fails_when_strict(beamline: str) -> None:
    assert run("upload", "slit", "--strict").exit == 255


def test_broken_file_ends_the_list_and_the_ones_before_are_stored(beamline: str, directory: Path) -> None:
    old = read(beamline)
    for name, text in (("a", GOOD), ("b", "<definition>\n<group></definition>"), ("c", GOOD)):
        (directory / f"{name}.xml").write_text(text)
    result = run("upload", "a", "b", "c")
    assert (result.exit, result.stdout) == (255, "")
    assert result.stderr.startswith("Error: ./b.xml: ")
    assert "line 2, column 2" in result.stderr
    assert difference(old, read(beamline)) == {"components": {"added": {"a": GOOD}}}


def test_unreadable_file_ends_the_list_and_the_ones_before_are_stored(beamline: str, directory: Path) -> None:
    old = read(beamline)
    (directory / "a.xml").write_text(GOOD)
    (directory / "b.xml").mkdir()
    assert run("upload", "a", "b", "c").stderr == "Error: [Errno 21] Is a directory: './b.xml'\n"
    assert difference(old, read(beamline)) == {"components": {"added": {"a": GOOD}}}


def test_upload_makes_components_mandatory_in_the_same_step(beamline: str, directory: Path) -> None:
    (directory / "a.xml").write_text(GOOD)
    run("upload", "-m", "a")
    assert read(beamline)["mandatory"] == ["a", "title"]


def test_upload_keeps_the_flag_of_a_mandatory_component(beamline: str, directory: Path) -> None:
    (directory / "title.xml").write_text(GOOD)
    run("upload", "-f", "title")
    assert read(beamline)["mandatory"] == ["title"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "cp1252"])
def test_file_is_decoded_by_its_declaration_and_declared_utf8_from_then_on(
    beamline: str, directory: Path, encoding: str
) -> None:
    text = "<?xml version='1.0' encoding='{}'?>\n<definition><doc>Ångström µ</doc></definition>"
    (directory / "a.xml").write_bytes(text.format(encoding).encode(encoding))
    assert run("upload", "a").exit == 0
    assert read(beamline)["components"]["a"] == text.format("utf-8")


def test_file_with_a_utf8_mark_and_windows_line_ends_is_plain_text_afterwards(beamline: str, directory: Path) -> None:
    (directory / "a.xml").write_bytes(b"\xef\xbb\xbf<definition>\r\n</definition>\r\n")
    run("upload", "a")
    assert read(beamline)["components"]["a"] == "<definition>\n</definition>\n"


def test_characters_beyond_latin1_come_back(beamline: str, directory: Path) -> None:
    (directory / "night.json").write_text('{"UserData": "Ω → →"}', encoding="utf-8")
    run("upload", "-r", "-f", "night")
    assert run("show", "-r", "night").stdout == '{"UserData": "Ω → →"}\n'


def test_delete_asks_again_after_another_answer(beamline: str) -> None:
    answers = [["[Y/n]", "what\n"], ["respond", "y\n"]]
    result = run_on_terminal(["delete", "slit"], answers, {"TERM": "dumb"})
    assert result.exit == 0
    assert result.stdout.count("Please respond with 'yes' or 'no' (or 'y' or 'n').\n") == 1
    assert "slit" not in read(beamline)["components"]


def test_dialogue_that_is_broken_off_deletes_nothing(beamline: str) -> None:
    result = run_on_terminal(["delete", "slit", "other"], [["slit", "y\n"], ["other", "\x04"]], {"TERM": "dumb"})
    assert result.exit == 255
    assert set(read(beamline)["components"]) == {"slit", "other", "title"}


def test_names_with_the_same_file_are_refused_before_anything_is_written(url: str, directory: Path) -> None:
    fill(url, {"components": {"x/y": GOOD, "x_y": GOOD, "z": GOOD}})
    result = run("show", "z", "x/y", "x_y", "-o", ".")
    assert (result.exit, list(directory.iterdir())) == (255, [])
    assert "'x/y' and 'x_y'" in result.stderr
    assert run("show", "z", "z", "x/y", "-o", ".").exit == 0


@pytest.mark.parametrize("text", [None, "<definition>"], ids=["missing", "broken"])
def test_upload_that_fails_makes_no_store(directory: Path, text: str | None) -> None:
    if text is not None:
        (directory / "a.xml").write_text(text)
    before = list(directory.iterdir())
    result = run("upload", "a", "--store", f"sqlite:///{directory}/sub/new.db")
    assert (result.exit, result.stderr.startswith("Error: "), "a.xml" in result.stderr) == (255, True, True)
    assert list(directory.iterdir()) == before


def test_upload_that_fails_leaves_a_foreign_file_alone(directory: Path) -> None:
    sqlite3.connect(directory / "o.db").execute("create table other (x)").connection.close()
    before = (directory / "o.db").read_bytes()
    assert "a.xml" in run("upload", "a", "--store", f"sqlite:///{directory}/o.db").stderr
    assert (directory / "o.db").read_bytes() == before


def test_store_of_no_characters_is_refused(url: str) -> None:
    result = run("list", "--store", "")
    assert (result.exit, result.stdout) == (255, "")
    assert "--store is given an empty text" in result.stderr


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "a\x1b[31mb", "a\x7f", "a\x9bb", "a\u2028b"])
def test_name_with_a_control_character_is_not_stored(url: str, directory: Path, name: str) -> None:
    (directory / f"{name}.xml").write_text(GOOD)
    result = run("upload", name)
    assert (result.exit, result.stderr.count("\n"), read(url)["components"]) == (255, 1, {})
    assert "control character in its name" in result.stderr


@pytest.mark.parametrize("args", [["list"], ["list", "-n"], ["components", "a\x1bb"], ["history"], ["show", "x\x1bb"]])
def test_name_with_a_control_character_is_escaped_on_a_terminal(url: str, directory: Path, args: list[str]) -> None:
    fill(url, {"components": {"a\x1bb": GOOD}})
    result = run_on_terminal(args, [], {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "200"})
    assert r"\x1bb" in result.stdout
    assert "\x1bb" not in result.stdout


def test_upload_refuses_faulty_texts_only_when_it_is_asked_to_check(url: str, directory: Path) -> None:
    (directory / "a.xml").write_text("<definition>$components.gone</definition>")
    result = run("upload", "a", "--check")
    assert (result.exit, read(url)["components"]) == (255, {})
    assert "NX201 component a: component 'a' refers to component 'gone'" in result.stderr
    assert run("upload", "a").exit == 0


def test_upload_of_checked_texts_that_need_each_other(url: str, directory: Path) -> None:
    (directory / "a.xml").write_text("<definition>$components.b</definition>")
    (directory / "b.xml").write_text("<definition/>")
    assert (run("upload", "a", "b", "--check").exit, list(read(url)["components"])) == (0, ["a", "b"])
