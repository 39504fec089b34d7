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
