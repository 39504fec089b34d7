"""history, diff and restore."""

import json
from pathlib import Path

import pytest

from tests.cli.support import difference, read, run


def upload(directory: Path, name: str, text: str) -> None:
    (directory / f"{name}.xml").write_text(text)
    assert run("upload", "-f", name).exit == 0


@pytest.fixture
def changed(url: str, directory: Path) -> list[int]:
    """A component stored, changed twice and its numbers, the oldest first."""
    for value in "123":
        upload(directory, "a", f"<definition>\n<doc>{value}</doc>\n</definition>")
    return [change["change"] for change in reversed(json.loads(run("history", "a", "--json").stdout))]


def test_history_tells_the_newest_change_first(changed: list[int]) -> None:
    found = json.loads(run("history", "--json").stdout)
    assert [(one["change"], one["action"]) for one in found] == list(
        zip(reversed(changed), ["changed", "changed", "created"], strict=True)
    )
    assert {(one["kind"], one["name"]) for one in found} == {("component", "a")}
    assert all("@" in one["who"] for one in found)


def test_history_in_a_pipe_is_one_line_a_change_with_tabs(changed: list[int]) -> None:
    lines = run("history", "a", "--limit", "2").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == [str(number) for number in reversed(changed[1:])]
    assert lines[0].split("\t")[2:5] == ["component", "a", "changed"]


def test_history_of_another_kind_is_empty(changed: list[int]) -> None:
    assert run("history", "-d").stdout == ""
    assert run("history", "-d", "--json").stdout == "[]\n"


def test_diff_shows_what_the_last_change_did(changed: list[int]) -> None:
    lines = run("diff", "a").stdout.splitlines()
    assert [line for line in lines if line[:1] in "+-"][2:] == ["-<doc>2</doc>", "+<doc>3</doc>"]
    assert f"before change {changed[2]}" in lines[0]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, 0, ["+<definition>", "+<doc>1</doc>", "+</definition>"]),
        (None, 1, ["-<doc>1</doc>", "+<doc>2</doc>"]),
        (0, None, ["-<doc>1</doc>", "+<doc>3</doc>"]),
        (1, 0, ["-<doc>2</doc>", "+<doc>1</doc>"]),
    ],
)
def test_diff_compares_two_changes(
    changed: list[int], since: int | None, until: int | None, expected: list[str]
) -> None:
    args = [] if since is None else ["--from", str(changed[since])]
    args += [] if until is None else ["--to", str(changed[until])]
    lines = run("diff", "a", *args).stdout.splitlines()
    assert [line for line in lines if line[:1] in "+-"][2:] == expected


def test_diff_prints_json(changed: list[int]) -> None:
    assert "+<doc>3</doc>" in json.loads(run("diff", "a", "--json").stdout)["diff"]


def test_restore_undoes_the_last_change(url: str, changed: list[int]) -> None:
    result = run("restore", "a")
    assert (result.exit, result.stdout) == (0, "")
    assert result.stderr == f"Component 'a' restored as it was before change {changed[2]}\n"
    assert "<doc>2</doc>" in read(url)["components"]["a"]


def test_restore_goes_back_to_a_change(url: str, changed: list[int]) -> None:
    run("restore", "a", "--change", str(changed[0]))
    assert "<doc>1</doc>" in read(url)["components"]["a"]


def test_restore_twice_is_back_where_it_was(url: str, changed: list[int]) -> None:
    old = read(url)
    run("restore", "a")
    run("restore", "a")
    assert read(url) == old


def test_restore_brings_a_deleted_entry_back(beamline: str) -> None:
    old = read(beamline)
    run("delete", "-f", "-d", "motor")
    assert run("restore", "-d", "motor").exit == 0
    assert difference(old, read(beamline)) == {}


def test_restore_of_the_first_change_deletes(url: str, directory: Path) -> None:
    upload(directory, "a", "<definition/>")
    assert "deleted" in run("restore", "a").stderr
    assert read(url)["components"] == {}


def test_restore_undoes_a_change_of_the_flag_alone(url: str, directory: Path) -> None:
    upload(directory, "a", "<definition><doc>1</doc></definition>")
    old = read(url)
    run("upload", "-m", "-f", "a")
    result = run("restore", "a")
    assert result.stderr.startswith("Component 'a' no longer mandatory, as it was before change ")
    assert read(url) == old
    assert "again mandatory" in run("restore", "a").stderr
    assert read(url)["mandatory"] == ["a"]
    assert "+<definition><doc>1</doc></definition>" in run("diff", "a").stdout


@pytest.mark.parametrize("args", [["diff", "nope"], ["restore", "nope"], ["restore", "a", "--change", "999999"]])
def test_unknown_change_is_one_line_and_255(url: str, changed: list[int], args: list[str]) -> None:
    old = read(url)
    result = run(*args)
    assert (result.exit, result.stdout, result.stderr.count("\n")) == (255, "", 1)
    assert read(url) == old


@pytest.mark.parametrize("which", ["--from", "--to"])
def test_change_of_another_entry_is_refused(changed: list[int], directory: Path, which: str) -> None:
    upload(directory, "b", "<definition/>")
    assert run("diff", "b", which, str(changed[0])).exit == 255
