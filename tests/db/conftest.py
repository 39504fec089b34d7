"""Stores on every kind of database, and processes that work on them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from nxsconfig.db import SqlStore, open_store
from tests.db.nursery import Nursery
from tests.db.places import Place, peers_tables, run_sqlite, unreachable

SQLITE = ("sqlite-file",)
SERVERS = (
    pytest.param("mysql", marks=pytest.mark.mysql),
    pytest.param("mysql-peers", marks=pytest.mark.mysql),
    pytest.param("mysql-innodb", marks=pytest.mark.mysql),
    pytest.param("postgres", marks=pytest.mark.postgres),
)


@pytest.fixture
def place_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Place]:
    """Makes a fresh database of a kind, tables included."""

    def make(engine: str) -> Place:
        if engine == "sqlite-memory":
            return Place(engine, "sqlite://", unreachable)
        if engine == "sqlite-file":
            return Place(engine, f"sqlite:///{tmp_path}/store.db", run_sqlite(f"{tmp_path}/store.db"))
        service, family = ("postgres", "postgres") if engine == "postgres" else ("mariadb", "mysql")
        url: str = request.getfixturevalue(f"{family}_url")
        execute = partial(request.getfixturevalue(service).execute, database=url.rpartition("/")[2])
        if engine == "mysql-peers":
            execute(*peers_tables())
        elif engine == "mysql-innodb":
            execute(*peers_tables("InnoDB", "utf8mb4"))
        else:
            open_store(url, create=True).close()
        return Place(engine, url, execute)

    return make


@pytest.fixture(params=[*SQLITE, "sqlite-memory", *SERVERS])
def place(request: pytest.FixtureRequest, place_of: Callable[[str], Place]) -> Place:
    """Every kind of database in turn."""
    return place_of(request.param)


@pytest.fixture(params=[*SQLITE, *SERVERS])
def shared(request: pytest.FixtureRequest, place_of: Callable[[str], Place]) -> Place:
    """Every kind of database that several processes can use."""
    return place_of(request.param)


@pytest.fixture(params=SERVERS)
def served(request: pytest.FixtureRequest, place_of: Callable[[str], Place]) -> Place:
    """Every kind of database that is a server."""
    return place_of(request.param)


@pytest.fixture
def store(place: Place) -> Iterator[SqlStore]:
    """A store on every kind of database."""
    found = open_store(place.url)
    yield found
    found.close()


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """Starts processes that work on stores."""
    found = Nursery()
    yield found
    found.close()
