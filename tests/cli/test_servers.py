"""Working through configuration servers: which one, what ours can beyond the peers', what goes wrong."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BEAMLINE
from tests.cli.server_support import OTHER_CLASS
from tests.cli.support import fill, read, run
from tests.services.old_server import OldServer

pytestmark = pytest.mark.tango


@pytest.fixture
def system(tango_db: Any, monkeypatch: pytest.MonkeyPatch, directory: Path) -> str:
    """The Tango system of the environment."""
    monkeypatch.setenv("TANGO_HOST", tango_db.tango_host)
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    return str(tango_db.tango_host)


@pytest.fixture
def server(config_server: Any, beamline: str, system: str) -> Iterator[str]:
    """Our device, over the beamline's store."""
    proxy = config_server.fresh(beamline)
    yield config_server.name
    proxy.Init()


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


@pytest.fixture
def unstarted(tango_db: Any, system: str) -> Iterator[str]:
    """A device that is defined and doesn't run."""
    import tango

    database = tango.Database(*tango_db.tango_host.split(":"))
    info = tango.DbDevInfo()
    info.server, info._class, info.name = "NXSConfigServer/none", "NXSConfigServer", "p00/nxsconfigserver/none"
    database.add_device(info)
    yield info.name
    database.delete_server(info.server)


# -- which one --------------------------------------------------------------------------------------------------------


def test_store_of_the_environment_comes_before_the_server_of_the_tango_system(
    server: str, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NXSCONFIG_STORE", f"sqlite:///{directory}/other.db")
    fill(f"sqlite:///{directory}/other.db", {"components": {"mine": "<definition/>"}})
    assert run("list").stdout == "mine\n"
    assert run("list", "-n", "-s", server).stdout == "other slit title\n"


def test_server_of_a_tangorc_is_found(server: str, system: str, directory: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("TANGO_HOST")
    (directory / ".tangorc").write_text(f"# ours\nTANGO_HOST = {system}\n")
    assert run("list", "-n").stdout == "other slit title\n"


def test_own_store_is_used_where_there_is_no_tango(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    (directory / "a.xml").write_text("<definition/>")
    assert run("upload", "a").exit == 0
    assert run("list", "--store", f"sqlite:///{directory.parent}/data/nxsconfig/nxsconfig.db").stdout == "a\n"


def test_no_running_server_shows_the_help_of_the_sub_command(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nxsconfig.cli.sessions.discovery.exported", lambda _host: [])
    result = run("show", "slit")
    assert (result.exit, result.stderr) == (255, "Info: NeXus hasn't been setup yet. \n\n")
    assert result.stdout.startswith("usage: nxsconfig show ")


def test_servers_of_a_host_are_those_that_end_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from nxsconfig.cli.sessions.discovery import for_this_host

    monkeypatch.setenv("TANGO_HOST", "haso:10000")
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    assert for_this_host(["a/b/c", "a/b/haso", "a/b/here"]) == ["a/b/haso"]
    assert for_this_host(["a/b/c", "a/b/here"]) == ["a/b/here"]
    assert for_this_host(["a/b/c", "a/b/d"]) == ["a/b/c", "a/b/d"]
    assert for_this_host(["a/b/c"]) == ["a/b/c"]


def test_several_servers_are_listed_to_choose_from(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr("nxsconfig.cli.sessions.discovery.exported", lambda _host: ["a/b/c", "a/b/d"])
    result = run("list")
    assert result.exit == 255
    assert "    Please specify the server:\n        a/b/c\n        a/b/d\n\n" in result.stderr


@pytest.mark.parametrize("command", [["list"], ["servers"]])
def test_tango_host_without_port_is_told_as_unreachable(command: list[str], monkeypatch: Any, directory: Path) -> None:
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    monkeypatch.setenv("TANGO_HOST", "nonsense")
    assert "Error: Cannot connect to NXSConfigServer on host nonsense\n" in run(*command).stderr


def test_server_without_any_tango_system_cannot_be_connected(directory: Path) -> None:
    assert run("list", "-s", "a/b/c").stderr == "Error: Cannot connect to the server: a/b/c\n"


def test_first_database_that_answers_counts(server: str, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANGO_HOST", f"127.0.0.1:1,{system}")
    assert run("servers").stdout == f"{server}\n"
    assert run("list", "-n", "-s", server).stdout == "other slit title\n"


def test_access_control_is_left_to_tangos_own_client(server: str, config_server: Any) -> None:
    from nxsconfig.cli.iiop.cdr import UnknownFormError
    from nxsconfig.cli.sessions.direct import DirectDevice

    config_server.database.put_property("CtrlSystem", {"Services": ["AccessControl/tango:sys/access_control/1"]})
    try:
        with pytest.raises(UnknownFormError, match="access control"):
            DirectDevice(server)
    finally:
        config_server.database.delete_property("CtrlSystem", "Services")


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


# -- dead ones --------------------------------------------------------------------------------------------------------


def test_defined_device_that_does_not_run_is_reported_within_seconds(unstarted: str) -> None:
    start = time.monotonic()
    result = run("list", "-s", unstarted)
    assert (result.exit, result.stderr) == (255, f"Error: Setting up {unstarted} takes to long\n")
    assert time.monotonic() - start < 6


def test_hanging_device_is_reported_within_seconds(server: str, config_server: Any) -> None:
    os.kill(config_server.pid, signal.SIGSTOP)
    try:
        while Path(f"/proc/{config_server.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.01)
        start = time.monotonic()
        assert run("list", "-s", server).exit == 255
        assert time.monotonic() - start < 9
    finally:
        os.kill(config_server.pid, signal.SIGCONT)


def test_unknown_device_is_an_error_code_when_strict(system: str) -> None:
    result = run("show", "x", "-s", "a/b/nowhere", "--strict")
    assert (result.exit, result.stderr) == (255, "Error: Cannot connect to the server: a/b/nowhere\n")


def test_device_of_another_class_is_refused(system: str) -> None:
    assert run("list", "-s", OTHER_CLASS).stderr == "Error: Open\n"


def test_lost_server_is_one_line(server: str, config_server: Any) -> None:
    from nxsconfig.cli.request import Request
    from nxsconfig.cli.session import open_session
    from nxsconfig.db.records import Kind
    from nxsconfig.errors import StoreUnavailableError

    try:
        with open_session(Request(server=server)) as session:
            config_server.stop()
            with pytest.raises(StoreUnavailableError, match="can't be reached"):
                session.names(Kind.COMPONENT)
    finally:
        config_server.start()


# -- ours -------------------------------------------------------------------------------------------------------------


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


def test_upload_of_several_is_all_or_nothing_through_our_server(server: str, directory: Path, beamline: str) -> None:
    before = read(beamline)
    (directory / "good.xml").write_text("<definition/>")
    (directory / "bad.xml").write_text("<definition>")
    assert run("upload", "good", "bad", "-s", server).exit == 255
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
