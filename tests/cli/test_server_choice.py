"""Which configuration server a command line works on, and what happens when it doesn't answer."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.server_support import OTHER_CLASS
from tests.cli.support import fill, run

pytestmark = pytest.mark.tango


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
    monkeypatch.setattr("nxsconfig.cli.sessions.discovery.exported", lambda _host, _class: [])
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
    monkeypatch.setattr("nxsconfig.cli.sessions.discovery.exported", lambda _host, _class: ["a/b/c", "a/b/d"])
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
