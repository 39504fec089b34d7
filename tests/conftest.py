"""Private services for all tests: started when first asked for, once a session, and always ended.

`mariadb`, `postgres` and `tango_db` are the servers; `store_url` gives a fresh empty store on each engine in turn.
What is missing is skipped, and named at the end of the session.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import pytest

from tests.services.config_server import ConfigServer
from tests.services.cpp_tango_db import CppTangoDatabase
from tests.services.data_writer import DataWriter
from tests.services.devices import DeviceServer, simulated_beamline, slow_devices
from tests.services.mariadb import MariaDB
from tests.services.old_reader import OldReader
from tests.services.postgres import Postgres
from tests.services.process import MissingError
from tests.services.tango_db import TangoDatabase

T = TypeVar("T", MariaDB, Postgres, TangoDatabase, CppTangoDatabase, ConfigServer, DataWriter, OldReader)
MISSING = pytest.StashKey[dict[str, str]]()
SERVICES = {"mysql": "mariadb", "postgres": "postgres", "tango": "tango_db"}
ENGINES = (
    "sqlite-file",
    "sqlite-memory",
    pytest.param("mysql", marks=pytest.mark.mysql),
    pytest.param("postgres", marks=pytest.mark.postgres),
)


def pytest_configure(config: pytest.Config) -> None:
    """A session that is told to end does so as after Ctrl-C: with its services."""
    config.stash[MISSING] = {}
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say which services were missing, why, and how many tests that cost."""
    skipped = terminalreporter.stats.get("skipped", [])
    for name, reason in config.stash[MISSING].items():
        count = sum(f"{name}: {reason}" in str(report.longrepr) for report in skipped)
        terminalreporter.write_line(f"service missing: {name}: {reason} ({count} tests skipped)", yellow=True)


def _running(service: Callable[..., T], config: pytest.Config, *needed: object) -> Iterator[T]:
    try:
        server = service(*needed)
    except MissingError as err:
        config.stash[MISSING][service.__name__] = str(err)
        pytest.skip(f"{service.__name__}: {err}")
    try:
        yield server
    finally:
        server.end()


@pytest.fixture(scope="session")
def mariadb(pytestconfig: pytest.Config) -> Iterator[MariaDB]:
    """A private MariaDB server."""
    yield from _running(MariaDB, pytestconfig)


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator[Postgres]:
    """A private PostgreSQL server."""
    yield from _running(Postgres, pytestconfig)


@pytest.fixture(scope="session")
def tango_db(pytestconfig: pytest.Config) -> Iterator[TangoDatabase]:
    """A private Tango database; `tango_db.tango_host` is the value for TANGO_HOST."""
    yield from _running(TangoDatabase, pytestconfig)


@pytest.fixture(scope="session")
def cpp_tango_db(mariadb: MariaDB, pytestconfig: pytest.Config) -> Iterator[CppTangoDatabase]:
    """A private Tango database as Debian has it, the C++ server on MariaDB."""
    yield from _running(CppTangoDatabase, pytestconfig, mariadb)


@pytest.fixture(scope="session")
def config_server(tango_db: TangoDatabase, pytestconfig: pytest.Config) -> Iterator[ConfigServer]:
    """Our NXSConfigServer in a process of its own; `config_server.fresh(settings)` resets it for a test."""
    yield from _running(ConfigServer, pytestconfig, tango_db)


@pytest.fixture(scope="session")
def data_writer(tango_db: TangoDatabase, pytestconfig: pytest.Config) -> Iterator[DataWriter]:
    """Our NXSDataWriter in a process of its own; `data_writer.fresh(…)` resets it for a test."""
    yield from _running(DataWriter, pytestconfig, tango_db)


@pytest.fixture(scope="session")
def beamline(tango_db: TangoDatabase) -> Iterator[DeviceServer]:
    """The simulated device of the writer's recorded cases, running; TANGO_HOST is not set."""
    server = simulated_beamline(tango_db)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def slow_server(tango_db: TangoDatabase) -> Iterator[DeviceServer]:
    """A device that takes as long as it is told to: sim/slow/1."""
    server = slow_devices(tango_db)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def old_reader(pytestconfig: pytest.Config) -> Iterator[OldReader]:
    """An h5py with HDF5 1.12 that reads our files."""
    yield from _running(OldReader, pytestconfig)


@pytest.fixture
def mysql_url(mariadb: MariaDB) -> Iterator[str]:
    """A fresh MariaDB database without tables."""
    name = mariadb.new_database()
    yield mariadb.url(name)
    mariadb.drop(name)


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A fresh PostgreSQL database without tables."""
    name = postgres.new_database()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh empty store on each engine in turn, tables included."""
    if request.param.startswith("sqlite"):
        return "sqlite://" if request.param == "sqlite-memory" else f"sqlite:///{tmp_path}/store.db"
    from nxsconfig.db import open_store

    url: str = request.getfixturevalue(f"{request.param}_url")
    open_store(url, create=True).close()
    return url
