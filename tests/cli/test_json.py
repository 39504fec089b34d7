"""--json prints what every JSON reader accepts, whatever is stored."""

import json
from pathlib import Path

import pytest

from tests.cli.support import run
from tests.cli.test_process import start

ODD = '{"a": NaN, "b": [Infinity, -Infinity, 1.5], "c": "x\\ud800y\\udcffz"}'


def refuse(constant: str) -> None:
    raise AssertionError(constant)


@pytest.fixture
def odd(url: str, directory: Path) -> None:
    """A profile with what Python takes for JSON and others don't."""
    (directory / "p.json").write_text(ODD)
    assert run("upload", "-r", "p").exit == 0


def test_profile_with_odd_values_is_printed_as_strict_json(odd: None) -> None:
    done = start("info", "-r", "p", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    (found,) = json.loads(done.stdout.decode(), parse_constant=refuse)
    assert found["profile"] == {"a": "NaN", "b": ["Infinity", "-Infinity", 1.5], "c": "x\ud800y\udcffz"}


def test_text_of_such_a_profile_comes_back_verbatim(odd: None) -> None:
    assert json.loads(start("show", "-r", "p", "--json").stdout)[0]["text"] == ODD


def test_halves_of_characters_are_printed_as_escapes_in_tables(url: str, directory: Path) -> None:
    (directory / "p.json").write_text('{"Door": "x\\ud800y"}')
    run("upload", "-r", "p")
    done = start("info", "-r", "p")
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"x\ud800y" in done.stdout


def test_profile_that_is_nested_too_deep_is_one_line(url: str, directory: Path) -> None:
    (directory / "p.json").write_text('{"a": ' + "[" * 900 + "]" * 900 + "}")
    run("upload", "-r", "p")
    done = start("info", "-r", "p", "--json")
    assert done.returncode == 255 or json.loads(done.stdout)
    assert done.stderr.count(b"\n") == (done.returncode == 255)


def test_upload_tells_what_was_stored(url: str, directory: Path) -> None:
    (directory / "a.xml").write_text("<definition/>")
    assert json.loads(run("upload", "a", "--json").stdout) == {
        "stored": [{"kind": "component", "name": "a"}],
        "revision": 1,
    }
    assert json.loads(run("upload", "--json").stdout) == {"stored": [], "revision": 1}


def test_delete_tells_what_was_deleted_and_asks_on_stderr(beamline: str) -> None:
    result = run("delete", "slit", "other", "--json", stdin="")
    assert (result.exit, result.stdout) == (255, "")
    result = run("delete", "-f", "slit", "other", "--json")
    deleted = [{"kind": "component", "name": "slit"}, {"kind": "component", "name": "other"}]
    assert json.loads(result.stdout)["deleted"] == deleted


def test_delete_without_names_deletes_nothing(beamline: str) -> None:
    assert json.loads(run("delete", "-f", "--json").stdout)["deleted"] == []


def test_restore_tells_what_it_did(beamline: str) -> None:
    run("delete", "-f", "slit")
    found = json.loads(run("restore", "slit", "--json").stdout)
    assert (found["kind"], found["name"], found["result"], found["side"]) == ("component", "slit", "restored", "before")
    assert found["revision"] > 0
