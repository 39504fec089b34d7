"""check, tree, usage, export, import, sync, copy and edit through a configuration server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BEAMLINE
from tests.cli.support import fill, read, run

pytestmark = pytest.mark.tango


@pytest.fixture
def stored(tmp_path: Path) -> str:
    """The store behind the server."""
    url = f"sqlite:///{tmp_path}/server.db"
    fill(url, BEAMLINE)
    return url


@pytest.fixture
def server(config_server: Any, stored: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server over the beamline; commands find it by its full name."""
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    proxy = config_server.fresh(stored)
    yield config_server.device
    proxy.Init()


@pytest.mark.parametrize(
    "args",
    [
        ["check"],
        ["check", "--together", "slit", "other"],
        ["tree", "slit"],
        ["usage", "-d", "motor"],
        ["tree", "--json"],
    ],
)
def test_what_only_reads_tells_the_same_as_on_the_store(server: str, stored: str, args: list[str]) -> None:
    assert run(*args, "-s", server) == run(*args, "--store", stored)


def test_export_from_the_server_and_import_into_it(server: str, stored: str, directory: Path) -> None:
    assert run("export", "out", "-s", server).exit == 0
    (directory / "out/components/new.xml").write_text("<definition><doc>5 µm → 6 µm</doc></definition>")
    (directory / "out/components/other.xml").unlink()
    (directory / "out/mandatory.txt").write_text("slit\n")
    result = run("sync", "out", "-f", "-s", server)
    assert (result.exit, result.stderr) == (0, "4 steps done\n")
    assert read(stored)["mandatory"] == ["slit"]
    assert run("sync", "out", "-s", server).stderr == run("sync", "out", "--store", stored).stderr == "nothing to do\n"


def test_sync_through_the_server_stops_when_somebody_stored(server: str, stored: str, directory: Path) -> None:
    run("export", "out", "-s", server)
    revision = json.loads(run("sync", "out", "--json", "-s", server).stdout)["revision"]
    fill(stored, {"components": {"other": "<definition/>"}})
    assert run("sync", "out", "-f", "--expected", str(revision), "-s", server).exit == 255
    assert read(stored)["components"]["other"] == "<definition/>"


def test_copy_goes_from_and_to_a_server(server: str, stored: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.db"
    assert run("copy", "slit", "-s", server, "--to", other, "--with-dependencies").exit == 0
    assert list(read(other)["datasources"]) == ["motor"]
    fill(other, {"components": {"new": "<definition><doc>Å → π</doc></definition>"}})
    assert run("copy", "new", "--store", other, "--to", server).exit == 0
    assert read(stored)["components"]["new"] == "<definition><doc>Å → π</doc></definition>"


def test_edit_stores_through_the_server(server: str, stored: str) -> None:
    assert run("edit", "slit", "-s", server, env={"EDITOR": "sed -i s/mm/µm/"}).exit == 0
    assert 'units="µm"' in read(stored)["components"]["slit"]
    assert run("edit", "slit", "-s", server, env={"EDITOR": "sed -i s/definition/x/"}).exit == 255


@pytest.mark.parametrize(
    "command", ["check", "tree", "usage x", "export out", "import out", "edit x", "copy x --to y/y/y"]
)
def test_server_that_is_not_there_is_255(server: str, directory: Path, command: str) -> None:
    (directory / "out").mkdir()
    (directory / "out/nxsconfig.json").write_text('{"format": 1}')
    assert run(*command.split(), "-s", f"{server}x").exit == 255
