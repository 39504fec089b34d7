"""The peers' classes on a fresh store."""

import pytest

from nxsconfigserver.MYSQLDataBase import MYSQLDataBase
from nxsconfigserver.XMLConfigurator import XMLConfigurator


@pytest.fixture
def opened(tmp_path):
    """An open XMLConfigurator on an empty SQLite file."""
    configurator = XMLConfigurator()
    configurator.jsonsettings = f"sqlite:///{tmp_path}/store.db"
    configurator.open()
    yield configurator
    configurator.close()


@pytest.fixture
def database(mariadb):
    """A MYSQLDataBase that is not connected; its settings for a fresh database with tables are in `settings`."""
    from nxsconfig.db import open_store

    name = mariadb.new_database()
    open_store(mariadb.url(name), create=True).close()
    database = MYSQLDataBase()
    database.settings = mariadb.settings(name)
    yield database
    database.close()
    mariadb.drop(name)


@pytest.fixture
def connected(database):
    """A MYSQLDataBase that is connected."""
    database.connect(database.settings)
    return database
