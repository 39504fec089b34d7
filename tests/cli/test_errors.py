"""Bad input gives one clear line and an exit code, and leaves the store as it was."""

import sqlite3
from pathlib import Path

import pytest

from nxsconfig.cli import listing, program
from nxsconfig.cli.problems import explain
from nxsconfig.errors import IncompatibleNodeError, NonregisteredDBRecordError, NXSConfigError
from tests.cli.support import Result, read, run

MEGABYTE = 1024 * 1024
DEEP = "<definition>" + "<group>" * 10_000 + "</group>" * 10_000 + "</definition>"
BOMB = (
    '<!DOCTYPE definition [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><definition>&i;</definition>"
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><definition>&x;</definition>'


def assert_refused(result: Result, *words: str) -> None:
    assert (result.exit, result.stdout) == (255, ""), result
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert [word for word in words if word not in result.stderr] == [], result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<definition>\n  <group></definition>", ["./a.xml", "line 2", "column"]),
        ("not xml", ["./a.xml", "line 1", "column 1"]),
        ("", ["./a.xml", "line 1"]),
        (DEEP, ["./a.xml", "deeper than 256"]),
        (BOMB, ["./a.xml", "entities"]),
        (OUTSIDE, ["./a.xml", "entities"]),
        ("<?xml version='1.0' encoding='klingon'?><definition/>", ["./a.xml", "klingon"]),
        ("<?xml version='1.0' encoding='zip'?><definition/>", ["./a.xml", "zip"]),
        ("<definition>\x01</definition>", ["./a.xml", "line 1"]),
    ],
    ids=["broken", "not xml", "empty", "deep", "bomb", "outside", "encoding", "no encoding", "control character"],
)
@pytest.mark.parametrize("options", [[], ["-e", "esrf"]], ids=["plain", "esrf"])
def test_bad_component_is_refused(
    beamline: str, directory: Path, text: str, words: list[str], options: list[str]
) -> None:
    old = read(beamline)
    (directory / "a.xml").write_text(text)
    assert_refused(run("upload", "a", *options), *words)
    assert read(beamline) == old


def test_bytes_that_are_no_text_are_refused(beamline: str, directory: Path) -> None:
    (directory / "a.xml").write_bytes(b"<definition>\xff</definition>")
    assert_refused(run("upload", "a"), "./a.xml", "utf-8", "position 12")


def test_component_of_200_megabytes_is_refused_without_reading_it_all(beamline: str, directory: Path) -> None:
    old = read(beamline)
    with (directory / "a.xml").open("wb") as stream:
        stream.write(b"<definition>")
        stream.truncate(200 * MEGABYTE)
    assert_refused(run("upload", "a"), "./a.xml", "67,108,864 bytes")
    assert read(beamline) == old


def test_endless_file_is_refused(beamline: str, directory: Path) -> None:
    (directory / "a.xml").symlink_to("/dev/zero")
    assert_refused(run("upload", "a"), "./a.xml", "67,108,864 bytes")


@pytest.mark.parametrize("text", ["{oops", "", "[" * 100_000], ids=["broken", "empty", "deep"])
def test_bad_profile_is_refused(beamline: str, directory: Path, text: str) -> None:
    old = read(beamline)
    (directory / "a.json").write_text(text)
    assert_refused(run("upload", "-r", "a"), "./a.json", "JSON")
    assert read(beamline) == old


@pytest.mark.parametrize("variables", ["nope", "[1]", '{"a":'])
def test_bad_variables_are_refused(beamline: str, variables: str) -> None:
    assert_refused(run("get", "slit", "--variables", variables), "JSON")


def test_components_that_contradict_each_other_are_named(beamline: str) -> None:
    assert_refused(run("get", "slit", "other"), "Incompatible element attributes", "'slit'", "'other'")


def test_missing_datasource_is_told_in_the_known_words(url: str, directory: Path) -> None:
    (directory / "a.xml").write_text("<definition>$datasources.none</definition>")
    run("upload", "a")
    assert run("get", "a").stderr == "Error: Datasource none not stored in Configuration Server\n"


def test_profile_that_holds_broken_json_is_named(url: str, directory: Path) -> None:
    (directory / "p.json").write_text('{"ComponentSelection": "oops"}')
    (directory / "q.json").write_text("[1]")
    run("upload", "-r", "p", "q")
    assert_refused(run("info", "-r", "p"), "profile 'p'", "JSON")
    assert_refused(run("info", "-r", "q"), "profile 'q'", "JSON object")


@pytest.mark.parametrize(
    "name", ["mysql://staff:secret@127.0.0.1:1/nxsconfig", "postgresql://staff:secret@127.0.0.1:1/nxs"]
)
def test_unreachable_database_is_named_without_its_password(directory: Path, name: str) -> None:
    result = run("list", "--store", name)
    assert_refused(result, "127.0.0.1")
    assert "secret" not in result.stderr


@pytest.mark.parametrize(
    "settings", ["nonsense", "u:secret@host", "sqlite", '{"db": ', "oracle://a/b", "mysql://u:secret@[bad/x"]
)
def test_settings_that_make_no_sense_are_refused(directory: Path, settings: str) -> None:
    result = run("list", "--store", settings)
    assert_refused(result)
    assert "secret" not in result.stderr


def test_store_that_is_not_there_is_not_made_by_looking(directory: Path) -> None:
    assert_refused(run("list", "--store", f"sqlite:///{directory}/none.db"), "none.db")
    assert list(directory.iterdir()) == []


def test_store_that_is_not_there_is_made_by_uploading(directory: Path) -> None:
    (directory / "a.xml").write_text("<definition/>")
    url = f"sqlite:///{directory}/new.db"
    assert run("upload", "a", "--store", url).exit == 0
    assert list(read(url)["components"]) == ["a"]


def test_file_that_is_no_database_is_refused(directory: Path) -> None:
    (directory / "a.db").write_text("this is not a database, but long enough to look like one" * 100)
    assert_refused(run("list", "--store", f"sqlite:///{directory}/a.db"), "a.db")


def test_database_without_tables_is_refused(directory: Path) -> None:
    sqlite3.connect(directory / "a.db").execute("create table other (x)").connection.close()
    assert_refused(run("list", "--store", f"sqlite:///{directory}/a.db"))


def test_read_only_store_can_be_read_but_not_changed(beamline: str) -> None:
    url = beamline.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    assert run("list", "--store", url).exit == 0
    assert_refused(run("delete", "-f", "slit", "--store", url), "store.db")


def test_own_store_is_made_when_first_used(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    assert run("list").exit == 0
    assert (tmp_path / "data" / "nxsconfig" / "nxsconfig.db").exists()


def test_own_store_is_told_when_it_is_made(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    assert f"your own store {tmp_path}/data/nxsconfig/nxsconfig.db is made" in run("list").stderr
    assert run("list").stderr == ""


def test_own_store_in_a_directory_that_cannot_be_made_is_refused(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    (directory / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(directory / "file"))
    assert_refused(run("list"), "file")


def test_name_with_a_broken_character_is_one_line(beamline: str) -> None:
    result = run("show", "\udcff")
    assert result.stderr.count("\n") == 1


def test_fault_of_the_program_is_one_line_and_1(beamline: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "list_names", lambda _: 1 / 0)
    result = run("list")
    assert result.exit == 1
    assert result.stderr.startswith("Error: ZeroDivisionError: division by zero")
    assert "NXSCONFIG_TRACEBACK=1" in result.stderr


def test_fault_shows_its_traceback_when_asked(beamline: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "list_names", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("list", env={"NXSCONFIG_TRACEBACK": "1"})


def test_interruption_is_one_line_and_130(beamline: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_run", interrupt)
    assert run("list").exit == 130


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            NonregisteredDBRecordError("The datasource d of <x> not registered"),
            "Datasource d not stored in Configuration Server",
        ),
        (NonregisteredDBRecordError("Component c not registered"), "Component c not stored in Configuration Server"),
        (NonregisteredDBRecordError("The datasource"), "Datasource UKNOWN not stored in Configuration Server"),
        (NonregisteredDBRecordError("Selection s not registered"), "Selection s not registered"),
        (IncompatibleNodeError("a clash\n"), "'a clash\\n'"),
        (NXSConfigError("two\n lines"), "two lines"),
    ],
)
def test_error_is_told_in_the_known_words(error: Exception, text: str) -> None:
    assert explain(error) == (f"Error: {text}\n", 255)
