"""Working through configuration servers: what ours can beyond the peers', and what is done where it can't."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BEAMLINE
from tests.cli.support import read, run
from tests.services.old_server import OldServer

pytestmark = pytest.mark.tango


@pytest.fixture(scope="module")
def old_process(tango_db: Any) -> Iterator[OldServer]:
    process = OldServer(tango_db)
    yield process
    process.end()


@pytest.fixture
def old(old_process: OldServer, system: str) -> str:
    """A device with the peers' commands only."""
    import tango

    tango.DeviceProxy(f"tango://{system}/{old_process.name}").Init()
    return old_process.name


def test_sub_commands_do_the_same_through_tangos_own_client(server: str, directory: Path, monkeypatch: Any) -> None:
    from nxsconfig.cli.sessions.pytango import PyTangoDevice

    (directory / "new.xml").write_text("<definition><doc>Ω</doc></definition>", encoding="utf-8")
    commands = [
        ["upload", "new"],
        ["show", "new"],
        ["get", "slit"],
        ["data"],
        ["delete", "-f", "new"],
        ["sources", "x"],
    ]
    commands += [["history"], ["describe", "slit"], ["get", "slit", "other"]]
    direct = [run(*command, "-s", server) for command in commands]
    monkeypatch.setattr("nxsconfig.cli.sessions.connecting.reached", PyTangoDevice)
    again = [run(*command, "-s", server) for command in commands]
    assert [one for one in again if one not in direct] == [again[6]]


def test_history_diff_and_restore_work_through_our_server(server: str, directory: Path) -> None:
    (directory / "slit.xml").write_text("<definition/>")
    assert run("upload", "-f", "slit", "-s", server).exit == 0
    newest = json.loads(run("history", "slit", "--json", "-s", server).stdout)[0]
    assert (newest["action"], f"(pid {os.getpid()})" in newest["who"]) == ("changed", True)
    assert "+<definition/>" in run("diff", "slit", "-s", server).stdout
    assert run("restore", "slit", "-s", server).stderr.startswith("Component 'slit' restored")
    assert run("show", "slit", "-s", server).stdout == BEAMLINE["components"]["slit"] + "\n"


def test_characters_beyond_latin_1_survive_our_server(server: str, directory: Path) -> None:
    text = "<definition><!-- Ω --><doc>Å α 🌀</doc></definition>"
    (directory / "α.xml").write_text(text, encoding="utf-8")
    assert run("upload", "α", "-s", server).exit == 0
    (directory / "greek.xml").write_text(text, encoding="utf-8")
    assert run("upload", "greek", "-s", server).exit == 0
    assert run("show", "greek", "-s", server).stdout == text + "\n"


def test_long_texts_pass_in_both_directions(server: str, directory: Path) -> None:
    text = f"<definition><doc>{'long ' * 1_000_000}</doc></definition>"
    (directory / "long.xml").write_text(text)
    assert run("upload", "long", "-s", server).exit == 0
    assert run("show", "long", "-s", server).stdout == text + "\n"


def test_upload_is_all_or_nothing_when_our_server_refuses_a_name(server: str, directory: Path, beamline: str) -> None:
    before = read(beamline)
    long = "x" * 101
    for name in ("good", long):
        (directory / f"{name}.xml").write_text("<definition/>")
    assert run("upload", "good", long, "-s", server).exit == 255
    assert read(beamline) == before


def test_options_of_a_configuration_leave_the_device_as_it_is(server: str, config_server: Any) -> None:
    result = run("get", "title", "--variables", '{"title": "mine"}', "-s", server)
    assert "mine" in result.stdout
    assert (config_server.proxy().XMLString, config_server.proxy().Variables) == ("", "{}")


def test_data_over_several_lines_is_one_value(server: str, config_server: Any) -> None:
    assert run("data", "-s", server, stdin='{\n"a": 1}\n').stdout == '{\n"a": 1}\n'
    assert json.loads(config_server.proxy().Variables) == {"a": 1}


def test_data_needs_a_server(beamline: str) -> None:
    result = run("data")
    assert (result.exit, "-s" in result.stderr) == (255, True)


def test_fetch_and_expected_revision_guard_against_others(server: str) -> None:
    from nxsconfig.cli.request import Request
    from nxsconfig.cli.session import open_session
    from nxsconfig.db.records import Entry, Kind
    from nxsconfig.errors import RevisionConflictError

    with open_session(Request(server=server)) as session:
        fetched = session.fetch(Kind.COMPONENT)
        assert ([entry.name for entry in fetched.entries], fetched.mandatory) == (["other", "slit", "title"], {"title"})
        session.delete(Kind.COMPONENT, ["other"], expected=fetched.revision)
        with pytest.raises(RevisionConflictError) as caught:
            session.store_entries([Entry(Kind.COMPONENT, "x", "<definition/>")], expected=fetched.revision)
        assert (caught.value.expected, caught.value.found) == (fetched.revision, fetched.revision + 1)


# -- the peers' -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["history"], ["diff", "a"], ["restore", "a"], ["get", "--step", "x"]])
def test_what_an_old_server_cannot_do_is_said(command: list[str], old: str) -> None:
    result = run(*command, "-s", old)
    assert (result.exit, "too old" in result.stderr) == (255, True)


def test_old_server_gets_references_for_characters_that_it_cannot_take(old: str, directory: Path) -> None:
    (directory / "a.xml").write_text("<definition><doc name='β'>Å α</doc></definition>", encoding="utf-8")
    assert run("upload", "a", "-s", old).exit == 0
    assert run("show", "a", "-s", old).stdout == "<definition><doc name='&#946;'>Å &#945;</doc></definition>\n"


@pytest.mark.parametrize("text", ["<definition><α/></definition>", "<definition><![CDATA[α]]></definition>"])
def test_old_server_is_not_given_what_would_mean_something_else(text: str, old: str, directory: Path) -> None:
    (directory / "a.xml").write_text(text, encoding="utf-8")
    result = run("upload", "a", "-s", old)
    assert (result.exit, "no reference can stand" in result.stderr) == (255, True)
    assert run("list", "-s", old).stdout == ""


def test_old_server_is_given_nothing_when_one_name_is_beyond_latin_1(old: str, directory: Path) -> None:
    for name in ("a", "\u03b1"):
        (directory / f"{name}.xml").write_text("<definition/>")
    result = run("upload", "a", "\u03b1", "-s", old)
    assert result.exit == 255
    assert "component '\u03b1' has it in its name" in result.stderr
    assert run("list", "-s", old).stdout == ""


def test_old_server_stores_and_deletes_one_by_one(old: str, directory: Path) -> None:
    for name in "ab":
        (directory / f"{name}.xml").write_text(f"<definition><doc>{name}</doc></definition>")
    assert run("upload", "a", "b", "-s", old).exit == 0
    assert run("delete", "-f", "a", "-s", old).exit == 0
    assert run("list", "-s", old).stdout == "b\n"


def test_old_server_is_fetched_from_at_one_revision(old: str, directory: Path) -> None:
    from nxsconfig.cli.request import Request
    from nxsconfig.cli.session import Fetched, open_session
    from nxsconfig.db.records import Entry, Kind
    from nxsconfig.errors import RevisionConflictError

    entry = Entry(Kind.COMPONENT, "a", "<definition/>")
    with open_session(Request(server=old)) as session:
        assert session.store_entries([entry], expected=0) == 1
        assert session.fetch(Kind.COMPONENT) == Fetched(1, (entry,))
        with pytest.raises(RevisionConflictError):
            session.delete(Kind.COMPONENT, ["a"], expected=0)


def test_configuration_that_takes_longer_than_a_call_may_arrives(old: str, directory: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("nxsconfig.cli.sessions.connecting.CALL_SECONDS", 0.5)
    (directory / "slow.xml").write_text("<definition/>")
    run("upload", "slow", "-s", old)
    assert run("get", "slow", "-s", old).stdout == '["slow"]\n'


def test_configuration_that_takes_long_and_fails_is_no_older_one(old: str, directory: Path, monkeypatch: Any) -> None:
    (directory / "slow_bad.xml").write_text("<definition/>")
    run("upload", "slow_bad", "-s", old)
    monkeypatch.setattr("nxsconfig.cli.sessions.connecting.CALL_SECONDS", 0.5)
    result = run("get", "slow_bad", "-s", old)
    assert (result.exit, result.stdout, "made no configuration" in result.stderr) == (255, "", True)


def test_error_of_the_server_is_its_whole_stack_in_a_pipe(old: str, directory: Path) -> None:
    (directory / "a.xml").write_text("<definition/>")
    run("upload", "a", "-s", old)
    result = run("sources", "a", "-s", old)
    assert result.exit == 255
    assert result.stderr.startswith(
        "Error: DevFailed[\n    DevError[\n        desc = Command ComponentDataSources not found"
    )
