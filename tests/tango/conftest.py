"""A fresh device for each test."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

COMPONENT = '<definition><group type="NXentry" name="scan"><field name="{}"/></group></definition>'


@pytest.fixture
def settings(mariadb) -> Iterator[str]:
    """JSONSettings of a fresh MariaDB database with the tables."""
    from nxsconfig.db import open_store

    name = mariadb.new_database()
    open_store(mariadb.settings(name), create=True).close()
    yield json.dumps(mariadb.settings(name))
    mariadb.drop(name)


@pytest.fixture
def closed(config_server, settings):
    """The device in state ON."""
    proxy = config_server.fresh(settings)
    yield proxy
    proxy.Init()


@pytest.fixture
def device(closed):
    """The device in state OPEN."""
    closed.Open()
    return closed


@pytest.fixture
def component(device):
    """The device, with the component `a` stored."""
    device.XMLString = COMPONENT.format("a")
    device.StoreComponent("a")
    return device


@pytest.fixture
def call(device) -> Callable[[str, str, dict[str, Any]], dict[str, Any]]:
    """Call one of the commands that take and give JSON."""
    return lambda command, **given: json.loads(device.command_inout(command, json.dumps(given)))


@pytest.fixture
def held(mariadb, settings) -> Callable[[], AbstractContextManager[None]]:
    """Make every command that reads components wait, for the time of a `with`."""
    import MySQLdb

    @contextmanager
    def hold() -> Iterator[None]:
        keys = json.loads(settings)
        link = MySQLdb.connect(**keys)
        link.cursor().execute("LOCK TABLES components WRITE, datasources WRITE, properties WRITE, selections WRITE")
        yield
        link.close()

    return hold


@pytest.fixture
def start() -> Iterator[Callable[..., Future[Any]]]:
    """Run something in the background; all of it has to end with the test."""
    with ThreadPoolExecutor(60) as pool:
        yield pool.submit
