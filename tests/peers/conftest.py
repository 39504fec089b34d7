"""The peers' programs, from an environment of their own (.ci/peers), and a database that their own SQL made."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import directory, url
from tests.peers.side import Side
from tests.services.config_server import ConfigServer
from tests.services.mariadb import PASSWORD, USER, MariaDB
from tests.services.process import find
from tests.services.tango_db import TangoDatabase

__all__ = ["directory", "url"]
ROOT = Path(__file__).parents[2]
Place = tuple[ConfigServer, TangoDatabase]
LEFT_OUT = pytest.StashKey[int]()
TABLES = "share/nxsconfigserver/mysql_create.sql"


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Count the tests that a plain session leaves out."""
    for item in items:
        if item.get_closest_marker("peers"):
            item.config.stash[LEFT_OUT] = item.config.stash.get(LEFT_OUT, 0) + 1


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how many tests were left out, and how they are run."""
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(f"{count} tests compare with the peers' programs: `make test-peers` runs them")


@pytest.fixture(scope="session")
def peers() -> Path:
    """The environment with the peers' programs."""
    path = ROOT / os.environ.get("PEERS", ".peers-venv")
    if not (path / "bin" / "NXSConfigServer").exists():
        pytest.skip(f"the peers' programs are not in {path}; `make test-peers` installs them")
    return path


@pytest.fixture(scope="session")
def peer_tango() -> Iterator[TangoDatabase]:
    """A Tango database in which the peers' server is the only one of its class."""
    yield from _tango_database()


@pytest.fixture(scope="session")
def spare_tango() -> Iterator[TangoDatabase]:
    """A Tango database without configuration servers."""
    yield from _tango_database()


@pytest.fixture(scope="session")
def peer_server(peers: Path, peer_tango: TangoDatabase) -> Iterator[ConfigServer]:
    """The peers' NXSConfigServer in a process of its own."""
    server = ConfigServer(peer_tango, [str(peers / "bin" / "NXSConfigServer")])
    yield server
    server.end()


@pytest.fixture
def peer_settings(peers: Path, mariadb: MariaDB) -> Iterator[dict[str, Any]]:
    """JSONSettings of a fresh database as the peers make it."""
    with _database(peers, mariadb) as settings:
        yield settings


@pytest.fixture(scope="session")
def servers(
    config_server: ConfigServer, tango_db: TangoDatabase, peer_server: ConfigServer, peer_tango: TangoDatabase
) -> tuple[Place, Place]:
    """Our server and the peers', each with its Tango database."""
    return (config_server, tango_db), (peer_server, peer_tango)


@pytest.fixture(scope="module")
def one_database(servers: tuple[Place, Place], peers: Path, mariadb: MariaDB) -> Iterator[tuple[Side, Side]]:
    """Our device and the peers', both open over the same empty database as the peers make it."""
    with (
        _database(peers, mariadb) as settings,
        _opened(servers[0], settings) as ours,
        _opened(servers[1], settings) as theirs,
    ):
        yield ours, theirs


@pytest.fixture(scope="module")
def two_databases(servers: tuple[Place, Place], peers: Path, mariadb: MariaDB) -> Iterator[tuple[Side, Side]]:
    """Our device and the peers', each open over an empty database of its own."""
    with (
        _database(peers, mariadb) as mine,
        _database(peers, mariadb) as other,
        _opened(servers[0], mine) as ours,
        _opened(servers[1], other) as theirs,
    ):
        yield ours, theirs


def _tango_database() -> Iterator[TangoDatabase]:
    database = TangoDatabase()
    yield database
    database.end()


@contextmanager
def _database(peers: Path, mariadb: MariaDB) -> Iterator[dict[str, Any]]:
    """The peers' script makes the tables."""
    name = mariadb.new_database("utf8")
    command = [find("mariadb"), "--no-defaults", f"--socket={mariadb.socket}", f"--user={USER}"]
    script = (peers / TABLES).read_bytes()
    subprocess.run([*command, f"--password={PASSWORD}", name], input=script, check=True, capture_output=True)
    yield mariadb.settings(name)
    mariadb.drop(name)


@contextmanager
def _opened(place: Place, settings: dict[str, Any]) -> Iterator[Side]:
    server, database = place
    proxy = server.fresh(json.dumps(settings))
    proxy.Open()
    yield Side(server.name, database.tango_host, proxy, settings)
    proxy.Init()
