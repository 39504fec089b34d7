"""A fresh device for each test."""

import json
from collections.abc import Iterator

import pytest


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
